"""Readers see actors and topics under the names that these have in their language, wherever they are named."""

import re

import orjson
import pytest
from django.utils.translation import override

from claims import record
from claims.models import ActorName, PublicActor, PublicTopic, TopicName
from tests.claims.public.newsroom import EVERY_PAGE

MACHINES = re.compile(r"<script.*?</script>", re.DOTALL)
MAIN = re.compile(r"South Korea|Arms transfers|Ukraine")
OTHER = re.compile(r"Korsel|Pengiriman|Ukraina")


@pytest.fixture
def named(weapons, editor):
    """With a preferred name beside another, and a name that is in a form of the language."""
    claim = weapons
    actors = {said.actor.name: said.actor for said in claim.accusations.select_related("actor")}
    ActorName.objects.create(actor=actors["South Korea"], language="id", name="Korea Selatan")
    ActorName.objects.create(actor=actors["South Korea"], language="id", name="Korsel", is_preferred=True)
    ActorName.objects.create(actor=actors["Ukraine"], language="id-ID", name="Ukraina")
    topic = claim.topics.get()
    TopicName.objects.create(topic=topic, language="id", name="Pengiriman")
    for name in ("South Korea", "Ukraine"):
        record.amend_actor(actors[name], by=editor, note="Bernama.")
    record.amend_topic(topic, by=editor, note="Bernama.")
    return claim


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return MACHINES.sub("", response.content.decode())


def named_in(client, pattern, prefix, pages):
    return {page: found for page in pages if (found := set(pattern.findall(read(client, prefix + page))))}


def test_no_page_shows_a_main_name_where_there_is_one_in_its_language(client, named):
    """But the page of an actor, which says all its names, and old revisions, which had no other."""
    pages = [page for page in EVERY_PAGE if "/revisions/1/" not in page]
    pages += ["/claims/weapons/revisions/4/", "/claims/?topic=arms-transfers&actor=ukraine", "/claims/?q=weapons"]
    assert named_in(client, MAIN, "/id", pages) == {"/actors/south-korea/": {"South Korea"}}
    shown = named_in(client, OTHER, "/id", pages)
    assert shown["/claims/weapons/"] == shown["/claims/"] == {"Korsel", "Pengiriman", "Ukraina"}
    assert (shown["/"], shown["/actors/"]) == ({"Pengiriman"}, {"Korsel", "Ukraina"})
    assert named_in(client, OTHER, "", pages) == {"/actors/south-korea/": {"Korsel"}}


def test_old_revision_shows_the_names_of_its_time(client, named):
    assert named_in(client, MAIN, "/id", ["/claims/weapons/revisions/1/"]) == {
        "/claims/weapons/revisions/1/": {"South Korea", "Arms transfers", "Ukraine"}
    }


def test_name_says_its_language_and_a_main_name_none(client, named):
    html = read(client, "/id/claims/weapons/")
    assert '<a href="/id/actors/south-korea/" lang="id" dir="ltr">Korsel</a>' in html
    assert '<a href="/id/actors/ukraine/" lang="id-ID" dir="ltr">Ukraina</a>' in html
    assert '<a href="/id/topics/arms-transfers/" lang="id" dir="ltr">Pengiriman</a>' in html
    assert '<a href="/actors/south-korea/" dir="auto">South Korea</a>' in read(client, "/claims/weapons/")
    assert '<h1 lang="id" dir="ltr">Pengiriman</h1>' in read(client, "/id/topics/arms-transfers/")


def test_page_of_an_actor_says_its_other_names(client, named):
    html = read(client, "/id/actors/south-korea/")
    assert '<h1 lang="id" dir="ltr">Korsel</h1>' in html
    also = re.search(r'<p class="meta">Juga disebut: (.*?)</p>', html)[1]
    assert also == '<span dir="auto">South Korea</span>, <span lang="id" dir="ltr">Korea Selatan</span> (Indonesia)'


@pytest.mark.parametrize("address", ["", "revisions/4/", "revisions/1/compare/4/"])
def test_note_of_an_amendment_is_in_the_first_language_of_the_site(client, named, address):
    """The desk writes one for all claims that name the same, whatever languages they are in."""
    notes = re.findall(r"<(?:p|span) ([^<>]*)>Bernama.<", read(client, f"/claims/weapons/{address}"))
    assert set(notes) == {'lang="en" dir="ltr"'}


def test_timeline_and_active_filters_follow(client, named):
    assert "<bdi>Korsel</bdi> membuat klaim" in read(client, "/id/claims/weapons/")
    html = read(client, "/id/claims/?actor=ukraine&topic=arms-transfers")
    assert re.findall(r"<bdi>(.*?)</bdi>", html) == ["Pengiriman", "Ukraina"]
    feed = client.get("/id/feeds/claims.atom?actor=ukraine").content.decode()
    assert "Putusan · Pihak: Ukraina</title>" in feed


@pytest.mark.parametrize(("prefix", "headings"), [
    ("/id", ["Topik", "Pihak: Korsel", "Pihak: Ukraina"]), ("", ["Topics", "Actor: South Korea", "Actor: Ukraine"]),
])  # fmt: skip
def test_comparison_takes_an_actor_for_the_same_whatever_it_is_called(client, named, prefix, headings):
    html = read(client, f"{prefix}/claims/weapons/revisions/1/compare/4/")
    assert re.findall(r"<h3>(.*?) <span", html) == headings
    assert re.search(r"Arms transfers<ins>.*? \(id: Pengiriman\)<", html)


def test_catalogue_is_in_the_order_of_the_names_shown(client, named):
    actors = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', read(client, "/id/actors/"))
    assert actors == ["Korsel", "North Korea", "Russia", "Ukraina", "United States"]


def test_programs_are_told_all_names(client, named):
    (topic,) = orjson.loads(client.get("/api/v1/topics/").content)["results"]
    assert topic["names"] == [{"language": "id", "name": "Pengiriman"}]
    actor = orjson.loads(client.get("/api/v1/actors/south-korea/").content)
    assert actor["names"] == [{"language": "id", "name": "Korsel"}, {"language": "id", "name": "Korea Selatan"}]


def test_row_of_a_catalogue_is_called_as_its_reader_calls_it(named):
    with override("id"):
        assert (str(PublicTopic.objects.get()), str(PublicActor.objects.get(pk="ukraine"))) == (
            "Pengiriman",
            "Ukraina",
        )
    with override(None):
        assert str(PublicTopic.objects.get()) == "Arms transfers"


def test_actor_is_shown_with_its_country_unless_it_bears_the_same_name(client, weapons, editor):
    assert "North Korea ·" not in read(client, "/actors/north-korea/")
    actor = weapons.accused.get(slug="north-korea")
    actor.name = "The Ministry"
    actor.save()
    record.amend_actor(actor, by=editor, note="Bernama.")
    assert '<p class="kicker">State · North Korea · <a' in read(client, "/actors/north-korea/")
    assert '<p class="kicker">Negara · Korea Utara · <a' in read(client, "/id/actors/north-korea/")
