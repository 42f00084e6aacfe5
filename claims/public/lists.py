"""What a public page looks for: one claim, or a page of a list with the filters that are active on it."""

from datetime import date
from typing import NamedTuple

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import dateformat
from django.utils.translation import gettext as _

from claims.filters import CatalogueField, ClaimFilter
from claims.models import PublishedClaim
from claims.public.words import language_name
from claims.search.finding import Search


class ActiveFilter(NamedTuple):
    """A filter in readable words, and the query string of the same list without it."""

    label: str
    value: str
    without: str


def published_or_404(slug: str) -> PublishedClaim:
    try:
        return PublishedClaim.objects.for_page().get(slug=slug)
    except PublishedClaim.DoesNotExist as fault:
        raise Http404(_("No claim was published under this address.")) from fault


def page_of(items: QuerySet, request: HttpRequest, size: int = 20) -> Page:
    """The page that the address asks for. A number that is none, or too high, is a page that does not exist."""
    number = request.GET.get("page", "1")
    paginator = Paginator(items, size)
    try:
        page = paginator.page(number)
    except InvalidPage as fault:
        said = {"number": number[:20], "last": paginator.num_pages}
        raise Http404(_("There is no page “%(number)s” in this list: the last one is %(last)s.") % said) from fault
    page.object_list = list(page.object_list)
    return page


def searched(filterset: ClaimFilter, request: HttpRequest) -> Page | None:
    """The page of what the filters let through; None where one of them has a mistake, or the search takes too long."""
    return filterset.answered(lambda: page_of(filterset.in_order(), request))


def filters_of(request: HttpRequest) -> str:
    """The query string without its page: what the feed of a list needs."""
    params = request.GET.copy()
    params.pop("page", None)
    return params.urlencode()


def active_filters(filterset: ClaimFilter) -> list[ActiveFilter]:
    """The filters that a valid form holds, in the order of the form."""
    form = filterset.form
    return [
        ActiveFilter(str(field.label), _in_words(name, field, value), _without(filterset.data, name, value))
        for name, field in form.fields.items()
        for value in _values(form.cleaned_data.get(name))
    ]


def _values(value) -> list:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _in_words(name: str, field, value) -> str:
    if isinstance(field, CatalogueField):
        return str(field.model.objects.get(pk=value))
    if name == "rating":
        return dict(field.choices)[value]
    if name == "language":
        return language_name(value)
    if isinstance(value, Search):
        return value.typed
    return dateformat.format(value, "j F Y") if isinstance(value, date) else str(value)


def _without(params: QueryDict, name: str, value) -> str:
    """The query string without one value of one filter, and from the first page again."""
    left = params.copy()
    left.pop("page", None)
    left.setlist(name, [other for other in left.getlist(name) if other != str(value)] if name == "rating" else [])
    return left.urlencode()
