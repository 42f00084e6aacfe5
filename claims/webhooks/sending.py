"""One POST to a server that may mean harm: bounded in time and size, not redirected, and to nowhere private."""

import http.client
import socket
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from standardwebhooks import Webhook

from claims.models import Delivery, Subscriber
from claims.models.webhook import LONGEST_ANSWER
from sources.capturing import lines
from sources.capturing.addresses import Address, parse
from sources.capturing.failures import Failure, FetchFailed

Fault = Delivery.Fault

SECONDS = 15  # for everything: the name, the connection, and the answer
# What the line says, in words for whoever looks after subscribers.
FAULTS = {
    Failure.ADDRESS: Fault.ADDRESS,
    Failure.PRIVATE: Fault.PRIVATE,
    Failure.PORT: Fault.PORT,
    Failure.HOST: Fault.HOST,
    Failure.CONNECTION: Fault.CONNECTION,
    Failure.CERTIFICATE: Fault.CERTIFICATE,
}


class Outcome(NamedTuple):
    fault: str = ""  # none where it was delivered
    code: int | None = None
    answer: str = ""
    retry_after: int = 0  # seconds for which the subscriber asks to be left in peace


def post(subscriber: Subscriber, message_id: str, body: bytes) -> Outcome:
    """Send it, signed, and say what came of it. Raises nothing that the network or the other side can bring about."""
    with lines.Deadline(SECONDS) as deadline:
        try:
            return _post(_address(subscriber.url), headers(subscriber, message_id, body), body, deadline)
        except FetchFailed as failed:
            return Outcome(Fault.TIME if deadline.is_over else FAULTS[failed.failure], answer=_readable(failed.detail))
        except (http.client.HTTPException, OSError, ValueError) as fault:
            late = deadline.is_over or isinstance(fault, TimeoutError)
            return Outcome(Fault.TIME if late else Fault.BROKEN)


def headers(subscriber: Subscriber, message_id: str, body: bytes) -> dict[str, str]:
    """Signed with each secret that holds now; a subscriber needs to know one of them."""
    now = datetime.now(UTC)
    signatures = [Webhook(secret).sign(message_id, now, body.decode()) for secret in subscriber.secrets()]
    return {
        "User-Agent": f"Factcheck-Webhooks/1 (+{settings.SITE_URL})",
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "Connection": "close",
    }


def complaint(url: str) -> str:
    """Why this cannot be a subscriber's address, as a Fault; nothing where it can. Names are looked up later."""
    try:
        address = _address(url)
        replace(_network(), resolve=_without_asking).addresses(address.host, address.port)
    except FetchFailed as failed:
        return FAULTS[failed.failure] if failed.failure != Failure.HOST else ""
    return ""


def _without_asking(host: str, port: int, **given) -> list:
    """Where it leads, if nobody need be asked for that: numbers, however written, and the name of this machine."""
    is_here = host.removesuffix(".").rpartition(".")[2] == "localhost"
    return socket.getaddrinfo("127.0.0.1" if is_here else host, port, flags=socket.AI_NUMERICHOST, **given)


def _address(url: str) -> Address:
    address = parse(url)
    if address.scheme != "https" and (address.host, address.port) not in _network().trusted:
        raise FetchFailed(Failure.ADDRESS, url)
    return address


def _network() -> lines.Network:
    """The hosts that the setting names may be asked wherever they are, and without TLS."""
    trusted = (urlsplit(f"//{each}") for each in settings.WEBHOOK_PRIVATE_HOSTS)
    return replace(lines.INTERNET, trusted=frozenset((each.hostname, each.port) for each in trusted))


def _post(address: Address, headers: dict[str, str], body: bytes, deadline: lines.Deadline) -> Outcome:
    with lines.open_line(address, _network(), deadline) as line:
        line.settimeout(deadline.left)
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.sock = line
        connection.request("POST", address.target, body, {"Host": address.host_header} | headers)
        with connection.getresponse() as response:
            if deadline.is_over:  # a line that was cut looks like the end of the headers
                raise TimeoutError
            answer = _beginning(response)
            if 200 <= response.status < 300:
                return Outcome("", response.status, answer)
            return Outcome(Fault.REFUSED, response.status, answer, _seconds(response.headers.get("Retry-After", "")))


def _beginning(response: http.client.HTTPResponse) -> str:
    """Of the answer. Where that breaks off, the status has been said all the same."""
    with suppress(http.client.HTTPException, OSError, ValueError):
        return _readable(response.read(LONGEST_ANSWER * 4).decode(errors="replace"))
    return ""


def _seconds(retry_after: str) -> int:
    """Those written as seconds; a date is ignored. A subscriber can ask for a day at most."""
    is_number = retry_after.isascii() and retry_after.isdecimal()
    return min(int(retry_after[:9]), 24 * 3600) if is_number else 0


def _readable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:LONGEST_ANSWER]
