"""How much of the API one client may ask for."""

import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.test import RequestFactory

from factcheck import rates
from factcheck.counters import Counters
from tests.factories import make_published_claim

PATHS = ["/api/v1/ratings/", "/api/v1/nothing/", "/v1alpha1/claims:search?query=x"]
POLICY = '"default";q=3;w=86400'
NOW = 20_000 * 86400 + 3600.5
WAIT = 86400 - 3600


@pytest.fixture
def limit(settings, tmp_path, monkeypatch):
    """A clock that stands still: else one stretch could end and another begin during a test."""
    settings.API_RATE, settings.API_RATE_FILE = "3/day", tmp_path / "own" / "rates.sqlite3"
    monkeypatch.setattr(rates, "time", lambda: NOW)
    return settings


def remaining(answer):
    return answer.headers["RateLimit"].rpartition(";")[0]


def ask(client, count, path="/api/v1/ratings/", **headers):
    return [client.get(path, headers=headers) for _ in range(count)]


@pytest.mark.parametrize("path", PATHS)
def test_each_answer_says_what_is_left(client, db, limit, path):
    answers = ask(client, 5, path)
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True, True]
    assert [remaining(answer) for answer in answers] == [f'"default";r={left}' for left in (2, 1, 0, 0, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {POLICY}


def test_refusal_is_a_problem_that_says_when_to_ask_again(client, db, limit):
    answer = ask(client, 4)[-1]
    assert answer.headers["Retry-After"] == str(WAIT)
    assert answer.headers["RateLimit"] == f'"default";r=0;t={WAIT}'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"{limit.SITE_URL}/api/v1/problems/too-many-requests/",
        "title": "Too many requests",
        "status": 429,
        "detail": f"Ask again in {WAIT} seconds.",
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_google_s_clients_get_google_s_error(client, db, limit):
    answer = ask(client, 4, PATHS[2])[-1]
    assert answer.headers["Content-Type"] == "application/json"
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == f"Ask again in {WAIT} seconds."


def test_unchanged_answers_do_not_count(client, db, limit):
    etag = ask(client, 1)[0].headers["ETag"]
    assert {answer.status_code for answer in ask(client, 5, **{"If-None-Match": etag})} == {304}
    assert remaining(ask(client, 1)[0]) == '"default";r=1'
    ask(client, 2)
    assert [ask(client, 1, **headers)[0].status_code for headers in ({}, {"If-None-Match": etag})] == [429, 304]


def test_asking_whether_one_may_ask_does_not_count(client, db, limit):
    for _ in range(5):
        assert client.options("/api/v1/ratings/").status_code == 204
    assert remaining(ask(client, 1)[0]) == '"default";r=2'


def test_without_a_limit_nothing_is_said_or_counted(client, db, limit):
    limit.API_RATE = "off"
    answers = ask(client, 5)
    assert {(answer.status_code, "RateLimit" in answer.headers) for answer in answers} == {(200, False)}
    assert not limit.API_RATE_FILE.exists()


def test_every_client_has_a_limit_of_its_own(client, db, limit):
    assert ask(client, 4)[-1].status_code == 429
    assert client.get("/api/v1/ratings/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_next_stretch_begins_anew(client, db, limit, monkeypatch):
    assert ask(client, 4)[-1].status_code == 429
    monkeypatch.setattr(rates, "time", lambda: NOW + WAIT - 1)
    assert ask(client, 1)[0].json()["detail"] == "Ask again in 1 second."
    monkeypatch.setattr(rates, "time", lambda: NOW + WAIT)
    assert remaining(ask(client, 1)[0]) == '"default";r=2'


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "8.8.8.8, 203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "198.51.100.9", "198.51.100.9"),
        (1, None, "192.0.2.1"),
        (1, "198.51.100.9:54321", "198.51.100.9"),
        (1, "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        (1, "fe80::1%eth0", "fe80::/64"),
        (1, "::ffff:198.51.100.9", "198.51.100.9"),
        (1, "unknown", "unknown"),
        (1, "", ""),
    ],
)
def test_client_is_whom_the_outermost_declared_proxy_was_asked_by(settings, proxies, forwarded, seen):
    settings.REST_FRAMEWORK = installed.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert rates.client(RequestFactory(headers=headers).get("/", REMOTE_ADDR="192.0.2.1")) == seen


def test_client_on_a_socket_is_one(settings):
    assert rates.client(RequestFactory().get("/", REMOTE_ADDR="")) == ""


def test_no_address_is_kept(client, db, limit):
    client.get("/api/v1/ratings/", REMOTE_ADDR="192.0.2.77")
    assert b"192.0.2.77" not in limit.API_RATE_FILE.read_bytes()
    assert limit.API_RATE_FILE.parent.stat().st_mode & 0o077 == 0


def test_what_cannot_be_counted_is_answered_and_logged(client, db, limit, tmp_path, caplog):
    (tmp_path / "file").touch()
    limit.API_RATE_FILE = tmp_path / "file" / "rates.sqlite3"
    with caplog.at_level(logging.WARNING):
        answers = ask(client, 5)
    assert {(answer.status_code, "RateLimit" in answer.headers) for answer in answers} == {(200, False)}
    assert "Requests cannot be counted" in caplog.text


def test_counting_asks_the_site_s_database_nothing(client, reporter, editor, limit, django_assert_num_queries):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    with django_assert_num_queries(2):  # the version of the record, and the claim
        assert client.get("/api/v1/claims/a-claim/").status_code == 200


def test_processes_and_threads_count_together(tmp_path):
    """Each process counts 400 times, from two threads; every count is given once."""
    program = """
import sys, threading
from pathlib import Path
from factcheck.counters import Counters
counters, seen = Counters(Path(sys.argv[1])), []
def count():
    for _ in range(200):
        seen.append(counters.add(7, "somebody"))
threads = [threading.Thread(target=count) for _ in range(2)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(*seen)
"""
    command = [sys.executable, "-c", program, tmp_path / "own" / "counts.sqlite3"]
    where = Path(installed.BASE_DIR)
    running = [subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    seen = [int(number) for process in running for number in process.communicate(timeout=60)[0].split()]
    assert sorted(seen) == list(range(1, 1201))


def test_counts_of_earlier_stretches_are_forgotten(tmp_path):
    path = tmp_path / "own" / "counts.sqlite3"
    with closing(Counters(path)) as counters:
        assert [counters.add(stretch, "somebody") for stretch in (1, 1, 2, 2, 2)] == [1, 2, 1, 2, 3]
    with closing(sqlite3.connect(path)) as kept:
        assert kept.execute("SELECT stretch, count FROM counts").fetchall() == [(2, 3)]


def test_counting_goes_on_where_the_file_was_taken_away(tmp_path):
    path = tmp_path / "own" / "counts.sqlite3"
    with closing(Counters(path)) as ours, closing(Counters(path)) as theirs:
        assert [ours.add(1, "somebody"), theirs.add(1, "somebody")] == [1, 2]
        path.unlink()
        assert [ours.add(2, "somebody"), theirs.add(2, "somebody")] == [1, 2]


def test_directory_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    path = tmp_path / "own" / "counts.sqlite3"
    path.parent.mkdir()
    monkeypatch.setattr("os.getuid", lambda: path.parent.stat().st_uid + 1)
    with pytest.raises(PermissionError):
        Counters(path).add(1, "somebody")
    assert not path.exists()
