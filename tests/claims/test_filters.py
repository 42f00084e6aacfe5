"""The filters of pages and API. What bad values get is in api/test_errors.py and public/test_list.py."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from claims.filters import ClaimFilter
from claims.models import PublishedClaim
from tests.factories import make_published_claim


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
])  # fmt: skip
def test_filter_lets_through_what_has_it(weapons, query):
    assert found(query) == ["Senjata dikirim"]


@pytest.mark.parametrize("query", [
    "q=senjata", "topic=arms-transfers", "actor=north-korea", "accuser=south-korea", "rebutter=north-korea",
    "source=surat-kabar", "language=id",
])  # fmt: skip
def test_filter_holds_back_what_has_not(weapons, plain, query):
    assert found("") == ["Plain", "Senjata dikirim"]
    assert found(query) == ["Senjata dikirim"]


def test_accuser_is_not_a_rebutter(weapons):
    assert (found("accuser=north-korea"), found("rebutter=south-korea")) == ([], [])


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
