import hashlib
import re

import orjson
import pytest

from claims.claimreview import claim_review
from tests.claims.documents import make_full_claim
from tests.factories import (
    make_claim,
    make_published_claim,
    make_researched_claim,
    make_submitted_claim,
    make_verified_claim,
    publish_again,
)

# Every answer costs one query for the version of the record, beside its own.
VERSION = 1


def publish(count, *, by, approved_by):
    return [make_published_claim(f"Claim number {n}", by=by, approved_by=approved_by) for n in range(count)]


def text_of(claim):
    return claim.publications.last().document


@pytest.mark.parametrize("count", [1, 3])
def test_claims_are_whole_documents_newest_first(client, reporter, editor, count, django_assert_num_queries):
    claims = publish(count, by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        answer = client.get("/api/v1/claims/")
    texts = ",".join(text_of(claim) for claim in reversed(claims))
    assert answer.content.decode() == f'{{"next":null,"previous":null,"searched_for":null,"results":[{texts}]}}'
    assert answer.headers["Content-Type"] == "application/json"


def test_claim_is_the_stored_text_byte_for_byte(client, reporter, editor, django_assert_num_queries):
    claim = make_full_claim(by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        answer = client.get(f"/api/v1/claims/{claim.slug}/")
    assert answer.content == claim.publications.get().document.encode()
    assert hashlib.sha256(answer.content).hexdigest() == claim.publications.get().document_digest


@pytest.mark.parametrize("count", [1, 3])
def test_revisions_are_headers_oldest_first(
    client, reporter, editor, other_editor, settings, count, django_assert_num_queries
):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    for _ in range(count - 1):
        publish_again(claim, by=editor, approved_by=other_editor, kind="update", public_note="More is known.")
    with django_assert_num_queries(VERSION + 2):
        answer = client.get("/api/v1/claims/a-claim/revisions/")
    assert answer.json()["results"] == [
        {
            "revision": each.revision,
            "kind": each.kind,
            "note": each.note,
            "published_at": each.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sequence": each.sequence,
            "document_digest": each.document_digest,
            "digest": each.digest,
            "url": f"{settings.SITE_URL}/claims/a-claim/revisions/{each.revision}/",
        }
        for each in claim.publications.all()
    ]


def test_revision_is_the_stored_text_of_that_revision(
    client, reporter, editor, other_editor, django_assert_num_queries
):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    for publication in claim.publications.all():
        with django_assert_num_queries(VERSION + 1):
            answer = client.get(f"/api/v1/claims/a-claim/revisions/{publication.revision}/")
        assert answer.content == publication.document.encode()


def test_withdrawn_claim_leaves_the_lists_and_keeps_its_address(client, reporter, editor, chief):
    gone, stays = publish(2, by=reporter, approved_by=editor)
    assert len(client.get("/api/v1/claims/").json()["results"]) == 2
    gone.move("withdraw", by=chief, public_note="It rested on a forgery.")
    answer = client.get(f"/api/v1/claims/{gone.slug}/")
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert answer.content == text_of(gone).encode()
    for path in ("claims", "verdicts"):
        assert [row["slug"] for row in client.get(f"/api/v1/{path}/").json()["results"]] == [stays.slug]


@pytest.mark.parametrize("state", ["logged", "researching", "in_review", "verified", "declined"])
def test_claim_that_is_not_public_is_not_there(client, reporter, editor, state):
    make = {
        "logged": lambda name: make_claim(name, by=reporter),
        "researching": lambda name: make_researched_claim(name, by=reporter),
        "in_review": lambda name: make_submitted_claim(name, by=reporter),
        "verified": lambda name: make_verified_claim(name, by=reporter, approved_by=editor),
        "declined": lambda name: make_claim(name, by=reporter),
    }
    claim = make[state]("Canary")
    if state == "declined":
        claim.move("decline", by=editor, note="Nothing to check.")
    assert claim.state == state
    for path in ("", "revisions/", "revisions/1/"):
        answer = client.get(f"/api/v1/claims/canary/{path}")
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is nothing public at this address."
    for path in ("claims", "verdicts", "actors", "sources", "topics", "changes"):
        assert client.get(f"/api/v1/{path}/").json()["results"] == []


def test_claim_being_revised_stays_as_published(client, reporter, editor):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    before = client.get("/api/v1/claims/a-claim/").content
    claim.move("revise", by=editor, note="Needs another look.")
    claim.headline = "Something else"
    claim.save()
    assert client.get("/api/v1/claims/a-claim/").content == before


@pytest.mark.parametrize("path", ["nobody-said-this/", "nobody-said-this/revisions/", "a-claim/revisions/2/",
                                  "a-claim/revisions/0/", f"a-claim/revisions/{10**30}/"])  # fmt: skip
def test_unknown_address_is_not_there(client, reporter, editor, path):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    assert client.get("/api/v1/claims/a-claim/revisions/1/").status_code == 200
    answer = client.get(f"/api/v1/claims/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_filters_are_those_of_the_pages(client, reporter, editor):
    claim = make_full_claim("Ships carried arms", by=reporter, approved_by=editor)
    make_published_claim("Something else", by=reporter, approved_by=editor)
    topic, accuser = claim.topics.get().slug, claim.accusations.get().actor.slug
    for query in (f"topic={topic}", f"accuser={accuser}", f"actor={accuser}", "q=ships", "said_after=2024-06-18"):
        found = client.get(f"/api/v1/verdicts/?{query}").json()["results"]
        assert [row["slug"] for row in found] == [claim.slug]
    assert len(client.get("/api/v1/claims/?rating=mostly-true&rating=false").json()["results"]) == 2
    assert client.get("/api/v1/claims/?rating=false").json()["results"] == []


def test_json_ld_is_the_claim_review_of_the_document(client, reporter, editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    address = f"/api/v1/claims/{claim.slug}/"
    answer = client.get(address, headers={"Accept": "application/ld+json"})
    assert answer.json() == claim_review(orjson.loads(text_of(claim)))
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert client.get(address).headers["Vary"] == "Accept, Accept-Encoding"


def test_json_ld_is_identical_to_the_page_s(client, reporter, editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    linked = client.get(f"/api/v1/claims/{claim.slug}/", headers={"Accept": "application/ld+json"})
    page = client.get(f"/claims/{claim.slug}/").content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert [orjson.loads(script) for script in scripts] == [linked.json()]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json;q=0.2, application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0, application/json", "application/json"),
        ("text/html", "application/problem+json"),
        ("nonsense", "application/problem+json"),
    ],
)
def test_media_type_follows_the_accept_header(client, reporter, editor, accept, content_type):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    answer = client.get("/api/v1/claims/a-claim/", headers={"Accept": accept})
    assert answer.headers["Content-Type"] == content_type
    assert answer.status_code == (406 if "problem" in content_type else 200)


def test_withdrawn_claim_has_no_claim_review(client, reporter, editor, chief):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    answer = client.get("/api/v1/claims/a-claim/", headers={"Accept": "application/ld+json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (406, "application/problem+json")
