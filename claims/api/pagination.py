"""Pages of lists: `next` and `previous` in the answer, and the same links in the Link header."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims.api.errors import InvalidParameters
from claims.api.parameters import whole_number

PAGE_SIZE = 50
PAGE_SIZE_LIMIT = 100

# The places that a cursor may name, by what the list is ordered by: regular expressions.
NUMBERS = "[0-9]{1,18}"
SLUGS = "[-a-zA-Z0-9_]{1,120}"


def address(request: Request) -> str:
    """The public address asked for, whatever the Host header says: caches keep one answer for everybody."""
    return settings.SITE_URL + request.get_full_path_info()


def page_size(request: Request) -> int:
    return whole_number(request.query_params, "page_size", default=PAGE_SIZE, least=1, most=PAGE_SIZE_LIMIT)


def listing(
    results: Iterable, *, following: str | None = None, previous: str | None = None, **members: str | None
) -> Response:
    """`members` are what a list says of itself besides."""
    links = [f'<{link}>; rel="{rel}"' for link, rel in [(following, "next"), (previous, "prev")] if link]
    body = {"next": following, "previous": previous, **members, "results": list(results)}
    headers = {"Link": ", ".join(links)} if links else {}
    if members.get("searched_for"):
        headers["Searched-For"] = quote(members["searched_for"])  # for those who read no JSON
    return Response(body, headers=headers)


def cursor_pattern(positions: str) -> str:
    return rf"^(after|before)\.({positions})$"


class CursorPages(CursorPagination):
    """Pages along one unique column, so that a page does not shift when something else is published meanwhile.

    A cursor says plainly which row the page follows or precedes. DRF's own would pass any text on to the database.
    """

    def __init__(self, ordering: str, positions: str) -> None:
        self.ordering = ordering
        self.positions = positions

    def paginate_queryset(self, queryset: QuerySet, request: Request, view=None) -> list:
        page = super().paginate_queryset(queryset, request, view)
        self.base_url = address(request)
        return page

    def get_page_size(self, request: Request) -> int:
        return page_size(request)

    def decode_cursor(self, request: Request) -> Cursor | None:
        given = request.query_params.get("cursor")
        if given is None:
            return None
        found = re.fullmatch(cursor_pattern(self.positions), given)
        if found is None:
            raise InvalidParameters({"cursor": ["Take it from `next` or `previous`; this is not one of them."]})
        return Cursor(offset=0, reverse=found[1] == "before", position=found[2])

    def encode_cursor(self, cursor: Cursor) -> str:
        """DRF's offsets are for columns in which a value may come twice."""
        side = "before" if cursor.reverse else "after"
        return replace_query_param(self.base_url, "cursor", f"{side}.{cursor.position}")

    def get_paginated_response(self, data: Iterable, **members: str | None) -> Response:
        return listing(data, following=self.get_next_link(), previous=self.get_previous_link(), **members)


def page_after(queryset: QuerySet, request: Request) -> tuple[list, str | None]:
    """The publications after `?after=`, and the link to those that follow them."""
    after = whole_number(request.query_params, "after", default=0, least=0)
    size = page_size(request)
    found = list(queryset.filter(sequence__gt=after).order_by("sequence")[: size + 1])
    page = found[:size]
    following = replace_query_param(address(request), "after", page[-1].sequence) if len(found) > size else None
    return page, following
