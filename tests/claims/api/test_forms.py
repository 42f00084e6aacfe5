"""Lists as tables and as a feed, chosen by Accept alone; and single entries of the catalogues."""

import csv
import io

import orjson
import pytest

from claims.api import insights
from claims.claimreview import claim_review
from tests.claims.documents import make_bare_claim, make_full_claim
from tests.factories import make_published_claim, publish_again

LISTS = ["verdicts/", "actors/", "sources/", "outlets/", "topics/", "ratings/", "changes/",
         "claims/the-claim/revisions/", "match/?text=claim"]  # fmt: skip


@pytest.fixture
def claim(reporter, editor, other_editor):
    claim = make_full_claim("The claim", by=reporter, approved_by=editor)
    return publish_again(claim, by=editor, approved_by=other_editor, public_note='=1+1, “so” he said: "no"\nor not')


def table(client, path):
    answer = client.get(f"/api/v1/{path}", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def as_cell(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("path", LISTS)
def test_table_has_the_rows_of_the_list(client, claim, path):
    rows, listed = table(client, path), client.get(f"/api/v1/{path}").json()["results"]
    assert len(rows) == len(listed) > 0
    for row, shown in zip(rows, listed, strict=True):
        assert set(row) == set(shown) - {"document"}
        for name in set(row) - {"words", "derived_from", "note", "names"}:
            assert row[name] == as_cell(shown[name])


def test_lists_within_a_row_have_spaces_between(client, claim):
    listed = client.get("/api/v1/sources/").json()["results"]
    assert [row["derived_from"].split() for row in table(client, "sources/")] == [
        row["derived_from"] for row in listed
    ]
    assert any(row["derived_from"] for row in listed)


@pytest.mark.parametrize("path", ["actors/", "topics/"])
def test_names_in_other_languages_are_json_within_a_row(client, claim, path):
    listed = client.get(f"/api/v1/{path}").json()["results"]
    assert [orjson.loads(row["names"] or "[]") for row in table(client, path)] == [row["names"] for row in listed]
    assert [*table(client, path)[0]][-1] == "names"  # it came later


def test_no_cell_is_computed(client, claim):
    assert [row["note"] for row in table(client, "claims/the-claim/revisions/")] == [
        "", "'=1+1, “so” he said: \"no\"\nor not",
    ]  # fmt: skip


def test_table_of_claims_is_that_of_the_export(client, claim, reporter, editor):
    make_bare_claim(by=reporter, approved_by=editor)
    export = b"".join(client.get("/api/v1/export/claims.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(export, newline="")))
    assert table(client, "claims/") == rows[::-1]
    assert list(rows[0]) == insights.COLUMNS


def test_empty_table_has_its_columns(client, db):
    answer = client.get("/api/v1/topics/", headers={"Accept": "text/csv"})
    assert answer.content == b"slug,name,url,names\r\n"


def test_link_leads_from_page_to_page_of_a_table(client, claim, reporter, editor, settings):
    make_published_claim("Another", by=reporter, approved_by=editor)
    answer = client.get("/api/v1/verdicts/?page_size=1&fields=slug", headers={"Accept": "text/csv"})
    assert answer.content == b"slug\r\nanother\r\n"
    following = answer.headers["Link"].partition(">")[0].removeprefix("<")
    assert following == client.get("/api/v1/verdicts/?page_size=1&fields=slug").json()["next"]
    assert client.get(following, headers={"Accept": "text/csv"}).content == b"slug\r\nthe-claim\r\n"


def test_header_says_what_was_looked_for_instead(client, claim):
    address = "/api/v1/verdicts/?q=clam"
    answer = client.get(address, headers={"Accept": "text/csv"})
    assert (answer.headers["Searched-For"], client.get(address).json()["searched_for"]) == ("claim", "claim")
    assert "Searched-For" not in client.get("/api/v1/verdicts/?q=claim").headers


def test_json_ld_of_claims_is_a_feed_of_their_reviews(client, claim, reporter, editor, settings):
    other = make_bare_claim(by=reporter, approved_by=editor)
    answer = client.get("/api/v1/claims/?language=en", headers={"Accept": "application/ld+json"})
    body = answer.json()
    assert (answer.headers["Content-Type"], body["@type"]) == ("application/ld+json", "DataFeed")
    assert (body["url"], body["sdLicense"]) == (
        f"{settings.SITE_URL}/api/v1/claims/?language=en", settings.DATA_LICENSE,
    )  # fmt: skip
    latest = [each.publications.last() for each in (other, claim)]
    assert [(each["identifier"], each["item"]) for each in body["dataFeedElement"]] == [
        (str(each.sequence), [claim_review(orjson.loads(each.document))]) for each in latest
    ]
    export = b"".join(client.get("/api/v1/export/claimreview.json").streaming_content)
    exported = {each["identifier"]: each for each in orjson.loads(export)["dataFeedElement"]}
    assert {each["identifier"]: each for each in body["dataFeedElement"]} == exported


@pytest.mark.parametrize("accept", ["application/ld+json", "text/html", "application/xml"])
def test_what_is_not_offered_is_a_problem(client, claim, accept):
    answer = client.get("/api/v1/verdicts/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (406, "application/problem+json")
    assert answer.json()["detail"] == "Ask for application/json or text/csv."


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json; charset=utf-8", "application/json"),
        ("text/csv;charset=utf-8;header=present", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/csv; charset=utf-8;q=0.4", "application/json"),
        ('application/ld+json; profile="https://schema.org"', "application/ld+json"),
        ("text/*", "text/csv; charset=utf-8"),
    ],
)
def test_parameters_of_a_media_type_do_no_harm(client, claim, accept, content_type):
    answer = client.get("/api/v1/claims/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("name", ["actors", "sources", "topics", "ratings"])
def test_entry_is_as_in_its_list(client, claim, name, django_assert_num_queries):
    listed = client.get(f"/api/v1/{name}/").json()["results"]
    for row in listed:
        with django_assert_num_queries(2):  # the version of the record, and the entry
            assert client.get(f"/api/v1/{name}/{row['slug']}/").json() == row


@pytest.mark.parametrize("name", ["actors", "sources", "topics", "ratings", "problems"])
def test_entry_that_is_not_public_is_not_there(client, claim, name):
    answer = client.get(f"/api/v1/{name}/nobody/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert list(client.get(f"/api/v1/{name}/nobody/?page_size=5").json()["errors"]) == ["page_size"]
