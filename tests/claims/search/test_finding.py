import pytest

from claims.models import PublishedClaim
from claims.search import finding
from claims.search.query import parse


def finds(query):
    return finding.among(PublishedClaim.objects.all(), finding.Search(query, parse(query))).exists()


@pytest.mark.parametrize("query", [
    "senjata", "weapons", "Weapons SENT", "sent weapons", "South Korea", "senj*", "weapon", "dikirim", "kirim",
])  # fmt: skip
def test_claim_is_found_by_its_words_in_any_language_and_by_its_actors(weapons, query):
    assert finds(query)


@pytest.mark.parametrize("query", ["zebra", "senjata zebra"])
def test_claim_is_not_found_unless_it_holds_every_word(weapons, query):
    assert not finds(query)
