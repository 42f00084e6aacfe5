"""The lineage of sources as the desk knows it now: drawn, listed and counted, also of rows that are not saved yet."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import advice, record, weighing
from claims.models import Claim, Evidence
from claims.public import graph
from claims.weighing import Piece
from sources import lineage
from sources.grades import Credibility, Reliability
from sources.lineage import Lineage
from sources.models import Source
from sources.repeating import may_repeat, repeat

MOST_ROWS = 1_000  # of evidence in one form
MOST_LISTED = 200


class Row(NamedTuple):
    """A source in the list, under the number that it has in the drawing."""

    number: int
    source: Source
    grade: Reliability
    repeats: list["Row"]
    is_named: bool  # whether it was asked for, rather than found on the way


class Node(NamedTuple):
    node: graph.Node
    row: Row


def drawn(named: Iterable[int], parents: dict[int, list[int]]) -> dict:
    """Some sources, given by their keys, with all in `parents`: their graph, if it can be read, and their list."""
    named = list(dict.fromkeys(named))
    keys = [*named, *sorted(parents.keys() - named)]
    shown = keys[:MOST_LISTED]
    sources = Source.objects.select_related("outlet").in_bulk(shown)
    edges = {key: [parent for parent in parents[key] if parent in sources] for key in shown}
    rows: dict[int, Row] = {
        key: Row(number, sources[key], Reliability(sources[key].outlet.reliability), [], key in named)
        for number, key in enumerate(shown, start=1)
    }
    for key, row in rows.items():
        row.repeats.extend(rows[parent] for parent in edges[key])
    listed = list(rows.values())
    return {"rows": listed, "more": len(keys) - len(shown), "graph": None, "nodes": []} | _picture(listed, edges)


def _picture(rows: list[Row], edges: dict[int, list[int]]) -> dict:
    if not 1 < len(rows) <= graph.LARGEST:
        return {}
    picture = graph.lay_out(
        {
            row.source.pk: {
                "title": row.source.title,
                "lineage": row.source.lineage,
                "derived_from": edges[row.source.pk],
            }
            for row in rows
        }
    )
    return {"graph": picture, "nodes": [Node(node, rows[node.number - 1]) for node in picture.nodes]}


def of_evidence(pieces: list[Piece]) -> dict:
    """What the section of evidence shows: the graph with its list, the counts, and what is to be thought over."""
    parents = lineage.parents_of(piece.source for piece in pieces)
    originals = set(
        Source.objects.filter(pk__in=parents, lineage=Source.Lineage.ORIGINAL).values_list("pk", flat=True)
    )

    def count(*bearings: str) -> Lineage:
        return lineage.count({piece.source for piece in pieces if piece.bearing in bearings}, parents, originals)

    used = {piece.bearing for piece in pieces}
    short = weighing.short_of_origins(pieces)
    return drawn([piece.source for piece in pieces], parents) | {
        "counted": count(*Evidence.FOR_OR_AGAINST),
        "bearings": [(bearing.label, count(bearing)) for bearing in Evidence.Bearing if bearing in used],
        "doubts": [weighing.why_not_confirmed(*each) for each in short.items()],
        "advice": advice.graded_alike(pieces),
    }


def around(source: Source) -> dict:
    """What a source's own page shows: what it traces to, and what repeats it."""
    above, below = lineage.parents_of([source.pk]), lineage.children_of([source.pk])
    parents = above | {key: [] for key in below if key not in above}
    for parent, children in below.items():
        for child in children:
            if parent not in parents[child]:
                parents[child].append(parent)
    return drawn([source.pk], parents)


def beside(request: HttpRequest, claim: Claim | None) -> dict:
    """For the page of a claim: of what was typed, where its form came back with mistakes."""
    if claim is None or not _may_see(request):
        return {}
    is_sent = request.method == "POST" and "evidence-TOTAL_FORMS" in request.POST
    pieces = typed(request.POST) if is_sent else weighing.of_claim(claim)
    return {"lineage": of_evidence(pieces) | {"may_repeat": may_repeat(request.user)}}


def typed(post: QueryDict) -> list[Piece]:
    """The rows of evidence in a form as it stands, right or wrong: those that name a source and are to stay."""
    prefixes = [f"evidence-{row}-" for row in range(min(_number(post.get("evidence-TOTAL_FORMS")), MOST_ROWS))]
    rows = [
        Piece(_number(post.get(f"{row}source")), post.get(f"{row}bearing", ""), _grade(post.get(f"{row}credibility")))
        for row in prefixes
        if not post.get(f"{row}DELETE")
    ]
    known = set(Source.objects.filter(pk__in=[row.source for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.source in known]


def _number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 18 else 0


def _grade(given: str | None) -> int | None:
    return _number(given) if _number(given) in Credibility.values else None


def lineage_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The drawing alone, for a page that is being edited."""
    claim = _found(model_admin, request, object_id)
    return _fragment(request, claim)


def repeats_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """“[source] repeats [source]”, said among the evidence of a claim."""
    claim = _found(model_admin, request, object_id)
    if not may_repeat(request.user):
        raise PermissionDenied(_("Your role does not allow you to say which source repeats which."))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    done, words = _noted(request, model_admin)
    if "evidence-TOTAL_FORMS" in request.POST:  # a script sends what is typed along
        return _fragment(request, claim, done=done, words=words)
    (messages.success if done else messages.error)(request, words)
    return redirect(f"{reverse('admin:claims_claim_change', args=[claim.pk])}#desk-lineage")


def _noted(request: HttpRequest, model_admin: ModelAdmin) -> tuple[bool, str]:
    """Whether it was noted, and what to tell the editor."""
    chosen = Source.objects.in_bulk([_number(request.POST.get("repeats")), _number(request.POST.get("repeated"))])
    source = chosen.get(_number(request.POST.get("repeats")))
    of = chosen.get(_number(request.POST.get("repeated")))
    if source is None or of is None:
        return False, _("Nothing was noted: choose both sources, the one that repeats and the one that is repeated.")
    try:
        with transaction.atomic():
            record.take_turn()  # what is published must not change meanwhile
            repeat(source, of, by=request.user)
    except ValidationError as refusal:
        return False, " ".join([_("Nothing was noted."), *refusal.messages])
    except IntegrityError:
        return False, _("Nothing was noted: somebody else changed the lineage at the same moment. Try again.")
    words = _("“%(source)s” repeats “%(of)s”.") % {"source": source, "of": of}
    model_admin.admin_site.get_model_admin(Source).log_change(request, source, words)
    return True, words


def _found(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> Claim:
    """admin_view lets in anybody with a staff account."""
    if not (model_admin.has_view_permission(request) and _may_see(request)):
        raise PermissionDenied(_("Your role does not allow you to see claims and their sources."))
    claim = model_admin.get_object(request, unquote(object_id))
    if claim is None:
        raise Http404(_("There is no such claim."))
    return claim


def _may_see(request: HttpRequest) -> bool:
    return request.user.has_perm("sources.view_source")


def _fragment(request: HttpRequest, claim: Claim, **said) -> TemplateResponse:
    context = beside(request, claim)
    context["lineage"] |= {"said": said}
    return TemplateResponse(request, "admin/claims/claim/lineage.html", context | {"original": claim})
