"""Verdicts age by the calendar alone. The clock is moved in the one place that tells the day."""

import importlib
from datetime import UTC, date, datetime
from itertools import pairwise

import orjson
import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from claims import ageing, projection, record
from claims.models import Claim, Head, PublishedClaim
from tests.factories import (
    add_accusation,
    add_evidence,
    approve,
    draft_verdict,
    make_claim,
    make_published_claim,
    publish_again,
)

DUE = date(2031, 3, 10)
BEFORE, AFTER = date(2031, 3, 10), date(2031, 3, 11)
NOTICE = "This verdict was due to be checked again on"
MARK = "due to be checked again</span>"


@pytest.fixture
def on(monkeypatch):
    """Let it be this day."""
    return lambda day: monkeypatch.setattr(ageing, "today", lambda: day)


@pytest.fixture
def ageing_claim(reporter, editor):
    return publish_due("A claim", DUE, by=reporter, approved_by=editor)


def publish_due(headline, recheck_on, *, by, approved_by):
    claim = make_claim(headline, by=by)
    claim.move("take_up", by=by)
    add_accusation(claim)
    add_evidence(claim)
    draft_verdict(claim, by=by, recheck_on=recheck_on)
    claim.move("submit", by=by)
    approve(claim, by=approved_by)
    claim.move("publish", by=approved_by)
    return claim


@pytest.mark.parametrize(
    ("recheck_on", "expired_on"),
    [(None, None), (DUE, None), ("2031-03-10", None), (date(2031, 3, 9), date(2031, 3, 9)), ("2031-03-09", "same")],
)
def test_day_has_passed_on_the_day_after(on, recheck_on, expired_on):
    on(DUE)
    assert ageing.expired_on(recheck_on) == (date(2031, 3, 9) if expired_on == "same" else expired_on)


@pytest.mark.parametrize(("zone", "day"), [("UTC", 31), ("Asia/Jakarta", 1)])
def test_day_is_the_newsrooms_own(monkeypatch, settings, zone, day):
    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2030, 12, 31, 20, tzinfo=UTC))
    assert ageing.today().day == day


@pytest.fixture(autouse=True)
def _time_zone_is_put_back():
    yield
    timezone.get_default_timezone.cache_clear()


@pytest.mark.parametrize(("day", "is_stale"), [(BEFORE, False), (AFTER, True)])
def test_page_list_and_data_say_so_once_the_day_has_passed(client, ageing_claim, on, day, is_stale):
    on(day)
    page = client.get("/claims/a-claim/").content.decode()
    assert (NOTICE in page) == is_stale
    assert ('"expires": "2031-03-10"' in page) == is_stale
    for path in ("/", "/claims/"):
        assert (MARK in client.get(path).content.decode()) == is_stale
    rows = client.get("/api/v1/verdicts/").json()["results"]
    assert [row["expires"] for row in rows] == ["2031-03-10" if is_stale else None]
    review = client.get("/api/v1/claims/a-claim/", headers={"Accept": "application/ld+json"}).json()
    assert review.get("expires") == ("2031-03-10" if is_stale else None)


def test_whole_document_and_earlier_revision_are_sent_as_stored(client, ageing_claim, on):
    on(AFTER)
    stored = ageing_claim.publications.get().document
    assert client.get("/api/v1/claims/a-claim/").content.decode() == stored
    assert NOTICE not in client.get("/claims/a-claim/revisions/1/").content.decode()


@pytest.mark.parametrize("path", ["/", "/claims/a-claim/", "/api/v1/verdicts/", "/feeds/claims.atom"])
def test_kept_answer_is_unchanged_until_the_day_has_passed(client, ageing_claim, on, path):
    on(date(2031, 1, 1))
    kept = client.get(path)
    assert kept.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = {"If-None-Match": kept.headers["ETag"]}
    on(BEFORE)
    assert client.get(path, headers=again).status_code == 304
    on(AFTER)
    assert client.get(path, headers=again).status_code == 200


def test_version_changes_with_each_day_on_which_something_becomes_stale(ageing_claim, reporter, editor, on):
    publish_due("Another", date(2031, 3, 20), by=reporter, approved_by=editor)
    versions = []
    for day in (date(2031, 3, 1), BEFORE, AFTER, date(2031, 3, 20), date(2031, 3, 21), date(2031, 12, 31)):
        on(day)
        versions.append(Head.objects.version())
    same_as_before = [later == earlier for earlier, later in pairwise(versions)]
    assert same_as_before == [True, False, True, False, True]


def test_withdrawn_claim_is_not_stale(ageing_claim, chief, on):
    ageing_claim.move("withdraw", by=chief, public_note="It was forged.")
    on(AFTER)
    assert PublishedClaim.objects.past_recheck().count() == 0
    assert Head.objects.version().endswith("-None")


def test_revising_is_the_recheck_and_asks_for_a_new_day(client, ageing_claim, editor, other_editor, on):
    on(AFTER)
    assert list(Claim.objects.past_recheck()) == [ageing_claim]
    publish_again(ageing_claim, by=editor, approved_by=other_editor, kind="update")
    assert ageing_claim.verdict.recheck_on is None
    assert list(Claim.objects.past_recheck()) == []
    assert NOTICE not in client.get("/claims/a-claim/").content.decode()


def test_day_to_come_is_kept_when_the_claim_is_revised(ageing_claim, editor, on):
    on(BEFORE)
    ageing_claim.move("revise", by=editor, note="A detail.")
    assert ageing_claim.verdict.recheck_on == DUE


def test_verdict_being_revised_stays_stale_for_readers_and_leaves_the_queue(client, ageing_claim, editor, on):
    on(AFTER)
    ageing_claim.move("revise", by=editor, note="It is due.")
    assert NOTICE in client.get("/claims/a-claim/").content.decode()
    assert list(Claim.objects.past_recheck()) == []


def test_migration_takes_the_day_from_the_documents(ageing_claim, reporter, editor):
    make_published_claim("Without", by=reporter, approved_by=editor)
    PublishedClaim.objects.update(recheck_on=None)
    assert record.verify() is not None
    importlib.import_module("claims.migrations.0007_queues").take_from_documents(apps, connection.schema_editor())
    assert dict(PublishedClaim.objects.values_list("slug", "recheck_on")) == {"a-claim": DUE, "without": None}
    assert record.verify() is None


def test_lists_made_again_have_the_day(ageing_claim):
    PublishedClaim.objects.update(recheck_on=None)
    projection.rebuild()
    row = PublishedClaim.objects.select_related("publication").get()
    assert str(row.recheck_on) == orjson.loads(row.publication.document)["verdict"]["recheck_on"]
