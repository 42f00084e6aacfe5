"""Answers kept in memory: the same as those made anew, and never older than the record."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client

from factcheck.keeping import KeptAnswers
from tests.factories import make_published_claim, publish_again

KEPT = ["/", "/claims/", "/id/claims/a-claim/", "/claims/a-claim/", "/claims/a-claim/embed/", "/feeds/claims.atom",
        "/api/v1/claims/", "/api/v1/claims/a-claim/", "/api/v1/docs/",
        "/v1alpha1/claims:search?query=claim"]  # fmt: skip
UNCOMPRESSED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def claim(reporter, editor):
    return make_published_claim("A claim", by=reporter, approved_by=editor)


@pytest.fixture
def keeping(settings):
    """A client of a server that keeps answers. Each client makes a server of its own."""
    settings.PAGE_CACHE_MB = 1
    return Client()


def said(response):
    """All that an answer says."""
    return response.status_code, dict(response.items()), response.content


@pytest.mark.parametrize("path", KEPT)
def test_kept_answer_is_the_one_made_anew_in_one_query(client, keeping, claim, path, django_assert_num_queries):
    anew, first = client.get(path), keeping.get(path)
    with django_assert_num_queries(1):
        second = keeping.get(path)
    assert said(second) == said(first) == said(anew)
    assert second.status_code == 200


@pytest.mark.parametrize("coding", UNCOMPRESSED)
@pytest.mark.parametrize("path", ["/claims/a-claim/", "/api/v1/claims/", "/feeds/claims.atom"])
def test_kept_answer_is_compressed_as_asked(client, keeping, claim, path, coding):
    anew = client.get(path).content
    for _time in range(2):
        answer = keeping.get(path, headers={"Accept-Encoding": coding})
        assert UNCOMPRESSED[coding](answer.content) == anew
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["Content-Length"] == str(len(answer.content))
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert keeping.get(path).content == anew


def test_short_answer_and_picture_are_not_compressed(keeping, claim):
    for path in ("/robots.txt", "/claims/a-claim/revisions/1/share.png"):
        answer = keeping.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)


def test_publication_is_seen_at_once(keeping, claim, editor, other_editor):
    before = keeping.get("/api/v1/claims/a-claim/").json()["revision"]
    publish_again(claim, by=editor, approved_by=other_editor)
    assert (before, keeping.get("/api/v1/claims/a-claim/").json()["revision"]) == (1, 2)


def test_head_has_what_get_says_without_a_body(keeping, claim):
    anew, said_of_get = keeping.head("/"), keeping.get("/").headers
    kept = keeping.head("/")
    assert (kept.content, anew.content) == (b"", b"")
    assert kept.headers == said_of_get == anew.headers


def test_embedded_card_keeps_a_policy_of_its_own(keeping, claim):
    policies = [keeping.get(path).headers["Content-Security-Policy"]
                for _time in range(2) for path in ("/claims/a-claim/embed/", "/claims/a-claim/")]  # fmt: skip
    assert ["frame-ancestors *" in policy for policy in policies] == [True, False, True, False]


@pytest.mark.parametrize("path", [
    "/admin/login/",
    "/healthz",
    "/readyz",
    "/claims/nobody-said-this/",
    "/claims/?rating=none",
    "/api/v1/export/claims.ndjson",
    "/claims.csv",
    "/sitemap.xml",
    "/claims/a-claim/revisions/1/share.png",
    "/check/?text=A+claim",
    "/api/v1/match/?text=A+claim",
])  # fmt: skip
def test_what_is_not_a_function_of_the_version_is_made_anew(keeping, claim, path, monkeypatch):
    remembered = []
    monkeypatch.setattr("factcheck.keeping.KeptAnswers._remember", lambda *given: remembered.append(given))
    keeping.get("/")
    keeping.get(path)
    keeping.post("/check/", {"text": "A claim"})
    assert len(remembered) == 1


def test_another_host_gets_no_kept_answer(keeping, claim):
    assert keeping.get("/", headers={"Host": "testserver"}).status_code == 200
    assert keeping.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_memory_is_bounded(rf, settings):
    settings.PAGE_CACHE_MB = 1
    made = []

    def view(request):
        made.append(request.path)
        return HttpResponse(b"x" * 10_000)

    server = KeptAnswers(view)

    def ask(path):
        request = rf.get(path)
        request.version = "1"
        return server(request).content

    for number in range(200):
        assert ask(f"/{number}/") == b"x" * 10_000
    ask("/199/")
    ask("/0/")
    assert made == [*(f"/{number}/" for number in range(200)), "/0/"]


def test_nothing_is_kept_where_it_is_switched_off(client, claim, settings):
    assert settings.PAGE_CACHE_MB == 0
    client.get("/claims/a-claim/")
    assert client.get("/claims/a-claim/").context["claim"]["slug"] == "a-claim"
