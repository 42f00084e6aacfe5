"""The place of a verdict on the scale. Pure functions."""

from collections.abc import Iterable
from typing import NamedTuple

from claims.models import Rating
from claims.public.words import of_scale


class Step(NamedTuple):
    slug: str
    label: str
    definition: str
    value: int | None
    is_current: bool


def steps(ratings: Iterable[Rating], verdict: dict) -> list[Step]:
    """The whole scale, best first, then what is off it. The verdict's own step reads as it was published."""
    own = Step(verdict["rating"], of_scale(verdict["label"]), of_scale(verdict["definition"]), verdict["value"], True)
    others = [
        Step(rating.slug, of_scale(rating.label), of_scale(rating.definition), rating.value, False)
        for rating in ratings
        if rating.is_offered and rating.slug != own.slug
    ]
    return sorted([own, *others], key=lambda step: -(step.value or 0))
