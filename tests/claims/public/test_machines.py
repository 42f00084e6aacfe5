import subprocess
import sys
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from claims import triggers
from claims.models import Actor, Evidence, Head, Rebuttal, ReplyRequest
from claims.public import about, machines, words
from claims.public.graph import draw
from sources.grades import Credibility, Reliability
from sources.models import Source
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


def test_sitemap_lists_every_page_of_claims_that_stand(client, settings, weapons, withdrawn):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {element.text.removeprefix(settings.SITE_URL) for element in root.iter() if element.tag.endswith("loc")}
    assert {"/", "/claims/weapons/", "/actors/ukraine/", "/sources/blog/", "/topics/arms-transfers/"} <= found
    assert "/claims/taken-back/" not in found
    for address in found:
        assert client.get(address).status_code == 200


def test_robots_names_the_sitemap(client, settings, db):
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_security_txt_is_there_only_with_a_contact(client, settings, db):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:s@example.org", "2030-01-01T00:00:00Z"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[:2] == ["Contact: mailto:s@example.org", "Expires: 2030-01-01T00:00:00Z"]


def test_healthz_does_not_ask_the_database(client):
    """Without the fixture `db`, asking it would fail."""
    assert client.get("/healthz").content == b"ok\n"


def test_readyz_answers_when_the_database_does(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


def test_readyz_refuses_while_migrations_wait(client, db):
    MigrationRecorder(connection).record_unapplied("claims", "0002_scale_roles_head")
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"1 migrations are waiting.\n")


def test_readyz_refuses_while_the_database_is_away(client, db, monkeypatch):
    def away(connection):
        raise DatabaseError

    monkeypatch.setattr(machines, "MigrationExecutor", away)
    assert client.get("/readyz").status_code == 503


def test_every_code_of_a_document_has_words():
    for codes, group in [
        (Rebuttal.Stance, words.STANCES), (ReplyRequest.Outcome, words.OUTCOMES), (Evidence.Bearing, words.BEARINGS),
        (Source.Lineage, words.LINEAGES), (Source.Kind, words.SOURCE_KINDS), (Actor.Kind, words.ACTOR_KINDS),
        (words.Kind, words.KINDS), (words.Kind, words.KIND_MEANINGS), (Reliability, words.RELIABILITY),
        (Credibility, words.CREDIBILITY), (words.Role, words.PARTS),
    ]:  # fmt: skip
        assert set(codes.values) == set(group)


def test_graph_puts_first_hand_sources_above_those_that_repeat_them():
    def source(*parents):
        return {"title": "", "lineage": "derived" if parents else "original", "derived_from": list(parents)}

    graph = draw({"s1": source("s2"), "s2": source("s3"), "s3": source(), "s4": source()})
    third, second, first, alone = (node.y for node in graph.nodes)
    assert first == alone < second < third
    assert len(graph.edges) == 2


def test_graph_is_left_out_where_nothing_repeats_anything():
    assert draw({"s1": {"title": "", "lineage": "original", "derived_from": []}}) is None


@pytest.mark.django_db(transaction=True)
def test_program_of_the_record_page_verifies_the_record(live_server, settings, client, weapons, withdrawn):
    settings.SITE_URL = live_server.url
    program = client.get("/record/").context["verifier"]
    assert program == about.verifier()
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    head = Head.objects.get()
    assert (done.returncode, done.stdout) == (0, f"All 3 publications fit. The head is {head.digest}.\n")


@pytest.mark.django_db(transaction=True)
def test_program_of_the_record_page_names_what_does_not_fit(live_server, settings, client, weapons):
    settings.SITE_URL = live_server.url
    triggers.remove(connection)
    try:
        weapons.publications.update(note="Written later.")
    finally:
        triggers.install(connection)
    command = [sys.executable, "-I", "-c", about.verifier()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "Publication 1: the header is not the one that was published.\n")
