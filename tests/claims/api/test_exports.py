"""Everything in one answer: whole, exact, resumable, and never in memory as a whole."""

import gzip
import json
import re
import tracemalloc

import orjson
import pytest

from claims import record
from claims.api import exports
from claims.claimreview import claim_review
from claims.models import PublishedClaim
from tests.claims.api.synthetic import make_long_record
from tests.claims.documents import make_bare_claim, make_full_claim
from tests.factories import make_published_claim, make_researched_claim, publish_again

CLAIMS, FEED, TABLE = (f"/api/v1/export/{name}" for name in ("claims.ndjson", "claimreview.json", "claims.csv"))
EVERY = [CLAIMS, FEED, TABLE]
VERSION = 1


@pytest.fixture
def busy_record(reporter, editor, other_editor, chief):
    """Sequences: 2 is the bare claim, 4 the corrected one, 5 the notice of withdrawal, 6 an amendment of 4."""
    corrected = make_full_claim("Corrected", by=reporter, approved_by=editor)
    make_bare_claim("Tetap di sini: “ß” — 장관", by=reporter, approved_by=editor)
    gone = make_published_claim("Withdrawn", by=reporter, approved_by=editor)
    publish_again(corrected, by=editor, approved_by=other_editor, public_note="“Ähnlich” \u2028 <b>&</b> \\ \t")
    gone.move("withdraw", by=chief, public_note="It rested on a forgery.")
    actor = corrected.accusations.get().actor
    actor.name = "The Minister"
    actor.save()
    record.amend_actor(actor, by=chief, note="Named in full.")
    make_researched_claim("Not public", by=reporter)


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def documents(client, after=0):
    return [orjson.loads(line) for line in body(client.get(CLAIMS, {"after": after})).splitlines()]


def elements(client, after=0):
    return orjson.loads(body(client.get(FEED, {"after": after})))["dataFeedElement"]


def following(answer):
    return re.fullmatch('<(.*)>; rel="next"', answer.headers["Link"].split(", ")[0])[1]


def test_claims_are_the_latest_documents_byte_for_byte(client, busy_record):
    answer = client.get(CLAIMS)
    latest = PublishedClaim.objects.order_by("publication_id").documents()
    assert body(answer).decode() == "".join(f"{document}\n" for document in latest)
    assert [each["status"] for each in documents(client)] == ["published", "withdrawn", "published"]
    assert answer.headers["Content-Type"] == "application/x-ndjson"


def test_after_leaves_out_what_is_had_already(client, busy_record):
    whole = list(PublishedClaim.objects.order_by("publication_id").values_list("publication_id", "slug"))
    for after in range(8):
        expected = [slug for sequence, slug in whole if sequence > after]
        assert [each["slug"] for each in documents(client, after)] == expected
        assert [each["url"].split("/")[-2] for each in elements(client, after)] == expected


@pytest.mark.parametrize("path", EVERY)
def test_link_leads_to_what_comes_next(client, busy_record, settings, path):
    answer = client.get(path, {"after": 2})
    assert following(answer) == f"{settings.SITE_URL}{path}?after=6"
    assert following(client.get(path, {"after": 7})) == f"{settings.SITE_URL}{path}?after=7"


def test_copy_is_kept_in_step(client, busy_record, reporter, editor, chief):
    first = client.get(CLAIMS)
    copy = {document["id"]: document for document in map(orjson.loads, body(first).splitlines())}
    new = make_published_claim("One more", by=reporter, approved_by=editor)
    new.move("withdraw", by=chief, public_note="Too early.")
    second = client.get(following(first))
    changed = [orjson.loads(line) for line in body(second).splitlines()]
    assert [document["slug"] for document in changed] == ["one-more"]
    copy |= {document["id"]: document for document in changed}
    rows = PublishedClaim.objects.values_list("claim__uid", "publication__document")
    assert copy == {str(uid): orjson.loads(text) for uid, text in rows}


def test_table_alone_tells_of_no_withdrawal(client, reporter, editor, chief):
    """Which docs/api.md and the contract say."""
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    assert body(client.get(TABLE)).count(b"\r\n") == 2
    claim.move("withdraw", by=chief, public_note="Wrong.")
    (told,) = body(client.get(CLAIMS, {"after": 1})).splitlines()
    (element,) = json.loads(body(client.get(FEED, {"after": 1})))["dataFeedElement"]
    assert (orjson.loads(told)["status"], "dateDeleted" in element, element["item"]) == ("withdrawn", True, [])
    assert body(client.get(TABLE, {"after": 1})).count(b"\r\n") == 1
    described = client.get("/api/v1/schema/").json()["paths"][TABLE]["get"]
    assert "It tells of no withdrawal." in described["parameters"][0]["description"]
    assert "take the whole table again" in described["description"]


def test_download_that_broke_off_goes_on(client, busy_record):
    """The last whole line names a revision, and the list of revisions its sequence."""
    whole = body(client.get(CLAIMS))
    *lines, _ = whole[: len(whole) // 2].split(b"\n")
    last = orjson.loads(lines[-1])
    (revision,) = (
        row
        for row in client.get(f"/api/v1/claims/{last['slug']}/revisions/").json()["results"]
        if row["revision"] == last["revision"]
    )
    rest = body(client.get(CLAIMS, {"after": revision["sequence"]}))
    assert b"".join(line + b"\n" for line in lines) + rest == whole


def test_what_is_published_meanwhile_is_for_the_next_time(client, reporter, editor, other_editor, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    claims = [make_published_claim(f"Claim {n}", by=reporter, approved_by=editor) for n in range(3)]
    answer = client.get(CLAIMS)
    stream = iter(answer.streaming_content)
    found = [next(stream)]
    for claim in (claims[0], claims[2]):
        publish_again(claim, by=editor, approved_by=other_editor)
    make_published_claim("Claim 3", by=reporter, approved_by=editor)
    found += stream
    assert [(each["slug"], each["revision"]) for each in map(orjson.loads, found)] == [
        ("claim-0", 1), ("claim-1", 1), ("claim-2", 1)
    ]  # fmt: skip
    again = [orjson.loads(line) for line in body(client.get(following(answer))).splitlines()]
    assert [(each["slug"], each["revision"]) for each in again] == [("claim-0", 2), ("claim-2", 2), ("claim-3", 1)]


def test_feed_holds_each_claim_review_and_tells_of_withdrawals(client, busy_record, settings):
    settings.SITE_NAME, settings.DATA_LICENSE = "The Checkers", "https://example.org/licence"
    feed = orjson.loads(body(client.get(FEED)))
    bare, gone, corrected = feed.pop("dataFeedElement")
    checkers = {"@type": "Organization", "name": "The Checkers", "url": f"{settings.SITE_URL}/"}
    assert feed == {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": "The Checkers: ClaimReview",
        "url": f"{settings.SITE_URL}{FEED}",
        "publisher": checkers,
        "license": "https://example.org/licence",
        "sdPublisher": checkers,
        "sdLicense": "https://example.org/licence",
    }
    rows = PublishedClaim.objects.order_by("publication_id").select_related("publication")
    for row, element in zip(rows, [bare, gone, corrected], strict=True):
        document = orjson.loads(row.publication.document)
        review = claim_review(document)
        deleted = {} if review else {"dateDeleted": document["changes"][-1]["published_at"]}
        assert element == {
            "@type": "DataFeedItem",
            "identifier": str(row.publication_id),
            "url": document["url"],
            "dateCreated": document["first_published_at"],
            "dateModified": document["published_at"],
            **deleted,
            "item": [review] if review else [],
        }
    assert "dateDeleted" in gone


def test_feed_and_api_send_the_same_claim_review(client, busy_record):
    for element in elements(client):
        answer = client.get(
            element["url"].replace("/claims/", "/api/v1/claims/"), headers={"Accept": exports.JSONLD.media_type}
        )
        assert element["item"] == ([answer.json()] if answer.status_code == 200 else [])


@pytest.mark.parametrize(
    ("accept", "kind"), [("*/*", "application/json"), ("application/ld+json", "application/ld+json")]
)
def test_feed_is_json_and_json_ld(client, busy_record, accept, kind):
    assert client.get(FEED, headers={"Accept": accept}).headers["Content-Type"] == kind


def test_empty_record_is_exported(client, db):
    assert body(client.get(CLAIMS)) == b""
    assert elements(client) == []
    assert body(client.get(TABLE)).count(b"\r\n") == 1


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_of_the_database_do_not_show(client, busy_record, monkeypatch, size):
    whole = [body(client.get(path)) for path in EVERY]
    monkeypatch.setattr(exports, "AT_ONCE", size)
    assert [body(client.get(path)) for path in EVERY] == whole


@pytest.mark.parametrize("path", EVERY)
def test_export_takes_few_queries(client, busy_record, path, django_assert_num_queries):
    """Where the record ends, the documents, and that there are no more."""
    with django_assert_num_queries(VERSION + 3):
        body(client.get(path))


GZIP = ["gzip", "br, GZIP;q=0.5", "*", "gzip; q=0.001"]
PLAIN = ["", "br", "gzip;q=0", "gzip;q=0.000, *", "identity", "*;q=0", ",;=,"]


@pytest.mark.parametrize("accepted", GZIP + PLAIN)
def test_gzip_is_sent_where_it_is_asked_for(client, db, accepted):
    answer = client.get(CLAIMS, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == ("gzip" if accepted in GZIP else None)
    assert sorted(answer.headers["Vary"].split(", ")) == ["Accept", "Accept-Encoding"]


@pytest.mark.parametrize("path", EVERY)
def test_gzip_holds_the_same(client, busy_record, path):
    plain, compressed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(body(compressed)) == body(plain)
    assert compressed.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Length" not in compressed.headers


@pytest.mark.parametrize("path", EVERY)
def test_head_makes_no_body(client, busy_record, path, django_assert_num_queries):
    with django_assert_num_queries(VERSION + 1):
        answer = client.head(path, headers={"Accept-Encoding": "gzip"})
        assert body(answer) == b""
    assert dict(answer.headers) == dict(client.get(path, headers={"Accept-Encoding": "gzip"}).headers)


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=", "after=1&after=2", "page_size=1", f"after={2**63}"]
)
def test_what_cannot_be_answered_is_named(client, db, path, query):
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("path", EVERY)
def test_other_media_types_are_not_offered(client, db, path):
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize(("path", "coding"), [(CLAIMS, ""), (CLAIMS, "gzip"), (FEED, "gzip"), (TABLE, "")])
def test_memory_does_not_grow_with_the_record(client, reporter, editor, path, coding):
    """Of some 8 MB, a fraction is held at any time: less than two stretches of AT_ONCE documents."""
    make_long_record(exports.AT_ONCE * 8, by=reporter, approved_by=editor, context="Words. " * 3_000)
    answer = client.get(path, headers={"Accept-Encoding": coding})
    assert answer.streaming
    tracemalloc.start()
    for _ in answer.streaming_content:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000 / 2
