"""What else may have been meant: only where nothing is found, and said so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import PublishedClaim, SearchWord
from claims.search import finding
from claims.search.typing import slips
from tests.factories import make_published_claim

NEAR = st.text("abc", max_size=6)


@pytest.fixture
def satellite(reporter, editor):
    return make_published_claim("Satellite photographs show missiles", by=reporter, approved_by=editor)


def instead(typed):
    """What is looked for instead, and how many claims hold it."""
    search = finding.search(typed)
    return search.instead, finding.among(PublishedClaim.objects.all(), search).count()


@pytest.mark.parametrize(("typed", "known", "distance"), [
    ("", "", 0), ("abc", "abc", 0), ("abc", "ab", 1), ("ab", "abc", 1), ("abc", "adc", 1), ("abc", "acb", 1),
    ("satelite", "satellite", 1), ("sattelite", "satellite", 2), ("misslie", "missile", 1), ("ca", "abc", 3),
    ("abcdef", "ghijkl", 3), ("", "abc", 3), ("", "abcdefgh", 3),
])  # fmt: skip
def test_slips_are_counted_up_to_one_more_than_wanted(typed, known, distance):
    assert slips(typed, known, 2) == distance


def plainly(typed, known):
    """The same, by its definition: of all ways to end, the cheapest."""
    if not typed or not known:
        return len(typed) + len(known)
    ways = [
        plainly(typed[:-1], known) + 1,
        plainly(typed, known[:-1]) + 1,
        plainly(typed[:-1], known[:-1]) + (typed[-1] != known[-1]),
    ]
    if len(typed) > 1 and typed[-2:] == known[-2:][::-1]:
        ways.append(plainly(typed[:-2], known[:-2]) + 1)
    return min(ways)


@given(NEAR, NEAR, st.integers(0, 6))
def test_slips_are_those_of_the_definition(typed, known, most):
    assert slips(typed, known, most) == min(plainly(typed, known), most + 1)


@pytest.mark.parametrize(("typed", "meant"), [
    ("sattelite", "satellite"),
    ("satelite misiles", "satellite missiles"),
    ("Satlelite", "satellite"),
    ("astellite", "satellite"),
    ("satellite sho", "satellite sho*"),
    ("phot", "phot*"),
    ("show sattelite -korea", "show satellite -korea"),
])  # fmt: skip
def test_nearest_known_word_is_searched_for_where_nothing_is_found(satellite, typed, meant):
    assert instead(typed) == (meant, 1)


@pytest.mark.parametrize("typed", ["satellite", "satellites", "SHOWING missile", '"satellite photographs"', "sate*"])
def test_what_is_found_is_not_corrected(satellite, typed):
    assert instead(typed) == ("", 1)


@pytest.mark.parametrize("typed", [
    "zebra", "sattel*", '"sattelite photographs"', "sattelite zebra", "satellite -missiles", "sxxxllite", "misl",
    "shwo-it",
])  # fmt: skip
def test_nothing_is_made_up_where_no_word_is_near(satellite, typed):
    assert instead(typed) == ("", 0)


def test_known_word_stays_though_a_more_common_one_is_near(satellite, reporter, editor):
    """Both are known, and no claim holds both: that is the answer."""
    for n in range(3):
        make_published_claim(f"Missives {n}", by=reporter, approved_by=editor)
    assert instead("missiles") == ("", 1)
    assert instead("missives satellite") == ("", 0)
    assert instead("misiles") == ("missiles", 1)


def test_of_equally_near_words_the_most_common_is_meant(satellite, reporter, editor):
    for n in range(2):
        make_published_claim(f"Missives {n}", by=reporter, approved_by=editor)
    assert instead("missises") == ("missives", 2)


def test_numbers_are_not_corrected(reporter, editor):
    make_published_claim("Year 20245", by=reporter, approved_by=editor)
    assert (instead("20245"), instead("20246")) == (("", 1), ("", 0))


def test_words_of_a_withdrawn_claim_are_no_longer_meant(satellite, chief):
    assert SearchWord.objects.get(word="satellite").claims == 1
    satellite.move("withdraw", by=chief, public_note="It rested on a forgery.")
    assert SearchWord.objects.get(word="satellite").claims == 0
    assert instead("sattelite") == ("", 0)


def test_page_says_what_it_looked_for_instead(client, satellite):
    html = client.get("/claims/?q=<sattelite>").content.decode()
    assert "No verdict holds “<bdi>&lt;sattelite&gt;</bdi>”. These hold <strong><bdi>satellite</bdi></strong>." in html
    assert "<mark>Satellite</mark> photographs" in html
    assert "No verdict holds" not in client.get("/claims/?q=satellite").content.decode()


@pytest.mark.parametrize("path", ["claims", "verdicts"])
def test_api_says_what_it_looked_for_instead(client, satellite, path):
    said = {q: client.get(f"/api/v1/{path}/", {"q": q}).json() for q in ("sattelite", "satellite", "zebra")}
    assert {q: (answer["searched_for"], len(answer["results"])) for q, answer in said.items()} == {
        "sattelite": ("satellite", 1),
        "satellite": (None, 1),
        "zebra": (None, 0),
    }
