"""The queues of the home page, and the lists they lead to."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from claims import ageing, notes
from claims.admin import queues
from claims.admin.home import waiting_for
from claims.admin.queues import QUEUES
from claims.models import Claim, PublishedClaim, Rating, ReplyRequest, Verdict
from claims.moves import why_not_read
from sources.models import Capture, Source
from tests.claims.desk import claim_in, make_desk
from tests.factories import (
    add_reply_request,
    make_actor,
    make_claim,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_submitted_claim,
)

LIST = "/admin/claims/claim/"
MINE, DUE, MENTIONS, READING, REPLIES, RECHECK, NOT_TAKEN, WITHOUT_COPY = [queue.name for queue in QUEUES]
OF_ROLE = {
    "reporter": [MINE, DUE, MENTIONS, REPLIES, NOT_TAKEN, WITHOUT_COPY],
    "editor": [MINE, DUE, MENTIONS, READING, REPLIES, RECHECK, NOT_TAKEN, WITHOUT_COPY],
    "chief": [MINE, DUE, MENTIONS, READING, REPLIES, RECHECK, NOT_TAKEN, WITHOUT_COPY],
    "superuser": [MINE, DUE, MENTIONS, READING, REPLIES, RECHECK, NOT_TAKEN, WITHOUT_COPY],
    "charlie": [],
}


def names(person, queue):
    (found,) = [each for each in QUEUES if each.name == queue]
    return {str(each) for each in found.waiting(person)}


@pytest.fixture
def busy_desk(reporter, editor, chief, superuser):
    """Something in every queue of everybody, and something in none."""
    for person in (reporter, editor, chief, superuser):
        make_claim(f"Of {person}", by=reporter, assigned_to=person, due_on=date(2024, 1, 1))
        make_researched_claim(f"Researched by {person}", by=person).move("submit", by=person)
    overdue = make_claim("Overdue", by=reporter)
    add_reply_request(overdue, make_actor())
    add_reply_request(overdue, make_actor())  # one claim all the same
    notes.write(overdue, "Ask again.", by=reporter, tell=[editor, chief, superuser])
    notes.write(overdue, "I did.", by=editor, tell=[reporter])
    published = make_published_claim("Due", by=reporter, approved_by=editor)
    PublishedClaim.objects.filter(claim=published).update(recheck_on=date(2024, 1, 1))
    make_published_claim("Not due", by=reporter, approved_by=editor)
    make_source("No copy", no_copy_reason="")
    make_source("Reason given")


@pytest.mark.parametrize("role", OF_ROLE)
def test_each_role_has_the_queues_it_can_work_on_and_they_count_what_they_list(request, client, busy_desk, role):
    person = request.getfixturevalue(role)
    client.force_login(person)
    shown = waiting_for(person)
    assert [each.queue.name for each in shown] == OF_ROLE[role]
    for each in shown:
        assert each.count > 0
        listed = client.get(each.queue.address).context["cl"]
        assert (listed.result_count, len(listed.result_list)) == (each.count, each.count)
        assert client.get("/admin/").content.decode().count(f'href="{each.queue.address}"') >= 1


@pytest.mark.parametrize("queue", [queue.name for queue in QUEUES])
def test_person_without_a_role_is_shown_no_queue(client, busy_desk, charlie, queue):
    client.force_login(charlie)
    page = client.get("/admin/").content.decode()
    assert "desk-home" not in page
    assert "Overdue" not in page
    (found,) = [each for each in QUEUES if each.name == queue]
    assert client.get(found.address).status_code == 403


@pytest.mark.parametrize("address", [f"{LIST}?queue=second-reading", f"{LIST}?queue=past-recheck", f"{LIST}?queue=x"])
def test_queue_that_is_not_ones_own_lists_nothing(client, busy_desk, reporter, address):
    """A list that left the filter out would be taken for the queue."""
    client.force_login(reporter)
    assert client.get(address).url == f"{LIST}?e=1"


def test_queue_filter_offers_those_of_the_role_and_of_the_table(client, busy_desk, reporter, editor):
    client.force_login(reporter)
    assert "second-reading" not in client.get(LIST).content.decode()
    client.force_login(editor)
    assert "?queue=second-reading" in client.get(LIST).content.decode()
    assert "?queue=without-copy" not in client.get(LIST).content.decode()
    assert "?queue=without-copy" in client.get("/admin/sources/source/").content.decode()


def test_queue_is_narrowed_further_by_other_filters(client, busy_desk, reporter):
    client.force_login(reporter)
    listed = client.get(f"{LIST}?queue=mine&state__exact=in_review").context["cl"].result_list
    assert [str(claim) for claim in listed] == ["Researched by rita"]


def test_due_are_those_of_a_week_the_earliest_first(reporter, editor):
    today = ageing.today()
    days = {"Late": -1, "Today": 0, "In a week": 7, "Later": 8}
    for name, days_on in days.items():
        make_claim(name, by=reporter, assigned_to=reporter, due_on=today + timedelta(days=days_on))
    make_claim("Without a day", by=reporter, assigned_to=reporter)
    make_claim("Of another", by=reporter, assigned_to=editor, due_on=today)
    assert [str(claim) for claim in Claim.objects.due_soon_of(reporter)] == ["Late", "Today", "In a week"]


def test_claim_waits_for_who_is_mentioned_until_they_open_it(client, reporter, editor):
    claim = make_claim("Rain", by=reporter)
    notes.write(claim, "Look.", by=reporter, tell=[editor])
    assert (names(editor, MENTIONS), names(reporter, MENTIONS)) == ({"Rain"}, set())
    client.force_login(editor)
    client.get(f"{LIST}{claim.pk}/change/")
    assert names(editor, MENTIONS) == set()


def test_mine_ends_with_publication(reporter):
    desk = make_desk()
    mine = {state: claim_in(state, desk) for state in ("logged", "researching", "in_review", "verified", "published")}
    Claim.objects.update(assigned_to=desk.writer)
    waiting = Claim.objects.assigned_to_person(desk.writer)
    assert {claim.state for claim in waiting} == mine.keys() - {"published"}


def test_second_reading_waits_exactly_for_those_who_may_read_it(reporter, editor, other_editor, chief):
    """In each way of having had a hand in it, and in each state, as moves.py would say."""
    desk = make_desk()
    for state in ("logged", "researching", "in_review", "verified", "published"):
        claim_in(state, desk)
    make_submitted_claim("Proposed", by=editor)
    wrote = make_submitted_claim("Wrote on it", by=reporter)
    wrote.verdict.authors.add(editor)
    assigned = make_submitted_claim("Assigned", by=reporter)
    Claim.objects.filter(pk=assigned.pk).update(assigned_to=editor)
    again = make_submitted_claim("In its second round", by=reporter)
    again.move("return", by=other_editor, note="Look again.")
    again.move("submit", by=reporter)
    read = make_submitted_claim("Read by another", by=reporter)
    verdict = read.verdict
    verdict.reading_by, verdict.reading_rating, verdict.read_at = other_editor, verdict.rating, read.created_at
    verdict.save()
    for person in (editor, other_editor, chief):
        may = {claim.pk for claim in Claim.objects.all() if not why_not_read(claim, person)}
        assert set(Claim.objects.waiting_for_second_reading_by(person).values_list("pk", flat=True)) == may
    assert names(other_editor, READING) >= {"Proposed", "Wrote on it", "Assigned", "In its second round"}
    assert names(editor, READING).isdisjoint({"Proposed", "Wrote on it", "Assigned", "Read by another"})


def test_home_shows_nothing_of_a_verdict_that_waits(client, reporter, editor):
    claim = make_submitted_claim("To be read", by=reporter)
    Verdict.objects.filter(claim=claim).update(summary="A canary.", rating=Rating.objects.get(slug="false"))
    client.force_login(editor)
    for address in ("/admin/", f"{LIST}?queue=second-reading"):
        page = client.get(address).content.decode()
        assert "To be read" in page
        assert "canary" not in page
        assert "False" not in page


@pytest.mark.parametrize(
    ("fields", "is_overdue"),
    [
        ({"due_on": -1}, True),
        ({"due_on": 0}, False),
        ({"due_on": 1}, False),
        ({"due_on": -1, "outcome": "answered"}, False),
        ({"due_on": -1, "outcome": "no_answer"}, False),
        ({"due_on": None, "asked_on": None, "channel": "", "waived_reason": "It is gone."}, False),
    ],
)
def test_reply_is_overdue_once_its_day_has_passed(reporter, fields, is_overdue):
    claim = make_claim(by=reporter)
    if fields["due_on"] is not None:
        fields = fields | {"due_on": ageing.today() + timedelta(days=fields["due_on"])}
    asked = add_reply_request(claim, make_actor("Them"), **fields)
    assert list(Claim.objects.with_reply_overdue()) == [claim] * is_overdue
    assert list(ReplyRequest.objects.overdue()) == [asked] * is_overdue
    assert asked.is_overdue == is_overdue
    assert str(asked).endswith(": overdue") == is_overdue


@pytest.mark.parametrize(("state", "waits"), [("logged", 1), ("researching", 1), ("in_review", 0), ("published", 0)])
def test_overdue_reply_waits_while_it_can_be_chased(reporter, state, waits):
    claim = claim_in(state, make_desk())
    add_reply_request(claim, make_actor())
    assert Claim.objects.with_reply_overdue().count() == waits


@pytest.mark.parametrize(
    ("state", "assigned", "waits"),
    [("logged", False, 1), ("logged", True, 0), ("researching", False, 1), ("declined", False, 0)],
)
def test_claim_nobody_has_taken(reporter, state, assigned, waits):
    claim = claim_in(state, make_desk())
    Claim.objects.filter(pk=claim.pk).update(assigned_to=reporter if assigned else None)
    assert Claim.objects.nobody_has_taken().count() == waits


def test_source_without_a_copy_has_neither_copy_nor_reason(reporter):
    bare = make_source("Bare", no_copy_reason="")
    kept = make_source("Kept", no_copy_reason="")
    make_source("Explained")
    link = {"archived_url": "https://archive.example/1", "captured_at": "2024-06-18T00:00Z", "captured_by": reporter}
    Capture.objects.create(source=kept, **link)
    assert list(Source.objects.lacking_copy()) == [bare]


def test_source_without_a_copy_is_found_in_an_index(reporter):
    make_source("Bare", no_copy_reason="")
    waiting = Source.objects.lacking_copy().order_by("-pk")
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # among one row a planner need not use it
        assert "source_lacking_copy" in waiting.explain()


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_few_queries_however_much_waits(client, editor, django_assert_num_queries, count):
    for number in range(count):
        make_claim(f"Claim {number}", by=editor)
    client.force_login(editor)
    client.get("/admin/")
    session, rows, recent = 2, 1, 1
    permissions = 2
    with django_assert_num_queries(session + permissions + len(QUEUES) + rows + recent):
        client.get("/admin/")


def test_count_stops_at_what_anybody_could_work_through(client, reporter, monkeypatch):
    monkeypatch.setattr(queues, "COUNTED", 2)
    monkeypatch.setattr("claims.admin.home.COUNTED", 2)
    for number in range(4):
        make_claim(f"Claim {number}", by=reporter)
    (waiting,) = [each for each in waiting_for(reporter) if each.queue.name == NOT_TAKEN]
    assert (waiting.count, waiting.counted) == (3, "2+")


@pytest.mark.parametrize("queue", [queue for queue in QUEUES if queue.model is Claim], ids=lambda queue: queue.name)
def test_no_queue_goes_through_all_claims(editor, queue):
    """So the databases plan it, given the choice; PostgreSQL would read a table as small as this one whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan TO off")
    plan = queue.waiting(editor).order_by()[:1].explain()
    # Which index it is, among so few rows, is chance.
    assert re.search("Index Cond|SEARCH claims_claim", plan)
    assert re.search("Seq Scan on claims_claim|SCAN claims_claim", plan) is None
