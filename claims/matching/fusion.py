"""A second opinion on the order of the candidates, where an installation has a model that gives one."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

# How alike a text is to each of some others: any numbers, the higher the more alike.
Similarity = Callable[[str, list[str]], list[float]]

# Of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): how little the first places count more than the next.
DAMPING = 60


def similarity() -> Similarity | None:
    """The function that MATCHING_SIMILARITY names; raises ImportError where there is none of that name."""
    return _imported(settings.MATCHING_SIMILARITY) if settings.MATCHING_SIMILARITY else None


def fused(scores: Mapping[int, float], others: Mapping[int, float]) -> dict[int, float]:
    """The same scores, given out anew: the highest to whom both opinions together place first, and so on.

    So a score means what it meant, and only who has it is another question. Of equals, the oldest comes first.
    """
    places = [_places(scores), _places(others)]
    together = {key: sum(1 / (DAMPING + place[key]) for place in places) for key in scores}
    in_order = sorted(together, key=lambda key: (-together[key], key))
    return dict(zip(in_order, sorted(scores.values(), reverse=True), strict=True))


def _places(scores: Mapping[int, float]) -> dict[int, int]:
    in_order = sorted(scores, key=lambda key: (-scores[key], key))
    return {key: place for place, key in enumerate(in_order, start=1)}


@lru_cache
def _imported(name: str) -> Similarity:
    return import_string(name)
