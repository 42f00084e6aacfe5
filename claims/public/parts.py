"""The parts an actor has in claims, and how these were rated."""

from collections.abc import Iterable
from typing import NamedTuple

import orjson

from claims.models import PublishedClaim, PublishedInvolvement, Rating, Tally
from claims.public import reading, words
from claims.public.translating import translated

Role = PublishedInvolvement.Role
SHOWN = 10  # claims of a part on the page
TELLING = 10  # rated claims; fewer say nothing about an actor
WIDTH = 100  # of the longest bar


class Bar(NamedTuple):
    """One rating: how many claims have it, and how long that is drawn."""

    rating: str
    label: str
    count: int
    width: int


class Bars(NamedTuple):
    """The ratings of some claims, in the order of the scale. `most` is the one that more have than any other."""

    bars: list[Bar]
    total: int
    most: Bar | None

    @property
    def is_telling(self) -> bool:
        return self.total >= TELLING


class Part(NamedTuple):
    """The claims in which an actor has one part: the newest, and how all of them were rated.

    `onward` is the filter that lists them all.
    """

    role: str
    heading: str
    onward: str
    rows: list[dict]
    bars: Bars

    @property
    def count(self) -> int:
        return self.bars.total


def bars(counts: dict[str, int], scale: Iterable[Rating]) -> Bars:
    """From the tallies of each rating, and of all under ""."""
    longest = max((count for rating, count in counts.items() if rating), default=1)
    drawn = [
        Bar(
            rating.slug,
            words.of_scale(rating.label),
            counts[rating.slug],
            max(1, round(WIDTH * counts[rating.slug] / longest)),
        )
        for rating in sorted(scale, key=lambda rating: -(rating.value or 0))
        if rating.slug in counts
    ]
    longest_ones = [bar for bar in drawn if bar.count == longest]
    return Bars(drawn, counts.get("", 0), longest_ones[0] if len(longest_ones) == 1 else None)


def of_actor(slug: str, scale: Iterable[Rating]) -> list[Part]:
    scale = list(scale)
    made = [_part(slug, role, scale) for role in (Role.ACCUSER, Role.ACCUSED, Role.DENIER, Role.ANSWERER)]
    return [part for part in made if part.rows or part.role != Role.ANSWERER]


def _part(slug: str, role: Role, scale: list[Rating]) -> Part:
    claims = PublishedClaim.objects.for_lists().involving(slug, role)
    if role == Role.ANSWERER:
        # How it answered is in the documents alone, so these few are read whole.
        claims = claims.select_related("publication")
    rows = [{"claim": claim} for claim in translated(claims[:SHOWN])]
    if role == Role.ANSWERER:
        for row in rows:
            row["stances"] = reading.stances_of(orjson.loads(row["claim"].publication.document), slug)
    onward = {Role.ANSWERER: Role.REBUTTER}.get(role, role)
    counts = Tally.objects.by_rating(role, slug)
    return Part(str(role), str(words.PARTS[role]), str(onward), rows, bars(counts, scale))
