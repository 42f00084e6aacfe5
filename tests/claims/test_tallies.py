"""How many verdicts have something in common, through all that happens to them."""

import pytest
from django.core.management import call_command

from claims import record
from claims.models import PublicOutlet, PublishedClaim, Rating, Tally
from tests.claims.public.newsroom import make_rich_claim
from tests.factories import approve, make_published_claim


def counts(**asked):
    return {(row.value, row.rating): row.claims for row in Tally.objects.filter(**asked)}


def test_claim_is_counted_with_everything_it_names(weapons):
    assert {of: counts(of=of, rating="") for of in ("all", "language", "year", "topic", "outlet")} == {
        "all": {("", ""): 1},
        "language": {("id", ""): 1},
        "year": {("2023", ""): 1},
        "topic": {("arms-transfers", ""): 1},
        "outlet": {(slug, ""): 1 for slug in PublicOutlet.objects.values_list("slug", flat=True)},
    }
    accusers = ("south-korea", "ukraine", "united-states")
    assert counts(of="accuser", rating="mostly-true") == {(slug, "mostly-true"): 1 for slug in accusers}
    assert counts(of="accused", rating="") == {("north-korea", ""): 1, ("russia", ""): 1}
    assert counts(of="rebutter", rating="") == counts(of="denier", rating="") == {("north-korea", ""): 1}
    assert counts(of="answerer") == {}
    assert len(counts(of="actor", rating="")) == 5
    assert len(counts(of="source", rating="")) == 4


def test_changed_verdict_is_counted_under_its_new_rating(reporter, editor, other_editor):
    claims = [make_published_claim(f"Claim {n}", by=reporter, approved_by=editor) for n in range(3)]
    assert counts(of="all") == {("", ""): 3, ("", "mostly-true"): 3}
    claim = claims[0]
    claim.move("revise", by=editor, note="Needs another look.")
    claim.verdicts.filter(round=2).update(rating=Rating.objects.get(slug="false"))
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    claim.move("publish", by=other_editor, kind="correction", public_note="It was wrong.")
    assert counts(of="all") == {("", ""): 3, ("", "mostly-true"): 2, ("", "false"): 1}


def test_withdrawn_claim_is_counted_nowhere(weapons, reporter, editor, chief):
    weapons.move("withdraw", by=chief, public_note="It was about somebody else.")
    assert Tally.objects.count() == 0
    make_published_claim(by=reporter, approved_by=editor)
    assert counts(of="all") == {("", ""): 1, ("", "mostly-true"): 1}


@pytest.mark.django_db(transaction=True)
def test_update_of_a_database_with_claims_gives_what_publishing_gives(reporter, editor, chief):
    """What the migration fills in is what the record says."""
    make_published_claim("Dated", by=reporter, approved_by=editor, first_said_on="2024-02-29")
    make_published_claim("Undated", by=reporter, approved_by=editor)
    make_rich_claim(by=reporter, approved_by=editor)
    make_published_claim("Gone", by=reporter, approved_by=editor).move("withdraw", by=chief, public_note="Wrong.")
    before = list(PublishedClaim.objects.order_by("pk").values())
    call_command("migrate", "claims", "0009", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(PublishedClaim.objects.order_by("pk").values()) == before
    assert record.verify() is None


@pytest.mark.parametrize("listed", [0, 1_000])
def test_claims_are_found_by_what_they_name_whether_it_is_common_or_rare(
    weapons, monkeypatch, reporter, editor, listed
):
    make_published_claim("Another", by=reporter, approved_by=editor)
    monkeypatch.setattr("claims.models.catalogue.LISTED", listed)
    assert Tally.objects.is_common("topic", "arms-transfers") is (listed == 0)
    claims = PublishedClaim.objects.for_lists()
    found = [
        claims.on_topic("arms-transfers"), claims.resting_on("wire-report"), claims.resting_on_outlet("wire"),
        claims.involving("north-korea"), claims.involving("north-korea", "rebutter"),
        claims.involving("north-korea", "accuser"),
    ]  # fmt: skip
    assert [[claim.slug for claim in each] for each in found] == [["weapons"]] * 5 + [[]]
