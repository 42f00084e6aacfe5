import pytest

from claims import advice
from claims.weighing import Piece, of_claim
from tests.claims.admin.browser import claim_url
from tests.factories import add_evidence, make_outlet, make_researched_claim, make_source

ALIKE = "Every piece has the same grade on both scales"


def graded(letter):
    given = {"reliability": letter, "reliability_reason": "Its record.", "reliability_graded_on": "2024-01-01"}
    return make_source(outlet=make_outlet(**given))


@pytest.fixture
def claim(reporter):
    """Its three pieces of evidence are graded B2, B2 and C3."""
    claim = make_researched_claim(by=reporter)
    claim.evidence.update(source=graded("B"))
    add_evidence(claim, graded("B"))
    add_evidence(claim, graded("C"), credibility=3)
    return claim


def test_equal_grades_are_to_be_thought_over_before_submitting(claim):
    (sentence,) = advice.given(claim, "submit")
    assert sentence.startswith(ALIKE)


def test_no_advice_where_one_piece_is_graded_apart(claim):
    claim.evidence.filter(credibility=3).update(credibility=2)
    assert advice.given(claim, "submit") == []


def test_piece_without_a_grade_is_none_of_three(claim):
    claim.evidence.filter(credibility=3).update(credibility=None)
    assert advice.given(claim, "submit") == []


def test_other_moves_come_without_advice(claim):
    assert advice.given(claim, "decline") == []


def test_advice_is_of_what_a_form_holds_too(claim):
    pieces = [*of_claim(claim), Piece(graded("A").pk, "supports", 4)]
    assert [advice.graded_alike(pieces[:3]) == [], advice.graded_alike(pieces)] == [False, []]


def test_advice_is_shown_and_refuses_nothing(client, reporter, claim):
    client.force_login(reporter)
    for page in (claim_url(claim), claim_url(claim, "move", "submit")):
        assert ALIKE in client.get(page).content.decode()
    client.post(claim_url(claim, "move", "submit"), {})
    claim.refresh_from_db()
    assert claim.state == "in_review"
