from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims import partial_dates
from claims.models.claim import Claim
from sources.history import History
from sources.models import Source


class Event(models.Model):
    """Something that happened, whoever says what of it: the public timeline has it beside what was said and done."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="events")
    happened_on = models.CharField(
        max_length=10,
        validators=[partial_dates.validate],
        help_text=_("As exactly as it is known: 2023-09-13, or the month, 2023-09, or the year, 2023."),
    )
    until = models.CharField(
        max_length=10,
        blank=True,
        validators=[partial_dates.validate],
        help_text=_("Its last day, month or year, where it went on. Otherwise leave it empty."),
    )
    what = models.CharField(
        max_length=500,
        help_text=_("What happened, in one sentence in the claim’s language; not who says so."),
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="events", help_text=_("Where it is on record.")
    )
    locator = models.CharField(
        max_length=200, blank=True, help_text=_("Where in the source: page, paragraph, minute.")
    )
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    history = History(found_by="claim")

    class Meta:
        ordering = ["happened_on", "until", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_says_something",
                condition=~Q(what=""),
                violation_error_message=_("Say in one sentence what happened."),
            ),
            models.CheckConstraint(
                name="event_until_after",
                condition=Q(until="") | Q(until__gt=F("happened_on")),
                violation_error_message=_("Give an end that is later than the beginning and as exact, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.what}"[:80]

    @property
    def when(self) -> str:
        return partial_dates.span(self.happened_on, self.until)
