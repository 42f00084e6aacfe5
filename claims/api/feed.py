"""Documents as a schema.org DataFeed of ClaimReviews: of a whole export, or of one page of a list."""

import orjson
from django.conf import settings

from claims.claimreview import claim_review, organization

SCHEMA = {
    "type": "object",
    "description": "A schema.org DataFeed.",
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "DataFeed"},
        "name": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
        "publisher": {"type": "object"},
        "license": {"type": "string", "format": "uri"},
        "sdPublisher": {"type": "object"},
        "sdLicense": {"type": "string", "format": "uri"},
        "dataFeedElement": {
            "type": "array",
            "items": {
                "type": "object",
                "description": "`item` holds the ClaimReview, and nothing where `dateDeleted` tells of a withdrawal.",
                "properties": {
                    "@type": {"const": "DataFeedItem"},
                    "identifier": {"type": "string", "description": "The publication's `sequence`."},
                    "url": {"type": "string", "format": "uri"},
                    "dateCreated": {"type": "string", "format": "date-time"},
                    "dateModified": {"type": "string", "format": "date-time"},
                    "dateDeleted": {"type": "string", "format": "date-time"},
                    "item": {"type": "array", "items": {"type": "object"}, "maxItems": 1},
                },
                "required": ["@type", "identifier", "url", "dateCreated", "dateModified", "item"],
            },
        },
    },
    "required": ["@context", "@type", "name", "url", "publisher", "license", "sdPublisher", "sdLicense",
                 "dataFeedElement"],
}  # fmt: skip


def head(url: str) -> dict:
    """All of a feed but its elements."""
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": f"{settings.SITE_NAME}: ClaimReview",
        "url": url,
        "publisher": organization(),
        "license": settings.DATA_LICENSE,
        "sdPublisher": organization(),
        "sdLicense": settings.DATA_LICENSE,
    }


def element(sequence: int, text: str) -> dict:
    """Of a publication and its document."""
    document = orjson.loads(text)
    review = claim_review(document)
    times = {"dateCreated": document["first_published_at"], "dateModified": document["published_at"]}
    if review is None:
        times["dateDeleted"] = next(
            change["published_at"] for change in reversed(document["changes"]) if change["kind"] == "withdrawal"
        )
    return {
        "@type": "DataFeedItem",
        "identifier": str(sequence),
        "url": document["url"],
        **times,
        "item": [review] if review else [],
    }
