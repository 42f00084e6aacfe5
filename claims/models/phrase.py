import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from sources.fields import validate_language
from sources.history import History


def phrase_key(original: str) -> str:
    """Equal for the same words, however they are spaced and broken into lines."""
    return hashlib.sha256(" ".join(original.split()).encode(errors="replace")).hexdigest()


class PhraseTranslation(models.Model):
    """A short text of a claim in another language. It belongs to the words that it translates, see phrases.py."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="phrases")
    language = models.CharField(
        max_length=12, validators=[validate_language], help_text=_("The language translated into, such as “en”.")
    )
    original = models.TextField(help_text=_("The text as the claim has it."))
    translation = models.TextField(help_text=_("As close to the original as this language lets it."))
    text_key = models.CharField(max_length=64, editable=False)

    history = History(found_by="claim")

    class Meta:
        verbose_name = _("translation of a short text")
        verbose_name_plural = _("translations of short texts")
        ordering = ["language", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="phrase_translation_once",
                fields=["claim", "language", "text_key"],
                violation_error_message=_("This text already has a translation into that language."),
            ),
            models.CheckConstraint(
                name="phrase_translation_says_something",
                condition=~models.Q(translation=""),
                violation_error_message=_("Write the translation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.translation}"[:80]

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if update_fields is None or "original" in update_fields:
            self.text_key = phrase_key(self.original)
            update_fields = update_fields and {*update_fields, "text_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
