"""What a public page looks for: one claim, or a page of a list with the filters that are active on it."""

from datetime import date
from functools import cached_property
from typing import NamedTuple

import orjson
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.filters import CatalogueField, ClaimFilter, Order
from claims.models import Publication, PublishedClaim, Tally
from claims.models.catalogue import LISTED
from claims.public.translating import translated
from claims.public.words import language_name
from claims.search.finding import Search

# No list is counted further, and no page lies beyond: a page takes as long in a list of a million.
MOST = LISTED
SIZE = 20


class ActiveFilter(NamedTuple):
    """A filter in readable words, and the query string of the same list without it."""

    label: str
    value: str
    without: str


class Pages(Paginator):
    """Those of a list's first MOST. How many there are in all is given where it is kept, or else counted so far."""

    def __init__(self, items: QuerySet, size: int, total: int | None = None) -> None:
        super().__init__(items, size)
        self.total = total

    @cached_property
    def counted(self) -> int:
        """Up to one more than the pages hold."""
        return self.object_list.order_by().values("pk")[: MOST + 1].count() if self.total is None else self.total

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST)

    @property
    def is_cut(self) -> bool:
        """Whether there is more than the pages hold."""
        return self.counted > MOST

    @property
    def is_more_than_counted(self) -> bool:
        return self.is_cut and self.total is None


def published_or_404(slug: str) -> PublishedClaim:
    try:
        return PublishedClaim.objects.for_page().get(slug=slug)
    except PublishedClaim.DoesNotExist as fault:
        raise Http404(_("No claim was published under this address.")) from fault


def document_of(published: PublishedClaim, number: int) -> dict:
    """One of its revisions."""
    try:
        publication = Publication.objects.get(claim=published.pk, revision=number)
    except Publication.DoesNotExist as fault:
        last = {"last": published.publication.revision}
        raise Http404(_("This claim has no such revision: the newest is %(last)s.") % last) from fault
    return orjson.loads(publication.document)


def page_of(items: QuerySet, request: HttpRequest, size: int = SIZE, total: int | None = None) -> Page:
    """The page that the address asks for. A number that is none, or too high, is a page that does not exist."""
    number = request.GET.get("page", "1")
    pages = Pages(items, size, total)
    try:
        page = pages.page(number)
    except InvalidPage as fault:
        said = {"number": number[:20], "last": pages.num_pages}
        message = _("There is no page “%(number)s” in this list: the last one is %(last)s.") % said
        if pages.is_cut:
            message += " " + _("A list shows its first %(most)s entries. Narrow it down to see others.") % {
                "most": MOST
            }
        raise Http404(message) from fault
    found = list(page.object_list)
    page.object_list = translated(found) if items.model is PublishedClaim else found
    return page


def total(filterset: ClaimFilter) -> int | None:
    """How many claims a valid form finds, where that is kept: of ratings, and of one thing more."""
    ratings, others = asked_for(filterset)
    if len(others) > 1 or others.keys() - set(Tally.Of.values):
        return None
    of, value = next(iter(others.items()), (Tally.Of.ALL, ""))
    counts = Tally.objects.by_rating(of, value)
    return sum(counts.get(rating, 0) for rating in ratings or [""])


def asked_for(filterset: ClaimFilter) -> tuple[list[str], dict]:
    """The ratings and the other filters of a valid form that hold something."""
    given = {name: value for name, value in filterset.form.cleaned_data.items() if value and name != "ordering"}
    return given.pop("rating", []), given


def filters_of(request: HttpRequest) -> str:
    """The query string of what is looked for, without how it is shown: what the feed of a list needs."""
    params = request.GET.copy()
    _begin_again(params)
    params.pop("ordering", None)
    return params.urlencode()


def orders(filterset: ClaimFilter) -> list[tuple[str, str]]:
    """Those to choose from, as (value, label): first the one that a list has without a choice."""
    usual = Order.BEST if filterset.data.get("q", "").strip() else Order.UPDATED
    return [("", usual.label), *((order.value, order.label) for order in Order if order not in (usual, Order.BEST))]


def active_filters(filterset: ClaimFilter) -> list[ActiveFilter]:
    """The filters that a valid form holds, in the order of the form."""
    form = filterset.form
    return [
        ActiveFilter(str(field.label), _in_words(name, field, value), without(filterset.data, name, value))
        for name, field in form.fields.items()
        for value in _values(form.cleaned_data.get(name))
    ]


def _values(value) -> list:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _in_words(name: str, field, value) -> str:
    if isinstance(field, CatalogueField):
        return str(field.model.objects.filter(pk=value).first() or value)  # it may have gone since it was looked up
    if name in ("rating", "ordering"):
        return str(dict(field.choices)[value])
    if name == "language":
        return language_name(value)
    if isinstance(value, Search):
        return value.typed
    return date_format(value) if isinstance(value, date) else str(value)


def without(params: QueryDict, name: str, value: object) -> str:
    """The query string without one value of one filter, and from the first page again."""
    left = params.copy()
    _begin_again(left)
    left.setlist(name, [other for other in left.getlist(name) if other != str(value)] if name == "rating" else [])
    if name == "q" and left.get("ordering") == Order.BEST:
        del left["ordering"]  # only a search has a best match
    return left.urlencode()


def _begin_again(params: QueryDict) -> None:
    for name in ("page", "facet"):
        params.pop(name, None)


def including(params: QueryDict, name: str, value: str) -> str:
    """The query string with this value of a filter, and from the first page again."""
    more = params.copy()
    _begin_again(more)
    more.setlist(name, [*(more.getlist(name) if name == "rating" else []), value])
    return more.urlencode()
