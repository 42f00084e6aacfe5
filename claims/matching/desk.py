"""Keeping the desk's index in step: whoever saves a claim, or the names of an actor, says so here."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from claims.matching import index
from claims.matching.entries import of_claim
from claims.models import Actor, Claim

READ_WITH = ("translations", "accusations__actor__names", "rebuttals__actor__names", "accused__names")


def keep(claims: Iterable[Claim]) -> None:
    """Let claims be matched as they now are."""
    index.put(index.DESK, {claim.pk: of_claim(claim) for claim in claims})


def keep_naming(actor: Actor) -> int:
    """Let all claims with an actor be matched by the names that it now has; returns how many."""
    part = Q(accused=actor) | Q(accusations__actor=actor) | Q(rebuttals__actor=actor)
    return _keep_all(Claim.objects.filter(pk__in=Claim.objects.filter(part).values("pk")))


def keep_missing() -> int:
    """Index the claims that are in no index yet; returns how many."""
    return _keep_all(Claim.objects.filter(match_entry=None))


def rebuild() -> int:
    """Make the whole index again from the desk; returns the number of claims."""
    index.clear(index.DESK)
    return keep_missing()


def _keep_all(claims: QuerySet[Claim]) -> int:
    """In pieces, in the order of their keys, so that memory does not grow with them."""
    count, reached = 0, 0
    while some := list(claims.filter(pk__gt=reached).order_by("pk").prefetch_related(*READ_WITH)[: index.AT_ONCE]):
        keep(some)
        count, reached = count + len(some), some[-1].pk
    return count
