"""The one place that opens a socket to a host which somebody typed.

The name is resolved once; each address it has is looked at; the socket goes to one of these very addresses. So a
name that means something else a moment later changes nothing. urllib3 is then handed the open socket: there is no
proxy of the environment, no pool, and no second look-up behind this module's back.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import certifi

from sources.capturing.addresses import ALLOWED_PORTS, Address, is_public
from sources.capturing.failures import Failure, FetchFailed

CONNECT = 10  # seconds for one address


@dataclass(frozen=True)
class Network:
    """How names become addresses, and which are let through though they are not public: none but in tests.

    `trusted` are hosts, with their ports, that a setting vouches for: wherever their names lead.
    """

    resolve: Callable = socket.getaddrinfo
    let_through: frozenset[tuple[str, int]] = frozenset()
    trusted: frozenset[tuple[str, int]] = frozenset()

    def addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses of a host, if every one of them may be asked on this port."""
        is_trusted = (host, port) in self.trusted
        if not is_trusted and port not in ALLOWED_PORTS | {port for _, port in self.let_through}:
            raise FetchFailed(Failure.PORT, f"{host}:{port}")
        try:
            found = self.resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):
            raise FetchFailed(Failure.HOST, host) from None
        numbers = list(dict.fromkeys(sockaddr[0] for *_, sockaddr in found))
        if not (is_trusted or all(is_public(number) or (number, port) in self.let_through for number in numbers)):
            raise FetchFailed(Failure.PRIVATE, host)
        return numbers


INTERNET = Network()


class Deadline:
    """One moment by which all is over. It cuts the line, whatever the other side lets trickle in meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lines: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_) -> None:
        self._timer.cancel()
        for line in self._lines:
            line.close()

    @property
    def left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end

    def watch(self, line: socket.socket) -> None:
        """Holds a duplicate: TLS takes the socket itself over."""
        self._lines.append(line.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        for line in list(self._lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already


@contextmanager
def open_line(address: Address, network: Network, deadline: Deadline) -> Iterator[socket.socket]:
    """A connection to this host, in TLS where the scheme says so."""
    line = _connect(address, network, deadline)
    try:
        deadline.watch(line)
        if address.scheme == "https":
            line = _tls(line, address.host)
        yield line
    finally:
        line.close()


def _connect(address: Address, network: Network, deadline: Deadline) -> socket.socket:
    for number in network.addresses(address.host, address.port):
        try:
            return socket.create_connection((number, address.port), timeout=min(CONNECT, deadline.left))
        except OSError:
            continue
    raise FetchFailed(Failure.CONNECTION, address.host)


def _tls(line: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=certifi.where())
    try:
        return context.wrap_socket(line, server_hostname=host)
    except ssl.SSLCertVerificationError as fault:
        raise FetchFailed(Failure.CERTIFICATE, f"{host}: {fault.verify_message}") from None
    except ssl.SSLError:
        raise FetchFailed(Failure.CONNECTION, host) from None
