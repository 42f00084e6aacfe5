from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.factories import make_published_claim, publish_again

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed_of(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


@pytest.mark.parametrize("address", ["/feeds/claims.atom", "/feeds/corrections.atom", "/feeds/claims.atom?q=taken"])
def test_feed_has_what_atom_requires(client, settings, weapons, withdrawn, address):
    feed = feed_of(client, address)
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
    (self_link,) = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert self_link == feed.findtext(f"{ATOM}id") == settings.SITE_URL + address
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None


def test_claims_feed_names_verdict_and_language(client, weapons):
    (entry,) = feed_of(client, "/feeds/claims.atom").iter(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title"), entry.get(LANG)) == ("Mostly true: Senjata dikirim", "id")


def test_feed_entry_keeps_its_id_when_the_verdict_changes(client, weapons, editor, other_editor):
    (before,) = feed_of(client, "/feeds/claims.atom").iter(f"{ATOM}entry")
    publish_again(weapons, by=editor, approved_by=other_editor)
    (after,) = feed_of(client, "/feeds/claims.atom").iter(f"{ATOM}entry")
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")


def test_claims_feed_holds_the_filter(client, weapons, reporter, editor):
    make_published_claim("Other", by=reporter, approved_by=editor)
    assert len(list(feed_of(client, "/feeds/claims.atom").iter(f"{ATOM}entry"))) == 2
    assert len(list(feed_of(client, "/feeds/claims.atom?accuser=ukraine").iter(f"{ATOM}entry"))) == 1


def test_claims_feed_refuses_a_wrong_filter(client, weapons):
    response = client.get("/feeds/claims.atom?rating=excellent")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_corrections_feed_has_an_entry_for_each(client, withdrawn, chief, other_editor):
    publish_again(withdrawn, by=chief, approved_by=other_editor)
    entries = feed_of(client, "/feeds/corrections.atom").iter(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ["Correction: Taken back", "Withdrawal: Taken back"]


def test_feed_of_an_empty_record_is_always_the_same(client, db):
    assert feed_of(client, "/feeds/claims.atom").findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
