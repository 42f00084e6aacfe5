"""No search runs long: the database itself ends it, whatever it is."""

import pytest
from django.db import OperationalError, connection, transaction

from claims.search import limit
from claims.search.limit import for_search, time_limit
from claims.search.query import Unsearchable

ENDLESS = """
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {})
    SELECT max(number) FROM numbers
"""
ADVICE = "This takes too long to find. Use fewer words, or rarer ones."
LISTS = ["/claims/", "/feeds/claims.atom", "/api/v1/claims/", "/api/v1/verdicts/"]


def count_to(number):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS.format(number))
        return cursor.fetchone()[0]


def setting(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def test_slow_query_is_ended_by_the_database(db):
    with pytest.raises(Unsearchable) as refusal, time_limit(0.05):
        count_to(10**9)
    assert str(refusal.value) == ADVICE


def test_slow_query_is_ended_outside_of_a_transaction(transactional_db):
    with pytest.raises(Unsearchable), time_limit(0.05):
        count_to(10**9)
    assert not connection.in_atomic_block
    assert count_to(100_000) == 100_000


def test_quick_query_is_answered(db):
    with time_limit(60):
        assert count_to(10) == 10


@pytest.mark.parametrize("number", [10, 10**9])
def test_limit_does_not_stick_to_the_connection(db, number):
    """Neither after an answer nor after an error; tests run in a transaction, as a view may."""
    assert connection.in_atomic_block
    try:
        with time_limit(0.05):
            count_to(number)
    except Unsearchable:
        assert number > 10
    assert count_to(1_000_000) == 1_000_000  # more steps than SQLite counts between two looks at the clock
    if connection.vendor == "postgresql":
        assert (setting("statement_timeout"), setting("enable_seqscan")) == ("0", "on")


def test_other_errors_stay_what_they_are(db):
    with pytest.raises(ZeroDivisionError), time_limit(0.05):
        1 / 0  # noqa: B018
    with pytest.raises(OperationalError, match="another"), time_limit(0.05):
        raise OperationalError("another")
    assert count_to(1_000_000) == 1_000_000


def test_only_searches_are_limited(db, monkeypatch):
    monkeypatch.setattr(limit, "SECONDS", 0.001)
    for parameters in ({}, {"q": ""}, {"rating": "false"}):
        with for_search(parameters):
            assert count_to(1_000_000) == 1_000_000
    with pytest.raises(Unsearchable), for_search({"q": "weapons"}):
        count_to(1_000_000)


def test_work_within_is_kept(db, django_user_model):
    with transaction.atomic(), time_limit(60):
        django_user_model.objects.create_user("somebody")
    assert django_user_model.objects.count() == 1


@pytest.fixture
def slow(monkeypatch):
    """Every search takes as long as it may."""
    monkeypatch.setattr("claims.search.finding._count", lambda query: count_to(10**9))
    monkeypatch.setattr(limit, "SECONDS", 0.05)


@pytest.mark.parametrize("address", LISTS)
def test_search_that_takes_too_long_is_a_bad_request_with_advice(client, weapons, slow, address):
    response = client.get(address, {"q": "weapons"})
    assert response.status_code == 400
    assert ADVICE in response.content.decode()


def test_page_keeps_what_took_too_long(client, weapons, slow):
    html = client.get("/claims/", {"q": "weapons"}).content.decode()
    assert f'<a href="#filter-q">Words</a>: {ADVICE} It was given as “weapons”.' in html


def test_api_names_the_parameter_that_took_too_long(client, weapons, slow):
    assert client.get("/api/v1/verdicts/", {"q": "weapons"}).json()["errors"] == {"q": [ADVICE]}


def test_list_is_answered_after_a_search_that_took_too_long(client, weapons, slow, monkeypatch):
    assert client.get("/claims/", {"q": "weapons"}).status_code == 400
    assert len(client.get("/api/v1/verdicts/").json()["results"]) == 1
