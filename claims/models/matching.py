"""What matching reads. The public index and the desk's are apart: nothing on the desk can be found from outside."""

from django.db import models

from claims.models.claim import Claim
from claims.models.counting import WordCount
from claims.models.record import PublishedClaim


class MatchEntry(models.Model):
    """The terms by which one claim is matched. Written by matching/index.py; each database indexes them by itself."""

    terms = models.TextField(help_text="As matching/terms.py makes them, each once, separated by spaces.")
    passages = models.TextField(help_text="The texts that are compared in full, as JSON.")

    class Meta:
        abstract = True


class PublicMatchEntry(MatchEntry):
    claim = models.OneToOneField(PublishedClaim, models.CASCADE, primary_key=True, related_name="match_entry")

    def __str__(self) -> str:
        return str(self.claim)


class DeskMatchEntry(MatchEntry):
    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="match_entry")

    def __str__(self) -> str:
        return str(self.claim)


class PublicMatchTerm(WordCount):
    """PostgreSQL does not say how rare a term is, and the rare ones tell most."""


class DeskMatchTerm(WordCount):
    pass
