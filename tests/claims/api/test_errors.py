"""What bad input gets: a problem that names the parameter, never a failure and never silence."""

import pytest

from tests.factories import make_published_claim

PROBLEM = "application/problem+json"


BAD_PAGES = [
    ("page_size", "abc"),
    ("page_size", ""),
    ("page_size", "0"),
    ("page_size", "-1"),
    ("page_size", "101"),
    ("page_size", "1.5"),
    ("page_size", "%2B5"),
    ("page_size", "%205"),
    ("page_size", "٥"),
    ("page_size", "1_0"),
    ("page_size", "%00"),
    ("page_size", str(10**30)),
]
BAD_CURSORS = [
    ("cursor", value)
    for value in ["", "abc", "%00", "%F0%9F", "ü", "after.", "after.abc", "after.1%00", "after.1%0A", "after.-1", "5",
                  "after.٥", f"after.{10**30}", "beside.1", "after.1' OR 1=1", "cD0x"]
]  # fmt: skip
BAD_FILTERS = [
    ("q", "%00"),
    ("q", ""),
    ("said_before", ""),
    ("topic", ""),
    ("topic", "%20"),
    ("year", "%20%09"),
    ("outlet", "%E3%80%80"),
    ("q", "x" * 501),
    ("q", "%3F%21"),
    ("rating", ""),
    ("rating", "nonsense"),
    ("rating", "%00"),
    ("topic", "nonsense"),
    ("topic", "%00"),
    ("actor", "nonsense"),
    ("accuser", "no slug"),
    ("rebutter", "nonsense"),
    ("source", "nonsense"),
    ("language", "English"),
    ("language", "%00"),
    ("said_after", "yesterday"),
    ("said_before", "2024-02-30"),
    ("said_after", "06/18/2024"),
    ("published_after", "0000-01-01"),
    ("published_before", "%00"),
]
UNKNOWN = [("ratting", "false"), ("format", "xml"), ("after", "1"), ("%00", "1"), ("", "1")]


@pytest.mark.parametrize("path", ["claims", "verdicts"])
@pytest.mark.parametrize(("name", "value"), BAD_PAGES + BAD_CURSORS + BAD_FILTERS + UNKNOWN)
def test_bad_parameter_of_a_list_is_named(client, db, path, name, value):
    answer = client.get(f"/api/v1/{path}/?{name}={value}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
    assert list(answer.json()["errors"]) == [name.replace("%00", "\0")]


@pytest.mark.parametrize("path", ["actors", "sources", "topics", "claims/a-claim/revisions"])
@pytest.mark.parametrize(("name", "value"), [*BAD_PAGES, ("cursor", "abc"), ("cursor", "after.%00"), ("q", "x")])
def test_bad_parameter_of_a_catalogue_is_named(client, reporter, editor, path, name, value):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    answer = client.get(f"/api/v1/{path}/?{name}={value}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


@pytest.mark.parametrize(
    ("name", "value"),
    [*BAD_PAGES, ("cursor", "after.1")]
    + [("after", value) for value in ["", "-1", "abc", str(10**30), str(2**63), "1e3", "%00", "٣"]],
)
def test_bad_parameter_of_changes_is_named(client, db, name, value):
    answer = client.get(f"/api/v1/changes/?{name}={value}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


@pytest.mark.parametrize("path", ["claims/a-claim", "claims/a-claim/revisions/1", "ratings", "docs"])
def test_parameter_of_what_takes_none_is_named(client, reporter, editor, path):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    assert client.get(f"/api/v1/{path}/").status_code == 200
    assert list(client.get(f"/api/v1/{path}/?page_size=5").json()["errors"]) == ["page_size"]


def test_parameter_given_twice_is_named(client, db):
    answer = client.get("/api/v1/changes/?after=1&after=2")
    assert answer.json()["errors"] == {"after": ["Give it once."]}


@pytest.mark.parametrize("after", [0, 5, 10**18, 2**63 - 1])
def test_point_beyond_the_record_has_nothing_after_it(client, db, after):
    assert client.get(f"/api/v1/changes/?after={after}").json()["results"] == []


def test_problem_has_the_members_of_rfc_9457(client, db, settings):
    answer = client.get("/api/v1/changes/?after=abc")
    assert answer.json() == {
        "type": f"{settings.SITE_URL}/api/v1/problems/invalid-parameters/",
        "title": "Invalid parameters",
        "status": 400,
        "detail": "Put right: after.",
        "errors": {"after": [f"Give a whole number from 0 to {2**63 - 1}."]},
    }


@pytest.mark.parametrize(
    "path",
    ["nothing/", "claims/a%00b/", "claims/%FF/", "claims/a.b/", "claims/a/revisions/x/", "claims/a/revisions/-1/",
     f"claims/a/revisions/{'9' * 5000}/", "claims/../../admin/", "claim.schema.json/", "record/"],
)  # fmt: skip
def test_unknown_path_is_a_problem(client, db, path):
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["/api/", "/api/v2/claims/", "/api/v1/claims/%00/"])
def test_unknown_path_anywhere_under_api_is_a_problem(client, db, path):
    assert client.get(path).headers["Content-Type"] == PROBLEM


def test_missing_slash_is_still_answered_with_the_address(client, db):
    answer = client.get("/api/v1/claims?page_size=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/claims/?page_size=1")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["claims/", "claims/a-claim/", "changes/", "record/head", "schema/", "docs/"])
def test_writing_is_not_offered(client, db, method, path):
    answer = getattr(client, method)(f"/api/v1/{path}", "{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, PROBLEM)
    assert "GET" in answer.headers["Allow"]


def test_failure_inside_is_a_problem_that_tells_nothing(client, db, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("claims.api.rows.VERDICT", {"slug": "secret_column"})
    answer = client.get("/api/v1/verdicts/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"secret_column" not in answer.content
