"""What other publishers have checked, as they say themselves. For editors alone: never ours, and never public."""

import hashlib

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from claims import addresses
from claims.models.claim import statement_key
from claims.models.verdict import Rating
from sources.history import History


class ExternalPublisher(models.Model):
    host = models.CharField(
        _("host"), max_length=253, unique=True, help_text=_("Of the addresses of its checks, without “www.”.")
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("What editors know it by."))

    history = History()

    class Meta:
        ordering = ["host"]
        verbose_name = _("external publisher")
        verbose_name_plural = _("external publishers")

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> str:
        """With its host, as a list needs it: many publish on several."""
        return self.name if self.name == self.host else f"{self.name} ({self.host})"


class ExternalRating(models.Model):
    """A rating as one publisher words it, and which of ours it means, where somebody has said so.

    No two publishers mean the same by “mostly false”, nor by a number: each has a table of its own.
    """

    publisher = models.ForeignKey(
        ExternalPublisher, models.PROTECT, related_name="ratings", verbose_name=_("publisher"), db_index=False
    )
    text = models.TextField(_("their rating"), help_text=_("Word for word."))
    text_key = models.CharField(max_length=64, editable=False)
    rating = models.ForeignKey(
        Rating,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our rating"),
        help_text=_("What it would be called here. Leave empty what our scale has no word for."),
    )

    history = History()

    class Meta:
        ordering = ["publisher_id", "pk"]
        verbose_name = _("external rating")
        verbose_name_plural = _("external ratings")
        constraints = [
            # By a digest, since some publishers rate in whole paragraphs, which are longer than an index takes.
            models.UniqueConstraint(
                name="external_rating_once",
                fields=["publisher", "text_key"],
                violation_error_message=_("This publisher’s table already has this rating."),
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.text}”"

    def save(self, *args, **kwargs) -> None:
        self.text_key = rating_key(self.text)
        super().save(*args, **kwargs)


class ExternalCheckQuerySet(models.QuerySet):
    def mapped(self) -> "ExternalCheckQuerySet":
        """Those whose rating means one of ours."""
        return self.filter(rating__in=ExternalRating.objects.filter(rating__isnull=False))

    def unmapped(self) -> "ExternalCheckQuerySet":
        """Those whose rating was not given one of ours. Who gave none at all is neither."""
        return self.filter(rating__in=ExternalRating.objects.filter(rating__isnull=True))

    def standing(self) -> "ExternalCheckQuerySet":
        return self.filter(deleted_at__isnull=True)


class ExternalCheck(models.Model):
    """One claim that somebody else reviewed on one page; a page may review several. Written by imports only."""

    publisher = models.ForeignKey(
        ExternalPublisher, models.PROTECT, related_name="checks", verbose_name=_("publisher"), db_index=False
    )
    url = models.URLField(_("address"), max_length=2000)
    claim = models.TextField(_("claim"), help_text=_("What was claimed, as the publisher puts it."))
    headline = models.TextField(_("headline"), blank=True)
    language = models.CharField(_("language"), max_length=45, blank=True)
    claimants = models.JSONField(_("claimants"), default=list, help_text=_("Names, kinds and addresses."))
    claimed_on = models.DateField(_("claimed on"), null=True)
    reviewed_on = models.DateField(_("checked on"), null=True)
    modified_on = models.DateField(_("changed on"), null=True)
    rating = models.ForeignKey(
        ExternalRating,
        models.PROTECT,
        null=True,
        related_name="checks",
        verbose_name=_("their rating"),
        db_index=False,
    )
    rating_value = models.FloatField(_("number of their rating"), null=True)
    best = models.FloatField(_("best number of their scale"), null=True)
    worst = models.FloatField(_("worst number of their scale"), null=True)
    explanation = models.TextField(_("explanation"), blank=True)
    appearances = models.JSONField(_("appearances"), default=list, help_text=_("Where the claim was made."))
    deleted_at = models.DateTimeField(_("taken back at"), null=True, help_text=_("By its publisher."))
    address_key = models.CharField(max_length=64)
    statement_key = models.CharField(max_length=64)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last change at"), auto_now=True)

    objects = ExternalCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("external check")
        verbose_name_plural = _("external checks")
        indexes = [
            # The list of a publisher's checks, the newest first.
            models.Index(name="external_by_publisher", fields=["publisher", "-id"]),
            # The list of those whose rating is mapped, or is not.
            models.Index(name="external_by_rating", fields=["rating", "-id"]),
        ]
        constraints = [
            # Also finds, by its first column, all that a page reviews.
            models.UniqueConstraint(
                name="external_check_once",
                fields=["address_key", "statement_key"],
                violation_error_message=_("This check is already there."),
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.claim).chars(110)

    @property
    def key(self) -> tuple[str, str]:
        return self.address_key, self.statement_key

    @property
    def said_by(self) -> str:
        return ", ".join(who["name"] for who in self.claimants)


def check_key(url: str, claim: str) -> tuple[str, str]:
    """Equal for the same claim on the same page, however either is spelt."""
    return addresses.key(url), statement_key(claim)


def rating_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
