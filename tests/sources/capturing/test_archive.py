"""Handing over to the Internet Archive, tried on a stand-in for it on this machine."""

import json
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources.capturing import archive, keeping
from tests.factories import make_source
from tests.sources.capturing.server import Server, answer

ADDRESS = "https://source.example/1"
pytestmark = pytest.mark.usefixtures("worker_here")
DONE = {"status": "success", "timestamp": "20261123021500", "original_url": ADDRESS}


def told(what, status="200 OK"):
    return answer(json.dumps(what).encode(), status=status, content_type="application/json")


@pytest.fixture
def wayback(settings):
    stand_in = Server()
    settings.ARCHIVE, settings.ARCHIVE_URL, settings.ARCHIVE_KEY = "internet-archive", stand_in.url(""), "key:secret"
    stand_in.pages |= {"/save": told({"url": ADDRESS, "job_id": "spn2-1"}), "/save/status/spn2-1": told(DONE)}
    yield stand_in
    stand_in.close()


@pytest.fixture
def capture(reporter, reachable):
    reachable.pages["/"] = answer(b"A page", content_type="text/plain")
    request = keeping.ask(make_source(url=reachable.url()), by=reporter)
    keeping.keep(request.pk)
    request.refresh_from_db()
    return request.capture


def work(capture):
    """Everything that waits, without waiting for its time."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    call_command("work", once=True)
    capture.refresh_from_db()
    return capture


def test_nothing_is_handed_over_unless_a_setting_says_so(capture):
    assert (archive.configured(), work(capture).archive_status) == (None, "none")


def test_copy_is_handed_over_and_its_link_kept(wayback, capture):
    assert capture.archive_status == "requested"
    work(capture)
    link = f"{wayback.url('')}/web/20261123021500/{ADDRESS}"
    work(capture)
    assert (capture.archive_status, capture.archived_url) == ("archived", link)
    head, _, body = wayback.asked[0].partition("\r\n\r\n")
    assert head.startswith("POST /save HTTP/1.1")
    assert "Authorization: LOW key:secret" in head
    assert parse_qs(body) == {"url": [capture.asked_for_by.address]}
    assert wayback.paths() == ["/save", "/save/status/spn2-1"]


def test_archive_is_asked_until_it_is_done(wayback, capture):
    wayback.pages["/save/status/spn2-1"] = told({"status": "pending"})
    work(work(work(capture)))
    assert capture.archive_status == "requested"
    wayback.pages["/save/status/spn2-1"] = told(DONE)
    assert work(capture).archive_status == "archived"


def test_archive_that_never_ends_is_given_up(wayback, capture, monkeypatch):
    monkeypatch.setattr(archive, "LOOKS", 2)
    wayback.pages["/save/status/spn2-1"] = told({"status": "pending"})
    work(work(work(work(capture))))
    assert (capture.archive_status, capture.archive_failure) == ("failed", "The archive gave no answer.")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (
            told({"message": "You have already reached the limit."}, "429 Too Many"),
            "You have already reached the limit.",
        ),
        (answer(b"<html>Sorry"), "The archive gave no answer."),
        (told([]), "The archive gave no answer."),
        (b"", "The archive gave no answer."),
    ],
)
def test_refusal_is_kept_in_the_archives_words(wayback, capture, reply, why):
    wayback.pages["/save"] = reply
    work(capture)
    assert (capture.archive_status, capture.archive_failure, capture.archived_url) == ("failed", why, "")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "error", "message": "Blocked by robots."}, "Blocked by robots."),
        (DONE | {"timestamp": "../.."}, "The archive gave no answer."),
        (DONE | {"original_url": "https://x.example/" + "a" * 1000}, "The archive answered with a link that is none."),
    ],
)
def test_what_cannot_be_archived_is_told(wayback, capture, said, why):
    wayback.pages["/save/status/spn2-1"] = told(said)
    work(work(capture))
    assert (capture.archive_status, capture.archive_failure, capture.archived_url) == ("failed", why, "")


def test_failed_one_can_be_asked_again(wayback, capture):
    wayback.pages["/save"] = answer(b"no")
    work(capture)
    wayback.pages["/save"] = told({"job_id": "spn2-1"})
    assert archive.ask(capture) is True
    assert archive.ask(capture) is False
    work(work(capture))
    assert (capture.archive_status, capture.archive_failure) == ("archived", "")


def test_what_nobody_asks_about_any_more_is_given_up(wayback, capture):
    archive.sweep()
    capture.refresh_from_db()
    assert capture.archive_status == "requested"
    DBTaskResult.objects.all().delete()
    archive.sweep()
    capture.refresh_from_db()
    assert capture.archive_status == "failed"


def test_switching_off_ends_what_was_asked(wayback, capture, settings):
    settings.ARCHIVE = ""
    assert work(capture).archive_failure == "Archiving was switched off."
