import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources.capturing import keeping, tasks
from sources.capturing.failures import Failure
from sources.models import Capture, CaptureRequest, FetchedPage
from tests.claims.test_race import at_once
from tests.factories import make_person, make_source
from tests.sources.capturing.server import answer, redirect

PAGE = b"<!doctype html><title>A page</title><p>What it says."


def ask(reporter, server, path="/"):
    return keeping.ask(make_source(url=server.url(path)), by=reporter)


def kept(request):
    keeping.keep(request.pk)
    request.refresh_from_db()
    return request


def long_ago(request, **fields):
    CaptureRequest.objects.filter(pk=request.pk).update(started_at=timezone.now() - timedelta(hours=1), **fields)
    request.refresh_from_db()
    return request


def waiting_tasks():
    return [row.args_kwargs["args"] for row in DBTaskResult.objects.filter(status="READY")]


def test_asking_puts_a_row_and_a_task_into_the_queue(reporter):
    source = make_source(url="https://example.org/1")
    request = keeping.ask(source, by=reporter)
    assert (request.status, request.address, request.asked_by) == ("queued", source.url, reporter)
    assert waiting_tasks() == [[request.pk]]


def test_asking_twice_is_asking_once(reporter, editor):
    source = make_source(url="https://example.org/1")
    assert keeping.ask(source, by=reporter) == keeping.ask(source, by=editor)
    assert len(waiting_tasks()) == 1


def test_copy_is_kept_with_all_that_is_known_of_it(reporter, reachable):
    reachable.pages |= {"/": redirect("/page"), "/page": answer(PAGE, X_Thing="this")}
    request = kept(ask(reporter, reachable))
    capture = request.capture
    assert (request.status, request.attempts, request.failure) == ("kept", 1, "")
    assert request.started_at < request.finished_at
    assert (capture.sha256, capture.size) == (hashlib.sha256(PAGE).hexdigest(), len(PAGE))
    assert (capture.method, capture.content_type, capture.captured_by) == ("fetched", "text/html", reporter)
    with capture.file.open() as file:
        assert file.read() == PAGE
    assert capture.file.name.endswith(".html")
    assert capture.page.address == reachable.url("/page")
    assert ["X-Thing", "this"] in capture.page.headers


def test_text_is_kept_beside_the_bytes(reporter, reachable):
    reachable.pages["/"] = answer(b"Plain \xe2\x80\x93 text\n", content_type="text/plain")
    assert kept(ask(reporter, reachable)).capture.page.text == "Plain – text"


def test_failure_is_told_and_keeps_nothing(reporter, reachable):
    request = kept(ask(reporter, reachable, "/gone"))
    assert (request.status, request.failure, request.failure_detail) == ("failed", "answer", "404 Not Found")
    assert Capture.objects.count() == 0


def test_private_address_is_not_asked(reporter, server):
    """Without the hook that the other tests have."""
    source = make_source(url="http://127.0.0.1:8000/")
    assert kept(keeping.ask(source, by=reporter)).failure == Failure.PRIVATE
    assert server.asked == []


def test_failed_copy_can_be_asked_for_again(reporter, reachable):
    first = kept(ask(reporter, reachable))
    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    second = kept(keeping.ask(first.source, by=reporter))
    assert (first.status, second.status) == ("failed", "kept")


def test_fault_of_the_program_is_told_too(reporter, reachable, monkeypatch, caplog):
    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    monkeypatch.setattr(keeping, "readable", lambda file, kind: 1 / 0)
    assert kept(ask(reporter, reachable)).failure == Failure.FAULT
    assert "ZeroDivisionError" in caplog.text


def test_job_done_twice_keeps_one_copy(reporter, reachable):
    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    request = kept(kept(ask(reporter, reachable)))
    assert (request.attempts, Capture.objects.count(), len(reachable.asked)) == (1, 1, 1)


def test_job_of_a_request_that_is_not_there_does_nothing(db):
    keeping.keep(999)
    assert Capture.objects.count() == 0


def test_job_that_is_told_to_stop_puts_its_request_back(reporter, reachable, monkeypatch):
    def stop(file, kind):
        raise SystemExit

    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    request = ask(reporter, reachable)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "readable", stop)
        with pytest.raises(SystemExit):
            keeping.keep(request.pk)
    request.refresh_from_db()
    assert (request.status, request.started_at, Capture.objects.count()) == ("queued", None, 0)
    assert kept(request).status == "kept"


def test_sweep_puts_back_what_was_left_lying(reporter, reachable):
    request = long_ago(ask(reporter, reachable), status="running", attempts=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(hours=1))
    assert keeping.sweep() == 1
    request.refresh_from_db()
    assert (request.status, waiting_tasks()) == ("queued", [[request.pk]])


def test_sweep_leaves_alone_what_is_being_done(reporter, reachable):
    request = ask(reporter, reachable)
    CaptureRequest.objects.update(status="running", started_at=timezone.now())
    assert keeping.sweep() == 0
    request.refresh_from_db()
    assert request.status == "running"


def test_sweep_sets_off_once_what_nothing_would(reporter, reachable):
    request = ask(reporter, reachable)
    assert keeping.sweep() == 0
    DBTaskResult.objects.all().delete()
    assert (keeping.sweep(), keeping.sweep()) == (1, 0)
    assert waiting_tasks() == [[request.pk]]


def test_sweep_gives_up_what_ends_every_worker(reporter, reachable):
    request = long_ago(ask(reporter, reachable), status="running", attempts=keeping.MOST_ATTEMPTS)
    keeping.sweep()
    request.refresh_from_db()
    assert (request.status, request.failure) == ("failed", "cut_short")


def test_worker_that_comes_back_after_the_sweep_keeps_nothing(reporter, reachable, monkeypatch):
    """It was only slow: meanwhile its request was put back and is somebody else's."""

    def meanwhile(file, kind):
        CaptureRequest.objects.update(status="running", attempts=2)
        return ""

    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    monkeypatch.setattr(keeping, "readable", meanwhile)
    request = kept(ask(reporter, reachable))
    assert (request.status, request.attempts, Capture.objects.count()) == ("running", 2, 0)


def test_two_workers_keep_one_copy(real_connections, reachable):
    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    request = ask(make_person("rita", "Reporter"), reachable)
    at_once(*[lambda: keeping.keep(request.pk)] * 2)
    request.refresh_from_db()
    assert (request.status, request.attempts, Capture.objects.count()) == ("kept", 1, 1)


def test_two_who_ask_at_once_ask_once(real_connections):
    person, source = make_person("rita", "Reporter"), make_source(url="https://example.org/1")
    first, second = at_once(*[lambda: keeping.ask(source, by=person)] * 2)
    assert (first, CaptureRequest.objects.count(), len(waiting_tasks())) == (second, 1, 1)


def test_finished_tasks_are_forgotten_and_requests_are_not(reporter, reachable):
    request = kept(ask(reporter, reachable))
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=31))
    tasks.keep_copy.enqueue(request.pk)
    keeping.forget_tasks(days=30)
    assert (DBTaskResult.objects.count(), CaptureRequest.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"status": "kept"},
        {"status": "failed"},
        {"failure": "answer"},
        {"status": "failed", "failure": "unheard of"},
    ],
)
def test_row_that_makes_no_sense_is_refused_by_the_database(reporter, wrong):
    request = keeping.ask(make_source(url="https://example.org/1"), by=reporter)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaptureRequest.objects.filter(pk=request.pk).update(**wrong)


def test_page_goes_with_no_copy(reporter, reachable):
    reachable.pages["/"] = answer(PAGE, content_type="text/plain")
    capture = kept(ask(reporter, reachable)).capture
    with pytest.raises(Exception, match="protected foreign keys"):
        capture.delete()
    assert FetchedPage.objects.count() == 1
