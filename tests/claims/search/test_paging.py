"""Pages of what is found: every hit once, in the order of its place, whatever is published meanwhile."""

import re

import pytest
from django.db import connection

from claims.search import finding
from tests.claims.search.indexed import body, reindex
from tests.factories import make_published_claim

COUNT = 7
# From best to least: the whole phrase, as typed, by a stem, in a name, in the explanation. Equals are newest first.
SAID = [
    body("Claim", explanation="weapons made"),
    body("Made weapons"),
    body("Weapons made"),
    body("Weapon made"),
    body("Claim", topics=[{"name": "weapons made"}]),
    body("Made of weapons"),
    body("Claim", explanation="made weapons"),
]
RANKED = ["claim-2", "claim-5", "claim-1", "claim-3", "claim-4", "claim-6", "claim-0"]
NEWEST = [f"claim-{n}" for n in reversed(range(COUNT))]


@pytest.fixture
def publish(reporter, editor):
    def publish(name):
        return make_published_claim(name, by=reporter, approved_by=editor)

    return publish


@pytest.fixture
def claims(publish):
    for n in range(COUNT):
        publish(f"Claim {n}")
    reindex(SAID)


def pages(client, path="verdicts", between=lambda: None, q="weapons made", size=2, **asked):
    """The slugs of every page, forwards from the first."""
    asked |= {"q": q} if q else {}
    answer = client.get(f"/api/v1/{path}/", {"page_size": size, **asked}).json()
    found = [[row["slug"] for row in answer["results"]]]
    while answer["next"] and len(found) < 2 * COUNT:
        between()
        answer = client.get(answer["next"]).json()
        found.append([row["slug"] for row in answer["results"]])
    return found, answer


def flat(found):
    return [slug for page in found for slug in page]


def backwards(client, answer):
    """The slugs of every page before this answer, the nearest first."""
    found = []
    while answer["previous"] and len(found) < 2 * COUNT:
        answer = client.get(answer["previous"]).json()
        found.append([row["slug"] for row in answer["results"]])
    return found


@pytest.mark.parametrize("path", ["claims", "verdicts"])
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_pages_forwards_hold_every_hit_once_in_order(client, claims, path, size):
    found, _ = pages(client, path, size=size)
    assert found == [RANKED[start : start + size] for start in range(0, COUNT, size)]


def test_pages_backwards_are_those_forwards(client, claims):
    found, last = pages(client)
    assert backwards(client, last) == found[-2::-1]


@pytest.mark.parametrize(("most", "expected"), [(COUNT, RANKED), (COUNT - 1, NEWEST), (1, NEWEST)])
def test_more_hits_than_are_ranked_come_newest_first(client, claims, monkeypatch, most, expected):
    monkeypatch.setattr(finding, "MOST_RANKED", most)
    found, last = pages(client)
    assert flat(found) == expected
    assert backwards(client, last) == found[-2::-1]


def test_what_is_published_between_pages_moves_nothing(client, claims, publish):
    """Each new claim is the best of all: it comes before the first page, and on none of the next."""
    news = iter(range(10))
    found, last = pages(client, between=lambda: publish(f"Weapons made {next(news)}"))
    assert flat(found) == RANKED
    back = flat(backwards(client, last))
    assert sorted(back) == sorted([*RANKED[:6], "weapons-made-0", "weapons-made-1", "weapons-made-2"])


@pytest.mark.parametrize(("most", "expected"), [(COUNT, RANKED), (COUNT - 1, NEWEST)])
def test_list_goes_on_as_it_began_when_there_are_more_hits_or_fewer_than_are_ranked(
    client, claims, publish, monkeypatch, most, expected
):
    monkeypatch.setattr(finding, "MOST_RANKED", most)
    other = {COUNT: COUNT - 1, COUNT - 1: COUNT}[most]
    found, last = pages(client, between=lambda: monkeypatch.setattr(finding, "MOST_RANKED", other))
    assert flat(found) == expected
    assert backwards(client, last) == found[-2::-1]


def test_pages_of_what_is_looked_for_instead(client, claims):
    found, last = pages(client, q="waepons")
    assert (flat(found), last["searched_for"]) == (["claim-5", "claim-2", "claim-1", *RANKED[3:]], "weapons")


def test_cursors_keep_the_other_filters(client, claims, publish):
    found, last = pages(client, q="weapons made -of")
    assert flat(found) == [slug for slug in RANKED if slug != "claim-5"]
    assert "page_size=2" in last["previous"]


@pytest.mark.parametrize(("ordering", "expected"), [
    ("best", RANKED), ("updated", NEWEST), ("newest", NEWEST), ("oldest", NEWEST[::-1]), ("said", NEWEST),
])  # fmt: skip
@pytest.mark.parametrize("q", ["weapons made", ""])
def test_pages_in_the_order_asked_for(client, claims, ordering, expected, q):
    if ordering == "best" and not q:
        return
    found, last = pages(client, q=q, ordering=ordering)
    assert flat(found) == expected
    assert backwards(client, last) == found[-2::-1]


@pytest.mark.parametrize("place", [0, 1, 10**15, 5 * 10**15 + 3, 10**18 - 1])
@pytest.mark.parametrize("side", ["after", "before"])
def test_any_place_is_an_answer(client, claims, side, place):
    """A cursor may be older than what it names."""
    answer = client.get("/api/v1/verdicts/", {"q": "weapons made", "cursor": f"{side}.{place}"})
    shown = [row["slug"] for row in answer.json()["results"]]
    ranked = place >= 10**15
    assert (answer.status_code, shown) == (200, [slug for slug in (RANKED if ranked else NEWEST) if slug in shown])


def slugs(client, page, q="weapons made"):
    html = client.get("/claims/", {"q": q, "page": page}).content.decode()
    return re.findall(r'<h3><a href="/claims/([^/"]+)/"', html)


def test_pages_of_the_site_are_numbered(client, claims, publish, monkeypatch):
    monkeypatch.setattr("claims.public.lists.page_of.__defaults__", (3, None))
    assert [slugs(client, page) for page in (1, 2, 3)] == [RANKED[:3], RANKED[3:6], RANKED[6:]]
    html = client.get("/claims/", {"q": "weapons made", "page": 2}).content.decode()
    assert "q=weapons+made" in html
    assert re.search(r"7 verdicts\s*</strong> · Best match first", html)
    assert client.get("/claims/", {"q": "weapons made", "page": 4}).status_code == 404


def test_site_says_when_hits_are_not_ranked(client, claims, monkeypatch):
    monkeypatch.setattr(finding, "MOST_RANKED", 1)
    assert slugs(client, 1) == NEWEST
    html = client.get("/claims/?q=weapons").content.decode()
    assert re.search(r"7 verdicts\s*</strong> · Recently published or updated first", html)


def test_feed_of_a_search_is_newest_first(client, claims):
    feed = client.get("/feeds/claims.atom", {"q": "weapons made"}).content.decode()
    assert re.findall(r'<link href="[^"]*/claims/([^/"]+)/"', feed) == NEWEST


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(client, publish, django_assert_num_queries, count):
    for n in range(count):
        publish(f"Weapons {n}")
    limit = 4 if connection.vendor == "postgresql" else 0  # its transaction, and the settings within
    # The version of the record, how many are found at all and here, the claims, their passages, ratings twice;
    # for the facets the claims again, their topics and actors, and the actors' names.
    with django_assert_num_queries(limit + 11):
        client.get("/claims/?q=weapons")
