"""The dates of a claim as a drawing: a lane for each kind of date, from left to right. Pure functions.

Places are given in per cent of the width, so that a telephone and a large screen show the same drawing, and texts keep
their size. The table of the timeline holds the same dates, each in a row of its own.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from django.utils import dateformat

from claims.public.timeline import KINDS_OF_DATE, Entry

# What keeps marks and their dates apart on a screen of 390 pixels, of which the drawing gets 350.
LEFT, RIGHT = 5.0, 95.0
MOST_COLUMNS, APART = 11, 8.0
YEAR_WIDE, MONTH_WIDE, AIR = 11.0, 20.0, 3.0
LANE, TOP, BELOW = 46, 34, 26  # pixels: from lane to lane, to the marks of the first, and under those of the last
BAR, OVER = 26, 2.5  # pixels from bar to bar of one lane; how far a bar reaches over the days at its ends
MOST_BARS = 4  # under each other; what overlaps more than that is drawn over each other
LONG = 366  # days: what is longer is drawn as a broken line
MONTHS_UP_TO = 730  # days in all: of a longer time, years are enough
MOST_TOLD = 6


class Column(NamedTuple):
    """A day, or days close together, with the numbers that their rows have in the table.

    What is of more than one day has no row here: it is a bar from the column of its first day to that of its last.
    """

    first: date
    last: date
    rows: list[int]


Placed = list[tuple[Column, float]]


class Mark(NamedTuple):
    x: str
    y: int
    kind: str
    count: int
    row: int
    told: str


class Bar(NamedTuple):
    """A time that went on, or, where it is vague, within which something happened."""

    x: str
    width: str
    y: int
    kind: str
    is_vague: bool
    row: int
    told: str


class Label(NamedTuple):
    x: str
    anchor: str
    text: str


class Stretch(NamedTuple):
    x1: str
    x2: str
    is_long: bool


class Lane(NamedTuple):
    name: str
    y: int

    @property
    def name_y(self) -> int:
        return self.y - LANE // 2 + 3


class Chart(NamedTuple):
    lanes: list[Lane]
    marks: list[Mark]
    bars: list[Bar]
    columns: list[str]
    stretches: list[Stretch]
    labels: list[Label]
    axis_y: int
    height: int

    @property
    def tick_y(self) -> int:
        return self.axis_y - 6


def draw(entries: list[Entry]) -> Chart | None:
    """None where all is of one day."""
    columns = _columns(entries)
    if len(columns) < 2:
        return None
    places = _places(columns)
    placed = list(zip(columns, places, strict=True))
    heights, bars = _lanes(entries, placed)
    axis = max([*heights.values(), *(bar.y for bar in bars)]) + BELOW
    return Chart(
        lanes=[Lane(str(KINDS_OF_DATE[kind]), y) for kind, y in heights.items()],
        marks=[mark for column, place in placed for mark in _marks(column, place, entries, heights)],
        bars=bars,
        columns=[_percent(place) for place in places],
        stretches=[
            Stretch(_percent(one), _percent(other), _days(before, after) > LONG)
            for (before, after), (one, other) in zip(pairwise(columns), pairwise(places), strict=True)
        ],
        labels=_labels(columns, places),
        axis_y=axis,
        height=axis + 22,
    )


def _lanes(entries: list[Entry], placed: Placed) -> tuple[dict[str, int], list[Bar]]:
    """How far down the marks of each kind are, and the bars, which stand below the marks of their kind."""
    heights: dict[str, int] = {}
    bars: list[Bar] = []
    y = TOP
    for kind in KINDS_OF_DATE:
        if not any(entry.kind == kind for entry in entries):
            continue
        has_marks = any(entries[row - 1].kind == kind for column, _ in placed for row in column.rows)
        heights[kind] = y
        bars += _bars(kind, entries, placed, y + BAR * has_marks)
        y = max([y, *(bar.y for bar in bars)]) + LANE
    return heights, bars


def _columns(entries: Iterable[Entry]) -> list[Column]:
    """One for each day, and for those at the ends of a bar; of too many, those as one that are closest together."""
    rows: dict[date, list[int]] = {}
    for number, entry in enumerate(entries, start=1):
        first, last = entry.days
        for day in (first, last):
            rows.setdefault(day, [])
        if first == last:
            rows[first].append(number)
    columns = [Column(day, day, rows[day]) for day in sorted(rows)]
    while len(columns) > MOST_COLUMNS:
        near = min(range(len(columns) - 1), key=lambda place: columns[place + 1].last - columns[place].first)
        one, other = columns[near : near + 2]
        columns[near : near + 2] = [Column(one.first, other.last, one.rows + other.rows)]
    return columns


def _days(before: Column, after: Column) -> int:
    return (after.first - before.last).days


def _places(columns: list[Column]) -> list[float]:
    """Never too close to each other; what room is left goes to the longer times, by the logarithm of their days."""
    weights = [math.log2(1 + _days(*pair)) for pair in pairwise(columns)]
    spare = (RIGHT - LEFT - APART * len(weights)) / sum(weights)
    places = [LEFT]
    for weight in weights:
        places.append(places[-1] + APART + spare * weight)
    return places


def _marks(column: Column, place: float, entries: list[Entry], heights: dict[str, int]) -> Iterator[Mark]:
    for kind, y in heights.items():
        if rows := [row for row in column.rows if entries[row - 1].kind == kind]:
            told = [_told(entries[row - 1]) for row in rows[:MOST_TOLD]]
            told += ["…"] if len(rows) > MOST_TOLD else []
            yield Mark(_percent(place), y, kind, len(rows), rows[0], "\n".join(told))


def _bars(kind: str, entries: list[Entry], placed: Placed, top: int) -> Iterator[Bar]:
    """Each as far up as there is room for it."""
    ends: list[float] = []
    for number, entry in enumerate(entries, start=1):
        first, last = entry.days
        if entry.kind != kind or first == last:
            continue
        start, end = _place_of(first, placed) - OVER, _place_of(last, placed) + OVER
        line = next((line for line, ended in enumerate(ends) if ended < start), min(len(ends), MOST_BARS - 1))
        ends[line : line + 1] = [end]
        width, is_vague = _percent(end - start), not entry.until
        yield Bar(_percent(start), width, top + line * BAR, kind, is_vague, number, _told(entry))


def _place_of(day: date, placed: Placed) -> float:
    return next(place for column, place in placed if day <= column.last)


def _told(entry: Entry) -> str:
    return f"{entry.when}: {entry.who} {entry.what}" if entry.who else f"{entry.when}: {entry.what}"


def _labels(columns: list[Column], places: list[float]) -> list[Label]:
    """The first and the last date, and as many of those between as have room."""
    in_months = (columns[-1].last - columns[0].first).days <= MONTHS_UP_TO
    pattern, wide = ("M Y", MONTH_WIDE) if in_months else ("Y", YEAR_WIDE)
    texts = [dateformat.format(column.first, pattern) for column in columns]
    texts[-1] = dateformat.format(columns[-1].last, pattern)
    taken: dict[int, tuple[float, float]] = {}
    for number in [0, len(columns) - 1, *range(1, len(columns) - 1)]:
        start, end = _span(places[number], wide)
        is_free = all(end + AIR <= begun or ended + AIR <= start for begun, ended in taken.values())
        if is_free and texts[number] not in {texts[other] for other in taken}:
            taken[number] = start, end
    return [Label(_percent(places[number]), _anchor(places[number]), texts[number]) for number in sorted(taken)]


def _span(place: float, wide: float) -> tuple[float, float]:
    start = {"start": place, "middle": place - wide / 2, "end": place - wide}[_anchor(place)]
    return start, start + wide


def _anchor(place: float) -> str:
    if place == LEFT:
        return "start"
    return "end" if place > RIGHT - MONTH_WIDE / 2 else "middle"


def _percent(place: float) -> str:
    """As text: a number would be written with a comma where the reader's language has one."""
    return f"{place:.1f}%"
