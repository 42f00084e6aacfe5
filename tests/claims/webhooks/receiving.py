"""A subscriber's side: registered here, and what its server was told, verified with the library of the standard."""

import json
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from standardwebhooks import Webhook

from claims.models import Subscriber
from claims.webhooks import subscribing
from tests.factories import make_published_claim
from tests.sources.capturing.server import Server, answer

OK = answer(b"Thank you.")
BROKEN = answer(b"Oops", status="500 Oops")


@contextmanager
def listening(settings, page=OK):
    """A server that may be sent to although it is on this machine."""
    server = Server()
    settings.WEBHOOK_PRIVATE_HOSTS = [*settings.WEBHOOK_PRIVATE_HOSTS, f"127.0.0.1:{server.port}"]
    server.pages["/hook"] = page
    try:
        yield server
    finally:
        server.close()


def subscribe(server, *, by, name="Archive", **fields):
    subscriber = Subscriber(name=name, url=server.url("/hook"), **fields)
    subscribing.register(subscriber, by=by)
    return subscriber


def requests_to(server):
    """Headers, by names in small letters, and body of each request."""
    for request in server.asked:
        head, _, body = request.partition("\r\n\r\n")
        lines = [line.partition(": ") for line in head.split("\r\n")[1:]]
        yield {name.lower(): value for name, _, value in lines}, body.encode("latin-1")


def told(server, subscriber):
    """The events in the order they came, as (webhook-id, event): verified, or else this raises."""
    verifier = Webhook(subscriber.secret)
    return [(headers["webhook-id"], verifier.verify(body, headers)) for headers, body in requests_to(server)]


def sequences(server):
    return [json.loads(body)["data"]["sequence"] for _, body in requests_to(server)]


def later(subscriber, *, hours=48):
    """Let that time pass, for what waits and for how long it has been failing."""
    moments = ("rests_until", "busy_until", "failing_since", "previous_until")
    subscriber.refresh_from_db()
    for name in moments:
        if getattr(subscriber, name):
            setattr(subscriber, name, getattr(subscriber, name) - timedelta(hours=hours))
    Subscriber.objects.filter(pk=subscriber.pk).update(**{name: getattr(subscriber, name) for name in moments})
    subscriber.deliveries.waiting().update(next_attempt_at=timezone.now())
    subscriber.refresh_from_db()


def host_of(server):
    return urlsplit(server.url()).netloc


def published(number, by, approved_by):
    return [make_published_claim(by=by, approved_by=approved_by) for _ in range(number)]


def waiting(subscriber):
    return list(subscriber.deliveries.waiting().order_by("publication").values_list("publication_id", flat=True))


def refuse(server, *refused):
    """Answer 500 to what is told of these claims, and 200 to the rest."""
    names = {str(claim.uid) for claim in refused}

    def respond(connection):
        body = json.loads(server.asked[-1].partition("\r\n\r\n")[2])
        connection.sendall(BROKEN if body["data"]["claim"] in names else OK)

    server.pages["/hook"] = respond
