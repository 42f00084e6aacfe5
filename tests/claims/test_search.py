import pytest

from claims import search
from claims.models import PublishedClaim


def finds(query):
    return search.matching(PublishedClaim.objects.all(), query).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("WEAPONS Sent", ["weapons", "sent"]),
        ("São Tomé", ["sao", "tome"]),
        ("Straße", ["strasse"]),
        ("ﬁne ①", ["fine", "1"]),
        ("a-b, “c”!", ["a", "b", "c"]),
        ("?! …", []),
        ("그렇다", ["그렇다"]),
    ],
)
def test_words_are_folded(text, found):
    assert search.words(text) == [search.fold(word) for word in found]


@pytest.mark.parametrize("query", [
    "senjata", "weapons", "Weapons SENT", "sent weapons", "South Korea", "senj",
])  # fmt: skip
def test_claim_is_found_by_its_words_in_any_language_and_by_its_actors(weapons, query):
    assert finds(query)


@pytest.mark.parametrize("query", ["zebra", "senjata zebra"])
def test_claim_is_not_found_unless_it_holds_every_word(weapons, query):
    assert not finds(query)


def test_markup_is_no_word(db):
    body = {"headline": "A", "verdict": {"explanation_html": '<p><strong>Bold</strong> <a href="x">link</a></p>'}}
    assert search.text_of(body) == "a bold link"


def test_sign_of_the_database_is_only_a_character(weapons):
    """In a LIKE, an underscore stands for any character."""
    assert not finds("_")
    assert not finds("senj_ta")
