from claims.matching import desk
from claims.matching.fusion import fused
from claims.matching.index import DESK
from claims.matching.matching import match
from factcheck.checks import similarity_is_there
from tests.factories import make_claim


def test_place_by_one_opinion_counts_as_much_as_by_the_other():
    assert fused({1: 9.0, 2: 5.0, 3: 1.0}, {1: 0.2, 2: 0.9, 3: 0.1}) == {1: 9.0, 2: 5.0, 3: 1.0}
    assert fused({1: 9.0, 2: 5.0, 3: 1.0}, {1: 0.1, 2: 0.9, 3: 0.2}) == {2: 9.0, 1: 5.0, 3: 1.0}
    assert fused({}, {}) == {}


def test_second_opinion_changes_the_order_and_not_what_a_score_means(reporter, settings):
    said = "Arms were sent."
    claims = [make_claim(n * "So it goes. ", by=reporter, slug=f"c{n}", statement=said) for n in range(1, 4)]
    desk.keep(claims)
    alone = match(said, DESK)
    assert [each.claim for each in alone] == [claim.pk for claim in claims]
    settings.MATCHING_SIMILARITY = f"{__name__}.longest"
    together = match(said, DESK)
    assert [each.claim for each in together] == [claims[0].pk, claims[2].pk, claims[1].pk]
    assert [each.score for each in together] == [each.score for each in alone]


def longest(said: str, others: list[str]) -> list[float]:
    """As good an opinion as any."""
    return [len(other) for other in others]


def test_name_of_nothing_is_an_error_before_anything_runs(settings):
    settings.MATCHING_SIMILARITY = "nowhere.at_all"
    (fault,) = similarity_is_there()
    assert fault.id == "factcheck.E002"
    assert "nowhere.at_all" in fault.msg
