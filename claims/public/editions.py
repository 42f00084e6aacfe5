"""The public pages in each language: English at the root, each other language under its code, as in /id/claims/.

The address alone says the language: no cookie, no header. So an address is one page, for readers, caches and mirrors.
"""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language

from claims.addresses import TRACKING

OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PREFIX = re.compile(f"/({'|'.join(map(re.escape, OTHERS))})(?=/|$)")
# As Open Graph writes them: with a country, which stands for the spelling.
LOCALES = {"en": "en_GB", "id": "id_ID"}


class Edition(NamedTuple):
    """A page in one language."""

    language: str
    name: str
    path: str  # with its query
    locale: str
    is_current: bool

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.path}"


def language_of(path: str) -> str:
    found = PREFIX.match(path)
    return found[1] if found else settings.LANGUAGE_CODE


def path_in(language: str, path: str) -> str:
    """The path of the same page in this language."""
    bare = escape_leading_slashes(PREFIX.sub("", path, count=1))  # “//host/” would be another site
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def editions_of(request: HttpRequest) -> list[Edition]:
    """The public page that is asked for, in every language; none of a page that has but one."""
    if not is_public_page(request):
        return []
    path, query = escape_uri_path(request.path_info), query_of(request)
    return [
        Edition(
            language=code,
            name=name,
            path=path_in(code, path) + query,
            locale=LOCALES[code],
            is_current=code == get_language(),
        )
        for code, name in settings.LANGUAGES
    ]


def is_public_page(request: HttpRequest) -> bool:
    """A missing page is one, too: what is said of it can be read in every language."""
    found = request.resolver_match
    return found is None or found.namespace == "public"


def query_of(request: HttpRequest, without: Collection[str] = ()) -> str:
    """What the address asks for, from “?” on: without what is empty, says nothing, or follows readers about."""
    try:
        given = request.GET.lists()
    except SuspiciousOperation:  # more than the settings let in: the page says so
        return ""
    asked = [
        (name, value)
        for name, values in given
        for value in values
        if value and (name, value) != ("page", "1") and name not in without and not TRACKING.fullmatch(name)
    ]
    return f"?{urlencode(asked)}" if asked else ""
