"""Carrying out moves and second readings: the only code that changes a claim's state.

Each is atomic, holds the claim's row while it looks and writes, and leaves an append-only Transition.
"""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import ageing, document, gates, record, text
from claims.models import Claim, Rating, Transition, Verdict
from claims.states import MOVES, Move, Note
from sources import history


class UnknownMove(LookupError):
    """There is no move of that name."""


class MoveRefused(Exception):
    """The move cannot be made now. `reasons` are sentences for the editor; nothing was changed."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def move(claim: Claim, name: str, *, by: User, note: str = "", kind: str = "", public_note: str = "") -> Transition:
    """Move a claim.

    `note` stays on the desk. `kind` and `public_note` are for publishing and withdrawing, and go into the record.
    Raises UnknownMove, PermissionDenied or MoveRefused, having changed nothing.
    """
    step = _allowed(name, by)
    row = _locked(claim)
    if row.merged_into_id or row.state not in step.sources:
        raise MoveRefused(why_not_from_here(row, step.label))
    wants_note = [_("Write a note: the next person needs to know why.")] if _lacks_note(step, note) else []
    if reasons := wants_note + gates.missing(row, name, by):
        raise MoveRefused(*reasons)
    try:
        with history.by(by):
            EFFECTS.get(name, _nothing)(row, by=by, kind=kind, public_note=public_note)
            return _enter(claim, row, step, by=by, note=note)
    except record.Refused as refusal:
        raise MoveRefused(str(refusal)) from refusal


@transaction.atomic
def read_second(claim: Claim, rating: Rating, *, by: User, note: str = "") -> Verdict:
    """Enter the second reader's own rating, made without seeing the verdict.

    An equal rating opens the way to approval. A different one returns the claim to research, with both ratings in its
    history. Raises PermissionDenied or MoveRefused, having changed nothing.
    """
    _allowed("approve", by)
    row = _locked(claim)
    if reasons := why_not_read(row, by):
        raise MoveRefused(*reasons)
    verdict = row.verdict
    verdict.reading_rating, verdict.reading_by, verdict.read_at = rating, by, timezone.now()
    verdict.reading_note = note.strip()
    with history.by(by):
        verdict.save(update_fields=["reading_rating", "reading_by", "read_at", "reading_note"])
        if rating != verdict.rating:
            differ = f"The second reading differs: proposed “{verdict.rating}”, read as “{rating}”."
            _again(row, by=by)
            _enter(claim, row, MOVES["return"], by=by, note=f"{differ}\n\n{note}".strip())
    return verdict


def why_not_read(claim: Claim, by: User) -> list[str]:
    """What keeps this person from reading a claim second now, as sentences."""
    if claim.state not in MOVES["approve"].sources:
        return [why_not_from_here(claim, _("Read second"))]
    verdict = claim.verdict
    if verdict.reading_by_id:
        return [_("%(person)s has already read this claim second.") % {"person": verdict.reading_by.get_full_name()}]
    if verdict.was_written_by(by):
        return [_("Somebody else must read second: you wrote, submitted or research this verdict.")]
    return []


def why_not_from_here(claim: Claim, label: str) -> str:
    """What to tell somebody about a move that the claim's state does not have."""
    if claim.merged_into_id:
        merged = _("“%(label)s” is not possible: this claim was merged into “%(claim)s”. Work on that one.")
        return merged % {"label": label, "claim": claim.survivor}
    words = {"label": label, "state": claim.get_state_display().lower()}
    reason = _("“%(label)s” is not possible: the claim is now %(state)s.") % words
    if last := claim.transitions.select_related("by").first():
        person = last.by.get_full_name() or last.by.get_username()
        reason += " " + _("%(person)s moved it last.") % {"person": person}
    return reason


def _allowed(name: str, by: User) -> Move:
    step = MOVES.get(name)
    if step is None:
        raise UnknownMove(name)
    if not by.has_perm(step.permission):
        raise PermissionDenied(_("Your role does not allow “%(move)s”.") % {"move": step.label})
    return step


def _locked(claim: Claim) -> Claim:
    """Locked against other moves; not against an amendment, whose new publication refers to the claim."""
    return Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)


def _lacks_note(step: Move, note: str) -> bool:
    return step.note is Note.REQUIRED and not text.words(note)


def _enter(claim: Claim, row: Claim, step: Move, *, by: User, note: str) -> Transition:
    transition = Transition.objects.create(
        claim=row, move=step.name, from_state=row.state, to_state=step.target, by=by, note=note.strip()
    )
    row.state = claim.state = step.target
    row.save(update_fields=["state", "updated_at"])
    return transition


def _set_down(row: Claim | Verdict, *columns: str) -> None:
    """Save what the same move saves again: one row of history is enough for both."""
    row.save_without_historical_record(update_fields=columns)


def _nothing(claim: Claim, **kwargs) -> None:
    pass


def _take_up(claim: Claim, *, by, **kwargs) -> None:
    if claim.assigned_to_id is None:
        claim.assigned_to = by
        _set_down(claim, "assigned_to")


def _submit(claim: Claim, *, by, **kwargs) -> None:
    claim.verdict.authors.add(by)


def _approve(claim: Claim, *, by, **kwargs) -> None:
    verdict = claim.verdict
    # Saved before the document is rendered, because the document names who confirmed.
    verdict.confirmed_by, verdict.confirmed_at = by, timezone.now()
    _set_down(verdict, "confirmed_by", "confirmed_at")
    verdict.approved_digest = document.fingerprint(document.render(claim))
    verdict.save(update_fields=["approved_digest"])


def _again(claim: Claim, *, by, **kwargs) -> None:
    """Begin the next round where the last one ended, with the same people."""
    last = claim.verdict
    _next_round(claim, proposed_by=last.proposed_by, authors=last.authors.all())


def _anew(claim: Claim, *, by, **kwargs) -> None:
    """Begin a round of its own: whoever opens it is its researcher.

    Those before may read it second, unless what they wrote was never approved: nobody has read that but they.
    """
    last = claim.verdict
    former = [] if last.confirmed_by_id else [*last.authors.all(), *filter(None, [claim.assigned_to])]
    claim.assigned_to = by
    _set_down(claim, "assigned_to")
    fresh = _next_round(claim, proposed_by=by, authors=[by, *former])
    if ageing.expired_on(fresh.recheck_on):  # this is the re-check: the next one has a day of its own, if any
        fresh.recheck_on = None
        _set_down(fresh, "recheck_on")


def _next_round(claim: Claim, *, proposed_by, authors) -> Verdict:
    """Copy the last verdict into a new row: the old one stays as it was read and approved."""
    last = claim.verdict
    texts = {field: getattr(last, field) for field in ("rating", "summary", "explanation", "as_of", "recheck_on")}
    copy = Verdict.objects.create(claim=claim, round=last.round + 1, proposed_by=proposed_by, **texts)
    copy.authors.set(authors)
    return copy


def _publish(claim: Claim, *, by, kind: str, public_note: str) -> None:
    record.publish(claim, by=by, kind=kind, note=public_note)


def _withdraw(claim: Claim, *, by, public_note: str, **kwargs) -> None:
    record.withdraw(claim, by=by, note=public_note)


EFFECTS: dict[str, Callable] = {
    "take_up": _take_up,
    "submit": _submit,
    "approve": _approve,
    "return": _again,
    "revise": _anew,
    "reinstate": _anew,
    "publish": _publish,
    "withdraw": _withdraw,
}
