"""How many searches on pages for readers one client may make."""

import pytest

from factcheck import rates

NOW = 20_000 * 86400 + 3600.5
WAIT = 86400 - 3600
SEARCHES = ["/claims/?q=x", "/id/claims/?q=x", "/claims.csv?q=x", "/feeds/claims.atom?q=x", "/check/?text=rain"]
OTHERS = [
    "/",
    "/claims/",
    "/claims/?q=",
    "/claims/?rating=false",
    "/check/",
    "/methodology/",
    "/admin/?q=x",
    "/healthz",
]


@pytest.fixture
def limit(settings, tmp_path, monkeypatch):
    settings.SEARCH_RATE, settings.SEARCH_RATE_FILE = "2/day", tmp_path / "own" / "searches.sqlite3"
    settings.API_RATE, settings.API_RATE_FILE = "2/day", tmp_path / "own" / "rates.sqlite3"
    monkeypatch.setattr(rates, "time", lambda: NOW)
    return settings


@pytest.mark.parametrize("path", SEARCHES)
def test_searches_are_limited(client, db, limit, path):
    answers = [client.get(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"search";r={left};t={WAIT}' for left in (1, 0, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"search";q=2;w=86400'}


def test_texts_that_are_sent_are_limited(client, db, limit):
    sent = [client.post("/check/", {"text": "It rained."}) for _ in range(3)]
    assert [answer.status_code for answer in sent] == [200, 200, 429]


def test_searches_are_counted_together(client, db, limit):
    answers = [
        client.get("/claims/?q=x"),
        client.post("/check/", {"text": "Rain"}),
        client.get("/feeds/claims.atom?q=x"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_address_that_cannot_be_read_counts_as_a_search(client, db, limit):
    address = "/check/?" + "&".join(f"n{number}=" for number in range(5001))
    assert [client.get(address).status_code for _ in range(3)] == [400, 400, 429]


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_search_is_not_limited(client, db, limit, path):
    answers = [client.get(path) for _ in range(4)]
    assert 429 not in {answer.status_code for answer in answers}
    assert "RateLimit" not in answers[-1].headers


@pytest.mark.parametrize(("path", "language", "words"), [
    ("/claims/?q=x", "en", f"Try again in {WAIT} seconds."),
    ("/id/claims/?q=x", "id", f"Coba lagi dalam {WAIT} detik."),
])  # fmt: skip
def test_refusal_is_a_page_that_says_when_to_try_again(client, db, limit, path, language, words):
    answer = [client.get(path) for _ in range(3)][-1]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (answer.headers["Retry-After"], answer.headers["Content-Language"]) == (str(WAIT), language)
    assert (answer.headers["Cache-Control"], words in answer.content.decode()) == ("no-store", True)
    assert "Content-Security-Policy" in answer.headers


def test_api_and_searches_are_counted_apart(client, db, limit):
    """Also where they are counted in stretches of different lengths."""
    limit.API_RATE = "2/hour"
    answers = [client.get(path).status_code for path in ["/claims/?q=x", "/api/v1/verdicts/?q=x"] * 3]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_unchanged_pages_do_not_count(client, db, limit):
    etag = client.get("/claims/?q=x").headers["ETag"]
    again = [client.get("/claims/?q=x", headers={"If-None-Match": etag}).status_code for _ in range(4)]
    assert (again, client.get("/claims/?q=x").status_code) == ([304] * 4, 200)


def test_without_a_limit_nothing_is_said_or_counted(client, db, limit):
    limit.SEARCH_RATE = "off"
    answers = [client.get("/claims/?q=x") for _ in range(4)]
    assert {(answer.status_code, "RateLimit" in answer.headers) for answer in answers} == {(200, False)}
    assert not limit.SEARCH_RATE_FILE.exists()
