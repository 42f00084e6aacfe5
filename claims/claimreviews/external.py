"""Other publishers' checks, kept for editors: importing the same again changes nothing, nor does an older one.

Each batch is one transaction, with its part of the index: whatever stops an import, what it had told is kept, once,
and to import again goes on.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from claims.claimreviews.fates import Fate, Told, told
from claims.claimreviews.records import Review, Skipped
from claims.matching import elsewhere, index
from claims.models import ExternalCheck, ExternalPublisher, ExternalRating
from claims.models.external import check_key, rating_key

AT_ONCE = 500  # records in one transaction
LONGEST_CLAIM = 10_000  # characters
# What a review says besides what makes it this one. Of these, what a second import changes.
SAID = (
    "publisher", "url", "claim", "headline", "language", "claimants", "claimed_on", "reviewed_on", "modified_on",
    "rating", "rating_value", "best", "worst", "explanation", "appearances", "deleted_at",
)  # fmt: skip

Key = tuple[str, str]


def keep(records: Iterable[Review | Skipped]) -> Iterator[Told]:
    """What became of each record, in their order, once it is kept."""
    seen: set[int] = set()  # a number for each check of this import: a few dozen bytes
    records = iter(records)
    while some := list(islice(records, AT_ONCE)):
        with transaction.atomic():
            index.take_turn(index.EXTERNAL)
            batch = _Batch([each for each in some if isinstance(each, Review)], seen)
            fates = [batch.take(each) for each in some]
            batch.write()
        yield from fates


class _Batch:
    """Some records, and what is kept already of the pages that they review."""

    def __init__(self, reviews: list[Review], seen: set[int]) -> None:
        self.seen = seen
        pages = {check_key(each.url, "")[0] for each in reviews}
        kept = ExternalCheck.objects.filter(address_key__in=pages).select_related("publisher", "rating")
        self.checks: dict[Key, ExternalCheck] = {check.key: check for check in kept}
        self.publishers = _publishers(reviews)
        self.ratings = _ratings(reviews, self.publishers)
        self.changed: dict[Key, ExternalCheck] = {}

    def take(self, record: Review | Skipped) -> Told:
        if isinstance(record, Skipped):
            return told(record, Fate.SKIPPED)
        if record.site == _own_site():
            return told(record, Fate.SKIPPED, "It is one of this site’s own.")
        if len(record.claim) > LONGEST_CLAIM:
            return told(record, Fate.SKIPPED, "What it gives as the claim is as long as a whole article.")
        return self._take_back(record) if record.deleted_at else self._take(record)

    def write(self) -> None:
        new = [check for check in self.changed.values() if check.pk is None]
        known = [check for check in self.changed.values() if check.pk is not None]
        ExternalCheck.objects.bulk_create(new)
        ExternalCheck.objects.bulk_create(
            known, update_conflicts=True, unique_fields=["id"], update_fields=[*SAID, "changed_at"]
        )
        elsewhere.keep([*new, *known])

    def _take(self, review: Review) -> Told:
        key, said = check_key(review.url, review.claim), self._said(review)
        number = int.from_bytes(bytes.fromhex(key[0])[:4] + bytes.fromhex(key[1])[:4])
        is_again = number in self.seen
        self.seen.add(number)
        check = self.checks.get(key)
        if check is None:
            self.checks[key] = self.changed[key] = ExternalCheck(**said, address_key=key[0], statement_key=key[1])
            return told(review, Fate.CREATED)
        if all(getattr(check, name) == value for name, value in said.items()):
            return told(review, Fate.UNCHANGED)
        if reason := _why_not(check, review, is_again):
            return told(review, Fate.SKIPPED, reason)
        self._change(check, said)
        return told(review, Fate.UPDATED)

    def _take_back(self, notice: Review) -> Told:
        """Of what it names: of a claim, or of a whole page."""
        key = check_key(notice.url, notice.claim)
        named = [check for each, check in self.checks.items() if each == key or (each[0] == key[0] and not key[1])]
        if not named:
            return told(notice, Fate.SKIPPED, "Its publisher took it back, and it was not kept here.")
        standing = [check for check in named if check.deleted_at is None]
        if standing and all(_is_newer(_day(each), notice.deleted_at.date()) for each in standing):
            return told(notice, Fate.SKIPPED, "A newer one is kept already.")
        for check in standing:
            if not _is_newer(_day(check), notice.deleted_at.date()):
                self._change(check, {"deleted_at": notice.deleted_at})
        return told(notice, Fate.UPDATED if standing else Fate.UNCHANGED)

    def _change(self, check: ExternalCheck, said: dict) -> None:
        for name, value in said.items():
            setattr(check, name, value)
        self.changed[check.key] = check

    def _said(self, review: Review) -> dict:
        publisher = self.publishers[review.site]
        own = {
            "publisher": publisher,
            "rating": self.ratings.get((publisher.pk, rating_key(review.rating_text))),
            "claimants": [who._asdict() for who in review.claimants],
        }
        return {name: own[name] if name in own else getattr(review, name) for name in SAID}


def _publishers(reviews: list[Review]) -> dict[str, ExternalPublisher]:
    """By host; those that are new under the first name that comes with one."""
    names: dict[str, str] = {}
    for each in reviews:
        names[each.site] = names.get(each.site) or each.publisher
    known = ExternalPublisher.objects.in_bulk(list(names), field_name="host")
    for host in names.keys() - known.keys():
        known[host] = ExternalPublisher.objects.create(host=host, name=names[host][:200] or host)
    return known


def _ratings(reviews: list[Review], publishers: dict[str, ExternalPublisher]) -> dict[Key, ExternalRating]:
    """By publisher and text; those that are new not mapped to ours."""
    texts = {(publishers[each.site].pk, rating_key(each.rating_text)): each for each in reviews if each.rating_text}
    kept = ExternalRating.objects.filter(
        publisher__in={publisher for publisher, _ in texts}, text_key__in={text for _, text in texts}
    )
    known = {(each.publisher_id, each.text_key): each for each in kept}
    for key in texts.keys() - known.keys():
        review = texts[key]
        known[key] = ExternalRating.objects.create(publisher=publishers[review.site], text=review.rating_text)
    return known


def _why_not(check: ExternalCheck, review: Review, is_again: bool) -> str:
    """Why what is kept stays. So that of several records of one check the newest stays, however often they come."""
    if check.deleted_at and not _is_newer(_day(review), check.deleted_at.date()):
        return f"Its publisher took it back on {check.deleted_at:%Y-%m-%d}."
    if _is_newer(_day(check), _day(review)):
        return "A newer one is kept already."
    if is_again and not _is_newer(_day(review), _day(check)):
        return "This check came before in the same import, otherwise."
    return ""


def _day(said: ExternalCheck | Review) -> date | None:
    """Of what was said last."""
    return max(filter(None, (said.reviewed_on, said.modified_on)), default=None)


def _is_newer(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def _own_site() -> str:
    return (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")
