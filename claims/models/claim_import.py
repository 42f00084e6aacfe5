"""Where a claim came from that was published elsewhere before: claimreviews/archive.py brings it in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class ClaimImport(models.Model):
    """What the newsroom's own archive said of a claim that was brought in as published. All of it is public."""

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="imported")
    url = models.URLField(_("address"), max_length=1000, help_text=_("Of the check, where it was first published."))
    title = models.CharField(max_length=300, blank=True, help_text=_("Of the check, as it was published there."))
    publisher = models.CharField(max_length=200, blank=True, help_text=_("Who it names as its publisher."))
    publisher_url = models.CharField(max_length=1000, blank=True, help_text=_("The publisher’s address, as given."))
    rating = models.CharField(
        _("original rating"), max_length=500, help_text=_("Word for word. The rating on our scale is the verdict’s.")
    )
    rating_value = models.CharField(max_length=30, blank=True, help_text=_("The original number, as given."))
    rating_best = models.CharField(max_length=30, blank=True, help_text=_("The best number of that scale, as given."))
    rating_worst = models.CharField(max_length=30, blank=True, help_text=_("The worst number of it, as given."))
    published_on = models.DateField(null=True, help_text=_("The day on which it was first published there."))
    modified_on = models.DateField(null=True, help_text=_("The day on which it was last changed there."))
    appearances = models.JSONField(default=list, help_text=_("Addresses at which the claim was seen, as given there."))
    key = models.CharField(max_length=64, unique=True, help_text=_("Equal for the same claim of the same page."))
    address_key = models.CharField(max_length=64, help_text=_("Equal for the same page."))
    digest = models.CharField(max_length=64, help_text=_("Of all that was read, to see what has changed since."))

    class Meta:
        indexes = [
            # What was deleted there may come with its address alone.
            models.Index(name="claim_import_by_address", fields=["address_key"]),
        ]

    def __str__(self) -> str:
        return self.url
