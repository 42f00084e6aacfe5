"""One POST: signed as Standard Webhooks says, to nowhere private, and bounded whatever the other side does."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from claims.models import Subscriber
from claims.models.webhook import LONGEST_ANSWER
from claims.webhooks import sending, subscribing
from sources.capturing import lines
from tests.claims.webhooks.receiving import host_of, requests_to, told
from tests.sources.capturing.server import answer, drip, endless

BODY = b'{"type": "webhook.test", "data": {"message": "\xe2\x80\x9cRain\xe2\x80\x9d"}}'


def post(subscriber):
    return sending.post(subscriber, "msg_1", BODY)


def verified(server, secret):
    ((headers, body),) = requests_to(server)
    return Webhook(secret).verify(body, headers)


def test_message_is_verified_by_the_library_of_the_standard(server, subscriber):
    assert post(subscriber) == sending.Outcome("", 200, "Thank you.")
    ((name, event),) = told(server, subscriber)
    assert (name, event["data"]["message"]) == ("msg_1", "“Rain”")


def test_signature_is_what_the_standard_describes(server, subscriber):
    """Written out, without the library."""
    post(subscriber)
    ((headers, body),) = requests_to(server)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(subscriber.secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    assert (headers["content-type"], body) == ("application/json", BODY)
    assert server.asked[0].startswith("POST /hook HTTP/1.1\r\n")
    assert headers["host"] == host_of(server)


def test_message_that_was_changed_on_the_way_is_noticed(server, subscriber):
    post(subscriber)
    ((headers, body),) = requests_to(server)
    with pytest.raises(WebhookVerificationError):
        Webhook(subscriber.secret).verify(body.replace(b"Rain", b"Snow"), headers)


def test_secret_is_as_the_standard_wants_it():
    secrets = {Subscriber().secret for _ in range(3)}
    assert len(secrets) == 3
    assert [len(base64.b64decode(each.removeprefix("whsec_"))) for each in secrets] == [32] * 3
    assert all(re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", each) for each in secrets)


def test_both_secrets_sign_while_they_overlap(server, subscriber):
    before = subscriber.secret
    subscribing.change_secret(subscriber)
    subscriber.refresh_from_db()
    post(subscriber)
    assert verified(server, before) == verified(server, subscriber.secret)
    assert subscriber.secret != before


def test_secret_before_signs_no_longer_than_that(server, subscriber):
    before = subscriber.secret
    subscribing.change_secret(subscriber)
    subscriber.refresh_from_db()
    subscriber.previous_until = timezone.now() - timedelta(seconds=1)
    post(subscriber)
    assert verified(server, subscriber.secret)
    with pytest.raises(WebhookVerificationError):
        verified(server, before)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1/hook",
        "https://[::1]/",
        "https://169.254.169.254/",
        "https://localhost/",
    ],
)
def test_private_address_is_not_asked(subscriber, settings, address):
    settings.WEBHOOK_PRIVATE_HOSTS = []
    subscriber.url = address
    assert post(subscriber).fault == "private"


def test_private_address_of_another_port_than_allowed_is_not_asked(server, subscriber, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1:1"]
    subscriber.url = f"https://127.0.0.1:{server.port}/"
    assert (post(subscriber).fault, server.asked) == ("port", [])


def test_name_that_leads_to_a_private_address_only_when_it_is_looked_up_is_not_asked(
    server, subscriber, settings, monkeypatch
):
    """The address that was looked at is the one that is connected to: a second look-up would find another."""
    settings.WEBHOOK_PRIVATE_HOSTS = []
    answers = iter(["127.0.0.1", "93.184.216.34"])
    network = lines.Network(lambda host, port, **given: [(2, 1, 6, "", (next(answers), port))])
    monkeypatch.setattr(lines, "INTERNET", network)
    subscriber.url = "https://rebinding.example/hook"
    assert (post(subscriber).fault, server.asked, next(answers)) == ("private", [], "93.184.216.34")


def test_host_that_the_setting_names_is_asked_wherever_it_is(server, subscriber, settings, monkeypatch):
    settings.WEBHOOK_PRIVATE_HOSTS = [f"hub.intern:{server.port}"]
    network = lines.Network(lambda host, port, **given: [(2, 1, 6, "", ("127.0.0.1", port))])
    monkeypatch.setattr(lines, "INTERNET", network)
    subscriber.url = f"http://hub.intern:{server.port}/hook"
    assert post(subscriber).code == 200


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("https://hub.example/hook", ""),
        ("https://hub.example:8443/hook?key=1", ""),
        ("http://hub.example/hook", "address"),
        ("ftp://hub.example/hook", "address"),
        ("https://user:secret@hub.example/", "address"),
        ("https:///hook", "address"),
        ("http://hub.intern:8080/hook", ""),
        ("http://hub.intern:8081/hook", "address"),
        ("http://[::1]:8080/", ""),
    ],
)
def test_address_needs_tls_unless_the_setting_names_the_host(settings, address, complaint):
    settings.WEBHOOK_PRIVATE_HOSTS = ["hub.intern:8080", "[::1]:8080"]
    assert sending.complaint(address) == complaint


def test_server_that_drips_is_cut_off(server, subscriber, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    server.pages["/hook"] = drip(server, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
    assert post(subscriber).fault == "time"


def test_server_that_says_nothing_is_cut_off(server, subscriber, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    server.pages["/hook"] = lambda connection: server.over.wait(10)
    assert post(subscriber).fault == "time"


def test_endless_answer_is_not_read_to_its_end(server, subscriber):
    server.pages["/hook"] = endless(server, b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)
    outcome = post(subscriber)
    assert (outcome.code, outcome.answer) == (200, "x" * LONGEST_ANSWER)


def test_answer_that_breaks_off_was_a_success_all_the_same(server, subscriber):
    server.pages["/hook"] = answer(b"Tha", content_length="100")
    assert post(subscriber)[:2] == ("", 200)


def test_answer_is_kept_as_plain_text(server, subscriber):
    server.pages["/hook"] = answer(b"<b>\0\xff\r\nno", status="500 Oops")
    assert post(subscriber) == sending.Outcome("refused", 500, "<b> �  no")


@pytest.mark.parametrize("garbage", [b"\0\1\2\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"", b"HTTP/1.1 abc OK\r\n\r\n"])
def test_what_is_no_web_server_is_told(server, subscriber, garbage):
    server.pages["/hook"] = garbage
    assert post(subscriber).fault == "broken"


def test_server_that_is_not_there_is_told(server, subscriber):
    server.close()
    assert post(subscriber).fault == "connection"


@pytest.mark.parametrize(
    ("given", "seconds"), [("", 0), ("120", 120), ("9" * 5000, 86400), ("-1", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0)]
)
def test_retry_after_is_a_number_of_seconds_up_to_a_day(given, seconds):
    assert sending._seconds(given) == seconds
