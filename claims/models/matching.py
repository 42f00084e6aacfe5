"""What matching reads. Each index is apart: nothing on the desk, and nothing of others, can be found from outside."""

from django.db import models

from claims.models.claim import Claim
from claims.models.counting import WordCount
from claims.models.external import ExternalCheck
from claims.models.record import PublishedClaim


class MatchEntry(models.Model):
    """What one claim is matched by. Written by matching/index.py; each database indexes the terms by itself."""

    terms = models.TextField(help_text="All by which it can be found, each once, separated by spaces.")
    versions = models.TextField(help_text="A line for each wording: language, headline and statement, as words.")
    names = models.TextField(help_text="Its actors and days, as words.")

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


class ExternalMatchEntry(MatchEntry):
    # Its column is called as in the other two, since all are asked by the same SQL.
    external = models.OneToOneField(
        ExternalCheck, models.CASCADE, primary_key=True, db_column="claim_id", related_name="match_entry"
    )

    def __str__(self) -> str:
        return str(self.external)


class PublicMatchTerm(WordCount):
    """PostgreSQL does not say how rare a term is, and the rare ones tell most."""


class DeskMatchTerm(WordCount):
    pass


class ExternalMatchTerm(WordCount):
    pass
