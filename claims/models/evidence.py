from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from sources.fields import validate_language
from sources.grades import Credibility
from sources.history import History
from sources.models import Source


class EvidenceQuerySet(models.QuerySet):
    def for_or_against(self) -> Self:
        return self.filter(bearing__in=Evidence.FOR_OR_AGAINST)


class Evidence(models.Model):
    """A source bearing on a claim."""

    class Bearing(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        CONTRADICTS = "contradicts", _("Contradicts")
        CONTEXT = "context", _("Context")

    # What a verdict can rest on: a law quoted beside a report, as context, does not make it better founded.
    FOR_OR_AGAINST = (Bearing.SUPPORTS, Bearing.CONTRADICTS)

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT, related_name="evidence")
    bearing = models.CharField(max_length=12, choices=Bearing)
    credibility = models.PositiveSmallIntegerField(
        choices=Credibility,
        null=True,
        blank=True,
        help_text=_(
            "How far this one piece can be believed, whoever brings it. 6 means not known, not worst. "
            "1 needs two independent origins."
        ),
    )
    quote = models.TextField(blank=True, help_text=_("Word for word, as short as it can be."))
    paraphrase = models.TextField(blank=True, help_text=_("What it shows, in your words."))
    language = models.CharField(
        max_length=12, blank=True, validators=[validate_language], help_text=_("Of the quote.")
    )
    locator = models.CharField(
        max_length=200, blank=True, help_text=_("Where in the source: page, paragraph, minute.")
    )
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    objects = EvidenceQuerySet.as_manager()

    history = History(found_by="claim")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                name="evidence_bearing_known",
                condition=Q(bearing__in=["supports", "contradicts", "context"]),
                violation_error_message=_("Say whether it supports the claim, contradicts it, or gives context."),
            ),
            models.CheckConstraint(
                name="evidence_credibility_known",
                condition=Q(credibility__isnull=True) | Q(credibility__range=(1, 6)),
                violation_error_message=_("Grade credibility from 1 to 6."),
            ),
            models.CheckConstraint(
                name="evidence_says_something",
                condition=~Q(quote="") | ~Q(paraphrase=""),
                violation_error_message=_("Quote the source, or say in your words what it shows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_bearing_display()}: {self.source}"
