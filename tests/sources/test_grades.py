import pytest

from sources.grades import Credibility, Reliability, on_diagonal


@pytest.mark.parametrize(
    ("grades", "answer"),
    [
        ([("A", 1), ("B", 2), ("C", 3)], True),
        ([("D", 4), ("E", 5), ("B", 2)], True),
        ([("B", 2), ("B", 2), ("B", 2)], True),
        ([("A", 1), ("B", 2)], False),
        ([], False),
        ([("A", 1), ("B", 2), ("C", 2)], False),
        ([("F", 1), ("B", 2), ("C", 3)], False),
        ([("F", 6), ("F", 6), ("F", 6)], False),
        ([("F", 6), ("A", 1), ("B", 2), ("C", 3)], True),
        ([("F", 6), ("A", 1), ("B", 2)], False),
        ([("A", 6), ("B", 2), ("C", 3), ("D", 4)], False),
    ],
)
def test_grades_are_on_the_diagonal_where_three_that_are_known_are_alike(grades, answer):
    assert on_diagonal(grades) is answer


def test_scales_are_worded_in_full():
    assert [bool(grade.definition) for grade in [*Reliability, *Credibility]] == [True] * 12
