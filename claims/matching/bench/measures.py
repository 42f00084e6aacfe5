"""The figures, from ranked answers and the right ones."""

from collections.abc import Iterable
from statistics import mean, median, quantiles
from typing import NamedTuple


class Quality(NamedTuple):
    """Means over all texts, each from 0 to 1."""

    map5: float  # mean average precision of the first five
    recall10: float  # share of the right claims among the first ten
    p1: float  # share of texts whose first claim is right

    def __str__(self) -> str:
        return f"MAP@5 {self.map5:.3f}  recall@10 {self.recall10:.3f}  P@1 {self.p1:.3f}"


class Time(NamedTuple):
    """Milliseconds for one text."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"median {self.median:.1f} ms  95 % within {self.p95:.1f} ms"


def quality(answers: Iterable[tuple[list[str], frozenset[str]]]) -> Quality:
    """Of ranked answers, each beside the right ones."""
    each = [(_average_precision(ranked[:5], gold), _recall(ranked[:10], gold), ranked[:1]) for ranked, gold in answers]
    firsts = [bool(gold & set(ranked[:1])) for ranked, gold in answers]
    return Quality(mean(row[0] for row in each), mean(row[1] for row in each), mean(firsts))


def times(seconds: list[float]) -> Time:
    milliseconds = [each * 1000 for each in seconds]
    return Time(median(milliseconds), quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0])


def auc(known: list[float], new: list[float]) -> float:
    """How often a text that repeats a claim scores above one that repeats none: 0.5 is chance, 1 is certainty."""
    above = sum((one > other) + (one == other) / 2 for one in known for other in new)
    return above / (len(known) * len(new))


def _average_precision(ranked: list[str], gold: frozenset[str]) -> float:
    places = [place for place, name in enumerate(ranked, start=1) if name in gold]
    return sum(number / place for number, place in enumerate(places, start=1)) / min(5, len(gold))


def _recall(ranked: list[str], gold: frozenset[str]) -> float:
    return len(gold & set(ranked)) / len(gold)
