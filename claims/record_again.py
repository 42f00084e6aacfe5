"""What an archive says anew of a claim that it brought in before: appended to the record as an update."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import bulk, document, imported, record, record_bulk
from claims.imported import Check
from claims.matching import desk
from claims.models import Accusation, Claim, ClaimImport, Publication, Transition, Verdict
from claims.states import State
from sources import history

# What readers are told.
CHANGED = "It was changed in our archive since it was imported."
DELETED = "It was deleted from our archive on {}."
BACK = "It is in our archive again."


@transaction.atomic
def append_change(row: ClaimImport, check: Check, *, by: User) -> bool:
    """Append what has changed in the archive since, as an update. False where the claim is the desk's by now."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=row.claim_id)
    if not imported.is_untouched(claim):
        return False
    _append_again(claim, row, check, by=by, note=CHANGED)
    return True


@transaction.atomic
def append_reinstatement(row: ClaimImport, check: Check, *, by: User) -> bool:
    """Append what is in the archive again, as an update. False unless it was withdrawn because it was deleted there,
    and is otherwise as the archive had it."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=row.claim_id)
    last = claim.publications.last()
    was_deleted = last.kind == Publication.Kind.WITHDRAWAL and last.note.startswith(DELETED.partition("{")[0])
    if not was_deleted or not imported.is_untouched(claim, State.WITHDRAWN):
        return False
    _append_again(claim, row, check, by=by, note=BACK)
    return True


def _append_again(claim: Claim, row: ClaimImport, check: Check, *, by: User, note: str) -> None:
    head, said = record.take_turn(), record_bulk.transition(check, claim.pk, by=by, at=timezone.now())
    said["from_state"] = claim.state
    with history.by(by):
        claim.state = State.PUBLISHED
        if row.digest == check.imported["digest"]:
            claim.save(update_fields=["state", "updated_at"])
        else:
            _take_over(claim, check, by=by)
            ClaimImport.objects.filter(pk=claim.pk).update(**check.imported)
        last = claim.publications.last()
        record.append(head, claim, document.render(claim), kind=Publication.Kind.UPDATE, note=note, by=by, last=last)
        bulk.insert(Transition, [said])
        desk.keep([claim])


def _take_over(claim: Claim, check: Check, *, by: User) -> None:
    """The columns that differ, the accusations where any does, and a round of the verdict: the old one stays."""
    changed = {
        name: value for name, value in record_bulk.claim_columns(check).items() if getattr(claim, name) != value
    }
    for name, value in changed.items():
        setattr(claim, name, value)
    claim.save(update_fields=[*changed, "state", "updated_at"])
    columns = ("actor_id", "paraphrase", "said_on")
    wanted = record_bulk.accusation_columns(check)
    if list(claim.accusations.order_by("pk").values(*columns)) != [
        {name: one[name] for name in columns} for one in wanted
    ]:
        for accusation in claim.accusations.all():
            accusation.delete()
        for one in wanted:
            Accusation.objects.create(claim=claim, **one)
    Verdict.objects.create(
        claim=claim, round=claim.verdict.round + 1, proposed_by=by, **record_bulk.verdict_columns(check)
    )
