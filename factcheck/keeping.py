"""Keeps public answers in memory, compressed: each as long as it is true, which is until something is published.

A public answer is a function of its version (see RecordVersion) and of its address, so nothing has to be purged and
nothing runs out: what is of an old version is never asked for again, and makes room. Each process keeps its own.
"""

import gzip
import re
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from claims.codings import preferred

COMPRESS = {"br": lambda content: brotli.compress(content, quality=5), "gzip": gzip.compress}
COMPRESSIBLE = re.compile(r"text/|application/(\S+\+)?(json|xml)|application/x-|image/svg")
WORTH_IT = 500  # bytes: less is sent in one packet anyway
PASTED = "text="  # what readers want to have checked: they are told that nothing of it is kept
OVERHEAD = 2_000  # bytes that an answer takes besides its content


class Kept(NamedTuple):
    """An answer; `policy` is how it departs from the policy of all pages, which django-csp reads off the answer."""

    content: bytes
    headers: dict[str, str]
    policy: dict[str, Any]

    def answer(self) -> HttpResponse:
        response = HttpResponse(self.content, headers=self.headers)
        vars(response).update(self.policy)
        return response


class KeptAnswers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed("PAGE_CACHE_MB is 0.")
        self._kept = LRUCache(settings.PAGE_CACHE_MB * 2**20, getsizeof=_size)
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        version = getattr(request, "version", None)
        if version is None or PASTED in request.META.get("QUERY_STRING", ""):
            return self.get_response(request)
        coding = preferred(request.headers.get("Accept-Encoding", ""), COMPRESS)
        asked = [request.META.get(name) for name in ("HTTP_HOST", "PATH_INFO", "QUERY_STRING")]
        key = (version, coding, request.is_secure(), *asked)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            response = self.get_response(request)
            if request.method != "GET" or not _may_be_kept(response):
                return response
            kept = _keep(response, coding)
            self._remember(key, kept)
        return kept.answer()

    def _remember(self, key: tuple, kept: Kept) -> None:
        if _size(kept) <= self._kept.maxsize // 8:
            with self._lock:
                self._kept[key] = kept


def _may_be_kept(response: HttpResponseBase) -> bool:
    """What has an ETag of its own, or says how long it holds, is not a function of the version alone."""
    decided = "ETag" in response.headers or "Cache-Control" in response.headers
    return response.status_code == 200 and not (response.streaming or response.cookies or decided)


def _keep(response: HttpResponse, coding: str) -> Kept:
    content, headers = response.content, dict(response.items())
    is_plain = "Content-Encoding" not in headers and COMPRESSIBLE.match(headers.get("Content-Type", ""))
    if coding and is_plain and len(content) >= WORTH_IT:
        content = COMPRESS[coding](content)
        headers |= {"Content-Encoding": coding, "Content-Length": str(len(content))}
    policy = {name: value for name, value in vars(response).items() if name.startswith("_csp")}
    return Kept(content, headers, policy)


def _size(kept: Kept) -> int:
    return len(kept.content) + OVERHEAD
