from datetime import date, timedelta
from itertools import pairwise

import pytest

from claims.public.chart import APART, LEFT, MOST_COLUMNS, RIGHT, draw
from claims.public.timeline import Event


def events(*days, kind="said"):
    return [Event(day, kind, "made the claim", "Someone") for day in days]


def every(days, count, start=date(2020, 1, 1)):
    return events(*((start + timedelta(days * number)).isoformat() for number in range(count)))


def places(chart):
    return [float(x.removesuffix("%")) for x in chart.columns]


def test_events_of_one_day_make_no_drawing():
    assert draw([]) is None
    assert draw(events("2024-06-18", "2024-06-18")) is None


def test_each_day_is_a_column_and_each_kind_a_lane():
    told = [Event("2024-06-18", "said", "a"), Event("2024-06-18", "reported", "b"), Event("2024-06-20", "desk", "c")]
    chart = draw(told)
    said, reported, desk = (lane.y for lane in chart.lanes)
    first, second = chart.columns
    assert [(mark.x, mark.y, mark.row) for mark in chart.marks] == [
        (first, said, 1), (first, reported, 2), (second, desk, 3),
    ]  # fmt: skip
    assert said < reported < desk < chart.axis_y < chart.height


def test_lane_without_a_date_is_left_out():
    assert [lane.name for lane in draw(events("2024-06-18", "2024-06-20")).lanes] == ["Said"]


def test_entries_of_one_kind_and_day_are_counted_and_told():
    chart = draw(events("2024-06-18", "2024-06-18", "2024-06-20T09:00:00Z"))
    assert [mark.count for mark in chart.marks] == [2, 1]
    assert chart.marks[1].told == "20 June 2024: Someone made the claim"
    assert chart.marks[0].told.count("\n") == 1


@pytest.mark.parametrize("count", [2, 5, 11, 12, 100, 1_000])
@pytest.mark.parametrize("days", [1, 40, 4_000])
def test_columns_stay_apart_and_inside_however_many_and_long(count, days):
    if days * count > 2_000_000:
        days = 700
    chart = draw(every(days, count))
    found = places(chart)
    assert len(found) == min(count, MOST_COLUMNS)
    assert (found[0], found[-1]) == (LEFT, RIGHT)
    assert min(after - before for before, after in pairwise(found)) >= APART - 0.11
    assert sum(mark.count for mark in chart.marks) == count


def test_a_long_time_beside_short_ones_is_broken_and_leaves_them_room():
    chart = draw(events("2006-10-14", "2024-06-17", "2024-06-18"))
    assert [stretch.is_long for stretch in chart.stretches] == [True, False]
    assert places(chart)[2] - places(chart)[1] >= APART


def test_days_close_together_become_one_before_those_far_apart():
    days = [*(f"20{year:02}-01-01" for year in range(MOST_COLUMNS)), "2010-01-02"]
    assert [mark.count for mark in draw(events(*days)).marks] == [1] * (MOST_COLUMNS - 1) + [2]


@pytest.mark.parametrize(("first", "last", "texts"), [
    ("2024-06-18", "2024-09-20", ["Jun 2024", "Sep 2024"]),
    ("2006-10-14", "2026-11-23", ["2006", "2026"]),
    ("2024-06-18", "2024-06-20", ["Jun 2024"]),
])  # fmt: skip
def test_ends_are_labelled_in_months_or_years_each_once(first, last, texts):
    assert [label.text for label in draw(events(first, last)).labels] == texts


@pytest.mark.parametrize("days", [1, 20, 90, 400, 3_000])
def test_labels_do_not_overlap(days):
    labels = draw(every(days, 11)).labels
    wide = 11.0 if labels[0].text.isdecimal() else 20.0
    spans = []
    for label in labels:
        x = float(label.x.removesuffix("%"))
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[label.anchor]
        spans.append((start, start + wide))
    assert all(ended < begun for (_, ended), (begun, _) in pairwise(spans))
    assert spans[-1][1] <= 100
