from datetime import date, timedelta
from itertools import pairwise

import pytest

from claims.public.chart import APART, BAR, LEFT, MOST_BARS, MOST_COLUMNS, OVER, RIGHT, draw
from claims.public.timeline import Entry


def entries(*days, kind="said"):
    return [Entry(day, kind, "made the claim", "Someone") for day in days]


def every(days, count, start=date(2020, 1, 1)):
    return entries(*((start + timedelta(days * number)).isoformat() for number in range(count)))


def places(chart):
    return [float(x.removesuffix("%")) for x in chart.columns]


def test_events_of_one_day_make_no_drawing():
    assert draw([]) is None
    assert draw(entries("2024-06-18", "2024-06-18")) is None


def test_each_day_is_a_column_and_each_kind_a_lane():
    told = [Entry("2024-06-18", "said", "a"), Entry("2024-06-18", "reported", "b"), Entry("2024-06-20", "desk", "c")]
    chart = draw(told)
    said, reported, desk = (lane.y for lane in chart.lanes)
    first, second = chart.columns
    assert [(mark.x, mark.y, mark.row) for mark in chart.marks] == [
        (first, said, 1), (first, reported, 2), (second, desk, 3),
    ]  # fmt: skip
    assert said < reported < desk < chart.axis_y < chart.height


def test_lane_without_a_date_is_left_out():
    assert [lane.name for lane in draw(entries("2024-06-18", "2024-06-20")).lanes] == ["Said"]


def test_entries_of_one_kind_and_day_are_counted_and_told():
    chart = draw(entries("2024-06-18", "2024-06-18", "2024-06-20T09:00:00Z"))
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
    chart = draw(entries("2006-10-14", "2024-06-17", "2024-06-18"))
    assert [stretch.is_long for stretch in chart.stretches] == [True, False]
    assert places(chart)[2] - places(chart)[1] >= APART


def test_days_close_together_become_one_before_those_far_apart():
    days = [*(f"20{year:02}-01-01" for year in range(MOST_COLUMNS)), "2010-01-02"]
    assert [mark.count for mark in draw(entries(*days)).marks] == [1] * (MOST_COLUMNS - 1) + [2]


@pytest.mark.parametrize(("first", "last", "texts"), [
    ("2024-06-18", "2024-09-20", ["Jun 2024", "Sep 2024"]),
    ("2006-10-14", "2026-11-23", ["2006", "2026"]),
    ("2024-06-18", "2024-06-20", ["Jun 2024"]),
])  # fmt: skip
def test_ends_are_labelled_in_months_or_years_each_once(first, last, texts):
    assert [label.text for label in draw(entries(first, last)).labels] == texts


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


def span(bar):
    start, width = (float(each.removesuffix("%")) for each in (bar.x, bar.width))
    return start + OVER, start + width - OVER


def happened(*dates):
    return [Entry(date, "happened", "They met.", until=until) for date, until in dates]


def test_month_is_a_dashed_bar_from_its_first_day_to_its_last():
    chart = draw([*happened(("2023-09", None)), *entries("2023-09-13", "2023-10-20")])
    first, said, last, later = places(chart)
    (bar,) = chart.bars
    assert span(bar) == pytest.approx((first, last), abs=0.11)
    assert (bar.is_vague, bar.row, bar.told) == (True, 1, "September 2023: They met.")
    assert [float(mark.x.removesuffix("%")) for mark in chart.marks] == [said, later]


def test_time_that_went_on_is_a_whole_bar_that_tells_both_ends():
    (bar,) = draw(happened(("2023-09-13", "2023-09-17"))).bars
    assert (bar.is_vague, bar.told) == (False, "13 September 2023 to 17 September 2023: They met.")
    assert span(bar) == pytest.approx((LEFT, RIGHT), abs=0.11)


def test_bars_stand_below_the_days_of_their_lane_and_below_each_other_where_they_overlap():
    days = entries("2023-02-01", kind="happened")
    told = [*happened(("2023", None), ("2023-03", "2023-04"), ("2023-06", None)), *days, *entries("2023-12-01")]
    chart = draw(told)
    lane, below = chart.lanes
    assert [bar.y - lane.y for bar in chart.bars] == [BAR, 2 * BAR, 2 * BAR]
    assert max(bar.y for bar in chart.bars) < below.name_y < below.y < chart.axis_y < chart.height


def test_lane_of_bars_alone_needs_no_room_for_days():
    chart = draw(happened(("2023", None)))
    assert [bar.y for bar in chart.bars] == [chart.lanes[0].y]


def test_bars_without_end_are_drawn_over_each_other_at_last():
    chart = draw(happened(*[("2023", "2024")] * 50))
    assert (len(chart.bars), len({bar.y for bar in chart.bars})) == (50, MOST_BARS)


def test_bars_stay_inside_and_have_a_width_however_many_days_there_are():
    months = [(f"20{year:02}-{month:02}", None) for year in range(10, 24) for month in range(1, 13)]
    chart = draw(happened(*months))
    assert (len(chart.columns), len(chart.bars)) == (MOST_COLUMNS, len(months))
    spans = [span(bar) for bar in chart.bars]
    assert min(start for start, _ in spans) >= LEFT - 0.11
    assert max(end for _, end in spans) <= RIGHT + 0.11
    assert min(end - start for start, end in spans) >= -0.11
