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

from claims.public.timeline import KINDS_OF_DATE, Event

# What keeps marks and their dates apart on a screen of 390 pixels, of which the drawing gets 350.
LEFT, RIGHT = 5.0, 95.0
MOST_COLUMNS, APART = 11, 8.0
YEAR_WIDE, MONTH_WIDE, AIR = 11.0, 20.0, 3.0
LANE, TOP, BELOW = 46, 34, 26  # pixels: from lane to lane, to the marks of the first, and under those of the last
LONG = 366  # days: what is longer is drawn as a broken line
MONTHS_UP_TO = 730  # days in all: of a longer time, years are enough
MOST_TOLD = 6


class Column(NamedTuple):
    """A day, or days close together, with the numbers that their rows have in the table."""

    first: date
    last: date
    rows: list[int]


class Mark(NamedTuple):
    x: str
    y: int
    kind: str
    count: int
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
    columns: list[str]
    stretches: list[Stretch]
    labels: list[Label]
    axis_y: int
    height: int

    @property
    def tick_y(self) -> int:
        return self.axis_y - 6


def draw(events: list[Event]) -> Chart | None:
    """None where all is of one day."""
    columns = _columns(events)
    if len(columns) < 2:
        return None
    places = _places(columns)
    kinds = [kind for kind in KINDS_OF_DATE if any(event.kind == kind for event in events)]
    heights = {kind: TOP + place * LANE for place, kind in enumerate(kinds)}
    axis = heights[kinds[-1]] + BELOW
    return Chart(
        lanes=[Lane(str(KINDS_OF_DATE[kind]), y) for kind, y in heights.items()],
        marks=[mark for pair in zip(columns, places, strict=True) for mark in _marks(*pair, events, heights)],
        columns=[_percent(place) for place in places],
        stretches=[
            Stretch(_percent(one), _percent(other), _days(before, after) > LONG)
            for (before, after), (one, other) in zip(pairwise(columns), pairwise(places), strict=True)
        ],
        labels=_labels(columns, places),
        axis_y=axis,
        height=axis + 22,
    )


def _columns(events: Iterable[Event]) -> list[Column]:
    """One for each day; of too many, those as one that make the shortest time together."""
    columns: list[Column] = []
    for number, event in enumerate(events, start=1):
        day = date.fromisoformat(event.date[:10])
        if columns and columns[-1].last == day:
            columns[-1].rows.append(number)
        else:
            columns.append(Column(day, day, [number]))
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


def _marks(column: Column, place: float, events: list[Event], heights: dict[str, int]) -> Iterator[Mark]:
    for kind, y in heights.items():
        if rows := [row for row in column.rows if events[row - 1].kind == kind]:
            told = [_told(events[row - 1]) for row in rows[:MOST_TOLD]]
            told += ["…"] if len(rows) > MOST_TOLD else []
            yield Mark(_percent(place), y, kind, len(rows), rows[0], "\n".join(told))


def _told(event: Event) -> str:
    day = dateformat.format(date.fromisoformat(event.date[:10]), "j F Y")
    return f"{day}: {event.who} {event.what}" if event.who else f"{day}: {event.what}"


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
