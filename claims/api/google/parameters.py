"""What may be asked.

What is not known is ignored, as Google does it; what is known and malformed is refused by name.
"""

import re
from typing import NamedTuple

from django.http import QueryDict

from claims.api.google.answers import InvalidArgument

PAGE_SIZE = 10
PAGE_SIZE_LIMIT = 100  # a larger page is cut to this, as Google does it
LARGEST = 2**31 - 1
LANGUAGE = r"(?P<language>[A-Za-z]{2,3})(-[A-Za-z]{3}){0,3}(-(?P<script>[A-Za-z]{4}))?(-[A-Za-z0-9]{1,8})*"
SITE = r"[\w-]+(\.[\w-]+)*(:[0-9]{1,5})?"
STRINGS = ("query", "languageCode", "reviewPublisherSiteFilter", "pageToken")
NUMBERS = ("maxAgeDays", "pageSize", "offset")


class Asked(NamedTuple):
    """Nothing given and nothing there, empty or zero, mean the same to Google. `language` is without its region."""

    query: str
    language: str
    site: str
    max_age_days: int
    page_size: int
    offset: int
    page_token: str


def read(given: QueryDict) -> Asked:
    """Raises InvalidArgument."""
    for name in (*STRINGS, *NUMBERS):
        if len(given.getlist(name)) > 1:
            raise invalid(name, "Give it once.")
    asked = Asked(
        query=given.get("query", "").strip(),
        language=_language(given.get("languageCode", "")),
        site=_site(given.get("reviewPublisherSiteFilter", "")),
        max_age_days=_number(given, "maxAgeDays"),
        page_size=min(_number(given, "pageSize") or PAGE_SIZE, PAGE_SIZE_LIMIT),
        offset=_number(given, "offset"),
        page_token=given.get("pageToken", ""),
    )
    if not (asked.query or asked.site):
        raise invalid("query", "It is required unless reviewPublisherSiteFilter is given.")
    return asked


def invalid(name: str, reason: str) -> InvalidArgument:
    return InvalidArgument(f"Invalid value at '{name}': {reason}")


def _language(tag: str) -> str:
    """With its script, if it has one: en for en-GB, sr-Latn for sr-Latn-RS."""
    if not tag:
        return ""
    found = re.fullmatch(LANGUAGE, tag)
    if found is None:
        raise invalid("languageCode", "Give a BCP 47 language code, such as en-US or sr-Latn.")
    script = found["script"] or ""
    return "-".join(filter(None, [found["language"].lower(), script.title()]))


def _site(host: str) -> str:
    if host and not re.fullmatch(SITE, host):
        raise invalid("reviewPublisherSiteFilter", "Give a host, such as example.org.")
    return host.lower().removeprefix("www.")


def _number(given: QueryDict, name: str) -> int:
    value = given.get(name, "0")
    if re.fullmatch("[0-9]{1,10}", value) and int(value) <= LARGEST:
        return int(value)
    raise invalid(name, f"Give a whole number from 0 to {LARGEST}.")
