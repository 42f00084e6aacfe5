"""`fields`: as much of each row or document as somebody wants."""

import csv
import io

import orjson
import pytest

from claims.api import renderers
from tests.claims.documents import make_bare_claim, make_full_claim

PROBLEM = "application/problem+json"
# Every endpoint that takes it, with what it may choose from.
CHOICES = {
    "claims/": ["headline", "verdict", "sources"],
    "claims/a-claim/": ["revision", "changes"],
    "claims/a-claim/revisions/": ["revision", "digest"],
    "claims/a-claim/revisions/1/": ["statement"],
    "verdicts/": ["slug", "rating", "expires"],
    "match/?text=claim": ["score", "slug"],
    "actors/": ["name", "wikidata"],
    "sources/": ["title", "derived_from"],
    "outlets/": ["name", "reliability"],
    "topics/": ["url"],
    "ratings/": ["label", "is_offered"],
    "ratings/false/": ["definition"],
    "changes/": ["sequence", "digest"],
}


@pytest.fixture
def claim(reporter, editor):
    return make_full_claim("A claim", by=reporter, approved_by=editor)


def asking(path, names):
    return f"/api/v1/{path}{'&' if '?' in path else '?'}fields={','.join(names)}"


def rows(answer):
    body = answer.json()
    return body.get("results", [body])


@pytest.mark.parametrize(("path", "names"), CHOICES.items())
def test_fields_are_all_that_is_sent(client, claim, path, names):
    whole, chosen = client.get(f"/api/v1/{path}"), client.get(asking(path, names))
    assert rows(chosen) == [{name: row[name] for name in names} for row in rows(whole)]
    assert len(rows(chosen)) > 0
    assert chosen.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(("path", "names"), CHOICES.items())
def test_unknown_field_is_named(client, claim, path, names):
    answer = client.get(asking(path, [names[0], "colour", "taste"]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
    (told,) = answer.json()["errors"]["fields"]
    assert told.startswith("There is no “colour”, no “taste” here. Choose from: ")
    assert names[0] in told.partition("Choose from: ")[2].rstrip(".").split(", ")


@pytest.mark.parametrize("given", ["", ",", "slug,", "slug, rating", "%00", "Slug", "verdict.rating", "slug,slug"])
def test_malformed_choice_is_refused(client, claim, given):
    answer = client.get(f"/api/v1/verdicts/?fields={given}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["fields"])


def test_choice_of_what_there_is_none_of_is_unknown(client, db):
    answer = client.get("/api/v1/record/head?fields=digest")
    assert answer.json()["errors"] == {"fields": ["There is no such parameter here."]}


def test_order_is_that_of_the_row(client, claim):
    (row,) = client.get("/api/v1/verdicts/?fields=url,slug").json()["results"]
    assert list(row) == ["slug", "url"]


def test_notice_of_withdrawal_has_what_it_has(client, reporter, editor, chief):
    claim = make_bare_claim("A claim", by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="Wrong.")
    assert client.get("/api/v1/claims/a-claim/?fields=status,verdict").json() == {"status": "withdrawn"}


def test_links_keep_the_choice(client, claim, reporter, editor):
    make_bare_claim(by=reporter, approved_by=editor)
    first = client.get("/api/v1/verdicts/?page_size=1&fields=slug").json()
    assert [row["slug"] for row in first["results"] + client.get(first["next"]).json()["results"]] == [
        "something-happened", "a-claim",
    ]  # fmt: skip


def test_stored_text_is_not_read_without_it(client, claim, monkeypatch):
    monkeypatch.delattr(renderers, "plain")
    stored = claim.publications.get().document.encode()
    assert client.get("/api/v1/claims/a-claim/").content == stored
    assert stored in client.get("/api/v1/claims/").content
    assert stored in client.get("/api/v1/changes/").content


def test_fields_are_the_columns_of_a_table(client, claim):
    answer = client.get(asking("claims/", ["slug", "accused", "lineage"]), headers={"Accept": "text/csv"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    document = client.get("/api/v1/claims/a-claim/").json()
    assert (row["slug"], row["accused"].split()) == ("a-claim", document["accused"])
    assert orjson.loads(row["lineage"]) == document["lineage"]
    assert set(row) == {"slug", "accused", "lineage"}


@pytest.mark.parametrize("path", ["claims/", "claims/a-claim/"])
def test_json_ld_is_sent_whole(client, claim, path):
    answer = client.get(asking(path, ["headline"]), headers={"Accept": "application/ld+json"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["fields"])
