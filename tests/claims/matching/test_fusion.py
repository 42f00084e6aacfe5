import pytest

from claims.matching import desk
from claims.matching.fusion import fused
from claims.matching.index import DESK
from claims.matching.matching import match
from factcheck.checks import similarity_is_there
from tests.factories import make_claim


def by_length(said: str, others: list[str]) -> list[float]:
    """As good an opinion as any: the nearer in length, the more alike."""
    return [-abs(len(said) - len(other)) for other in others]


def test_place_by_one_score_counts_as_much_as_by_the_other():
    assert fused({1: 9.0, 2: 5.0, 3: 1.0}, {1: 0.1, 2: 0.2, 3: 0.9}) == {
        1: 1 / 61 + 1 / 63, 2: 1 / 62 + 1 / 62, 3: 1 / 63 + 1 / 61,
    }  # fmt: skip


def test_second_opinion_changes_the_order(reporter, settings):
    short = make_claim("Arms", by=reporter, statement="Arms were sent.")
    long = make_claim("Arms by ship", by=reporter, statement="Arms were sent by a ship that nobody saw, they say.")
    desk.keep([short, long])
    said = "Arms were sent."
    assert [each.claim for each in match(said, DESK)] == [short.pk, long.pk]
    settings.MATCHING_SIMILARITY = f"{__name__}.opposite"
    assert {each.claim for each in match(said, DESK)} == {short.pk, long.pk}
    assert match(said, DESK)[0].score == pytest.approx(1 / 61 + 1 / 62)


def opposite(said: str, others: list[str]) -> list[float]:
    return [-score for score in by_length(said, others)]


def test_name_of_nothing_is_an_error_before_anything_runs(settings):
    settings.MATCHING_SIMILARITY = "nowhere.at_all"
    (fault,) = similarity_is_there()
    assert fault.id == "factcheck.E002"
    assert "nowhere.at_all" in fault.msg
