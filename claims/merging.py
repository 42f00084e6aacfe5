"""Two claims turn out to be one: the only code that merges them.

What belongs to the one goes over to the other, which survives. The merged claim stays as a row with its verdict
rounds, its history and its address, closed for good, and leads to the survivor.
"""

from collections import Counter

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import record, text
from claims.matching import desk
from claims.models import Claim, Sighting, Transition
from claims.models.claim import statement_key
from claims.states import State
from sources import history

PERMISSION = "claims.merge_claim"
PUBLISHING = "claims.publish_claim"  # for what readers then see of a withdrawn claim
SOURCES = frozenset({State.LOGGED, State.RESEARCHING, State.DECLINED, State.WITHDRAWN})
# Desk bookkeeping, which a claim takes in any state; notes only from a claim whose verdict they cannot tell.
ALWAYS_MOVED = ("sightings", "internal_notes")
# What will be published with the survivor: it is taken over only while that can be edited.
MOVED_WHILE_OPEN = ("accusations", "rebuttals", "evidence", "reply_requests", "events", "phrases")
# What the survivor may have of the same kind once.
ONCE = {"reply_requests": ("actor", "asked_on"), "phrases": ("language", "text_key")}
# Of the merged claim alone: its own history, its own wording, and what is made from it.
KEPT = frozenset(
    {"verdicts", "transitions", "translations", "publications", "published", "match_entry", "merged", "imported"}
)


class Refused(Exception):
    """They cannot be merged. `reasons` are sentences for the editor; nothing was changed."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def merge(claim: Claim, into: Claim, *, by: User, note: str, public_note: str = "") -> Transition:
    """Merge a claim into another one. Raises PermissionDenied or Refused, having changed nothing.

    `note` stays on the desk. `public_note` is for a withdrawn claim, whose public page then leads to the other one.
    """
    if not by.has_perm(PERMISSION) or (claim.has_page and not by.has_perm(PUBLISHING)):
        raise PermissionDenied(_("Your role does not allow you to merge claims."))
    claim, into = _locked(claim, into)
    if reasons := why_not(claim, into) + ([] if text.words(note) else [_("Write a note: why are they one claim?")]):
        raise Refused(*reasons)
    if claim.has_page:
        _lead_readers_on(claim, into, by=by, note=public_note)
    with history.by(by):
        _take_over(claim, into, by)
    closed = State.WITHDRAWN if claim.has_page else State.DECLINED
    transition = Transition.objects.create(
        claim=claim, move="merge", from_state=claim.state, to_state=closed, by=by,
        note=f"Merged into “{into}”: {note.strip()}",
    )  # fmt: skip
    claim.state, claim.merged_into = closed, into
    with history.by(by):
        claim.save(update_fields=["state", "merged_into", "updated_at"])
    desk.keep([claim, into])
    return transition


def why_not(claim: Claim, into: Claim) -> list[str]:
    """What keeps a claim from being merged into another one, as sentences."""
    if claim.pk == into.pk:
        return [_("A claim cannot be merged into itself: choose the other one.")]
    if claim.has_page and not into.is_public:
        unseen = _("Readers do not see “%(claim)s”, to which a withdrawn page would lead: publish it first.")
        return [*why_not_away(claim), *_why_not_taken(into), unseen % _names(into)]
    return [*why_not_away(claim), *_why_not_taken(into)]


def why_not_away(claim: Claim) -> list[str]:
    """What keeps a claim from being merged into any other one."""
    if claim.merged_into_id:
        return [_("“%(claim)s” was already merged into “%(other)s”.") % _names(claim, claim.merged_into)]
    if claim.has_page and claim.state != State.WITHDRAWN:
        return [
            _("“%(claim)s” has a public page: merge the other one into this, or withdraw this first.") % _names(claim)
        ]
    if claim.state not in SOURCES:
        return [_("“%(claim)s” is under review: return it to research first.") % _names(claim)]
    return []


def _why_not_taken(into: Claim) -> list[str]:
    if into.merged_into_id:
        merged = _("“%(claim)s” was itself merged into “%(other)s”: choose that one.")
        return [merged % _names(into, into.survivor)]
    if into.state == State.DECLINED:
        return [_("“%(claim)s” is declined: reopen it first, or choose another one.") % _names(into)]
    if into.state == State.WITHDRAWN:
        return [_("“%(claim)s” is withdrawn: reinstate it first, or choose another one.") % _names(into)]
    return []


def _names(claim: Claim, other: Claim | None = None) -> dict[str, str]:
    return {"claim": str(claim), "other": str(other)}


def preview(claim: Claim, into: Claim) -> tuple[Counter, Counter]:
    """How many rows of each kind would go over, and how many stay with the merged claim."""
    goes, stays = Counter(), Counter()
    for kind in (*ALWAYS_MOVED, *MOVED_WHILE_OPEN):
        moved = set(_movable(claim, into, kind))
        goes[kind] = len(moved)
        stays[kind] = getattr(claim, kind).count() - len(moved)
    return +goes, +stays


def notes_stay(claim: Claim) -> bool:
    """Whether they may tell a rating that nobody has confirmed, and that who reads the other claim must not see."""
    verdict = claim.verdict
    return verdict is not None and verdict.confirmed_by_id is None


def _movable(claim: Claim, into: Claim, kind: str) -> list:
    if kind == "internal_notes" and notes_stay(claim):
        return []
    if kind in MOVED_WHILE_OPEN and not into.is_open_for_editing:
        return []
    rows = getattr(claim, kind).all()
    if kind not in ONCE:
        return list(rows)
    taken = {each for each in getattr(into, kind).values_list(*ONCE[kind]) if None not in each}
    named = rows.values_list("pk", *ONCE[kind])
    return list(rows.filter(pk__in=[pk for pk, *each in named if tuple(each) not in taken]))


def _lead_readers_on(claim: Claim, into: Claim, *, by: User, note: str) -> None:
    try:
        record.lead_on(claim, into, by=by, note=note)
    except record.Refused as refusal:
        raise Refused(str(refusal)) from refusal


def _take_over(claim: Claim, into: Claim, by: User) -> None:
    """Row by row, so that the history of each says so."""
    for kind in (*ALWAYS_MOVED, *MOVED_WHILE_OPEN):
        for row in _movable(claim, into, kind):
            row.claim = into
            row.save(update_fields=["claim"])
    if into.is_open_for_editing:
        into.topics.add(*claim.topics.all())
        into.accused.add(*claim.accused.all())
    _keep_wording(claim, into, by)
    if claim.notes.strip():
        own = f"Notes of “{claim}”, which was merged into this claim:"
        into.notes = f"{into.notes}\n\n{own}\n{claim.notes}".strip()
    into.save(update_fields=["notes", "updated_at"])


def _keep_wording(claim: Claim, into: Claim, by: User) -> None:
    """The merged claim's statement is one more way in which the survivor was seen."""
    if into.sightings.filter(text_key=statement_key(claim.statement)).exists():
        return
    Sighting.objects.create(
        claim=into, text=claim.statement, language=claim.language, notes=claim.context, created_by=by,
        seen_on=timezone.localdate(claim.created_at),
        where=f"Logged as “{claim}”"[:200],
    )  # fmt: skip


def _locked(claim: Claim, into: Claim) -> list[Claim]:
    """Both, in the order of their keys, so that two who merge the same claims do not wait for each other."""
    rows = Claim.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in={claim.pk, into.pk})
    held = {row.pk: row for row in rows}
    return [held[claim.pk], held[into.pk]]
