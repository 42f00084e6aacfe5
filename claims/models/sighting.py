from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims import addresses
from claims.models.claim import Claim, statement_key
from sources.fields import validate_language
from sources.history import History


class Sighting(models.Model):
    """Where and when a claim was seen, the first time or again. Desk bookkeeping: nothing of it is published."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="sightings")
    url = models.URLField(
        _("link"), max_length=2000, blank=True, help_text=_("The address of the post, page or video. Never published.")
    )
    text = models.TextField(
        _("as it was seen"), blank=True, help_text=_("Word for word, however it was put there. Never published.")
    )
    language = models.CharField(
        _("language"), max_length=12, blank=True, validators=[validate_language], help_text=_("Of these words.")
    )
    seen_on = models.DateField(
        _("seen on"),
        default=timezone.localdate,
        help_text=_("The day it was seen there. The earliest one hints at when it was first said."),
    )
    where = models.CharField(
        _("where"),
        max_length=200,
        blank=True,
        help_text=_("Outlet, platform, group or person: “TikTok, @somebody”. Never published."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Internal: how far it has spread. Never published."))
    address_key = models.CharField(max_length=64, blank=True, editable=False)
    text_key = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = History(found_by="claim")

    class Meta:
        ordering = ["seen_on", "pk"]
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        indexes = [
            # Whether this page, or these words, were logged before.
            models.Index(name="sighting_by_address", fields=["address_key"], condition=~Q(address_key="")),
            models.Index(name="sighting_by_text", fields=["text_key"], condition=~Q(text_key="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="sighting_says_something",
                condition=~Q(url="") | ~Q(text="") | ~Q(where=""),
                violation_error_message=_("Give the link, the words, or say where it was seen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seen_on}: {self.where or self.url or self.text}"[:80]

    def save(self, *args, update_fields=None, **kwargs) -> None:
        self.address_key, self.text_key = addresses.key(self.url), statement_key(self.text)
        update_fields = update_fields and {*update_fields, "address_key", "text_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
