"""What comes of asking somebody for an answer: it came, it did not, or they are asked again.

Each is atomic and holds the claim's row, as moves do. Only a claim that is open for editing takes any of them.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.matching import desk
from claims.models import Claim, Rebuttal, ReplyRequest

Outcome = ReplyRequest.Outcome


class ReplyRefused(Exception):
    """It cannot be recorded now; the message says why, and nothing was changed."""


def why_not(request: ReplyRequest) -> str:
    """What keeps anybody from recording what came of a request, as a sentence; nothing, where it can be done."""
    if not request.claim.is_open_for_editing:
        state = request.claim.get_state_display().lower()
        return _("The claim is now %(state)s: answers are recorded while it is logged or in research.") % {
            "state": state
        }
    if request.waived_reason:
        return _("%(actor)s was not asked.") % {"actor": request.actor}
    if request.outcome == Outcome.ANSWERED:
        return _("An answer is on record already: it stands among the claim's rebuttals, and can be changed there.")
    return ""


@transaction.atomic
def answer(request: ReplyRequest, rebuttal: Rebuttal) -> None:
    """They answered: the answer is a rebuttal like any other."""
    row = _locked(request)
    rebuttal.claim, rebuttal.actor = row.claim, row.actor
    rebuttal.save()
    _close(row, Outcome.ANSWERED)


@transaction.atomic
def close(request: ReplyRequest, outcome: str) -> None:
    """They declined to answer, or nothing came."""
    _close(_locked(request), outcome)


@transaction.atomic
def ask_again(request: ReplyRequest, new: ReplyRequest) -> None:
    """Nothing came of the first request, and there is a second one."""
    row = _locked(request)
    new.claim, new.actor = row.claim, row.actor
    new.save()
    _close(row, Outcome.NO_ANSWER if row.outcome == Outcome.WAITING else row.outcome)


def _locked(request: ReplyRequest) -> ReplyRequest:
    Claim.objects.select_for_update(no_key=True).get(pk=request.claim_id)
    row = ReplyRequest.objects.select_related("claim", "actor").get(pk=request.pk)
    if reason := why_not(row):
        raise ReplyRefused(reason)
    return row


def _close(row: ReplyRequest, outcome: str) -> None:
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    row.claim.updated_at = timezone.now()  # whoever has the claim's form open must not undo this
    row.claim.save(update_fields=["updated_at"])
    desk.keep([row.claim])
