from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class InternalNote(models.Model):
    """What one person at the desk tells the others about a claim. Never published, and never changed afterwards."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="internal_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(help_text=_("Never published, and kept as written. Write @ and a name to tell somebody."))

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="internal_note_says_something",
                condition=~models.Q(text=""),
                violation_error_message=_("Write something."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class MentionQuerySet(models.QuerySet):
    def unseen_by(self, user: User) -> Self:
        """Mentions that wait for this person, newest first.

        The text of a note may be hidden from them (see admin/blind.py): ask before showing it.
        """
        return self.filter(person=user, seen_at=None).select_related("note__claim", "note__by").order_by("-pk")


class Mention(models.Model):
    """Somebody is told of a note."""

    note = models.ForeignKey(InternalNote, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True, help_text=_("When this person opened the claim."))

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="mention_once",
                fields=["note", "person"],
                violation_error_message=_("This person is already told of this note."),
            ),
        ]
        indexes = [
            # unseen_by: the mentions that somebody has not seen.
            models.Index(name="mention_unseen", fields=["person"], condition=models.Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"@{self.person.get_username()}: {self.note}"
