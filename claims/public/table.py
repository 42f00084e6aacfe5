"""A list of claims as a table (CSV), for spreadsheets: the same filters, the same order."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from claims.filters import ClaimFilter
from claims.models import PublishedClaim
from claims.tables.cells import guarded, in_words

MOST = 10_000  # rows; whoever wants everything is served by the exports of the API
AT_ONCE = 500
BOM = "\ufeff".encode()  # without it Excel takes UTF-8 for something else
# What each column is of, and what the methodology page says of it.
COLUMNS = {
    "url": ("slug", _("The page of the claim.")),
    "headline": ("headline", _("The claim in a few words, in its own language.")),
    "language": ("language", _("The language of headline and summary, as a BCP 47 tag.")),
    "rating": ("rating", _("The verdict, as the address of a list names it.")),
    "rating_label": ("rating_label", _("The verdict, as readers are told it.")),
    "rating_value": ("rating_value", _("Its number on the scale; empty where it is off the scale.")),
    "summary": ("summary", _("The finding in short.")),
    "first_said_on": ("first_said_on", _("The day the claim was first said; empty where it is not known.")),
    "as_of": ("as_of", _("The day up to which the evidence was looked at.")),
    "recheck_on": ("recheck_on", _("The day the verdict is to be looked at again; empty where none was set.")),
    "first_published_at": ("first_published_at", _("When the verdict was first published (UTC).")),
    "published_at": ("published_at", _("When this revision was published (UTC).")),
    "revision": ("publication__revision", _("The number of the revision.")),
    "digest": ("publication__digest", _("The digest of the publication in the record, by which it can be verified.")),
}


def claims(request: HttpRequest) -> HttpResponse:
    """Which claims is found out at once, so that a search that takes too long is an error and no half of a table."""
    filterset = ClaimFilter(request.GET, PublishedClaim.objects.for_lists())
    keys = filterset.answered(lambda: list(filterset.in_order().values_list("pk", flat=True)[:MOST]))
    if keys is None:
        faults = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in filterset.form.errors.items())
        return HttpResponse(faults, status=400, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": 'attachment; filename="claims.csv"', "X-Robots-Tag": "noindex"}
    rows = () if request.method == "HEAD" else _lines(keys)
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(keys: list[int]) -> Iterator[bytes]:
    """Nothing but the numbers of the claims is held for longer than it takes to send AT_ONCE of them."""
    yield BOM + _written([list(COLUMNS)])
    columns = [column for column, _ in COLUMNS.values()]
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        standing = PublishedClaim.objects.standing().filter(pk__in=some)
        found = {row["pk"]: row for row in standing.values("pk", *columns)}
        yield _written([_cell(found[key], column) for column in columns] for key in some if key in found)


def _cell(row: dict, column: str) -> str:
    if column == "slug":
        return f"{settings.SITE_URL}/claims/{row['slug']}/"
    value = row[column]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return guarded(in_words(value))


def _written(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
