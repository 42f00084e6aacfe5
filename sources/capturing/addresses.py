"""What may be asked: an address taken apart once, and the machines that it must not lead to."""

import ipaddress
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from sources.capturing.failures import Failure, FetchFailed

PORTS = {"http": 80, "https": 443}
# Where web servers are found, and no mail server or database is.
ALLOWED_PORTS = frozenset({80, 443, 8000, 8080, 8443})
LONGEST = 4000

# The special-purpose registries of the IANA, written out: what Python calls global differs between its versions.
NOT_PUBLIC_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
# All that is given out to anybody. Outside of it lie loopback, local and multicast addresses, and all forms in which
# an IPv4 address hides (mapped, compatible, NAT64), but 6to4, Teredo and other protocols' own, which lie within.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]


class Address(NamedTuple):
    scheme: str
    host: str  # in ASCII, without the brackets of an IPv6 address
    port: int
    target: str  # path and query

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"


def parse(text: str) -> Address:
    """Raises FetchFailed for whatever is not a plain address of a web page."""
    try:
        url = parse_url(text)
        port = url.port or PORTS[url.scheme or ""]
    except (LocationParseError, ValueError, KeyError):
        raise FetchFailed(Failure.ADDRESS, text) from None
    if not url.host or url.auth is not None or len(text) > LONGEST:
        raise FetchFailed(Failure.ADDRESS, text if url.auth is None else "")
    return Address(url.scheme, url.host.strip("[]"), port, url.request_uri)


def follow(here: Address, location: str) -> Address:
    """Where a redirect leads. Headers are Latin-1 by the letter of the law and UTF-8 in life."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    try:
        return parse(urljoin(str(here), location.strip()))
    except ValueError:
        raise FetchFailed(Failure.ADDRESS, location) from None


def is_public(number: str) -> bool:
    """Whether this IP address, as a resolver gives it, is one that anybody on the Internet could ask."""
    address = ipaddress.ip_address(number)
    if address.version == 4:
        return not any(address in network for network in NOT_PUBLIC_4)
    return address in PUBLIC_6 and not any(address in network for network in NOT_PUBLIC_6)
