"""What others have checked: offered to editors, apart from the claims of the desk."""

import pytest
from django.core.management import call_command

from claims.claimreviews.reading import Claimant
from claims.matching import desk, elsewhere, index
from claims.matching.public import related
from claims.models import ExternalMatchEntry
from tests.factories import make_claim, make_external_check

SAID = "Walruses swam to Greenland"

pytestmark = pytest.mark.django_db


@pytest.fixture
def check():
    found = make_external_check(f"{SAID}.", language="en", claimants=[Claimant("Bo Narwhal", "person", [])])
    make_external_check("Otters built a dam.")
    return found


def checks(said, **options):
    return [each.check for each in elsewhere.similar(said, **options)]


def test_check_is_found_by_its_claim_with_the_words_that_told(check):
    (found,) = elsewhere.similar("they say walruses swam all the way to Greenland")
    assert (found.check, set(found.words)) == (check, {"walruses", "swam", "greenland"})


def test_check_is_found_by_who_made_the_claim(check):
    assert checks("Narwhal swam?") == [check]


def test_candidates_are_limited_by_number_and_score(check):
    assert checks("nothing of this") == []
    assert len(checks("walruses or a dam", least=0)) == 2
    assert len(checks("walruses or a dam", least=0, most=1)) == 1
    assert checks("walruses or a dam", least=1_000) == []


def test_keys_of_checks_and_of_claims_are_never_mixed(check, reporter):
    """Both begin at one: the claim with the key of a check is not offered for it, nor the other way round."""
    claims = [make_claim(f"Something else {n}", by=reporter) for n in range(5)]
    desk.keep(claims)
    assert desk.similar(SAID, least=0) == []
    assert related(SAID, 5) == []
    assert checks("Something else 3", least=0) == []
    assert [each.claim for each in desk.similar("Something else 3", most=1)] == [claims[3]]


def test_rebuilding_makes_the_same_index_again(check, capsys):
    before = list(ExternalMatchEntry.objects.order_by("pk").values())
    ExternalMatchEntry.objects.all().delete()
    call_command("rebuild_matching")
    assert list(ExternalMatchEntry.objects.order_by("pk").values()) == before
    assert index.frequencies(index.EXTERNAL, [])[0] == 2
    assert capsys.readouterr().out == "Rebuilt from the desk: 0 claims, and 2 external checks.\n"
