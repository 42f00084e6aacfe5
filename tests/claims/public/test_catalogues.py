"""Actors, topics, sources and outlets: what is shown of each, and how the claims that name it were rated."""

import re

import pytest
from django.utils.translation import override

from claims.models import PublicTopic, Rating
from claims.public import parts
from claims.public.words import of_scale
from tests.claims.public.newsroom import make_sources


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def table(html):
    """The text of each row's cells."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [
        [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows
    ]


def test_bars_are_in_the_order_of_the_scale_and_as_long_as_the_numbers(db):
    drawn = parts.bars({"": 9, "false": 4, "mostly-true": 1, "unproven": 4}, Rating.objects.all())
    assert [(bar.rating, bar.count, bar.width) for bar in drawn.bars] == [
        ("mostly-true", 1, 25), ("false", 4, 100), ("unproven", 4, 100)
    ]  # fmt: skip
    assert (drawn.total, drawn.most, drawn.is_telling) == (9, None, False)


def test_rating_that_most_claims_have_is_named(db):
    drawn = parts.bars({"": 12, "false": 9, "true": 3}, Rating.objects.all())
    assert (drawn.most.label, drawn.is_telling) == ("False", True)


def test_bars_speak_the_language_of_the_reader(db):
    with override("id"):
        drawn = parts.bars({"": 9, "mostly-true": 9}, Rating.objects.all())
        assert [bar.label for bar in drawn.bars] == [of_scale("Mostly true")]


def test_home_leaves_out_a_topic_that_went_while_it_was_counted(client, weapons):
    assert "Arms transfers" in read(client, "/")
    PublicTopic.objects.all().delete()  # what was read before the last claim on it was withdrawn
    assert "Arms transfers" not in read(client, "/")
    assert "Arms transfers" not in read(client, "/claims/")


def test_bars_of_nothing(db):
    assert parts.bars({}, Rating.objects.all()) == parts.Bars([], 0, None)


def test_actor_is_shown_with_its_ratings_and_how_little_they_say(client, weapons):
    html = read(client, "/actors/south-korea/")
    assert [row for row in table(html) if row[0] == "Mostly true"] == [["Mostly true", "", "1"]]
    assert "One rated claim is too few to say anything in general." in html
    assert html.count("<p>None.</p>") == 2  # neither accused nor an answer


@pytest.mark.parametrize("page", ["/actors/south-korea/", "/check/?text=senjata", "/topics/arms-transfers/"])
def test_language_of_a_claim_is_said_only_to_readers_of_another(client, weapons, page):
    assert "· Indonesian" in read(client, page)
    assert "· Indonesia" not in read(client, f"/id{page}")


def test_outlet_shows_grade_sources_and_claims(client, weapons):
    html = read(client, "/outlets/wire/")
    assert "B – Usually reliable" in html
    assert '<a href="/sources/wire-report/" lang="ko" dir="ltr">Wire report</a>' in html
    assert re.findall(r'<h3><a href="([^"]+)"', html) == ["/claims/weapons/"]
    assert ["Wire", "B – Usually reliable", "1"] in table(read(client, "/outlets/"))
    assert "Sources of Wire" in read(client, "/outlets/wire/sources/")
    assert '<a href="/outlets/wire/" dir="auto">Wire</a>' in read(client, "/sources/wire-report/")


def test_outlet_of_no_public_claim_is_not_found(client, db):
    make_sources()
    assert "of an outlet of this address" in read(client, "/outlets/wire/", 404)
    assert "of an outlet of this address" in read(client, "/outlets/wire/sources/", 404)
    assert "No verdict has been published yet." in read(client, "/outlets/")


def test_topics_are_listed_with_their_claims(client, weapons, reporter, editor, chief):
    html = read(client, "/topics/")
    assert '<a href="/topics/arms-transfers/" dir="auto">Arms transfers</a> <span class="count">1 claim</span>' in html
    weapons.move("withdraw", by=chief, public_note="It was about somebody else.")
    assert "No public claim is on a topic yet." in read(client, "/topics/")
