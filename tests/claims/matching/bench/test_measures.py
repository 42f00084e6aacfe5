import pytest

from claims.matching.bench.measures import auc, quality, times

ONE, TWO = frozenset({"a"}), frozenset({"a", "b"})


@pytest.mark.parametrize(("ranked", "gold", "map5", "recall10", "p1"), [
    (["a", "x"], ONE, 1, 1, 1),
    (["x", "a"], ONE, 1 / 2, 1, 0),
    (["x"] * 5 + ["a"], ONE, 0, 1, 0),
    (["x"] * 10 + ["a"], ONE, 0, 0, 0),
    (["a", "x", "b"], TWO, (1 + 2 / 3) / 2, 1, 1),
    ([], ONE, 0, 0, 0),
])  # fmt: skip
def test_quality_of_one_answer(ranked, gold, map5, recall10, p1):
    assert quality([(ranked, gold)]) == pytest.approx((map5, recall10, p1))


def test_quality_of_several_is_their_mean():
    assert quality([(["a"], ONE), (["x"], ONE)]) == pytest.approx((0.5, 0.5, 0.5))


def test_auc_is_how_often_the_known_score_above_the_new():
    assert auc([3, 4], [1, 2]) == 1
    assert auc([1, 2], [3, 4]) == 0
    assert auc([1, 2], [1, 2]) == 0.5


def test_times_are_in_milliseconds():
    assert times([0.001, 0.002, 0.003]).median == 2
    assert str(times([0.001])) == "median 1.0 ms  95 % within 1.0 ms"
