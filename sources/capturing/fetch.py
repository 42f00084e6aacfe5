"""One page, fetched from a server that may mean harm: bounded in time, size, redirects and where it may lead."""

import hashlib
import http.client
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from django.conf import settings
from urllib3 import HTTPHeaderDict, HTTPResponse, exceptions

from sources.capturing import kinds
from sources.capturing.addresses import Address, follow, parse
from sources.capturing.failures import Failure, FetchFailed
from sources.capturing.lines import INTERNET, Deadline, Network, open_line

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 64 * 1024
SILENCE = 20  # seconds without a byte
IN_MEMORY = 1024 * 1024
MOST_OF_A_HEADER = 2000
# Cookies are somebody's key to something, and nothing of a copy.
NOT_KEPT = {"set-cookie", "set-cookie2"}


@dataclass(frozen=True)
class Limits:
    bytes: int = field(default_factory=lambda: settings.CAPTURE_MAX_BYTES)  # as sent, and again as unpacked
    seconds: float = field(default_factory=lambda: settings.CAPTURE_TIMEOUT)  # for everything, redirects included


@dataclass(frozen=True)
class Page:
    address: str  # after all redirects
    headers: list[list[str]]
    content_type: str
    sha256: str
    size: int
    file: BinaryIO  # what came, unpacked; at its start


@contextmanager
def fetch(text: str, *, network: Network = INTERNET, limits: Limits | None = None) -> Iterator[Page]:
    """The page at this address, which lies in a temporary file meanwhile. Raises FetchFailed, and nothing else."""
    limits = limits or Limits()
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
        deadline = stack.enter_context(Deadline(limits.seconds))
        try:
            page = _follow(parse(text), file, network, limits, deadline)
        except FetchFailed as failed:
            raise FetchFailed(Failure.TIME) if deadline.is_over else failed from None
        except (exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as fault:
            late = deadline.is_over or isinstance(fault, TimeoutError | exceptions.TimeoutError)
            raise FetchFailed(Failure.TIME if late else Failure.BROKEN) from fault
        yield page


def _follow(address: Address, file: BinaryIO, network: Network, limits: Limits, deadline: Deadline) -> Page:
    for _ in range(MOST_REDIRECTS + 1):
        with open_line(address, network, deadline) as line, _answer(address, line) as response:
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return _take(address, response, file, limits, deadline)
            address = follow(address, location)
    raise FetchFailed(Failure.REDIRECTS, str(address))


@contextmanager
def _answer(address: Address, line: socket.socket) -> Iterator[HTTPResponse]:
    """Of urllib3 the response alone is used: it unpacks no more at once than it is asked for."""
    headers = {
        "Host": address.host_header,
        "User-Agent": f"Mozilla/5.0 (compatible; Factcheck; +{settings.SITE_URL})",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "close",
    }
    line.settimeout(SILENCE)
    with closing(http.client.HTTPConnection(address.host, address.port)) as connection:
        connection.sock = line
        connection.request("GET", address.target, headers=headers)
        with closing(connection.getresponse()) as got:
            told = HTTPHeaderDict(got.msg.items())
            yield HTTPResponse(got, told, got.status, reason=got.reason, preload_content=False, request_method="GET")


def _take(address: Address, response, file: BinaryIO, limits: Limits, deadline: Deadline) -> Page:
    if response.status != 200:
        raise FetchFailed(Failure.ANSWER, f"{response.status} {response.reason or ''}".strip())
    declared = kinds.declared_in(response.headers.get("Content-Type", ""))
    if declared not in kinds.FETCHED:
        raise FetchFailed(Failure.KIND, declared)
    if (response.length_remaining or 0) > limits.bytes:
        raise FetchFailed(Failure.SIZE)
    sha256, size = _read(response, file, limits, deadline)
    start = file.read(kinds.START)
    file.seek(0)
    if not size:
        raise FetchFailed(Failure.EMPTY)
    if (kind := kinds.agreed(declared, start)) is None:
        raise FetchFailed(Failure.KIND, declared)
    return Page(str(address), _told(response), kind, sha256, size, file)


def _read(response, file: BinaryIO, limits: Limits, deadline: Deadline) -> tuple[str, int]:
    """Into the file, never more than a chunk beyond the limit; leaves it at its start."""
    sha256, size = hashlib.sha256(), 0
    for chunk in response.stream(CHUNK, decode_content=True):
        size += len(chunk)
        if size > limits.bytes or response.tell() > limits.bytes:
            raise FetchFailed(Failure.SIZE)
        sha256.update(chunk)
        file.write(chunk)
    if deadline.is_over:  # a line that was cut looks like the end of an answer without a length
        raise FetchFailed(Failure.TIME)
    file.seek(0)
    return sha256.hexdigest(), size


def _told(response) -> list[list[str]]:
    """The headers as they came, but for cookies and what no database can hold."""
    return [
        [each.replace("\0", "")[:MOST_OF_A_HEADER] for each in (name, value)]
        for name, value in response.headers.iteritems()
        if name.lower() not in NOT_KEPT
    ]
