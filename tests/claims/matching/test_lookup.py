"""Looking claims up by words: in the list of claims, and wherever one is chosen."""

import pytest

from claims.matching import desk, lookup
from claims.models import Actor, ActorName, ClaimTranslation
from tests.factories import add_accusation, make_actor, make_claim


def found(typed):
    return [claim.headline for claim in desk.Claim.objects.filter(pk__in=lookup.look_up(typed)).order_by("headline")]


@pytest.fixture
def claims(reporter):
    ship = make_claim("The ship carried arms", by=reporter, notes="Ask the harbour walrus.")
    ship.accused.add(make_actor("Freedonia"))
    ActorName.objects.create(actor=Actor.objects.get(name="Freedonia"), name="Kebebasan", language="id")
    add_accusation(ship, quote="Torpedoes were aboard")
    boats = make_claim("Kapal itu mengirim senjata", by=reporter, language="id", statement="Senjata dikirim ke sana.")
    ClaimTranslation.objects.create(claim=boats, language="en", headline="Boats sent weapons", statement="So it is.")
    desk.keep([ship, boats, make_claim("Sanctions were lifted", by=reporter)])
    return ship, boats


SHIP, BOATS, SANCTIONS = "The ship carried arms", "Kapal itu mengirim senjata", "Sanctions were lifted"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ship", [SHIP]),
        ("SHIPS", [SHIP]),
        ("arms ship", [SHIP]),
        ("ship sanctions", []),
        ("freedonia", [SHIP]),
        ("kebebasan", [SHIP]),
        ("torpedo", [SHIP]),
        ("walruses", [SHIP]),
        ("harbour ship", [SHIP]),
        ("weapon", [BOATS]),
        ("pengiriman", [BOATS]),
        ("kapal", [BOATS]),
        ("sanc", [SANCTIONS]),
        ("lifte", [SANCTIONS]),
        ("walr", [SHIP]),
        ("zebra", []),
        ("???", []),
        ('"; drop table', []),
        ("ship OR sanctions", []),
    ],
)
def test_claim_is_found_by_every_word_typed(claims, typed, expected):
    assert found(typed) == expected


def test_two_letters_are_a_word_and_no_beginning(claims):
    assert found("sa") == []


def test_newest_come_first_and_no_more_than_asked_for(reporter, monkeypatch):
    monkeypatch.setattr(lookup, "MOST", 2)
    claims = [make_claim(f"Number {number}", by=reporter) for number in range(4)]
    desk.keep(claims)
    assert lookup.look_up("number") == [claim.pk for claim in reversed(claims[1:])]


def test_common_words_find_the_same(claims, monkeypatch):
    """Another way to ask PostgreSQL, for words that very many claims hold."""
    monkeypatch.setattr(lookup, "COMMON", 0)
    assert found("ship arms") == [SHIP]
    assert found("were") == [SANCTIONS, SHIP]


def test_notes_are_looked_up_and_never_matched(claims):
    """They are internal words about a claim, and not what it says."""
    ship, _ = claims
    assert lookup.look_up("walrus") == [ship.pk]
    assert desk.similar("Walrus, harbour walrus", least=0) == []
