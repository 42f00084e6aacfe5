"""What a subscriber is told of a publication: made of the record alone, and the same at every attempt."""

import secrets

import orjson
from django.conf import settings
from django.utils import timezone

from claims import document, record
from claims.models import Delivery, Publication, Subscriber

PUBLISHED = "publication.created"
TEST = "webhook.test"
# Of the verdict in the document. The rest is at `document_url`.
VERDICT = ("rating", "label", "value", "as_of", "recheck_on")


def message_id(publication: Publication | None) -> str:
    """A publication's own digest: the same for every attempt and every subscriber, and nobody else's in the world."""
    return f"pub_{publication.digest}" if publication else f"test_{secrets.token_hex(16)}"


def body(delivery: Delivery) -> bytes:
    told = _test(delivery.subscriber) if delivery.is_test else publication_event(delivery.publication)
    return orjson.dumps(told)


def publication_event(publication: Publication) -> dict:
    """The header and digest as /api/v1/changes/ has them, and of the document what a message needs."""
    shown = orjson.loads(publication.document)
    verdict = shown.get("verdict")
    data = record.header(publication) | {
        "digest": publication.digest,
        "slug": shown["slug"],
        "url": shown["url"],
        "document_url": f"{settings.SITE_URL}/api/v1/claims/{shown['slug']}/revisions/{publication.revision}/",
        "status": shown["status"],
        "language": shown["language"],
        "headline": shown["headline"],
        "verdict": {name: verdict[name] for name in VERDICT} if verdict else None,
    }
    return {"type": PUBLISHED, "timestamp": data["published_at"], "data": data}


def _test(subscriber: Subscriber) -> dict:
    data = {"message": "This is a test. Nothing was published.", "subscriber": subscriber.name}
    return {"type": TEST, "timestamp": document.timestamp(timezone.now().replace(microsecond=0)), "data": data}
