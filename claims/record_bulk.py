"""The record's other writer, for an archive: many new claims appended at once, to the same end as one by one.

prepare() does what asks no database, so that other processes can do it ahead; append_imported() then holds the head
for as long as it takes to write. What each table then holds, a test compares with record.py's and projection.py's.
"""

import secrets
from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import orjson
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import bulk, document, imported, projection, record, tallies
from claims.imported import Check
from claims.matching import index as match_index
from claims.matching.entries import Entry, of_document
from claims.models import (
    Accusation,
    Actor,
    Claim,
    ClaimImport,
    DeskMatchEntry,
    DeskMatchTerm,
    Head,
    PublicActor,
    Publication,
    PublicMatchEntry,
    PublicMatchTerm,
    PublishedClaim,
    PublishedInvolvement,
    SearchEntry,
    SearchWord,
    Transition,
    Verdict,
)
from claims.models.counting import count
from claims.search import index as search_index
from claims.states import State

MOVE = "import"
NOTE = "Imported from our archive: {}"


class Prepared(NamedTuple):
    """All that is known of a claim before its turn has come."""

    document: str
    first_published_at: datetime | None
    columns: dict[str, Any]
    parts: list[tuple[str, str]]
    found_by: dict[str, str]
    matched_by: Entry


class Batch(NamedTuple):
    """`moment` stands in the documents for the time of their publication, which nobody knows yet."""

    checks: list[Check]
    prepared: list[Prepared]
    words: Counter
    terms: Counter
    tallied: Counter
    moment: str


def prepare(checks: list[Check], site: str) -> Batch:
    """The documents of new claims, and what they are found and matched by. `site` is our address."""
    moment = secrets.token_hex(16)  # nobody can have written this into an archive
    change = {"revision": 1, "kind": str(Publication.Kind.FIRST), "note": None, "published_at": moment}
    prepared, words, terms, tallied = [], Counter(), Counter(), Counter()
    for check in checks:
        body = imported.of_new(check, site)
        first = imported.first_published_at(check)
        began = document.timestamp(first) if first else moment
        whole = document.finish(body, revision=1, first_published_at=began, published_at=moment, changes=[change])
        found_by, matched_by = search_index.columns(body), of_document(body)
        words.update(search_index.vocabulary(found_by))
        terms.update(match_index.counted(matched_by))
        tallied.update(tallies.of_document(body))
        parts = tallies.involvements(body)
        prepared.append(Prepared(canonical(whole), first, projection.columns_of(body), parts, found_by, matched_by))
    return Batch(checks, prepared, _in_order(words), _in_order(terms), tallied, moment)


def _in_order(counted: Counter) -> Counter:
    """In that in which they will be written, so that it costs whoever writes them nothing."""
    return Counter(dict(sorted(counted.items())))


def canonical(body: dict) -> str:
    """As document.canonical() does, ten times as fast: for plain keys in ASCII and small numbers alone."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()


class Row(SimpleNamespace):
    """A row of Publication; `claim` is anything with its uid. To make instances takes longer than to write them."""


class Outdated(Exception):
    """An actor was renamed since the documents were prepared."""


@transaction.atomic
def append_imported(batch: Batch, *, by: User) -> None:
    """Append new claims as their archive has them, with all that the desk and the lists keep of them.

    Raises Outdated, or IntegrityError where somebody took a slug meanwhile: then prepare it again.
    """
    head = record.take_turn()
    match_index.take_turn(match_index.DESK)
    _refuse_outdated(batch.checks)
    now = timezone.now()
    keys = bulk.keys(Claim, len(batch.checks))
    _log(batch.checks, keys, by=by, at=now)
    publications = _publish(head, batch, keys, by=by, at=now.replace(microsecond=0))
    _show(batch, publications)
    _let_match(batch, keys)


def _refuse_outdated(checks: list[Check]) -> None:
    shown = {key: entry for check in checks for key, _slug, entry in check.actors}
    actors = Actor.objects.filter(pk__in=shown).prefetch_related("names")
    if {actor.pk: document.actor_entry(actor) for actor in actors} != shown:
        raise Outdated


def _log(checks: list[Check], keys: list[int], *, by: User, at: datetime) -> None:
    """The rows of the desk: the claims, as published, with their verdicts and who made them."""
    both = list(zip(keys, checks, strict=True))
    claims = [claim_columns(check) | {"id": key, "uid": check.uid, "slug": check.slug} for key, check in both]
    made = {"state": State.PUBLISHED.value, "created_by_id": by.pk, "created_at": at, "updated_at": at}
    bulk.insert_with_history(Claim, [claim | made for claim in claims], by=by, at=at)
    verdicts = [
        verdict_columns(check) | {"id": number, "claim_id": key, "proposed_by_id": by.pk}
        for number, (key, check) in zip(bulk.keys(Verdict, len(keys)), both, strict=True)
    ]
    bulk.insert_with_history(Verdict, verdicts, by=by, at=at)
    accusations = [accusation | {"claim_id": key} for key, check in both for accusation in accusation_columns(check)]
    for number, accusation in zip(bulk.keys(Accusation, len(accusations)), accusations, strict=True):
        accusation["id"] = number
    bulk.insert_with_history(Accusation, accusations, by=by, at=at)
    bulk.insert(ClaimImport, [check.imported | {"claim_id": key} for key, check in both])
    bulk.insert(Transition, [transition(check, key, by=by, at=at) for key, check in both])


def claim_columns(check: Check) -> dict[str, Any]:
    """What the archive says of the columns of a Claim."""
    return {
        "headline": check.headline,
        "statement": check.statement,
        "statement_key": check.statement_key,
        "language": check.language,
        "first_said_on": check.said_on,
    }


def verdict_columns(check: Check) -> dict[str, Any]:
    return {
        "rating_id": check.rating_key,
        "summary": check.summary,
        "explanation": check.markdown,
        "as_of": check.as_of,
        "is_imported": True,
    }


def accusation_columns(check: Check) -> list[dict[str, Any]]:
    said = {"paraphrase": check.statement, "said_on": check.said_on}
    return [said | {"actor_id": key} for key, _slug, _entry in check.actors]


def transition(check: Check, key: int, *, by: User, at: datetime) -> dict[str, Any]:
    return {
        "claim_id": key,
        "move": MOVE,
        "from_state": State.LOGGED.value,
        "to_state": State.PUBLISHED.value,
        "by_id": by.pk,
        "note": NOTE.format(check.imported["url"]),
        "at": at,
    }


def _publish(head: Head, batch: Batch, keys: list[int], *, by: User, at: datetime) -> list[Row]:
    published_at = document.timestamp(at)
    publications = []
    for key, check, prepared in zip(keys, batch.checks, batch.prepared, strict=True):
        publication = Row(
            sequence=head.sequence + 1,
            claim=check,
            claim_id=key,
            revision=1,
            kind=Publication.Kind.FIRST.value,
            note="",
            published_at=at,
            published_by_id=by.pk,
            document=prepared.document.replace(batch.moment, published_at),
            previous_digest=head.digest,
        )
        publication.document_digest = document.sha256(publication.document)
        publication.digest = document.sha256(canonical(record.header(publication)))
        head.sequence, head.digest = publication.sequence, publication.digest
        publications.append(publication)
    bulk.insert(Publication, [vars(publication) for publication in publications])
    head.save(update_fields=["sequence", "digest"])
    return publications


def _show(batch: Batch, publications: list[Row]) -> None:
    """What lists, filters, catalogues, search and matching read."""
    both = list(zip(publications, batch.prepared, strict=True))
    actors = {slug: entry for check in batch.checks for _key, slug, entry in check.actors}
    projection.show(PublicActor, projection.entries({"actors": actors})[PublicActor])
    bulk.insert(PublishedClaim, [_listed(*each) for each in both])
    involved = [
        {"claim_id": publication.claim_id, "actor_id": slug, "role": role.value}
        for publication, prepared in both
        for slug, role in prepared.parts
    ]
    bulk.insert(PublishedInvolvement, involved)
    bulk.insert(SearchEntry, [prepared.found_by | {"claim_id": each.claim_id} for each, prepared in both])
    count(SearchWord, batch.words)
    tallies.move(Counter(), batch.tallied)


def _listed(publication: Row, prepared: Prepared) -> dict[str, Any]:
    return prepared.columns | {
        "claim_id": publication.claim_id,
        "publication_id": publication.sequence,
        "verdict_sequence": publication.sequence,
        "first_sequence": publication.sequence,
        "said_place": projection.place_of(prepared.columns["first_said_on"], publication.sequence),
        "first_published_at": prepared.first_published_at or publication.published_at,
        "published_at": publication.published_at,
    }


def _let_match(batch: Batch, keys: list[int]) -> None:
    """On both sides: the desk knows of an imported claim what its document says, and has no notes on it yet."""
    rows = [
        prepared.matched_by._asdict() | {"claim_id": key} for key, prepared in zip(keys, batch.prepared, strict=True)
    ]
    for entries, terms in ((PublicMatchEntry, PublicMatchTerm), (DeskMatchEntry, DeskMatchTerm)):
        bulk.insert(entries, rows)
        count(terms, batch.terms)
