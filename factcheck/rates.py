"""How much one client may ask for, of the API and of searches by readers, each by itself: so many requests in each
stretch of time, told with every answer.

A stretch begins for everybody at once, and each request counts one, whatever it asks for. What RecordVersion answers
with 304 never gets here: who asks again whether something has changed asks for next to nothing.
"""

import ipaddress
import logging
import re
import sqlite3
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from time import time
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

from claims.api import errors, google
from factcheck.counters import Counters
from factcheck.environment import RATE
from factcheck.policy import is_desk

API = "/api/"
GOOGLE = "/v1alpha1/"
IPV6_NETWORK = 64  # what one subscriber gets, and can ask from any address of
SEARCHES = ("q", "text")  # what a page is asked to find
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
log = logging.getLogger(__name__)


class Rate(NamedTuple):
    requests: int
    seconds: int


class Budget(NamedTuple):
    name: str
    rate: Rate | None
    file: Path


class RateLimit:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        budget = _budget(request)
        if budget is None or budget.rate is None:
            return self.get_response(request)
        name, rate, _file = budget
        stretch, gone = divmod(int(time()), rate.seconds)
        asked = _count(request, budget, stretch)
        if asked is None:
            return self.get_response(request)
        wait = rate.seconds - gone
        response = self.get_response(request) if asked <= rate.requests else _refusal(request, wait)
        # https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/
        response.headers["RateLimit-Policy"] = f'"{name}";q={rate.requests};w={rate.seconds}'
        response.headers["RateLimit"] = f'"{name}";r={max(rate.requests - asked, 0)};t={wait}'
        return response


def _budget(request: HttpRequest) -> Budget | None:
    if request.method == "OPTIONS":  # a browser asks so whether it may ask
        return None
    if request.path_info.startswith((API, GOOGLE)):
        return Budget("default", parse(settings.API_RATE), settings.API_RATE_FILE)
    if _is_search(request):
        return Budget("search", parse(settings.SEARCH_RATE), settings.SEARCH_RATE_FILE)
    return None


def _is_search(request: HttpRequest) -> bool:
    """Whether a page for readers is asked to find something: in a list, or claims that a text may repeat."""
    if is_desk(request) or request.path.startswith(settings.STATIC_URL):
        return False
    try:
        return request.method == "POST" or any(request.GET.get(name) for name in SEARCHES)
    except SuspiciousOperation:  # more fields than the settings let in, as the page will say itself
        return True


@cache
def parse(text: str) -> Rate | None:
    """“600/minute”; None for “off”."""
    requests, unit = re.fullmatch(RATE, text).groups()
    return Rate(int(requests), SECONDS[unit]) if unit else None


def client(request: HttpRequest) -> str:
    """The network that asks: an IPv4 address, or the part of an IPv6 address that one subscriber has.

    X-Forwarded-For is believed as far as declared proxies have written it, and not at all where there is none.
    """
    address = BaseThrottle().get_ident(request) or ""
    port_or_zone = re.fullmatch(r"\[([0-9a-fA-F:.]+)[^]]*\](?::\d+)?|([0-9.]+):\d+|([0-9a-fA-F:.]+)%.*", address)
    bare = next(filter(None, port_or_zone.groups())) if port_or_zone else address
    try:
        known = ipaddress.ip_address(bare)
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(known if known.version == 4 else ipaddress.ip_network((known, IPV6_NETWORK), strict=False))


def _count(request: HttpRequest, budget: Budget, stretch: int) -> int | None:
    """How often this client has asked in this stretch. Addresses are not kept, only what cannot be turned back."""
    name = salted_hmac(__name__, client(request)).hexdigest()
    try:
        return _counters_in(budget.file).add(stretch, name)
    except (sqlite3.Error, OSError) as fault:
        log.warning("Requests cannot be counted, so none is refused: %s (%s)", fault, budget.file)
        return None


_counters_in = cache(Counters)


def _refusal(request: HttpRequest, wait: int) -> HttpResponse:
    status, told = HTTPStatus.TOO_MANY_REQUESTS, f"Ask again in {wait} second{'s' if wait > 1 else ''}."
    if request.path_info.startswith(GOOGLE):
        response = HttpResponse(google.body(status, told), status=status, content_type=google.MEDIA_TYPE)
    elif request.path_info.startswith(API):
        response = errors.problem(status, told)
    else:
        response = render(request, "429.html", {"wait": wait}, status=status)
    response.headers["Retry-After"] = str(wait)
    return response
