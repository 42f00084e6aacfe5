from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from sources.history import History


class Rating(models.Model):
    """One step of the verdict scale.

    The one table of the desk that is public as it stands: it holds nothing private, and every change of it is part of
    the site's version (see Head.version).
    """

    slug = models.SlugField(
        max_length=40,
        unique=True,
        help_text=_("Its name for programs, such as “mostly-true”. Lists are filtered by it."),
    )
    label = models.CharField(max_length=60, unique=True, help_text=_("Its name for readers, such as “Mostly true”."))
    definition = models.TextField(help_text=_("What it means. Readers see it on the methodology page."))
    value = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        unique=True,
        help_text=_("Its number, from 1 for the worst. Leave empty where it is off the scale, such as “unproven”."),
    )
    position = models.PositiveSmallIntegerField(default=0, help_text=_("Order in lists, smallest first."))
    is_offered = models.BooleanField(
        _("offered"), default=True, help_text=_("Untick to retire it: old verdicts keep it.")
    )
    changed_at = models.DateTimeField(auto_now=True)

    history = History()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rating_value_from_one",
                condition=Q(value__isnull=True) | Q(value__gte=1),
                violation_error_message=_("Numbers on the scale start at 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Verdict(models.Model):
    """The rating one researcher proposes and another person confirms. Each round of research has its own.

    The second reading is blind: whoever reads second sees neither rating nor texts before entering a rating.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    rating = models.ForeignKey(
        Rating,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("What the evidence shows, on the newsroom’s scale."),
    )
    summary = models.TextField(blank=True, help_text=_("The finding in one or two sentences."))
    explanation = models.TextField(blank=True, help_text=_("How it was found. Markdown."))
    as_of = models.DateField(null=True, blank=True, help_text=_("The day up to which the evidence was looked at."))
    recheck_on = models.DateField(
        _("re-check on"), null=True, blank=True, help_text=_("When it should be looked at again.")
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        editable=False,
        help_text=_("Everybody who wrote on it or submitted it."),
    )
    reading_rating = models.ForeignKey(Rating, models.PROTECT, null=True, related_name="+", editable=False)
    reading_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reading_note = models.TextField(blank=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
    is_imported = models.BooleanField(
        _("imported"),
        default=False,
        editable=False,
        help_text=_("It came with the archive: nobody here proposed or confirmed it."),
    )

    history = History(found_by="claim", m2m_fields=["authors"])

    class Meta:
        ordering = ["claim", "-round"]
        constraints = [
            models.UniqueConstraint(
                name="verdict_round_once",
                fields=["claim", "round"],
                violation_error_message=_("This round already has a verdict."),
            ),
            models.CheckConstraint(
                name="verdict_confirmed_by_another",
                condition=~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("A verdict is confirmed by somebody else than who proposed it."),
            ),
            models.CheckConstraint(
                name="verdict_read_by_another",
                condition=~Q(reading_by=F("proposed_by")),
                violation_error_message=_("A verdict is read second by somebody else than who proposed it."),
            ),
            models.CheckConstraint(
                name="verdict_reading_whole",
                condition=Q(reading_rating__isnull=True, reading_by__isnull=True, read_at__isnull=True)
                | Q(reading_rating__isnull=False, reading_by__isnull=False, read_at__isnull=False),
                violation_error_message=_("A second reading has a rating, a reader and a time."),
            ),
            models.CheckConstraint(
                name="verdict_confirmed_after_agreeing_reading",
                condition=Q(confirmed_by__isnull=True)
                | Q(reading_rating__isnull=False, rating__isnull=False, reading_rating=F("rating")),
                violation_error_message=_("A verdict is confirmed only after a second reading that agrees with it."),
            ),
            models.CheckConstraint(
                name="verdict_imported_as_it_was",
                condition=Q(is_imported=False) | Q(reading_by__isnull=True, confirmed_by__isnull=True),
                violation_error_message=_(
                    "A verdict that came with the archive is neither read second nor confirmed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Round %(n)s") % {"n": self.round}

    def was_written_by(self, user) -> bool:
        """Whether this person proposed, wrote on or submitted it, or is the claim's researcher."""
        authors = {author.pk for author in self.authors.all()}
        return user.pk in {self.proposed_by_id, self.claim.assigned_to_id, *authors}

    def is_hidden_from(self, user) -> bool:
        """Whether rating and texts stay hidden from this person, who may yet be asked to read second, blind."""
        unread = self.reading_by_id is None and self.confirmed_by_id is None and not self.is_imported
        return unread and user.has_perm("claims.approve_claim") and not self.was_written_by(user)
