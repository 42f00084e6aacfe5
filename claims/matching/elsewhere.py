"""What other publishers have checked: candidates for editors, found as claims are. No reader is ever shown any."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction

from claims.matching import index
from claims.matching.desk import beyond_chance
from claims.matching.entries import of_check
from claims.matching.matching import match
from claims.models import ExternalCheck
from claims.progress import Advance, nothing
from claims.search.limit import time_limit


class Elsewhere(NamedTuple):
    """A check that a text may repeat the claim of, and the words of the text that made the match."""

    check: ExternalCheck
    score: float
    words: list[str]


def similar(said: str, *, most: int = 5, least: float | None = None) -> list[Elsewhere]:
    """The likeliest first. `least` is the score from which they are worth a look; see desk.beyond_chance().

    Raises Unsearchable where it takes too long.
    """
    with time_limit():
        found = match(said, index.EXTERNAL, most)
    if found and least is None:
        least = beyond_chance([index.EXTERNAL])
    found = [each for each in found if each.score >= least]
    checks = ExternalCheck.objects.select_related("publisher", "rating__rating").in_bulk(each.claim for each in found)
    return [Elsewhere(checks[each.claim], each.score, each.words) for each in found if each.claim in checks]


def keep(checks: Collection[ExternalCheck]) -> None:
    """Let checks be matched as they now are. Whoever writes them does so in the same transaction, in one's turn."""
    index.put(index.EXTERNAL, {check.pk: of_check(check) for check in checks})


@transaction.atomic
def rebuild(advance: Advance = nothing) -> int:
    """Make the whole index again; returns the number of checks. In pieces, so that memory does not grow with them."""
    index.take_turn(index.EXTERNAL)
    index.clear(index.EXTERNAL)
    count, reached = 0, 0
    while some := list(ExternalCheck.objects.filter(pk__gt=reached).order_by("pk")[: index.AT_ONCE]):
        keep(some)
        count, reached = count + len(some), some[-1].pk
        advance(len(some))
    return count
