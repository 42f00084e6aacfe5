"""Each kind of problem has an address that explains it."""

import pytest
from rest_framework.exceptions import APIException

from claims.api import errors
from claims.api.problems import KINDS

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_kind_is_explained_to_programs_and_people(client, db, settings, kind):
    settings.SITE_URL = "http://testserver"
    data, page = client.get(kind.address), client.get(kind.address, headers=HTML)
    assert data.json() == {
        "type": kind.address, "name": kind.name, "status": kind.status, "title": kind.title,
        "meaning": kind.meaning, "remedy": kind.remedy,
    }  # fmt: skip
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert all(f"<p>{text}</p>" in page.content.decode() for text in map(_escaped, (kind.meaning, kind.remedy)))


def test_list_leads_to_every_kind(client, db, settings):
    listed = client.get("/api/v1/problems/").json()["results"]
    assert [each["name"] for each in listed] == [*KINDS]
    page = client.get("/api/v1/problems/", headers=HTML).content.decode()
    assert [name for name in KINDS if f'href="/api/v1/problems/{name}/"' not in page] == []


@pytest.mark.parametrize(
    ("method", "path", "headers", "name"),
    [
        ("get", "verdicts/?ratting=x", {}, "invalid-parameters"),
        ("get", "claims/nobody/", {}, "not-found"),
        ("get", "nothing/", {}, "not-found"),
        ("post", "claims/", {}, "method-not-allowed"),
        ("get", "claims/", {"Accept": "text/plain"}, "not-acceptable"),
        ("get", "claims/", {"Host": "evil.example"}, "bad-request"),
    ],
)
def test_problem_names_its_kind(client, db, settings, method, path, headers, name):
    client.raise_request_exception = False
    settings.DEBUG = False
    told = getattr(client, method)(f"/api/v1/{path}", headers=headers).json()
    kind = KINDS[name]
    assert (told["type"], told["title"], told["status"]) == (kind.address, kind.title, kind.status)
    assert told["detail"] != ""


def test_failure_names_its_kind(client, db, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("claims.api.rows.VERDICT", {"slug": "nothing"})
    assert client.get("/api/v1/verdicts/").json()["type"] == KINDS["internal-error"].address


def test_status_without_a_kind_says_what_it_is():
    exception = APIException("Not here.")
    exception.status_code = 451
    assert b'"type":"about:blank","title":"Unavailable For Legal Reasons"' in errors.answer(exception, {}).content


def _escaped(text):
    return text.replace("'", "&#x27;")
