import sqlite3

import pytest
from django.db import connection

from claims.matching import desk
from claims.matching.index import DESK
from claims.matching.matching import asked_for, match
from claims.models import ActorName, ClaimTranslation, DeskMatchEntry, DeskMatchTerm
from tests.factories import add_accusation, make_actor, make_claim

TOLD = {
    "ship": ("Did the ship carry arms?", "The ship Lady R carried arms from Simon's Town in December 2022."),
    "satellite": ("Did the satellite reach orbit?", "The satellite Malligyong-1 was put into orbit in November 2023."),
    "vote": ("Did the assembly vote on it?", "The General Assembly demanded that the war end, by 141 votes to 7."),
    "fishing": ("Were fishing boats sunk?", "Twelve fishing boats were sunk near Natuna in 2015."),
}


@pytest.fixture
def claims(reporter):
    logged = {
        name: make_claim(headline, by=reporter, slug=name, statement=statement)
        for name, (headline, statement) in TOLD.items()
    }
    desk.keep(logged.values())
    return logged


def found(said, claims, most=10):
    names = {claim.pk: name for name, claim in claims.items()}
    return [names[each.claim] for each in match(said, DESK, most)]


@pytest.mark.parametrize(("said", "name"), [
    ("I heard that a ship brought arms away from Simon's Town!!", "ship"),
    ("so #Malligyong1 is in orbit, they say https://example.org/orbit", "satellite"),
    ("141 countries voted against the war", "vote"),
    ("boats were sunk off #NatunaIslands", "fishing"),
    ("MALLIGYONG", "satellite"),
])  # fmt: skip
def test_text_finds_the_claim_that_it_repeats(claims, said, name):
    assert found(said, claims)[0] == name


def test_words_that_made_the_match_are_those_of_the_text_the_rarest_first(claims):
    best = match("the #Malligyong satellite, again", DESK)[0]
    assert best.claim == claims["satellite"].pk
    assert best.words[0] == "malligyong"
    assert best.words == ["malligyong", "satellite"]


def test_likeliest_comes_first_and_no_more_than_asked_for(claims):
    said = "The satellite was put into orbit; fishing boats were sunk."
    scores = [each.score for each in match(said, DESK)]
    assert scores == sorted(scores, reverse=True)
    assert len(match(said, DESK, most=1)) == 1


def test_of_equals_the_oldest_comes_first(claims, reporter):
    twin = make_claim(TOLD["ship"][0], by=reporter, slug="twin", statement=TOLD["ship"][1])
    desk.keep([twin])
    assert found("The ship carried arms.", claims | {"twin": twin})[:2] == ["ship", "twin"]


def test_claim_is_found_by_its_quotes_its_translations_and_the_names_of_its_actors(claims, reporter):
    claim = claims["vote"]
    actor = make_actor("North Korea")
    ActorName.objects.create(actor=actor, language="id", name="Korut")
    add_accusation(claim, actor, quote="They trampled on sovereignty.", language="en")
    texts = {"headline": "Pemungutan suara", "statement": "Sidang memutuskan."}
    ClaimTranslation.objects.create(claim=claim, language="id", **texts)
    desk.keep([claim])
    for said in ("somebody trampled on it", "korut bilang apa", "suara dipungut", "keputusan sidang"):
        assert found(said, claims)[:1] == ["vote"]


def test_day_is_met_in_any_language(claims, reporter):
    claim = make_claim("It happened", by=reporter, slug="day", statement="It happened on 24 August 2023.")
    desk.keep([claim])
    assert found("katanya tgl 24 Agustus 2023", claims | {"day": claim})[0] == "day"


@pytest.mark.parametrize("said", [
    "", " ", "?", "a", "\0", "\0ship\0", "\u202eship\u202c", '"', "' OR 1=1 --", "AND OR NOT NEAR", "ship*", "^ship",
    "-ship", "{headline} : ship", "ship & !arms | <->", "ship:*ABC", "(" * 5000, '"' * 5000, "%_\\", "\ud800",
    "👍" * 500,
    "a" * 100_000, "1" * 100_000, "1,." * 30_000, "北" * 50_000, "é" * 50_000, "ship " * 20_000, "\u0301" * 50_000,
    "#aB" * 30_000, "&amp;" * 20_000, "https://" * 10_000, "(@" * 30_000,
])  # fmt: skip
def test_any_text_is_answered(claims, said):
    assert {each.claim for each in match(said, DESK)} <= {claim.pk for claim in claims.values()}


def test_nothing_is_found_on_an_empty_desk(db):
    assert match("The ship carried arms.", DESK) == []


def test_number_of_queries_is_always_the_same(claims, django_assert_num_queries):
    for said in ("ship", "The ship, the satellite, the vote, and 12 boats sunk in 2015."):
        with django_assert_num_queries(4):  # how rare, which claims, what they say, how rare that is
            match(said, DESK)


def test_half_the_budget_goes_to_the_rarest_terms_and_half_to_pairs():
    held = {"rare": 2, "scarce": 3, "common": 200, "usual": 250, "everywhere": 9_000}
    assert asked_for(held, claims=10_000, budget=60) == [("rare",), ("scarce",), ("common", "usual")]


def test_one_term_is_asked_for_however_common_it_is():
    assert asked_for({"everywhere": 9_000}, claims=10_000, budget=60) == [("everywhere",)]


def test_claim_that_was_taken_away_since_its_words_were_counted_is_not_found(claims):
    DeskMatchEntry.objects.all().delete()
    assert found("satellite", claims) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes any number in one parameter")
def test_claim_of_many_words_needs_no_more_parameters_than_sqlite_may_take(reporter):
    statement = " ".join(f"word{number}" for number in range(1_200))
    claim = make_claim("A long one", by=reporter, statement=statement)
    desk.keep([claim])
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    try:
        assert [each.claim for each in match("a long one", DESK)] == [claim.pk]
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_spoilt_count_does_not_stop_the_matching(claims):
    DeskMatchTerm.objects.update(claims=-3)
    assert match("The ship carried arms.", DESK) == []
    DeskMatchTerm.objects.exclude(word="arm").update(claims=4)
    assert match("The ship carried arms.", DESK)[0].claim == claims["ship"].pk
