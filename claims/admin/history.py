"""The history of a claim on one page: its rows and those below it, with moves, second readings and publications.

It must not open the verdict to whoever may yet read it second (see blind.py).
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import F, ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from claims.admin.blind import HIDDEN, is_blind
from claims.models import (
    Accusation,
    Claim,
    ClaimTranslation,
    Event,
    Evidence,
    PhraseTranslation,
    Publication,
    Rebuttal,
    ReplyRequest,
    Sighting,
    Transition,
    Verdict,
)
from claims.states import State
from sources.changes import Key, Row, Save, Table, Told, shows_all
from sources.history import tracked
from sources.history_pages import KeptHistory, may_see

# What of each table is not shown to whoever may yet read second. All of a table that is not named here.
HIDDEN_FIELDS: dict[type[Model], frozenset[str]] = {
    **dict.fromkeys(
        [Claim, Accusation, Rebuttal, ReplyRequest, Evidence, Event, PhraseTranslation, Sighting], frozenset()
    ),
    ClaimTranslation: frozenset({"summary", "explanation"}),
    Verdict: frozenset(field.name for field in Verdict._meta.fields)
    - {"round", "proposed_by", "reading_by", "read_at", "confirmed_by", "confirmed_at"},
}
PUBLISHING = (State.PUBLISHED, State.WITHDRAWN)
TOGETHER = timedelta(seconds=2)  # between what a move writes and its own row


class ClaimHistory(KeptHistory):
    def hides(self, request: HttpRequest, obj: Claim, model: type[Model]) -> Callable[[str], bool]:
        if not is_blind(request, obj):
            return shows_all
        hidden = HIDDEN_FIELDS.get(model)
        return (lambda name: True) if hidden is None else hidden.__contains__

    def history_tables(self, request: HttpRequest, obj: Claim) -> list[Table]:
        tables = [self.table_of(request, obj)]
        for model in tracked("claims"):
            parents = [
                field for field in model._meta.fields if isinstance(field, ForeignKey) and field.name == "claim"
            ]
            if parents and may_see(request, model):
                tables.append(self.table_of(request, obj, model, parents[0]))
        return tables

    def history_keys(self, request: HttpRequest, obj: Claim, tables: list[Table]) -> list[QuerySet]:
        keys = super().history_keys(request, obj, tables)
        if may_see(request, Transition):
            keys.append(_keys(obj.transitions, "at", "by"))
        if may_see(request, Publication):
            keys.append(_keys(obj.publications, "published_at", "published_by"))
        return keys

    def history_saves(self, request: HttpRequest, obj: Claim, tables: list[Table], keys: list[Key]) -> list[Save]:
        saves = super().history_saves(request, obj, tables, keys)
        moments = {moment for moment, _ in keys}
        moves = obj.transitions.filter(at__in=moments) if may_see(request, Transition) else Transition.objects.none()
        public = obj.publications.filter(published_at__in=moments).defer("document")
        public = public if may_see(request, Publication) else Publication.objects.none()
        told = _told(obj, moves.select_related("by"), public.select_related("published_by"), is_blind(request, obj))
        return sorted(_together(saves, told), key=lambda save: save.at, reverse=True)

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        response = super().history_view(request, object_id, extra_context)
        if claim := getattr(response, "context_data", {}).get("object"):
            response.context_data["hidden"] = HIDDEN if is_blind(request, claim) else ""
        return response


def _keys(rows: QuerySet, at: str, by: str) -> QuerySet:
    named = rows.order_by().annotate(history_date=F(at), history_user_id=F(f"{by}_id"))
    return named.values_list("history_date", "history_user_id").distinct()


def _told(claim: Claim, moves: Iterable[Transition], public: Iterable[Publication], blind: bool) -> list[Save]:
    """Moves and publications; one entry for a move that published."""
    entries, left = [], list(public)
    for move in sorted(moves, key=lambda move: move.at):
        told = [_move(move, blind)]
        if move.to_state in PUBLISHING and (of_it := next((each for each in left if _is_of(each, move)), None)):
            left.remove(of_it)
            told.append(_publication(claim, of_it))
        entries.append(Save(move.at, move.by, [], tuple(told)))
    return entries + [Save(each.published_at, each.published_by, [], (_publication(claim, each),)) for each in left]


def _is_of(publication: Publication, move: Transition) -> bool:
    """A publication's time is kept to the second."""
    after = move.at - publication.published_at
    return publication.published_by == move.by and timedelta(0) <= after <= TOGETHER


def _move(move: Transition, blind: bool) -> Told:
    states = {"before": move.get_from_state_display(), "after": move.get_to_state_display()}
    headline = gettext("Moved: %(before)s → %(after)s") % states
    return Told(headline, is_hidden=True) if blind and move.note else Told(headline, move.note)


def _publication(claim: Claim, row: Publication) -> Told:
    named = {"revision": row.revision, "kind": row.get_kind_display(), "sequence": row.sequence}
    headline = gettext("Revision %(revision)s published: %(kind)s (number %(sequence)s in the record)") % named
    return Told(headline, row.note, address=reverse("public:revision", args=[claim.slug, row.revision]))


def _together(saves: list[Save], told: list[Save]) -> list[Save]:
    """One entry where a move and the rows that it changed are one deed of one person."""
    entries = list(saves)
    for each in told:
        near = [entry for entry in entries if not entry.told and _is_near(entry, each)]
        if near:
            nearest = min(near, key=lambda entry: abs(entry.at - each.at))
            entries.remove(nearest)
            each = each._replace(rows=_without_state(nearest.rows))
        entries.append(each)
    return [entry for entry in entries if entry.rows or entry.told]


def _is_near(entry: Save, other: Save) -> bool:
    return entry.by == other.by and abs(entry.at - other.at) <= TOGETHER


def _without_state(rows: list[Row]) -> list[Row]:
    """The move says already how the claim's state changed."""
    state = capfirst(Claim._meta.get_field("state").verbose_name)
    told = [
        row._replace(changes=[each for each in row.changes if row.model is not Claim or each.label != state])
        for row in rows
    ]
    return [row for row in told if row.changes]
