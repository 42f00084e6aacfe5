import re

import orjson
import pytest

from claims.matching import public
from claims.public.related import MOST, related_to
from factcheck.middleware import CACHE_CONTROL
from tests.factories import make_published_claim

SAID = "The ship Angara carried containers of shells from Rajin to Dunai"


@pytest.fixture
def publish(reporter, editor):
    def publish(headline, statement):
        return make_published_claim(headline, by=reporter, approved_by=editor, statement=statement)

    return publish


@pytest.fixture
def angara(publish):
    for number, subject in enumerate(["Bread", "Wool", "Timber", "Copper", "Salt", "Rice"]):
        publish(f"{subject} grew dearer", f"{subject} cost {number + 3} coins more in the spring than before.")
    return publish("Angara carried shells", f"{SAID}.")


def related_on(client, slug):
    html = client.get(f"/claims/{slug}/").content.decode()
    section = re.search(r'<section id="related".*?</section>', html, re.DOTALL)
    return re.findall(r'<a href="/claims/([-\w]+)/"', section[0]) if section else None


def document_of(claim):
    return orjson.loads(claim.publications.last().document)


def test_claim_that_shares_much_may_be_related(client, angara, publish):
    publish("Angara sailed from Rajin", "The ship Angara left Rajin for Dunai with containers.")
    assert related_on(client, "angara-carried-shells") == ["angara-sailed-from-rajin"]
    assert related_on(client, "angara-sailed-from-rajin") == ["angara-carried-shells"]


def test_claim_that_shares_nothing_has_no_such_section(client, angara):
    assert related_on(client, "angara-carried-shells") is None
    assert 'href="#related"' not in client.get("/claims/angara-carried-shells/").content.decode()


def test_no_more_are_named_than_there_is_room_for(angara, publish):
    for number in range(MOST + 2):
        publish(f"Angara voyage {number}", f"{SAID}, on voyage number {number}.")
    assert len(related_to(document_of(angara))) == MOST


def test_withdrawn_claim_is_not_named(client, angara, publish, chief):
    other = publish("Angara sailed from Rajin", "The ship Angara left Rajin for Dunai with containers.")
    other.move("withdraw", by=chief, public_note="Forged.")
    assert related_on(client, "angara-carried-shells") is None


def test_claim_that_is_not_public_yet_is_measured_by_nothing(angara):
    assert related_to(document_of(angara) | {"slug": "not-yet"}) == []


def test_database_that_takes_too_long_costs_the_section_and_not_the_page(client, angara, publish, monkeypatch):
    def too_long():
        raise public.Unsearchable("This takes too long to find.")

    publish("Angara sailed from Rajin", "The ship Angara left Rajin for Dunai with containers.")
    kept = client.get("/claims/angara-carried-shells/")["Cache-Control"]
    monkeypatch.setattr(public, "time_limit", too_long)
    assert related_on(client, "angara-carried-shells") is None
    assert (kept, client.get("/claims/angara-carried-shells/")["Cache-Control"]) == (CACHE_CONTROL, "no-store")


def test_no_page_waits_for_a_second_opinion(client, angara, publish, settings):
    settings.MATCHING_SIMILARITY = "nowhere.to.be.found"
    publish("Angara sailed from Rajin", "The ship Angara left Rajin for Dunai with containers.")
    assert related_on(client, "angara-carried-shells") == ["angara-sailed-from-rajin"]
