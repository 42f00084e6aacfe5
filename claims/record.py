"""The record: its only writer, and its verifier.

Every change that the public sees is appended as one Publication. Holding the row of Head makes publications follow
one another, so `sequence` has no gaps and each header names the digest of the one before.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

import orjson
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from claims import document, projection, text
from claims.models import Actor, Claim, Head, Publication, PublishedClaim, Topic
from claims.models.record import KINDS_AGAIN, NO_DIGEST
from claims.progress import Advance, nothing
from claims.states import State
from sources.models import Outlet

Kind = Publication.Kind


class Refused(Exception):
    """It cannot be published so; the message says what to do."""


@transaction.atomic
def publish(claim: Claim, *, by: User, kind: str = "", note: str = "") -> Publication:
    """Append the claim as it stands on the desk. Called by claim.move("publish") alone.

    `kind` and `note` are for readers: they are refused for a first publication and demanded for every later one.
    """
    if claim.state != State.VERIFIED:
        raise Refused(gettext("Only a verified claim can be published."))
    head = take_turn()
    last = claim.publications.last()
    _refuse_wrong_words(last, kind, note)
    body = document.render(claim)
    if last and body["slug"] != (public := orjson.loads(last.document)["slug"]):
        raise Refused(gettext("Its public address is frozen: set the slug back to “%(slug)s”.") % {"slug": public})
    if document.fingerprint(body) != claim.verdict.approved_digest:
        raise Refused(gettext("Something has changed since this was approved: return it to research."))
    return append(head, claim, body, kind=kind or Kind.FIRST, note=note, by=by, last=last)


@transaction.atomic
def withdraw(claim: Claim, *, by: User, note: str) -> Publication:
    """Append a tombstone: the page stays at its address and says why. Called by claim.move("withdraw") alone."""
    if not text.words(note):
        raise Refused(gettext("Say for the readers why it is withdrawn."))
    head = take_turn()
    last = claim.publications.last()
    body = document.tombstone(orjson.loads(last.document))
    return append(head, claim, body, kind=Kind.WITHDRAWAL, note=note, by=by, last=last)


def rehearse(claim: Claim, *, note: str) -> dict:
    """The document of the claim as it would be published now, with `note` in place of one yet to be written.

    Nothing is written.
    """
    verdict = claim.verdict
    if verdict is None or verdict.rating is None:
        raise Refused(gettext("There is nothing to show yet: draft a verdict and choose its rating first."))
    last = claim.publications.last()
    publication = Publication(
        revision=last.revision + 1 if last else 1,
        kind=Kind.UPDATE if last else Kind.FIRST,
        note=note if last else "",
        published_at=timezone.now().replace(microsecond=0),
    )
    return _finished(document.render(claim), publication, last)


@transaction.atomic
def lead_on(claim: Claim, into: Claim, *, by: User, note: str) -> Publication:
    """Append where a withdrawn claim lives on: its page leads there. Called by merging.merge() alone."""
    if not text.words(note):
        raise Refused(gettext("Say for the readers which claim it turned out to be."))
    head = take_turn()
    last, survivor = claim.publications.last(), into.publications.last()
    body = document.leading_on(orjson.loads(last.document), orjson.loads(survivor.document))
    return append(head, claim, body, kind=Kind.AMENDMENT, note=note, by=by, last=last)


def amend_actor(actor: Actor, *, by: User, note: str) -> list[Publication]:
    """Show an actor as the desk now knows it, in every public claim that names it."""
    entry = document.actor_entry(actor)
    affected = PublishedClaim.objects.filter(involvements__actor=actor.slug).distinct()
    return _amend(affected, lambda last: document.with_actor(last, actor.slug, entry), by=by, note=note)


def amend_topic(topic: Topic, *, by: User, note: str) -> list[Publication]:
    """Show a topic under its present names, in every public claim on it."""
    entry = document.topic_entry(topic)
    affected = PublishedClaim.objects.filter(topics=topic.slug)
    return _amend(affected, lambda last: document.with_topic(last, entry), by=by, note=note)


def amend_outlet(outlet: Outlet, *, by: User, note: str) -> list[Publication]:
    """Show an outlet under its present name, in every public claim that cites it."""
    affected = PublishedClaim.objects.filter(sources__outlet_slug=outlet.slug).distinct()
    return _amend(affected, lambda last: document.with_outlet(last, outlet.slug, outlet.name), by=by, note=note)


@transaction.atomic
def _amend(
    affected: QuerySet[PublishedClaim], change: Callable[[dict], dict], *, by: User, note: str
) -> list[Publication]:
    """Patch the last published documents; never render the desk again, which would publish drafts."""
    if not text.words(note):
        raise Refused(gettext("Write a public note: readers must learn what changed."))
    head = take_turn()
    appended = []
    for published in affected.select_related("claim", "publication").order_by("publication_id"):
        last = published.publication
        body = orjson.loads(last.document)
        if (patched := change(body)) != body:
            appended.append(append(head, published.claim, patched, kind=Kind.AMENDMENT, note=note, by=by, last=last))
    return appended


def take_turn() -> Head:
    """The head, locked until the transaction ends. What decides by what is public waits its turn too."""
    return Head.objects.select_for_update().get()


def _refuse_wrong_words(last: Publication | None, kind: str, note: str) -> None:
    if last is None:
        if note.strip() or kind not in ("", Kind.FIRST):
            raise Refused(
                gettext("A first publication has no kind and no public note: there is nothing yet to correct.")
            )
    elif kind not in KINDS_AGAIN:
        raise Refused(gettext("Say whether this is a correction, a clarification or an update."))
    elif not text.words(note):
        raise Refused(gettext("Write a public note: readers must learn what changed."))


def append(
    head: Head, claim: Claim, body: dict, *, kind: str, note: str, by: User, last: Publication | None
) -> Publication:
    now = timezone.now().replace(microsecond=0)
    publication = Publication(
        sequence=head.sequence + 1,
        claim=claim,
        revision=last.revision + 1 if last else 1,
        kind=kind,
        note=note.strip(),
        published_at=now,
        published_by=by,
        previous_digest=head.digest,
    )
    publication.document = document.canonical(_finished(body, publication, last))
    publication.document_digest = document.sha256(publication.document)
    publication.digest = header_digest(publication)
    publication.save(force_insert=True)
    head.sequence, head.digest = publication.sequence, publication.digest
    head.save(update_fields=["sequence", "digest"])
    projection.project(publication)
    return publication


def _finished(body: dict, publication: Publication, last: Publication | None) -> dict:
    before = orjson.loads(last.document) if last else {"changes": []}
    published_at = document.timestamp(publication.published_at)
    change = {
        "revision": publication.revision,
        "kind": str(publication.kind),
        "note": publication.note or None,
        "published_at": published_at,
    }
    return document.finish(
        body,
        revision=publication.revision,
        first_published_at=before.get("first_published_at", published_at),
        published_at=published_at,
        changes=[*before["changes"], change],
    )


def header(publication: Publication) -> dict:
    """What the chain runs over. `published_by` is an opaque number; names are in the document."""
    return {
        "sequence": publication.sequence,
        "claim": str(publication.claim.uid),
        "revision": publication.revision,
        "kind": str(publication.kind),
        "note": publication.note,
        "published_at": _exactly(publication.published_at),
        "published_by": publication.published_by_id,
        "document_digest": publication.document_digest,
        "previous_digest": publication.previous_digest,
    }


def _exactly(moment: datetime) -> str:
    """To the second, as published; a fraction can only come from tampering, and must not be hidden."""
    return document.timestamp(moment) + (f"+{moment.microsecond}µs" if moment.microsecond else "")


def header_digest(publication: Publication) -> str:
    return document.sha256(document.canonical(header(publication)))


UNREADABLE = "it cannot be read: a column holds what nobody can have published."
# What a database or Django raises over a column that was written past them: text that is no UTF-8, a day that is none.
UNREADABLE_ERRORS = (DatabaseError, AttributeError, OverflowError, TypeError, ValueError)


class Fault(NamedTuple):
    sequence: int
    reason: str

    def __str__(self) -> str:
        return f"Publication {self.sequence}: {self.reason}" if self.sequence else f"The record: {self.reason}"


def verify(advance: Advance = nothing) -> Fault | None:
    """Recompute the chain. Returns the first row that does not fit, or None where everything does."""
    with transaction.atomic():
        head = Head.objects.select_for_update().first()
        if head is None:
            return Fault(0, "the head, which says where the record ends, is missing.")
        return _fault_in_chain(head, advance) or next(itertools.starmap(Fault, projection.faults()), None)


def _fault_in_chain(head: Head, advance: Advance) -> Fault | None:
    sequence, digest = 0, NO_DIGEST
    revisions: dict[int, int] = {}
    for sequence, publication in enumerate(_in_sequence(), start=1):
        if publication is None:
            return Fault(sequence, UNREADABLE)
        if publication.sequence == 0:
            return Fault(0, "a publication stands before the first.")
        if publication.sequence != sequence:
            return Fault(sequence, f"it is missing; the next row there is {publication.sequence}.")
        if reason := _misfit(publication, digest, revisions.get(publication.claim_id, 0)):
            return Fault(sequence, reason)
        revisions[publication.claim_id] = publication.revision
        digest = publication.digest
        advance(1)
    if sequence < head.sequence:
        return Fault(sequence + 1, f"it is missing; the head says that the record ends at {head.sequence}.")
    if sequence > head.sequence:
        return Fault(head.sequence + 1, f"it is beyond the head, which says that the record ends at {head.sequence}.")
    if digest != head.digest:
        return Fault(sequence, "its digest is not the head's.")
    return None


def _in_sequence() -> Iterator[Publication | None]:
    """All publications, in pages; one at a time where a page cannot be read, to end with None at the row at fault."""
    reached, size = -1, 500
    while True:
        rows = Publication.objects.select_related("claim").filter(sequence__gt=reached).order_by("sequence")
        try:
            page = list(rows[:size])
        except UNREADABLE_ERRORS:
            if size == 1:
                yield None
                return
            size = 1
            continue
        if not page:
            return
        yield from page
        reached = page[-1].sequence


def _misfit(publication: Publication, previous_digest: str, last_revision: int) -> str:
    try:
        if publication.previous_digest != previous_digest:
            return "it does not name the digest of the publication before it."
        if document.sha256(publication.document) != publication.document_digest:
            return "its document is not the one that was published."
        if header_digest(publication) != publication.digest:
            return "its header is not the one that was published."
        if publication.revision != last_revision + 1:
            return f"revision {last_revision + 1} of this claim was expected."
    except UNREADABLE_ERRORS:
        return UNREADABLE
    return ""
