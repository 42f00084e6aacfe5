"""Bringing in the newsroom's own archive: its checks become published claims, dated and rated as they were.

A claim is known by the address of its check and by what it says, so that importing again changes nothing. Each batch
is appended whole or not at all: whatever stops an import, doing it again brings in the rest and nothing twice.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from claims import imported, record_bulk
from claims.claimreviews import planning
from claims.claimreviews.fates import Fate, Told, told
from claims.claimreviews.planning import Tidied
from claims.claimreviews.ratings import Ratings
from claims.claimreviews.records import Review, Skipped
from claims.models import Claim, ClaimImport
from claims.states import State
from claims.workshop import Workshop

PERMISSION = "claims.import_archive"
AT_ONCE = 4_000  # claims in one transaction, for which everybody else who publishes has to wait
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
            is_deleted = isinstance(batch[0], Review) and batch[0].deleted_at is not None
            while waiting and (is_deleted or len(waiting) > AHEAD or not tidied.done()):
                yield from run.append(*waiting.popleft())
            if is_deleted:
                yield run.withdraw(batch[0])
                continue
            fresh = yield from run.look(batch, tidied.result())
            if fresh:
                waiting.append((fresh, workshop.begin(record_bulk.prepare, run.plan(fresh), settings.SITE_URL)))
        while waiting:
            yield from run.append(*waiting.popleft())


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
    """As many at once as can be; alone is what was deleted, because it may be in the batch before."""
    batch, most = [], min(FIRST, AT_ONCE)
    for each in records:
        is_deleted = isinstance(each, Review) and each.deleted_at is not None
        if batch and (is_deleted or len(batch) == most):
            yield batch
            batch, most = [], min(most * GROWTH, AT_ONCE)
        if is_deleted:
            yield [each]
        else:
            batch.append(each)
    if batch:
        yield batch


class _Run:
    """One import. It remembers what it has seen, so that a record that is there twice is brought in once."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.seen: set[bytes] = set()
        self.slugs: deque[list[str]] = deque(maxlen=AHEAD + 1)

    def look(self, batch: Records, understood: list[Tidied | str]) -> Iterator[Told]:
        """What became of those that are known or cannot be brought in; returns the others."""
        tidied: list[Tidied] = []
        for each, one in zip(batch, understood, strict=True):
            if isinstance(one, str):
                yield told(each, Fate.SKIPPED, one)
            elif self._saw(one):
                yield told(each, Fate.SKIPPED, "The same claim of the same page came before it.")
            else:
                tidied.append(one)
        known = ClaimImport.objects.in_bulk([one.key for one in tidied], field_name="key")
        for one in tidied:
            if one.key in known:
                yield self._compare(known[one.key], one)
        return [one for one in tidied if one.key not in known]

    def _saw(self, one: Tidied) -> bool:
        key, seen = bytes.fromhex(one.key)[:16], len(self.seen)
        self.seen.add(key)
        return len(self.seen) == seen

    def _compare(self, row: ClaimImport, one: Tidied) -> Told:
        review = one.review
        if row.digest == one.digest:
            return told(review, Fate.UNCHANGED)
        [check] = planning.checks([one], by=self.by)
        if record_bulk.append_change(row, check, by=self.by):
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

    def withdraw(self, review: Review) -> Told:
        """What was deleted in the archive is withdrawn here: all the claims of a page, or the one that is named."""
        rows = ClaimImport.objects.filter(address_key=planning.key_of_page(review))
        if review.claim:
            rows = rows.filter(key=planning.key_of(review))
        claims = Claim.objects.filter(pk__in=rows.values("pk")).order_by("pk")
        if not claims:
            return told(review, Fate.SKIPPED, "It was deleted there, and never was here.")
        untouched = [claim for claim in claims if imported.is_untouched(claim)]
        for claim in untouched:
            day = review.deleted_at.date().isoformat()
            with transaction.atomic():
                claim.move("withdraw", by=self.by, public_note=f"It was deleted from our archive on {day}.")
        if untouched:
            return told(review, Fate.UPDATED)
        if all(claim.state == State.WITHDRAWN for claim in claims):
            return told(review, Fate.UNCHANGED)
        return told(review, Fate.SKIPPED, "It was deleted there, but revised at our desk: withdraw it there.")
