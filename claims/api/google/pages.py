"""The claims found, page by page.

A claim's place is how well it answers, then when it was first published: nothing that is published meanwhile moves
it, so that going through all pages shows everything exactly once.
"""

import base64
import hashlib
import json
import re
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils import timezone

from claims.api.google.parameters import Asked, invalid
from claims.models import Publication, PublishedClaim
from claims.search import finding, limit
from claims.search.query import Unsearchable

PLACE = r"([0-9a-f]{32})\.([0-9]{1,7})\.([0-5])\.(-?[0-9]{1,11})\.([-a-zA-Z0-9_]{1,120})"
EARLIEST = int(datetime.min.replace(tzinfo=UTC).timestamp())


class Place(NamedTuple):
    """Of the last claim on a page. `rank` is 0 where too many were found to rank them.

    `first_published_at` is in seconds: less than none before 1970, as an archive may have it.
    `since` is the day from which on claims were young enough when the first page was asked for.
    """

    since: int
    rank: int
    first_published_at: int
    slug: str


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def page(asked: Asked) -> tuple[list[str], str]:
    """The documents of a page, as stored, and the token of the next one; it is empty on the last page."""
    beside = _read_token(asked) if asked.page_token else None
    since = beside.since if beside else max(today().toordinal() - asked.max_age_days, 1)
    try:
        with limit.for_search({"q": asked.query}):
            rows = _rows(_in_order(_found(asked, since), asked, beside), asked, beside)
    except Unsearchable as fault:
        raise invalid("query", str(fault)) from fault
    shown, token = rows[: asked.page_size], ""
    if len(rows) > asked.page_size:
        rank, first, slug, _ = shown[-1]
        token = _token(asked, Place(since, rank, int(first.timestamp()), slug))
    # Not with the rows: a database that sorts them would carry the documents along.
    documents = Publication.objects.only("document").in_bulk([publication for *_, publication in shown])
    return [documents[publication].document for *_, publication in shown], token


def _found(asked: Asked, since: int) -> QuerySet:
    """What is asked for, besides by its words."""
    claims = PublishedClaim.objects.standing()
    if asked.site and not _is_ours(asked.site):
        claims = claims.none()
    if asked.language:
        claims = claims.filter(Q(language=asked.language) | Q(language__startswith=f"{asked.language}-"))
    if asked.max_age_days:
        day = date.fromordinal(since)
        reviewed = Q(first_published_at__gte=datetime.combine(day, time.min, UTC))
        claims = claims.filter(reviewed | Q(first_said_on__gte=day))
    return claims


def _in_order(claims: QuerySet, asked: Asked, beside: Place | None) -> QuerySet:
    """Those that hold the words asked for, the best first if there are few enough; of equals the newest."""
    rank, order = Value(0, IntegerField()), ["-first_published_at", "slug"]
    if asked.query:
        search = finding.search_exactly(asked.query)
        claims = finding.among(claims, search)
        if beside.rank if beside else search.is_ranked:
            rank, order = finding.rank(search.query), ["-rank", *order]
    return claims.annotate(rank=rank).order_by(*order)


def _rows(claims: QuerySet, asked: Asked, beside: Place | None) -> list[tuple]:
    """One more than a page has: of each claim rank, first_published_at, slug and publication."""
    skipped = 0 if beside else asked.offset
    if beside:
        first = datetime.fromtimestamp(beside.first_published_at, UTC)
        older = Q(first_published_at__lte=first) & ~Q(first_published_at=first, slug__lte=beside.slug)
        claims = claims.filter(Q(rank__lt=beside.rank) | (Q(rank=beside.rank) & older) if beside.rank else older)
    rows = claims.values_list("rank", "first_published_at", "slug", "publication")
    return list(rows[skipped : skipped + asked.page_size + 1])


def _is_ours(host: str) -> bool:
    ours = urlsplit(settings.SITE_URL)
    return host in {each.removeprefix("www.") for each in (ours.netloc.lower(), ours.hostname)}


def _token(asked: Asked, place: Place) -> str:
    text = ".".join([_digest(asked), *map(str, place)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(asked: Asked) -> Place:
    try:
        text = base64.b64decode(asked.page_token + "=" * (-len(asked.page_token) % 4), "-_", validate=True).decode()
    except ValueError:
        text = ""
    found = re.fullmatch(PLACE, text)
    if found is None or not 1 <= int(found[2]) <= date.max.toordinal() or int(found[4]) < EARLIEST:
        raise invalid("pageToken", "Take it from nextPageToken.")
    if found[1] != _digest(asked):
        raise invalid("pageToken", "Ask for the next page with the same parameters as for the page before.")
    return Place(int(found[2]), int(found[3]), int(found[4]), found[5])


def _digest(asked: Asked) -> str:
    """Of what must stay the same from page to page. An offset counts on the first page only, so it need not."""
    text = json.dumps(asked._replace(offset=0, page_token=""))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
