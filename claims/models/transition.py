from django.conf import settings
from django.db import models

from claims.models.claim import Claim
from claims.states import State


class Transition(models.Model):
    """One move of one claim. Append-only, held by the database."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="transitions")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, choices=State)
    to_state = models.CharField(max_length=12, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
