"""The worker: in this process, and as a process of its own that must never be left over."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from sources.capturing import keeping
from tests.factcheck.test_settings import BASE_DIR, DEVELOPMENT, start
from tests.factories import make_source
from tests.sources.capturing.server import answer

PATIENCE = 30  # seconds, before a test that hangs is a test that fails


@pytest.fixture
def asked(reporter, reachable):
    reachable.pages["/"] = answer(b"What it says.", content_type="text/plain")
    return keeping.ask(make_source(url=reachable.url()), by=reporter)


def test_work_does_what_waits_and_ends(asked, worker_here):
    call_command("work", once=True)
    asked.refresh_from_db()
    assert (asked.status, DBTaskResult.objects.get().status) == ("kept", "SUCCESSFUL")


def test_work_sets_off_what_was_forgotten(asked, worker_here):
    DBTaskResult.objects.all().delete()
    call_command("work", once=True)
    asked.refresh_from_db()
    assert asked.status == "kept"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_work_that_is_told_to_stop_puts_back_what_it_had_begun(asked, worker_here, monkeypatch, number):
    monkeypatch.setattr(keeping, "readable", lambda file, kind: os.kill(os.getpid(), number))
    call_command("work")
    asked.refresh_from_db()
    assert asked.status == "queued"


def test_work_beside_a_process_that_did_not_start_it_is_refused(worker_here):
    with pytest.raises(CommandError, match="did not start this one"):
        call_command("work", beside=1_000_000)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A database of its own, whatever the others are on: what is tried here is processes."""
    place = tmp_path_factory.mktemp("worker")
    given = DEVELOPMENT | {"DATABASE_URL": f"sqlite:///{place}/x.sqlite3", "CAPTURES_DIR": str(place / "captures")}
    assert start(given, "migrate", "--verbosity", "0").returncode == 0
    return given | {"PATH": os.environ["PATH"]}


def is_at_work(pid):
    """Its own handlers are set, so it has begun."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
        return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)
    return False


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_ends_at_once_when_told(environment, number):
    command = [sys.executable, "manage.py", "work"]
    with subprocess.Popen(command, env=environment, cwd=BASE_DIR, stderr=subprocess.DEVNULL) as worker:
        wait_until(lambda: is_at_work(worker.pid))
        worker.send_signal(number)
        assert worker.wait(PATIENCE) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_worker_ends_with_the_server_however_that_ends(environment, tmp_path, number):
    """As the Makefile starts the two; `sleep` stands for the server."""
    script = f"{sys.executable} manage.py work --beside $$ 2> /dev/null & echo $! > {tmp_path}/pid; exec sleep 1000"
    with subprocess.Popen(["sh", "-c", script], env=environment, cwd=BASE_DIR) as server_process:
        try:
            wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip())
            worker = int((tmp_path / "pid").read_text())
            wait_until(lambda: is_at_work(worker))
        finally:
            server_process.send_signal(number)
    wait_until(lambda: not is_at_work(worker))
