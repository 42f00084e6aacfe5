"""The filters of pages and API. What bad values get is in api/test_errors.py and public/test_list.py."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from claims.filters import ClaimFilter
from claims.models import PublishedClaim
from tests.factories import make_published_claim, publish_again


def found(query):
    chosen = ClaimFilter(QueryDict(query), PublishedClaim.objects.standing().newest())
    assert chosen.errors == {}
    return [claim.headline for claim in chosen.qs]


@pytest.fixture
def plain(reporter, editor):
    return make_published_claim("Plain", by=reporter, approved_by=editor)


@pytest.mark.parametrize("query", [
    "q=senjata", "rating=mostly-true&rating=false", "topic=arms-transfers", "actor=south-korea", "actor=north-korea",
    "accuser=south-korea", "rebutter=north-korea", "source=surat-kabar", "source=wire-report", "language=id",
    "outlet=wire", "year=2023", "accused=north-korea", "accused=russia", "denier=north-korea",
])  # fmt: skip
def test_filter_lets_through_what_has_it(weapons, query):
    assert found(query) == ["Senjata dikirim"]


@pytest.mark.parametrize("query", [
    "q=senjata", "topic=arms-transfers", "actor=north-korea", "accuser=south-korea", "rebutter=north-korea",
    "source=surat-kabar", "language=id", "outlet=wire", "year=2023", "accused=russia", "denier=north-korea",
])  # fmt: skip
def test_filter_holds_back_what_has_not(weapons, plain, query):
    assert found("") == ["Plain", "Senjata dikirim"]
    assert found(query) == ["Senjata dikirim"]


def test_accuser_is_not_a_rebutter(weapons):
    assert (found("accuser=north-korea"), found("rebutter=south-korea")) == ([], [])
    assert (found("accused=south-korea"), found("denier=russia")) == ([], [])


def test_several_filters_narrow_each_other_down(weapons, plain):
    assert found("rating=mostly-true&language=en") == ["Plain"]
    assert found("topic=arms-transfers&language=en") == []


@pytest.mark.parametrize(("name", "days", "is_found"), [
    ("said_after", -1, True), ("said_after", 0, True), ("said_after", 1, False),
    ("said_before", -1, False), ("said_before", 0, True), ("said_before", 1, True),
])  # fmt: skip
def test_days_of_saying_include_the_day_itself(weapons, name, days, is_found):
    day = weapons.first_said_on + timedelta(days=days)
    assert (found(f"{name}={day}") == ["Senjata dikirim"]) is is_found


@pytest.mark.parametrize("moment", [
    datetime(2024, 6, 20, tzinfo=UTC), datetime(2024, 6, 20, 23, 59, 59, tzinfo=UTC),
])  # fmt: skip
@pytest.mark.parametrize(("name", "day", "is_found"), [
    ("published_after", 19, True), ("published_after", 20, True), ("published_after", 21, False),
    ("published_before", 19, False), ("published_before", 20, True), ("published_before", 21, True),
])  # fmt: skip
def test_days_of_publication_are_whole_days_in_utc(plain, moment, name, day, is_found):
    PublishedClaim.objects.update(published_at=moment)
    assert (found(f"{name}=2024-06-{day}") == ["Plain"]) is is_found


@pytest.mark.parametrize(("year", "day", "is_found"), [
    (2024, "2024-01-01", True), (2024, "2024-12-31", True), (2024, "2023-12-31", False), (2024, "2025-01-01", False),
    (1, "0001-05-05", True), (9999, "9999-12-31", True), (0, "2024-01-01", False),
])  # fmt: skip
def test_year_is_that_in_which_it_was_first_said(reporter, editor, year, day, is_found):
    make_published_claim("Dated", by=reporter, approved_by=editor, first_said_on=day)
    assert (found(f"year={year:04}") == ["Dated"]) is is_found


@pytest.fixture
def three(reporter, editor, other_editor):
    """Published in this order, the first one again later."""
    days = {"First": "2024-02-02", "Second": None, "Third": "2019-11-30"}
    claims = [
        make_published_claim(name, by=reporter, approved_by=editor, first_said_on=day) for name, day in days.items()
    ]
    publish_again(claims[0], by=editor, approved_by=other_editor)


@pytest.mark.parametrize(("ordering", "expected"), [
    ("", ["First", "Third", "Second"]),
    ("updated", ["First", "Third", "Second"]),
    ("newest", ["Third", "Second", "First"]),
    ("oldest", ["First", "Second", "Third"]),
    ("said", ["First", "Third", "Second"]),
])  # fmt: skip
@pytest.mark.parametrize("narrowed", ["", "&rating=mostly-true", "&language=en", "&q=is"])
def test_claims_come_in_the_order_asked_for(three, ordering, expected, narrowed):
    ordering = ordering or ("updated" if "q=" in narrowed else "")  # of a search, the best match comes first
    chosen = ClaimFilter(QueryDict(f"ordering={ordering}{narrowed}"), PublishedClaim.objects.standing())
    assert chosen.errors == {}
    assert [claim.headline for claim in chosen.in_order()] == expected


def test_only_a_search_has_a_best_match(three):
    errors = [
        ClaimFilter(QueryDict(f"ordering=best{q}"), PublishedClaim.objects.standing()).errors for q in ("", "&q=+")
    ]
    assert [list(each) for each in errors] == [["ordering"], ["ordering"]]
    searched = ClaimFilter(QueryDict("ordering=best&q=third"), PublishedClaim.objects.standing())
    assert searched.errors == {}
    assert [claim.headline for claim in searched.in_order()] == ["Third"]
