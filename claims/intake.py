"""Logging a claim: whether it is already there, and where it was first seen."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from claims import addresses, languages
from claims.models import Claim, Sighting
from claims.models.claim import statement_key

MOST = 5  # claims that are named


class Known(NamedTuple):
    """A claim that is already there. A page can make several claims, but one statement is one claim."""

    claim: Claim
    is_statement: bool

    @property
    def sentence(self) -> str:
        words = {"claim": self.claim, "state": self.claim.get_state_display().lower()}
        if self.claim.merged_into_id:
            words["state"] = _("merged into “%(claim)s”") % {"claim": self.claim.survivor}
        if self.is_statement:
            return _("This statement is already logged: “%(claim)s” (%(state)s).") % words
        return _("This page, or these words, are already logged with “%(claim)s” (%(state)s).") % words


def known(*, statement: str, seen: str = "", address: str = "", but: Claim | None = None) -> list[Known]:
    """The claims that make this statement, and those that were seen at this address or in these words.

    In whatever state: also what was declined or merged is not logged anew. `but` leaves out the claim in hand.
    """
    others = Claim.objects.select_related("merged_into").exclude(pk=but and but.pk)
    same = others.filter(_says(statement_key(statement)))[:MOST] if statement.strip() else []
    found = {claim: Known(claim, True) for claim in same}
    at = Q()
    if key := addresses.key(address):
        at |= Q(pk__in=_seen(address_key=key))
    if seen.strip():
        at |= _says(statement_key(seen))
    for claim in others.filter(at)[:MOST] if at else []:
        found.setdefault(claim, Known(claim, False))
    return list(found.values())


def _says(key: str) -> Q:
    return Q(statement_key=key) | Q(pk__in=_seen(text_key=key))


def _seen(**key: str) -> list[int]:
    """Asked beforehand: with “or” over two tables, a database would go through all claims."""
    return list(Sighting.objects.filter(**key).order_by().values_list("claim", flat=True).distinct()[:MOST])


def take_turn() -> None:
    """Until this transaction ends, nobody else logs a claim: what known() says stays true.

    A unique statement would refuse, too, what was logged before there was this rule, or was changed meanwhile. SQLite
    has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('claims.intake'))")


def see(claim: Claim, *, by: User, **fields) -> Sighting:
    """Note that a claim was seen."""
    fields.setdefault("language", languages.guess(fields.get("text", "")))
    return Sighting.objects.create(claim=claim, created_by=by, **fields)
