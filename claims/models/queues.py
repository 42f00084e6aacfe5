"""What waits for somebody: the queues of the desk, in an editor's words."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from claims import ageing
from claims.states import OPEN_FOR_EDITING, UNFINISHED, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ClaimQuerySet(models.QuerySet):
    def assigned_to_person(self, person: "User") -> Self:
        """Those a person is the researcher of, until they are published or closed."""
        return self.filter(assigned_to=person, state__in=UNFINISHED)

    def due_soon_of(self, person: "User") -> Self:
        """Those of a person that are due within a week, or were, the most pressing first."""
        soon = ageing.today() + timedelta(days=7)
        return self.assigned_to_person(person).filter(due_on__lte=soon).order_by("due_on", "-priority", "pk")

    def mentioning(self, person: "User") -> Self:
        """Those with a note that tells this person something, and that they have not opened since."""
        mentions = apps.get_model("claims", "Mention").objects.filter(person=person, seen_at=None)
        return self.filter(pk__in=mentions.values("note__claim"))

    def nobody_has_taken(self) -> Self:
        return self.filter(assigned_to=None, state__in=OPEN_FOR_EDITING)

    def waiting_for_second_reading_by(self, person: "User") -> Self:
        """Those this person may read second now: in review, the present round unread, and not their own work.

        The same as moves.why_not_read() says of each; the permission is for who asks to look at.
        """
        verdicts = apps.get_model("claims", "Verdict").objects
        newest = verdicts.filter(claim=OuterRef("claim")).order_by("-round")
        present = verdicts.filter(claim=OuterRef("pk"), pk=Subquery(newest.values("pk")[:1]))
        unread = present.filter(reading_by=None).exclude(proposed_by=person)
        wrote = present.filter(authors=person)
        return self.filter(Exists(unread), state=State.IN_REVIEW).exclude(assigned_to=person).exclude(Exists(wrote))

    def with_reply_overdue(self) -> Self:
        """Those where an answer was due and none is on record, while it can still be chased."""
        asked = apps.get_model("claims", "ReplyRequest").objects.overdue()
        return self.filter(Exists(asked.filter(claim=OuterRef("pk"))), state__in=OPEN_FOR_EDITING)

    def past_recheck(self) -> Self:
        """Those whose public verdict is due for another look, and which nobody has opened again."""
        stale = apps.get_model("claims", "PublishedClaim").objects.past_recheck()
        return self.filter(Exists(stale.filter(claim=OuterRef("pk"))), state=State.PUBLISHED)


class ReplyRequestQuerySet(models.QuerySet):
    def overdue(self) -> Self:
        """Asked, the day has passed, and nothing came back. What is waived has no day."""
        return self.filter(outcome=self.model.Outcome.WAITING, due_on__lt=ageing.today())
