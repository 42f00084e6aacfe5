"""The read API. It reads the record and its projection only; what is not public is not there.

Stored documents are sent as stored text: they are never parsed and built again.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from rest_framework.exceptions import NotAcceptable, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api import errors, feed, insights, openapi, pagination, renderers, rows, shapes
from claims.api.openapi import endpoint, list_endpoint, page_of, searched_page_of
from claims.api.parameters import members, refuse_choice, refuse_unknown, whole_number
from claims.claimreview import claim_review
from claims.filters import ClaimFilter
from claims.matching.public import MOST as MOST_MATCHES
from claims.matching.public import related
from claims.models import Head, Publication, PublishedClaim
from claims.search.query import Unsearchable

CURSOR = frozenset({"cursor", "page_size"})
FILTERS = frozenset(ClaimFilter.base_filters)
NUMBERED = openapi.cursor_parameters(pagination.NUMBERS)
DOCUMENT = shapes.document_members("published_claim", "withdrawn_claim", "merged_claim")
NOTHING_HERE = "There is nothing public at this address."


# What all endpoints share. That anybody may read, without account, session or cookie, is in the settings.
# (Not a docstring: the contract shows those of views as descriptions of their endpoints.)
class RecordView(APIView):
    parser_classes = []
    renderer_classes = [renderers.JSON]
    content_negotiation_class = renderers.Negotiation
    parameters: ClassVar[frozenset[str]] = frozenset()
    repeatable: ClassVar[frozenset[str]] = frozenset()
    members: ClassVar[tuple[str, ...]] = ()  # of a row or a document: what `fields` may choose from
    chosen: frozenset[str] = frozenset()  # what it does choose

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            known = self.parameters | {"fields"} if self.members else self.parameters
            refuse_unknown(request.query_params, known, self.repeatable)
            self.chosen = members(request.query_params, self.members)

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        """Only where `fields` is given is anything stored read, instead of sent as it is."""
        if self.chosen and isinstance(response, Response):
            response.data = rows.chosen(renderers.plain(response.data), self.chosen)
        return super().finalize_response(request, response, *args, **kwargs)

    def columns(self) -> list[str]:
        """Of a table, if there is one."""
        return [name for name in self.members if name in self.chosen or not self.chosen]

    def get_exception_handler(self):
        return errors.answer

    def options(self, request: Request, *args, **kwargs) -> HttpResponse:
        return HttpResponse(status=204)


class ListView(RecordView):
    renderer_classes = [renderers.JSON, renderers.CSV]

    @staticmethod
    def address(request: Request) -> str:
        return pagination.address(request)


class ClaimsView(ListView):
    """Several filters narrow each other down. They are the same as on the page of claims."""

    parameters = CURSOR | FILTERS
    repeatable = frozenset({"rating"})

    def page(self, request: Request, columns: list[str], row) -> Response:
        chosen = ClaimFilter(request.query_params, queryset=PublishedClaim.objects.standing())
        pages = pagination.CursorPages(chosen.by_place, pagination.NUMBERS)
        cursor = pages.decode_cursor(request)

        def asked() -> list[dict]:
            claims = chosen.in_order(int(cursor.position) if cursor else None)
            return pages.paginate_queryset(claims.values("place", *columns), request)

        found = chosen.answered(asked)
        if found is None:
            raise errors.InvalidParameters({name: list(said) for name, said in chosen.errors.items()})
        instead = chosen.search.instead if chosen.search else ""
        return pages.get_paginated_response((row(each) for each in found), searched_for=instead or None)


class ClaimList(ClaimsView):
    """Several filters narrow each other down. They are the same as on the page of claims.

    JSON-LD is a DataFeed as that of the export, but of one page, and takes no `fields`. The table has the columns of
    /api/v1/export/claims.csv, or those that `fields` names.
    """

    renderer_classes = [renderers.JSON, renderers.Feed, renderers.CSV]
    members = shapes.document_members("published_claim")

    @list_endpoint(
        "list_claims",
        "Documents of the claims whose verdict stands, the latest first, or best first where searched",
        searched_page_of(shapes.DocumentField(), "Claim"),
        feed.SCHEMA,
        parameters=[*openapi.filter_parameters(), *NUMBERED],
        members=members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request, ["publication_id", "publication__document"], self.form(request))

    def form(self, request: Request) -> Callable[[dict], Any]:
        if request.accepted_renderer.format == renderers.JSONLD.format:
            refuse_choice(self.chosen)
            return lambda row: feed.element(row["publication_id"], row["publication__document"])
        if request.accepted_renderer.format == renderers.CSV.format and not self.chosen:
            return lambda row: insights.row(orjson.loads(row["publication__document"]))
        return lambda row: rows.stored(row["publication__document"])

    def columns(self) -> list[str]:
        return super().columns() if self.chosen else insights.COLUMNS


class VerdictList(ClaimsView):
    members = shapes.members(shapes.Verdict)

    @list_endpoint(
        "list_verdicts",
        "One light row for each claim whose verdict stands, the latest first, or best first where searched",
        searched_page_of(shapes.Verdict, "Verdict"),
        parameters=[*openapi.filter_parameters(), *NUMBERED],
        members=members,
    )
    def get(self, request: Request) -> Response:
        return self.page(request, [*rows.VERDICT.values()], rows.verdict)


class MatchList(ListView):
    """Candidates, never assertions: whether one is the same claim is for somebody to read. The score only orders the
    candidates of one text; those of two texts cannot be compared. One that shares only a few words may come first.

    What a text says first counts most. An address holds some 8,000 letters, or 900 characters of Chinese: the server
    refuses a longer one itself, with 414. People can send more to the page /check/.
    """

    parameters = frozenset({"text", "limit"})
    members = shapes.members(shapes.Match)

    @list_endpoint(
        "match_text",
        "The checked claims that a text may repeat, the likeliest first",
        page_of(shapes.Match, "Match"),
        parameters=openapi.MATCH_PARAMETERS,
        members=members,
    )
    def get(self, request: Request) -> Response:
        most = whole_number(request.query_params, "limit", default=openapi.MATCHES, least=1, most=MOST_MATCHES)
        try:
            found = related(request.query_params.get("text", ""), most)
        except Unsearchable as fault:
            raise errors.InvalidParameters({"text": [str(fault)]}) from fault
        claims = PublishedClaim.objects.standing().filter(pk__in=[each.claim for each in found])
        shown = {row["pk"]: row for row in claims.values("pk", *rows.VERDICT.values())}
        return pagination.listing(rows.match(each, shown[each.claim]) for each in found if each.claim in shown)


class ClaimDetail(RecordView):
    renderer_classes = [renderers.JSON, renderers.JSONLD]
    members = DOCUMENT

    @endpoint(
        "get_claim",
        "The latest document of a claim, or the notice of its withdrawal",
        [openapi.CLAIM, openapi.CLAIM_REVIEW],
        media_types=(renderers.JSON.media_type, renderers.JSONLD.media_type),
        members=members,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        text = PublishedClaim.objects.filter(slug=slug).documents().first()
        if text is None:
            raise NotFound(NOTHING_HERE)
        if request.accepted_renderer.format == renderers.JSONLD.format:
            refuse_choice(self.chosen)
            return Response(_claim_review(text))
        return Response(rows.stored(text))


def _claim_review(text: str) -> dict:
    review = claim_review(orjson.loads(text))
    if review is None:
        raise NotAcceptable("This claim is withdrawn, so there is no ClaimReview of it. Ask for application/json.")
    return review


class RevisionList(ListView):
    parameters = CURSOR
    members = shapes.members(shapes.Revision)

    @list_endpoint(
        "list_revisions",
        "The headers of a claim's revisions, oldest first",
        page_of(shapes.Revision, "Revision"),
        parameters=NUMBERED,
        members=members,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        claim = PublishedClaim.objects.filter(slug=slug).values_list("claim_id", flat=True).first()
        if claim is None:
            raise NotFound(NOTHING_HERE)
        revisions = Publication.objects.filter(claim_id=claim).values(*rows.REVISION)
        pages = pagination.CursorPages("revision", pagination.NUMBERS)
        found = pages.paginate_queryset(revisions, request)
        return pages.get_paginated_response(rows.revision(row, slug) for row in found)


class RevisionDetail(RecordView):
    members = DOCUMENT

    @endpoint(
        "get_revision",
        "The document of a claim as it stood at one revision",
        openapi.CLAIM,
        members=members,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str, revision: int) -> Response:
        claims = PublishedClaim.objects.filter(slug=slug).values("claim_id")
        found = Publication.objects.filter(claim__in=claims, revision=revision)
        text = found.values_list("document", flat=True).first()
        if text is None:
            raise NotFound(NOTHING_HERE)
        return Response(rows.stored(text))


class ChangeList(ListView):
    """The table has no documents, unless `fields` names them."""

    parameters = frozenset({"after", "page_size"})
    members = shapes.members(shapes.Change)

    @list_endpoint(
        "list_changes",
        "Every publication after a point, in order, notices of withdrawal included: for keeping a copy in step",
        page_of(shapes.Change, "Change"),
        parameters=openapi.AFTER_PARAMETERS,
        members=members,
    )
    def get(self, request: Request) -> Response:
        found, following = pagination.page_after(rows.changes(Publication.objects.all()), request)
        return pagination.listing(map(rows.change, found), following=following)

    def columns(self) -> list[str]:
        return [name for name in super().columns() if name != "document" or self.chosen]


class RecordHead(RecordView):
    @endpoint("get_record_head", "Where the record ends", shapes.RecordHead)
    def get(self, request: Request) -> Response:
        return Response(Head.objects.values("sequence", "digest").get())
