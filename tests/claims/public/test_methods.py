"""What may be done with public addresses: they are read, and one takes a text."""

import re

import pytest
from django.test import Client

from claims.public import machine_urls, urls

READ, CHECKED = "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS, POST"
ANYTHING = {"slug": "weapons", "old": "1", "new": "2", "number": "1"}


def addresses():
    """Of every public pattern, whether there is something or not."""
    named = [(urls, ""), (urls, "id/"), (machine_urls, "")]
    for module, prefix in named:
        for pattern in module.urlpatterns:
            yield "/" + prefix + re.sub(r"<(\w+:)?(\w+)>", lambda part: ANYTHING[part[2]], str(pattern.pattern))


ADDRESSES = list(addresses())
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]
TEXT = "text/plain; charset=utf-8"
ALLOWED = {"/check/": CHECKED, "/id/check/": CHECKED}


def test_table_has_every_public_address():
    assert len(ADDRESSES) == len(set(ADDRESSES)) == 2 * len(urls.urlpatterns) + len(machine_urls.urlpatterns)


@pytest.mark.parametrize("address", ADDRESSES)
def test_options_says_what_may_be_done(client, address):
    """Without a look at the database."""
    answer = client.options(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == ALLOWED.get(address, READ)


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_refused(address):
    """Also where tokens against forged requests are asked for: they would be of no use."""
    client, allowed = Client(enforce_csrf_checks=True), ALLOWED.get(address, READ)
    refused = [method for method in METHODS if method not in allowed]
    answers = [client.generic(method, address, "x") for method in refused]
    assert {answer.status_code for answer in answers} == {405}
    assert {(answer.headers["Allow"], answer.headers["Content-Type"]) for answer in answers} == {(allowed, TEXT)}
    assert [answer.content.decode().partition(" ")[0] for answer in answers] == refused


def test_refusal_speaks_the_language_of_the_address(client):
    english, indonesian = client.post("/claims/"), client.post("/id/claims/")
    assert english.content.decode() == "POST cannot be done here. Ask with one of these: GET, HEAD, OPTIONS.\n"
    assert english.content != indonesian.content
    assert indonesian.headers["Content-Language"] == "id"


def test_address_of_nothing_is_nowhere_whatever_is_done(client, db):
    assert [client.generic(method, "/nothing/").status_code for method in ("GET", "POST", "OPTIONS")] == [404] * 3
