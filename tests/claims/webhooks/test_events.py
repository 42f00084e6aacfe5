"""What is told of a publication, and that it is the same at every attempt."""

import json
import re

import orjson
from django.conf import settings

from claims import record
from claims.models import Delivery, Publication
from claims.webhooks import events
from tests.claims.documents import make_full_claim
from tests.factories import make_published_claim, publish_again


def told_of(publication, subscriber):
    delivery = Delivery(subscriber=subscriber, publication=publication, message_id=events.message_id(publication))
    return orjson.loads(events.body(delivery))


def test_event_is_header_digest_and_verdict(subscriber, reporter, editor):
    claim = make_published_claim("Rain", by=reporter, approved_by=editor)
    publication = Publication.objects.get()
    site, header = settings.SITE_URL, record.header(publication)
    assert told_of(publication, subscriber) == {
        "type": "publication.created",
        "timestamp": header["published_at"],
        "data": header
        | {
            "digest": publication.digest,
            "slug": "rain",
            "url": f"{site}/claims/rain/",
            "document_url": f"{site}/api/v1/claims/rain/revisions/1/",
            "status": "published",
            "language": claim.language,
            "headline": "Rain",
            "verdict": {
                "rating": "mostly-true",
                "label": "Mostly true",
                "value": 4,
                "as_of": "2024-06-20",
                "recheck_on": None,
            },
        },
    }


def test_event_of_a_withdrawal_has_no_verdict(subscriber, reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    data = told_of(Publication.objects.last(), subscriber)["data"]
    assert (data["kind"], data["status"], data["verdict"]) == ("withdrawal", "withdrawn", None)
    assert data["note"] == "It rested on a forgery."


def test_event_of_an_older_revision_says_what_was_published_then(subscriber, reporter, editor, other_editor):
    claim = make_published_claim("Rain", by=reporter, approved_by=editor)
    before = told_of(Publication.objects.get(), subscriber)
    claim.headline = "Snow"
    claim.save()
    publish_again(claim, by=editor, approved_by=other_editor)
    assert told_of(Publication.objects.first(), subscriber) == before
    assert told_of(Publication.objects.last(), subscriber)["data"]["headline"] == "Snow"


def test_address_of_the_document_answers_with_it(client, subscriber, reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    publication = Publication.objects.get()
    address = told_of(publication, subscriber)["data"]["document_url"].removeprefix(settings.SITE_URL)
    assert client.get(address).content.decode() == publication.document


def test_event_fits_into_what_receivers_take(subscriber, reporter, editor):
    """Standard Webhooks asks for small payloads: the document is linked, not sent."""
    make_full_claim("Rain", by=reporter, approved_by=editor)
    publication = Publication.objects.get()
    delivery = Delivery(subscriber=subscriber, publication=publication)
    assert len(events.body(delivery)) < min(20_000, len(publication.document))


def test_documentation_shows_what_is_told(subscriber, reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    told = told_of(Publication.objects.get(), subscriber)
    text = (settings.BASE_DIR / "docs" / "webhooks.md").read_text()
    shown = json.loads(re.search("```json\n(.*?)```", text, re.DOTALL)[1])
    assert list(shown) == list(told)
    assert list(shown["data"]) == list(told["data"])
    assert list(shown["data"]["verdict"]) == list(told["data"]["verdict"])
    assert {kind for kind in Publication.Kind.values if f"`{kind}`" in text} == set(Publication.Kind.values)


def test_message_is_known_by_the_digest_of_its_publication(reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    publication = Publication.objects.get()
    assert events.message_id(publication) == f"pub_{publication.digest}"
    assert events.message_id(None) != events.message_id(None)
