"""What all endpoints share: HEAD, OPTIONS, other origins, no cookies."""

import pytest

from claims.api.urls import urlpatterns
from tests.claims.documents import through_to_publication
from tests.factories import add_accusation, make_actor, make_outlet, make_researched_claim, make_source, make_topic

ENTRIES = {"claims": "a-claim", "actors": "an-actor", "sources": "a-source", "outlets": "an-outlet",
           "topics": "a-topic", "ratings": "mostly-true", "problems": "not-found"}  # fmt: skip


def filled(pattern):
    """The path of something that is there."""
    path = str(pattern).replace("<int:revision>", "1")
    return path.replace("<slug:slug>", ENTRIES.get(path.partition("/")[0], ""))


READ = [f"/api/v1/{filled(each.pattern)}" for each in urlpatterns]
READ = [f"{path}?text=claim" if path.endswith("/match/") else path for path in READ]
READ.append("/v1alpha1/claims:search?query=claim")


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def claim(reporter, editor):
    claim = make_researched_claim("A claim", by=reporter)
    claim.topics.add(make_topic("A topic"))
    add_accusation(claim, make_actor("An actor"), source=make_source("A source", outlet=make_outlet("An outlet")))
    return through_to_publication(claim, by=reporter, approved_by=editor)


@pytest.mark.parametrize("path", READ)
def test_anybody_reads_without_a_cookie(client, claim, path):
    answer = client.get(path)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", READ)
def test_editor_reads_what_anybody_reads(client, claim, editor, path):
    anonymous = client.get(path)
    client.force_login(editor)
    logged_in = client.get(path)
    assert body(logged_in) == body(anonymous)
    assert logged_in.headers["ETag"] == anonymous.headers["ETag"]
    assert "Cookie" not in logged_in.headers.get("Vary", "")


@pytest.mark.parametrize("path", READ)
def test_head_answers_as_get_without_a_body(client, claim, path):
    get, head = client.get(path), client.head(path)
    assert (head.status_code, body(head)) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("path", READ)
def test_options_lets_other_origins_ask(client, claim, path):
    answer = client.options(path, headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.content, answer.headers.get("Content-Type")) == (204, b"", None)
    assert answer.headers["Allow"].replace(" POST,", "") == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "*, Authorization"


@pytest.mark.parametrize("path", [*READ, "/api/v1/nothing/", "/v1alpha1/nothing", "/api/v1/changes/?after=x"])
def test_every_answer_names_the_licence(client, claim, settings, path):
    settings.DATA_LICENSE = "https://example.org/licence"
    first = client.get(path)
    assert first.headers["Link"].split(", ")[-1] == '<https://example.org/licence>; rel="license"'
    again = client.get(path, headers={"If-None-Match": first.headers.get("ETag", "")})
    assert again.headers["Link"].split(", ")[-1] == '<https://example.org/licence>; rel="license"'


def test_error_can_be_read_from_other_origins(client, db):
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (404, "*")


def test_page_is_not_open_to_other_origins(client, db):
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
