"""What is told to programs that keep a copy of the record. That they can: test_sync.py."""

from contextlib import closing

import orjson
import pytest

from claims import record
from claims.models import Head, Publication, PublishedClaim
from tests.claims.api import sync_client
from tests.claims.documents import make_full_claim
from tests.factories import make_published_claim, publish_again

VERSION = 1


def public_record():
    rows = PublishedClaim.objects.values_list("claim__uid", "publication__document")
    return {str(uid): orjson.loads(text) for uid, text in rows}


@pytest.fixture
def busy_record(reporter, editor, other_editor, chief):
    """A record with every kind of publication in it."""
    corrected = make_full_claim("Corrected", by=reporter, approved_by=editor)
    gone = make_published_claim("Withdrawn", by=reporter, approved_by=editor)
    make_published_claim("Tetap di sini: “ß” — 장관", by=reporter, approved_by=editor)
    publish_again(corrected, by=editor, approved_by=other_editor, public_note="“Ähnlich” \u2028 <b>&</b> \\ \t")
    gone.move("withdraw", by=chief, public_note="It rested on a forgery.")
    actor = corrected.accusations.get().actor
    actor.name = "The Minister"
    actor.save()
    record.amend_actor(actor, by=chief, note="Named in full.")


@pytest.mark.parametrize("size", [1, 2, 100])
def test_client_from_nothing_ends_with_the_public_record(client, busy_record, monkeypatch, tmp_path, size):
    monkeypatch.setattr(sync_client, "PAGE", size)
    monkeypatch.setattr(sync_client, "get", lambda address: client.get(address).json())
    with closing(sync_client.open_copy(tmp_path / "copy.sqlite3")) as copy:
        _, digest = sync_client.sync("", copy)
        kept = {claim: orjson.loads(text) for claim, text in copy.execute("SELECT id, document FROM claim")}
    assert kept == public_record()
    assert sorted(document["status"] for document in kept.values()) == ["published", "published", "withdrawn"]
    assert digest == Head.objects.get().digest == client.get("/api/v1/record/head").json()["digest"]


def test_client_goes_on_where_it_stopped(client, busy_record, reporter, editor):
    reached = client.get("/api/v1/changes/").json()["results"][-1]["sequence"]
    assert client.get(f"/api/v1/changes/?after={reached}").json() == {"next": None, "previous": None, "results": []}
    make_published_claim("One more", by=reporter, approved_by=editor)
    (change,) = client.get(f"/api/v1/changes/?after={reached}").json()["results"]
    assert (change["sequence"], change["slug"]) == (reached + 1, "one-more")


def test_change_is_the_header_that_the_chain_runs_over(client, busy_record, settings):
    for change in client.get("/api/v1/changes/").json()["results"]:
        publication = Publication.objects.get(sequence=change["sequence"])
        slug = publication.claim.slug
        assert change == record.header(publication) | {
            "digest": publication.digest,
            "slug": slug,
            "url": f"{settings.SITE_URL}/claims/{slug}/",
            "document": orjson.loads(publication.document),
        }


def test_change_holds_the_stored_text(client, busy_record):
    content = client.get("/api/v1/changes/").content.decode()
    for text in Publication.objects.values_list("document", flat=True):
        assert f'"document":{text}}}' in content


@pytest.mark.parametrize("count", [1, 3])
def test_changes_are_one_query(client, reporter, editor, count, django_assert_num_queries):
    for _ in range(count):
        make_published_claim(by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        assert len(client.get("/api/v1/changes/").json()["results"]) == count


def test_next_link_is_the_last_sequence(client, busy_record, settings):
    answer = client.get("/api/v1/changes/?page_size=2")
    assert answer.json()["next"] == f"{settings.SITE_URL}/api/v1/changes/?after=2&page_size=2"
    assert answer.headers["Link"].startswith(f'<{answer.json()["next"]}>; rel="next", ')
