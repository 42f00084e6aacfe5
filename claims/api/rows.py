"""The rows of each list: the columns they are read from, and how a row is made of them.

Rows come from values(), never from model instances: that is several times faster, and nothing else can slip in.
"""

from django.conf import settings
from django.db.models import QuerySet
from orjson import Fragment

from claims import ageing, record
from claims.matching.matching import Match
from claims.models import Publication

VERDICT = {
    "slug": "slug",
    "headline": "headline",
    "language": "language",
    "rating": "rating",
    "label": "rating_label",
    "value": "rating_value",
    "as_of": "as_of",
    "expires": "recheck_on",
    "published_at": "published_at",
    "sequence": "publication_id",
    "revision": "publication__revision",
    "document_digest": "publication__document_digest",
    "digest": "publication__digest",
}
REVISION = (
    "revision",
    "kind",
    "note",
    "published_at",
    "sequence",
    "document_digest",
    "digest",
)
CHANGE = (
    "sequence",
    "revision",
    "kind",
    "note",
    "published_at",
    "published_by_id",
    "document",
    "document_digest",
    "previous_digest",
    "digest",
    "claim__uid",
    "claim__published__slug",
)


def chosen(body: dict, names: frozenset[str]) -> dict:
    """Of an answer's document, or of each row of its list, the members that these name."""

    def of(row: dict) -> dict:
        return {name: value for name, value in row.items() if name in names}

    return body | {"results": [of(row) for row in body["results"]]} if "results" in body else of(body)


def page(*path: str | int) -> str:
    """The address of a public page, put together as document.py does it: a published address never changes."""
    return "/".join([settings.SITE_URL, *map(str, path), ""])


def stored(text: str) -> Fragment:
    """Stored JSON, to be sent as it is."""
    return Fragment(text.encode())


def verdict(row: dict) -> dict:
    shown = {name: row[column] for name, column in VERDICT.items()}
    return shown | {"expires": ageing.expired_on(row["recheck_on"]), "url": page("claims", row["slug"])}


def match(found: Match, row: dict) -> dict:
    return {"score": round(found.score, 3), "words": found.words} | verdict(row)


def revision(row: dict, slug: str) -> dict:
    return row | {"url": page("claims", slug, "revisions", row["revision"])}


def actor(row: dict) -> dict:
    """As in documents, what is not known is None."""
    known = {name: value or None for name, value in row.items()}
    return known | {"url": page("actors", row["slug"]), "names": stored(row["names"])}


def source(row: dict) -> Fragment:
    return stored(row["document"])


def outlet(row: dict) -> dict:
    return row | {"url": page("outlets", row["slug"])}


def topic(row: dict) -> dict:
    return row | {"url": page("topics", row["slug"]), "names": stored(row["names"])}


def changes(publications: QuerySet) -> QuerySet:
    """Instances, but of the few columns that record.header() asks for: one definition of what the chain runs over."""
    return publications.select_related("claim__published").only(*CHANGE)


def change(publication: Publication) -> dict:
    """The header word for word, its digest, and the document: enough to check the chain without trusting this site."""
    slug = publication.claim.published.slug
    return record.header(publication) | {
        "digest": publication.digest,
        "slug": slug,
        "url": page("claims", slug),
        "document": stored(publication.document),
    }
