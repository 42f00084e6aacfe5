"""The read API. It reads the record and its projection only; what is not public is not there.

Stored documents are sent as stored text: they are never parsed and built again.
"""

from functools import cache
from typing import ClassVar

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAcceptable, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api import errors, openapi, pagination, renderers, rows
from claims.api.openapi import endpoint, page_of, searched_page_of
from claims.api.parameters import refuse_unknown, whole_number
from claims.claimreview import claim_review
from claims.filters import ClaimFilter
from claims.matching.public import MOST as MOST_MATCHES
from claims.matching.public import related
from claims.models import Head, PublicActor, Publication, PublicSource, PublicTopic, PublishedClaim, Rating
from claims.search.query import Unsearchable

CURSOR = frozenset({"cursor", "page_size"})
FILTERS = frozenset(ClaimFilter.base_filters)
NUMBERED = openapi.cursor_parameters(pagination.NUMBERS)
SLUGGED = openapi.cursor_parameters(pagination.SLUGS)
NOTHING_HERE = "There is nothing public at this address."


# What all endpoints share. That anybody may read, without account, session or cookie, is in the settings.
# (Not a docstring: the contract shows those of views as descriptions of their endpoints.)
class RecordView(APIView):
    parser_classes = []
    renderer_classes = [renderers.JSON]
    content_negotiation_class = renderers.Negotiation
    parameters: ClassVar[frozenset[str]] = frozenset()
    repeatable: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            refuse_unknown(request.query_params, self.parameters, self.repeatable)

    def get_exception_handler(self):
        return errors.answer

    def options(self, request: Request, *args, **kwargs) -> HttpResponse:
        return HttpResponse(status=204)


class CatalogueView(RecordView):
    """In the order of their slugs."""

    parameters = CURSOR

    def page(self, request: Request, queryset: QuerySet, row) -> Response:
        pages = pagination.CursorPages("slug", pagination.SLUGS)
        found = pages.paginate_queryset(queryset, request)
        return pages.get_paginated_response(row(each) for each in found)


class ClaimsView(RecordView):
    """Several filters narrow each other down. They are the same as on the page of claims."""

    parameters = CURSOR | FILTERS
    repeatable = frozenset({"rating"})

    def page(self, request: Request, columns: list[str], row) -> Response:
        pages = pagination.CursorPages("-place", pagination.NUMBERS)
        cursor = pages.decode_cursor(request)
        chosen = ClaimFilter(request.query_params, queryset=PublishedClaim.objects.standing())

        def asked() -> list[dict]:
            claims = chosen.in_order(int(cursor.position) if cursor else None)
            return pages.paginate_queryset(claims.values("place", *columns), request)

        found = chosen.answered(asked)
        if found is None:
            raise errors.InvalidParameters({name: list(said) for name, said in chosen.errors.items()})
        instead = chosen.search.instead if chosen.search else ""
        return pages.get_paginated_response((row(each) for each in found), searched_for=instead or None)


class ClaimList(ClaimsView):
    @endpoint(
        "list_claims",
        "Documents of the claims whose verdict stands, newest first, or best first where searched",
        searched_page_of(openapi.DocumentField(), "Claim"),
        parameters=[*openapi.filter_parameters(), *NUMBERED],
    )
    def get(self, request: Request) -> Response:
        return self.page(request, ["publication__document"], lambda row: rows.stored(row["publication__document"]))


class VerdictList(ClaimsView):
    @endpoint(
        "list_verdicts",
        "One light row for each claim whose verdict stands, newest first, or best first where searched",
        searched_page_of(openapi.Verdict, "Verdict"),
        parameters=[*openapi.filter_parameters(), *NUMBERED],
    )
    def get(self, request: Request) -> Response:
        return self.page(request, [*rows.VERDICT.values()], rows.verdict)


class MatchList(RecordView):
    """Candidates, never assertions: whether one is the same claim is for somebody to read. The score only orders the
    candidates of one text; those of two texts cannot be compared. One that shares only a few words may come first.

    What a text says first counts most. An address holds some 8,000 letters, or 900 characters of Chinese: the server
    refuses a longer one itself, with 400 or 414. People can send more to the page /check/.
    """

    parameters = frozenset({"text", "limit"})

    @endpoint(
        "match_text",
        "The checked claims that a text may repeat, the likeliest first",
        page_of(openapi.Match, "Match"),
        parameters=openapi.MATCH_PARAMETERS,
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

    @endpoint(
        "get_claim",
        "The latest document of a claim, or the notice of its withdrawal",
        may_be_missing=True,
        **openapi.CLAIM_ANSWERS,
    )
    def get(self, request: Request, slug: str) -> Response:
        text = PublishedClaim.objects.filter(slug=slug).documents().first()
        if text is None:
            raise NotFound(NOTHING_HERE)
        if request.accepted_renderer.format == renderers.JSONLD.format:
            return Response(_claim_review(text))
        return Response(rows.stored(text))


def _claim_review(text: str) -> dict:
    review = claim_review(orjson.loads(text))
    if review is None:
        raise NotAcceptable("This claim is withdrawn, so there is no ClaimReview of it. Ask for application/json.")
    return review


class RevisionList(RecordView):
    parameters = CURSOR

    @endpoint(
        "list_revisions",
        "The headers of a claim's revisions, oldest first",
        page_of(openapi.Revision, "Revision"),
        parameters=NUMBERED,
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
    @endpoint(
        "get_revision", "The document of a claim as it stood at one revision", openapi.CLAIM, may_be_missing=True
    )
    def get(self, request: Request, slug: str, revision: int) -> Response:
        claims = PublishedClaim.objects.filter(slug=slug).values("claim_id")
        found = Publication.objects.filter(claim__in=claims, revision=revision)
        text = found.values_list("document", flat=True).first()
        if text is None:
            raise NotFound(NOTHING_HERE)
        return Response(rows.stored(text))


class ActorList(CatalogueView):
    @endpoint(
        "list_actors",
        "Actors named in public claims",
        page_of(openapi.Actor, "Actor"),
        parameters=SLUGGED,
    )
    def get(self, request: Request) -> Response:
        actors = PublicActor.objects.values("slug", "name", "kind", "country", "wikidata")
        return self.page(request, actors, rows.actor)


class SourceList(CatalogueView):
    @endpoint(
        "list_sources",
        "Sources cited in public claims",
        page_of(openapi.SourceField(), "Source"),
        parameters=SLUGGED,
    )
    def get(self, request: Request) -> Response:
        sources = PublicSource.objects.values("slug", "document")
        return self.page(request, sources, lambda row: rows.stored(row["document"]))


class TopicList(CatalogueView):
    @endpoint(
        "list_topics",
        "Topics of public claims",
        page_of(openapi.Topic, "Topic"),
        parameters=SLUGGED,
    )
    def get(self, request: Request) -> Response:
        return self.page(request, PublicTopic.objects.values("slug", "name"), rows.topic)


class RatingList(RecordView):
    @endpoint("list_ratings", "The verdict scale, whole", page_of(openapi.Rating, "Rating"))
    def get(self, request: Request) -> Response:
        return pagination.listing(Rating.objects.values("slug", "label", "definition", "value", "is_offered"))


class ChangeList(RecordView):
    parameters = frozenset({"after", "page_size"})

    @endpoint(
        "list_changes",
        "Every publication after a point, in order, notices of withdrawal included: for keeping a copy in step",
        page_of(openapi.Change, "Change"),
        parameters=openapi.AFTER_PARAMETERS,
    )
    def get(self, request: Request) -> Response:
        found, following = pagination.page_after(rows.changes(Publication.objects.all()), request)
        return pagination.listing(map(rows.change, found), following=following)


class RecordHead(RecordView):
    @endpoint("get_record_head", "Where the record ends", openapi.RecordHead)
    def get(self, request: Request) -> Response:
        return Response(Head.objects.values("sequence", "digest").get())


class ClaimSchema(RecordView):
    renderer_classes = [renderers.JSONSchema, renderers.JSON]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(rows.stored(openapi.SCHEMA_FILE.read_text()))


class OpenAPISchema(RecordView):
    renderer_classes = [renderers.OpenAPI, renderers.JSON]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(rows.stored(_contract()))


@cache
def _contract() -> str:
    """Generated once a process: it takes a tenth of a second and depends on nothing but the release."""
    return orjson.dumps(SchemaGenerator().get_schema(request=None, public=True)).decode()
