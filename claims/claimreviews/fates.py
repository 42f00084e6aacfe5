"""What becomes of a record that is imported."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from claims.claimreviews.records import Review, Skipped


class Fate(TextChoices):
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    SKIPPED = "skipped", _("Skipped")


class Told(NamedTuple):
    """A record and its fate; `reason` says why it was skipped, in a sentence."""

    where: str
    fate: Fate
    reason: str = ""
    url: str = ""
    claim: str = ""
    rating: str = ""


def told(record: Review | Skipped, fate: Fate, reason: str = "") -> Told:
    if isinstance(record, Skipped):
        return Told(record.where, fate, reason or record.reason)
    return Told(record.where, fate, reason, record.url, record.claim, record.rating_text)
