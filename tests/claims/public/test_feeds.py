"""Atom feeds: as RFC 4287 has them, as a program reads them, and the same entry in each language."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from claims.models import PublishedClaim
from tests.factories import (
    add_accusation,
    add_evidence,
    approve,
    draft_verdict,
    make_claim,
    make_published_claim,
    publish_again,
)

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
BCP47 = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ADDRESSES = [
    f"{prefix}{address}"
    for prefix in ("", "/id")
    for address in (
        "/feeds/claims.atom", "/feeds/corrections.atom", "/feeds/claims.atom?q=taken", "/feeds/claims.atom?q=zebra",
        "/feeds/claims.atom?rating=mostly-true&rating=true&language=id&accuser=ukraine&said_after=2020-01-01",
    )
]  # fmt: skip


def feed_of(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries_of(client, address):
    return list(feed_of(client, address).iter(f"{ATOM}entry"))


def links_of(element, rel):
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]


def is_absolute(address):
    return bool(urlsplit(address).scheme)


def assert_moments(element):
    for name in ("updated", "published"):
        for found in element.findall(f"{ATOM}{name}"):
            assert RFC3339.fullmatch(found.text)
            assert datetime.fromisoformat(found.text).tzinfo


def assert_feed_or_entry(element):
    """What sections 4.1.1, 4.1.2 and 4.2 ask of both."""
    assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert is_absolute(element.findtext(f"{ATOM}id"))
    assert_moments(element)
    for text in (*element.findall(f"{ATOM}title"), *element.findall(f"{ATOM}summary")):
        assert (text.get("type", "text"), len(text)) == ("text", 0)
    links = element.findall(f"{ATOM}link")
    assert all(is_absolute(link.get("href")) for link in links)
    kinds = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
    assert len(kinds) == len(set(kinds))
    assert all(category.get("term") for category in element.findall(f"{ATOM}category"))
    assert BCP47.fullmatch(element.get(LANG))


def assert_is_atom(feed):
    assert feed.tag == f"{ATOM}feed"
    assert_feed_or_entry(feed)
    assert [name.text != "" for name in feed.findall(f"{ATOM}author/{ATOM}name")] == [True]
    assert len(links_of(feed, "self")) == 1
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        assert_feed_or_entry(entry)
        assert len(links_of(entry, "alternate")) == 1  # needed where there is no content
        assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
        assert len(entry.findall(f"{ATOM}summary")) == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    gone = [each.get("ref") for each in feed.findall(f"{AT}deleted-entry")]
    assert len(ids + gone) == len(set(ids + gone))
    assert all(RFC3339.fullmatch(each.get("when")) for each in feed.findall(f"{AT}deleted-entry"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_feed_is_what_atom_requires(client, settings, weapons, withdrawn, address):
    feed = feed_of(client, address)
    assert_is_atom(feed)
    (self_link,) = links_of(feed, "self")
    assert self_link.get("href") == feed.findtext(f"{ATOM}id") == settings.SITE_URL + address
    assert feed.get(LANG) == ("id" if address.startswith("/id/") else "en")


@pytest.mark.parametrize("address", ADDRESSES)
def test_feed_is_read_by_a_program(client, weapons, withdrawn, address):
    response = client.get(address)
    read = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert (read.bozo, read.version) == (False, "atom10")
    assert all(entry.updated_parsed and entry.published_parsed and entry.link for entry in read.entries)
    assert read.feed.author_detail.name


def told(entry):
    """Title and summary of an entry, each with its language."""
    summary = entry.find(f"{ATOM}summary")
    return entry.findtext(f"{ATOM}title"), entry.get(LANG), summary.text, summary.get(LANG)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/feeds/claims.atom", ("Mostly true: Weapons were sent", "en", "Mostly so.", "en")),
        (
            "/id/feeds/claims.atom",
            ("Sebagian besar benar: Senjata dikirim", "id", "Sebagian besar benar.", "id"),
        ),
    ],
)
def test_claims_feed_is_in_the_language_of_its_address(client, weapons, address, said):
    (entry,) = entries_of(client, address)
    assert told(entry) == said


def test_note_of_a_correction_stays_in_the_language_of_the_claim(client, weapons, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor, public_note="Angkanya salah.")
    (entry,) = entries_of(client, "/feeds/corrections.atom")
    assert told(entry) == ("Correction: Weapons were sent", "en", "Angkanya salah.", "id")
    (entry,) = entries_of(client, "/id/feeds/corrections.atom")
    assert told(entry) == ("Koreksi: Senjata dikirim", "id", "Angkanya salah.", "id")


def test_feed_leads_to_its_page_and_to_its_other_language(client, settings, weapons):
    site, query = settings.SITE_URL, "?language=id"
    page, other = links_of(feed_of(client, f"/id/feeds/claims.atom{query}"), "alternate")
    assert page.get("href") == f"{site}/id/claims/{query}"
    assert (other.get("hreflang"), other.get("href")) == ("en", f"{site}/feeds/claims.atom{query}")
    (entry,) = entries_of(client, f"/id/feeds/claims.atom{query}")
    assert links_of(entry, "alternate")[0].get("href") == f"{site}/id/claims/weapons/"


def test_entry_keeps_its_id_in_every_feed_that_holds_it(client, weapons, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor)
    for feed in ("claims", "corrections"):
        addresses = (f"/feeds/{feed}.atom", f"/id/feeds/{feed}.atom", f"/feeds/{feed}.atom?language=id")
        ids = [[entry.findtext(f"{ATOM}id") for entry in entries_of(client, address)] for address in addresses]
        assert ids[0] == ids[1] == ids[2] != []


def test_feed_entry_keeps_its_id_and_moves_when_the_verdict_changes(client, weapons, editor, other_editor):
    (before,) = entries_of(client, "/feeds/claims.atom")
    publish_again(weapons, by=editor, approved_by=other_editor)
    (after,) = entries_of(client, "/feeds/claims.atom")
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert before.findtext(f"{ATOM}published") == after.findtext(f"{ATOM}published")
    assert datetime.fromisoformat(after.findtext(f"{ATOM}updated")) == PublishedClaim.objects.get().published_at


def test_claims_feed_holds_the_filter(client, weapons, reporter, editor):
    make_published_claim("Other", by=reporter, approved_by=editor)
    assert len(entries_of(client, "/feeds/claims.atom")) == 2
    assert len(entries_of(client, "/feeds/claims.atom?accuser=ukraine")) == 1


def test_title_of_a_feed_says_its_filters(client, settings, weapons):
    feed = feed_of(client, "/feeds/claims.atom?accuser=ukraine&rating=mostly-true&said_after=2023-01-02")
    assert feed.findtext(f"{ATOM}title") == (
        f"{settings.SITE_NAME}: Verdicts · Rating: Mostly true · Accuser: Ukraine · "
        "First said on or after: 2 January 2023"
    )


def test_same_feed_has_one_id_however_it_is_asked_for(client, weapons):
    asked = ["?language=id", "?q=&language=id&page=7", "?utm_source=mail&language=id"]
    assert len({feed_of(client, f"/feeds/claims.atom{each}").findtext(f"{ATOM}id") for each in asked}) == 1


@pytest.mark.parametrize(("query", "words"), [
    ("ordering=sideways", "ordering: There is no “sideways” here. Choose from: best, updated, newest, oldest, said."),
    ("said_after=soon", "said_after: Enter a valid date."),
    ("topic=nothing", "topic: There is nothing public under “nothing”."),
])  # fmt: skip
def test_claims_feed_refuses_a_wrong_filter(client, weapons, query, words):
    response = client.get(f"/feeds/claims.atom?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    first, *faults = response.content.decode().splitlines()
    assert first == "This feed was not made: a filter in its address has a mistake."
    assert faults == [words]


def test_category_is_the_same_in_every_language_and_labelled_in_the_readers(client, weapons):
    found = [
        dict(feed_of(client, f"{edition}/feeds/claims.atom").find(f"{ATOM}entry/{ATOM}category").items())
        for edition in ("", "/id")
    ]
    assert found == [
        {"term": "mostly-true", "label": "Mostly true"}, {"term": "mostly-true", "label": "Sebagian besar benar"}
    ]  # fmt: skip


def test_wrong_filter_is_explained_in_the_language_of_the_address(client, weapons):
    response = client.get("/id/feeds/claims.atom?said_after=soon")
    assert (response.status_code, response["Content-Language"]) == (400, "id")
    assert "said_after: Masukkan tanggal yang valid." in response.content.decode()


def test_withdrawn_claim_leaves_a_tombstone(client, weapons, chief, other_editor):
    (before,) = entries_of(client, "/feeds/claims.atom")
    weapons.move("withdraw", by=chief, public_note="Surat itu palsu.")
    feed = feed_of(client, "/feeds/claims.atom")
    assert feed.findall(f"{ATOM}entry") == []
    (gone,) = feed.findall(f"{AT}deleted-entry")
    assert gone.get("ref") == before.findtext(f"{ATOM}id")
    assert datetime.fromisoformat(gone.get("when")) == PublishedClaim.objects.get().published_at
    why = gone.find(f"{AT}comment")
    assert (why.text, why.get(LANG)) == ("Surat itu palsu.", "id")
    publish_again(weapons, by=chief, approved_by=other_editor)
    (back,) = entries_of(client, "/feeds/claims.atom")
    assert back.findtext(f"{ATOM}id") == gone.get("ref")
    assert back.findtext(f"{ATOM}updated") >= gone.get("when")
    assert feed_of(client, "/feeds/claims.atom").findall(f"{AT}deleted-entry") == []


def test_summary_is_text_and_not_markup(client, reporter, editor):
    claim = make_claim("Less", by=reporter)
    claim.move("take_up", by=reporter)
    add_accusation(claim)
    add_evidence(claim)
    draft_verdict(claim, by=reporter, summary="Less than <b>5</b> & more.")
    claim.move("submit", by=reporter)
    approve(claim, by=editor).move("publish", by=editor)
    (entry,) = feedparser.parse(client.get("/feeds/claims.atom").content).entries
    assert (entry.summary_detail.type, entry.summary) == ("text/plain", "Less than <b>5</b> & more.")


def test_corrections_feed_has_an_entry_for_each(client, withdrawn, chief, other_editor):
    publish_again(withdrawn, by=chief, approved_by=other_editor)
    titles = [entry.findtext(f"{ATOM}title") for entry in entries_of(client, "/feeds/corrections.atom")]
    assert titles == ["Correction: Taken back", "Withdrawal: Taken back"]


@pytest.mark.parametrize("address", ["/feeds/claims.atom", "/feeds/corrections.atom"])
def test_feed_of_an_empty_record_is_always_the_same(client, db, address):
    assert_is_atom(feed := feed_of(client, address))
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_feed_asks_as_often_however_much_was_withdrawn(
    client, withdrawn, reporter, editor, chief, django_assert_num_queries
):
    with django_assert_num_queries(4):
        client.get("/feeds/claims.atom")
    for n in range(3):
        claim = make_published_claim(f"Gone {n}", by=reporter, approved_by=editor)
        claim.move("withdraw", by=chief, public_note="Forged.")
    with django_assert_num_queries(4):
        assert len(feed_of(client, "/feeds/claims.atom").findall(f"{AT}deleted-entry")) == 4


@pytest.mark.parametrize(("feed", "asked"), [("claims", 5), ("corrections", 5)])
def test_feed_asks_as_often_however_many_claims_are_in_another_language(
    client, reporter, editor, other_editor, django_assert_num_queries, feed, asked
):
    for n in range(2):
        claim = make_published_claim(f"Foreign {n}", by=reporter, approved_by=editor)
        publish_again(claim, by=editor, approved_by=other_editor)
        with django_assert_num_queries(asked):
            assert len(entries_of(client, f"/id/feeds/{feed}.atom")) == n + 1
