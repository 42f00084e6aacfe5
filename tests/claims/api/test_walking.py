"""Walks through all pages while claims are published again: what docs/api.md promises of each order."""

from datetime import date

import pytest

from tests.factories import make_published_claim, publish_again

DAY = date(2024, 6, 18)


@pytest.fixture
def claims(reporter, editor):
    return [
        make_published_claim(f"Claim {number}", by=reporter, approved_by=editor, first_said_on=DAY)
        for number in range(3)
    ]


@pytest.fixture
def walk(client):
    """The slugs of all pages of one row each. After the first page something happens."""

    def walk(happens, **asked):
        answer = client.get("/api/v1/verdicts/", {"page_size": 1, "fields": "slug"} | asked).json()
        found = [answer["results"][0]["slug"]]
        happens()
        while answer["next"]:
            answer = client.get(answer["next"]).json()
            found += [row["slug"] for row in answer["results"]]
        return found

    return walk


@pytest.mark.parametrize(
    ("ordering", "again", "found"),
    [
        ("oldest", 2, ["claim-0", "claim-1", "claim-2"]),
        ("newest", 0, ["claim-2", "claim-1", "claim-0"]),
        ("said", 0, ["claim-2", "claim-1", "claim-0"]),
        ("updated", 0, ["claim-2", "claim-1"]),
        ("best", 0, ["claim-2", "claim-1"]),
    ],
)
def test_claim_published_again_meanwhile_keeps_its_place_or_goes_to_the_front(
    walk, claims, editor, other_editor, ordering, again, found
):
    def happens():
        publish_again(claims[again], by=editor, approved_by=other_editor)

    asked = {"q": "claim"} if ordering == "best" else {}
    assert walk(happens, ordering=ordering, **asked) == found


@pytest.mark.parametrize(
    ("moved", "year", "found"),
    [(0, 2025, ["claim-2", "claim-1"]), (2, 2023, ["claim-2", "claim-1", "claim-0", "claim-2"])],
)
def test_claim_said_another_day_after_all_goes_there(walk, claims, editor, other_editor, moved, year, found):
    def happens():
        publish_again(claims[moved], by=editor, approved_by=other_editor, first_said_on=date(year, 6, 18))

    assert walk(happens, ordering="said") == found


def test_claim_that_answers_less_well_after_all_comes_twice(walk, claims, editor, other_editor):
    def happens():
        publish_again(claims[2], by=editor, approved_by=other_editor, headline="Something", statement="Said of claims")

    assert walk(happens, ordering="best", q="claim") == ["claim-2", "claim-1", "claim-0", "claim-2"]


@pytest.mark.parametrize(
    ("ordering", "found"),
    [("oldest", ["claim-0", "claim-1", "claim-2", "claim-3"]), ("newest", ["claim-2", "claim-1", "claim-0"])],
)
def test_claim_published_first_meanwhile_comes_where_the_newest_are(walk, claims, reporter, editor, ordering, found):
    assert walk(lambda: make_published_claim("Claim 3", by=reporter, approved_by=editor), ordering=ordering) == found


def test_claim_withdrawn_meanwhile_leaves_the_list(walk, claims, chief):
    assert walk(lambda: claims[1].move("withdraw", by=chief, public_note="Wrong."), ordering="oldest") == [
        "claim-0",
        "claim-2",
    ]
