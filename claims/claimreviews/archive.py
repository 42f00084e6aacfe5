"""Bringing in the newsroom's own archive: its checks become published claims, dated and rated as they were.

A claim is known by the address of its check and by what it says, so that importing again changes nothing. Each batch
is appended whole or not at all: whatever stops an import, doing it again brings in the rest and nothing twice.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims import ageing, imported, record_again, record_bulk
from claims.claimreviews import planning
from claims.claimreviews.fates import Fate, Told, told
from claims.claimreviews.planning import Tidied
from claims.claimreviews.ratings import Ratings
from claims.claimreviews.records import Review, Skipped
from claims.models import Claim, ClaimImport
from claims.states import State
from claims.workshop import Workshop

PERMISSION = "claims.import_archive"
AT_ONCE = 1_000  # claims in one transaction, for which everybody else who publishes has to wait
FIRST = 100  # claims of the first, which is prepared while other processes start
GROWTH = 4  # times as many in each of the next ones, so that there soon is something to write
AHEAD = 2  # batches being prepared while another one is written
TRIES = 3
# One core is for this process and the database, which wait for each other.
PROCESSES = max(1, min(4, (os.cpu_count() or 1) - 1))

Records = list[Review | Skipped]


def bring_in(
    records: Iterable[Review | Skipped],
    *,
    by: User,
    ratings: Ratings,
    language: str = settings.LANGUAGE_CODE,
    processes: int = PROCESSES,
) -> Iterator[Told]:
    """What became of each record, once it is so. `processes` prepare ahead of the one that writes; 0 for none.

    Raises PermissionDenied.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("This role does not allow to bring in an archive: a chief editor’s does.")
    with Workshop(processes, at_home=2) as workshop:
        run, waiting = _Run(by), deque()
        for batch, tidied in _tidied(workshop, _batches(records), ratings, language):
            while waiting and (len(waiting) > AHEAD or not tidied.done()):
                yield from run.append(*waiting.popleft())
            fresh = yield from run.look(batch, tidied.result())
            if fresh:
                waiting.append((fresh, workshop.begin(record_bulk.prepare, run.plan(fresh), settings.SITE_URL)))
        while waiting:
            yield from run.append(*waiting.popleft())
        yield from run.settle()


def _tidied(
    workshop: Workshop, batches: Iterable[Records], ratings: Ratings, language: str
) -> Iterator[tuple[Records, "Future[list[Tidied | str]]"]]:
    """Each batch with what is understood of it. All but the first, which is at hand before others start, ahead."""
    ahead = deque()
    for number, batch in enumerate(batches):
        ahead.append((batch, workshop.begin(planning.tidy_all, batch, ratings, language)))
        if number == 0 or len(ahead) > AHEAD:
            yield ahead.popleft()
    yield from ahead


def _batches(records: Iterable[Review | Skipped]) -> Iterator[Records]:
    records, most = iter(records), min(FIRST, AT_ONCE)
    while batch := list(islice(records, most)):
        yield batch
        most = min(most * GROWTH, AT_ONCE)


class _Run:
    """One import. It remembers what it has seen and where, so that a record that is there twice is brought in once.

    What was deleted, and what is there again, waits for the end: an archive may say both of a claim, and its last word
    counts. Otherwise each import of the same would withdraw it and publish it again.
    """

    def __init__(self, by: User) -> None:
        self.by = by
        self.seen: dict[bytes, int] = {}
        self.read = 0
        self.deleted: list[tuple[int, Review]] = []
        self.back: list[tuple[ClaimImport, Tidied]] = []
        self.slugs: deque[list[str]] = deque(maxlen=AHEAD + 1)

    def look(self, batch: Records, understood: list[Tidied | str]) -> Iterator[Told]:
        """What became of those that are known or cannot be brought in; returns the others."""
        tidied: list[Tidied] = []
        for each, one in zip(batch, understood, strict=True):
            self.read += 1
            if isinstance(each, Review) and each.deleted_at:
                yield from self._hear_of_deletion(each)
            elif isinstance(one, str):
                yield told(each, Fate.SKIPPED, one)
            elif self._saw(one):
                yield told(each, Fate.SKIPPED, "The same claim of the same page came before it.")
            else:
                tidied.append(one)
        known = ClaimImport.objects.in_bulk([one.key for one in tidied], field_name="key")
        withdrawn = _withdrawn(known.values())
        for one in tidied:
            if one.key in known and known[one.key].pk in withdrawn:
                self.back.append((known[one.key], one))
            elif one.key in known:
                yield self._compare(known[one.key], one)
        return [one for one in tidied if one.key not in known]

    def _hear_of_deletion(self, review: Review) -> Iterator[Told]:
        if (day := review.deleted_at.date()) > ageing.today():
            yield told(review, Fate.SKIPPED, f"It is to be deleted there on {day}: import it again then.")
        else:
            self.deleted.append((self.read, review))

    def _saw(self, one: Tidied) -> bool:
        key, seen = _short(one.key), len(self.seen)
        self.seen[key] = self.read
        return len(self.seen) == seen

    def _compare(self, row: ClaimImport, one: Tidied) -> Told:
        review = one.review
        if row.digest == one.digest:
            return told(review, Fate.UNCHANGED)
        [check] = planning.checks([one], by=self.by)
        if record_again.append_change(row, check, by=self.by):
            return told(review, Fate.UPDATED)
        return told(review, Fate.SKIPPED, "It has changed, but so has the claim at our desk: change it there.")

    def plan(self, fresh: list[Tidied]) -> list[imported.Check]:
        checks = planning.checks(fresh, by=self.by, taken=[slug for some in self.slugs for slug in some])
        self.slugs.append([check.slug for check in checks])
        return checks

    def append(self, fresh: list[Tidied], prepared: "Future[record_bulk.Batch]") -> Iterator[Told]:
        """Where somebody has taken a slug or renamed an actor since, or brings in the same: looked at again."""
        batch = prepared.result()
        for _attempt in range(TRIES):
            try:
                record_bulk.append_imported(batch, by=self.by)
            except (IntegrityError, record_bulk.Outdated) as fault:
                again = fault
            else:
                yield from (told(one.review, Fate.CREATED) for one in fresh)
                return
            known = ClaimImport.objects.in_bulk([one.key for one in fresh], field_name="key")
            yield from (self._compare(known[one.key], one) for one in fresh if one.key in known)
            fresh = [one for one in fresh if one.key not in known]
            if not fresh:
                return
            batch = record_bulk.prepare(self.plan(fresh), settings.SITE_URL)
        raise again

    def settle(self) -> Iterator[Told]:
        """At the end: what was deleted is withdrawn, and what is there again is reinstated."""
        gone: set[int] = set()
        for place, review in self.deleted:
            rows = list(_named_by(review))
            later = {row.pk for row in rows if self.seen.get(_short(row.key), 0) > place}
            gone |= {row.pk for row in rows} - later
            if later and len(later) == len(rows):
                yield told(review, Fate.SKIPPED, "It was deleted there, but further on it is there again.")
            else:
                yield self._withdraw(review, [row.pk for row in rows if row.pk not in later])
        for row, one in self.back:
            yield told(one.review, Fate.UNCHANGED) if row.pk in gone else self._reinstate(row, one)

    def _reinstate(self, row: ClaimImport, one: Tidied) -> Told:
        [check] = planning.checks([one], by=self.by)
        if record_again.append_reinstatement(row, check, by=self.by):
            return told(one.review, Fate.UPDATED)
        reason = "It was withdrawn at our desk: reinstate it there, or delete it from the archive."
        return told(one.review, Fate.SKIPPED, reason)

    def _withdraw(self, review: Review, keys: list[int]) -> Told:
        claims = Claim.objects.filter(pk__in=keys).order_by("pk")
        if not claims:
            return told(review, Fate.SKIPPED, "It was deleted there, and never was here.")
        day = review.deleted_at.date()
        untouched = [claim for claim in claims if imported.is_untouched(claim)]
        for claim in untouched:
            with transaction.atomic():
                claim.move("withdraw", by=self.by, public_note=record_again.DELETED.format(day.isoformat()))
        if untouched:
            return told(review, Fate.UPDATED)
        if all(claim.state == State.WITHDRAWN for claim in claims):
            return told(review, Fate.UNCHANGED)
        return told(review, Fate.SKIPPED, "It was deleted there, but revised at our desk: withdraw it there.")


def _named_by(deleted: Review) -> QuerySet[ClaimImport]:
    """All the claims of a page, or the one that is named."""
    rows = ClaimImport.objects.filter(address_key=planning.key_of_page(deleted))
    return rows.filter(key=planning.key_of(deleted)) if deleted.claim else rows


def _withdrawn(rows: Iterable[ClaimImport]) -> set[int]:
    claims = Claim.objects.filter(pk__in=[row.pk for row in rows], state=State.WITHDRAWN)
    return set(claims.values_list("pk", flat=True))


def _short(key: str) -> bytes:
    return bytes.fromhex(key)[:16]
