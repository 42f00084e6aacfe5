"""Matching at the desk: keeping its index in step, and asking it together with the public one.

Whoever saves a claim, or the names of an actor, says so here, in the same transaction.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from claims.matching import index
from claims.matching.entries import of_claim
from claims.matching.index import Index
from claims.matching.matching import Match, match
from claims.models import Actor, Claim, PublishedClaim
from claims.progress import Advance, nothing
from claims.search.limit import time_limit

READ_WITH = ("translations", "accusations__actor__names", "rebuttals__actor__names", "accused__names", "sightings")

# The indexes of claims. Other publishers' checks have one with keys of its own: see elsewhere.py.
EVERYTHING = (index.PUBLIC, index.DESK)


class Similar(NamedTuple):
    """A claim that a text may repeat, and the words of the text that made the match, those that tell most first.

    `public` is what readers see of it, or None: also where that is no more than a notice of withdrawal.
    """

    claim: Claim
    score: float
    words: list[str]
    public: PublishedClaim | None

    @property
    def state(self) -> str:
        return self.claim.state


def similar(
    said: str,
    *,
    most: int = 5,
    but: Claim | None = None,
    where: Sequence[Index] = EVERYTHING,
    least: float | None = None,
) -> list[Similar]:
    """The claims that a text may repeat, the likeliest first, each once with its better score.

    `but` leaves out the claim in hand. `least` is the score from which they are worth a look; see beyond_chance().
    Raises Unsearchable where it takes too long.
    """
    best: dict[int, Match] = {}
    with time_limit():
        answers = [found for each in where for found in match(said, each, most + 1)]
    for found in answers:
        if found.claim not in best or best[found.claim].score < found.score:
            best[found.claim] = found
    if but is not None:
        best.pop(but.pk, None)
    if best and least is None:
        least = beyond_chance(where)
    enough = [found for found in best.values() if found.score >= least]
    likeliest = sorted(enough, key=lambda found: (-found.score, found.claim))[:most]
    claims = Claim.objects.select_related("published").in_bulk([found.claim for found in likeliest])
    return [_similar(claims[found.claim], found) for found in likeliest if found.claim in claims]


def beyond_chance(where: Sequence[Index] = EVERYTHING) -> float:
    """The score that outweighs how many claims there are. A score is in nats: of n claims, any is it by 1 in n."""
    return math.log(max(1, *(index.frequencies(each, [])[0] for each in where)))


def keep(claims: Iterable[Claim]) -> None:
    """Let claims be matched as they now are."""
    _keep([claim.pk for claim in claims])


@transaction.atomic
def keep_naming(actor: Actor) -> int:
    """Let all claims with an actor be matched by the names that it now has; returns how many."""
    index.take_turn(index.DESK)  # before asking which: somebody else may be naming it
    part = Q(accused=actor) | Q(accusations__actor=actor) | Q(rebuttals__actor=actor)
    return _keep_all(Claim.objects.filter(pk__in=Claim.objects.filter(part).values("pk")))


def keep_missing() -> int:
    """Index the claims that are in no index yet; returns how many."""
    return _keep_all(Claim.objects.filter(match_entry=None, merged_into=None))


@transaction.atomic
def rebuild(advance: Advance = nothing) -> int:
    """Make the whole index again from the desk; returns the number of claims."""
    index.take_turn(index.DESK)
    index.clear(index.DESK)
    return _keep_all(Claim.objects.filter(match_entry=None), advance)


def _similar(claim: Claim, found: Match) -> Similar:
    published = getattr(claim, "published", None)
    stands = published is not None and published.status == PublishedClaim.Status.PUBLISHED
    return Similar(claim, found.score, found.words, published if stands else None)


def _keep_all(claims: QuerySet[Claim], advance: Advance = nothing) -> int:
    """In pieces, in the order of their keys, so that memory does not grow with them."""
    count, reached = 0, 0
    while keys := list(claims.filter(pk__gt=reached).order_by("pk").values_list("pk", flat=True)[: index.AT_ONCE]):
        _keep(keys)
        count, reached = count + len(keys), keys[-1]
        advance(len(keys))
    return count


@transaction.atomic
def _keep(keys: list[int]) -> None:
    """Read anew in one's turn: what others have saved meanwhile, such as the names of an actor, is part of it."""
    index.take_turn(index.DESK)
    claims = Claim.objects.filter(pk__in=keys).order_by("pk").prefetch_related(*READ_WITH)
    index.put(index.DESK, {claim.pk: of_claim(claim) for claim in claims})
