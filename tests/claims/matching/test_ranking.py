import math

import pytest

from claims.matching.ranking import IDF_POWER, Candidate, Ranking, Rarity, Version, quick
from claims.matching.words import Text

NOTHING = Text([])


def candidate(headline, statement="", names=""):
    texts = (Text(said.split(), "en") for said in (headline, statement))
    return Candidate([Version(*texts)], Text(names.split(), ""))


def ranking(said, *candidates, held=None, named=()):
    """Among a hundred claims, of which one holds each term unless `held` says otherwise."""
    spoken = Text(said.split(), "en")
    terms = {*spoken.places, *spoken.forms, *named}
    terms |= {term for each in candidates for version in each.versions for term in version.terms | version.forms}
    terms |= {term for each in candidates for term in each.names}
    return Ranking(spoken, list(named), Rarity(dict.fromkeys(terms, 1) | (held or {}), claims=100, indonesian=0))


def test_rare_terms_weigh_more_and_those_in_all_claims_nothing():
    weights = Rarity({"rare": 1, "common": 50, "everywhere": 100}, claims=100, indonesian=0).weights
    assert weights["rare"] == pytest.approx(math.log(101 / 1.5) ** IDF_POWER)
    assert weights["rare"] > weights["common"] > 0
    assert weights["everywhere"] == pytest.approx(0, abs=0.001)


def test_indonesian_words_are_rare_among_what_is_told_in_indonesian():
    """Five of ten Indonesian claims hold it: it is as common there as an English word in half of all claims."""
    weights = Rarity({"kirim·id": 5, "sent": 5_000, "rare": 5}, claims=10_000, indonesian=10).weights
    assert weights["kirim·id"] < weights["rare"] / 3
    assert weights["kirim·id"] > 0


def test_language_that_no_claim_is_told_in_is_no_error():
    assert Rarity({"kirim·id": 0}, claims=0, indonesian=0).weights == {"kirim·id": 0}


def test_long_claims_share_words_by_chance():
    weights = {"ship": 1.0}
    assert quick(weights, ["ship"], 2) > quick(weights, ["ship", "a", "b", "c"], 2) > 0
    assert quick(weights, ["boat"], 2) == 0


@pytest.mark.parametrize(("better", "worse"), [
    (candidate("arms sent by ship"), candidate("arms sent")),
    (candidate("arms", "sent by ship"), candidate("arms", "sent by ship and much more was said of it")),
    (candidate("ship"), candidate("nothing", "a ship was seen where nobody was")),
    (candidate("shipment"), candidate("orbit")),
    (candidate("ships"), candidate("shipping")),
    (candidate("arms", names="korut"), candidate("arms")),
    (candidate("arms", names="2023‐09‐13"), candidate("arms", names="2024‐01‐01")),
])  # fmt: skip
def test_closer_claim_scores_higher(better, worse):
    told = ranking("ships arms sent korut", better, worse, named=["2023‐09‐13", "2023‐09"])
    assert told.score(better) > told.score(worse)


def test_what_a_text_says_early_counts_more():
    early, late = candidate("ship"), candidate("boat")
    told = ranking(" ".join(["ship", *(f"w{n}" for n in range(40)), "boat"]), early, late)
    assert told.score(early) > told.score(late)


def test_day_counts_once_not_also_as_its_month():
    day = candidate("arms", names="2023‐09‐13 2023‐09")
    only_day = candidate("arms", names="2023‐09‐13")
    told = ranking("arms", day, only_day, named=["2023‐09‐13", "2023‐09"])
    assert told.score(day) == told.score(only_day)


def test_best_of_several_versions_counts():
    texts = [Text(said.split(), "en") for said in ("nothing alike", "arms by ship")]
    both = Candidate([Version(text, NOTHING) for text in texts], NOTHING)
    one = candidate("arms by ship")
    told = ranking("arms by ship", both, one)
    assert told.score(both) == told.score(one)


def test_words_in_common_are_told_as_the_text_has_them():
    claim = candidate("weapons were shipped", names="korea")
    told = ranking("korea ships weapon were", claim, held={"were": 60, "=were": 60, "weapon": 3})
    assert told.words(claim) == ["korea", "ships", "weapon", "were"]
