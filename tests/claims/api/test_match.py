"""Candidates for a text. What is a bad text is in tests/claims/public/test_check.py, which asks here too."""

import pytest
from django.db import connection

from tests.factories import make_published_claim, make_researched_claim

MATCH = "/api/v1/match/"
VERSION = 1
LIMITED = 4 if connection.vendor == "postgresql" else 0  # a savepoint, the limit, no limit, the savepoint's end
MATCHED = 4  # how common the words are, who holds them, what those say, how common its words are


@pytest.fixture
def claims(reporter, editor):
    headlines = ("Weapons crossed the river", "Weapons were sold", "Weapons rust")
    return [make_published_claim(headline, by=reporter, approved_by=editor) for headline in headlines]


def ask(client, text, **parameters):
    return client.get(MATCH, {"text": text, **parameters})


def test_candidate_is_a_row_of_verdicts_with_its_score_and_words(client, claims):
    answer = ask(client, "They say weapons crossed the river.", limit=1).json()
    (candidate,) = answer.pop("results")
    assert answer == {"next": None, "previous": None}
    assert candidate.pop("score") > 0
    assert sorted(candidate.pop("words")) == ["crossed", "river", "weapons"]
    assert candidate == client.get("/api/v1/verdicts/?q=river").json()["results"][0]


def test_candidates_come_in_the_order_of_their_scores(client, claims):
    rows = ask(client, "weapons crossed the river and were sold").json()["results"]
    assert [row["slug"] for row in rows[:2]] == ["weapons-crossed-the-river", "weapons-were-sold"]
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert [row["score"] for row in rows] == [round(row["score"], 3) for row in rows]


def test_candidate_shares_more_than_words_that_say_nothing(client, claims):
    assert ask(client, "the dog").json()["results"] == []


@pytest.mark.parametrize(("limit", "count"), [({}, 10), ({"limit": 1}, 1), ({"limit": 20}, 12)])
def test_limit_says_how_many_at_most(client, reporter, editor, limit, count):
    for n in range(12):
        make_published_claim(f"Weapons {n}", by=reporter, approved_by=editor)
    assert len(ask(client, "weapons", **limit).json()["results"]) == count


@pytest.mark.parametrize("limit", ["0", "21", "-1", "1.5", "+5", " 5", "٥", "1_0", "\0", "abc", "9" * 30])
def test_bad_limit_is_named(client, db, limit):
    answer = ask(client, "weapons", limit=limit)
    assert (answer.status_code, answer.json()["errors"]) == (400, {"limit": ["Give a whole number from 1 to 20."]})


@pytest.mark.parametrize(("query", "named"), [
    ("", "text"), ("limit=5", "text"), ("text=a&text=b", "text"), ("text=a&q=b", "q"),
    ("text=a&limit=", "limit"), ("text=a&page_size=5", "page_size"), ("text=a&cursor=after.1", "cursor"),
])  # fmt: skip
def test_missing_repeated_and_unknown_parameters_are_named(client, db, query, named):
    answer = client.get(f"{MATCH}?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [named]


def test_problem_does_not_repeat_the_text(client, db):
    assert b"canary" not in ask(client, "canary " * 10_000).content


def test_withdrawn_and_unpublished_claims_are_no_candidates(client, withdrawn, reporter):
    make_researched_claim("Taken away", by=reporter)
    assert ask(client, "Taken back and taken away").json()["results"] == []


def test_unchanged_answer_is_304(client, claims, editor, chief):
    etag = ask(client, "weapons").headers["ETag"]
    assert client.get(MATCH, {"text": "weapons"}, headers={"If-None-Match": etag}).status_code == 304
    claims[0].move("withdraw", by=chief, public_note="Wrong.")
    answer = client.get(MATCH, {"text": "weapons"}, headers={"If-None-Match": etag})
    assert len(answer.json()["results"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(client, reporter, editor, count, django_assert_num_queries):
    for n in range(count):
        make_published_claim(f"Weapons {n}", by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + LIMITED + MATCHED + 1):
        assert len(ask(client, "weapons").json()["results"]) == count


def test_contract_says_how_long_a_text_may_be_and_that_candidates_are_no_assertions(client, db):
    described = client.get("/api/v1/schema/").json()["paths"][MATCH]["get"]
    text = next(each for each in described["parameters"] if each["name"] == "text")
    assert (text["required"], text["schema"]) == (True, {"type": "string", "minLength": 1, "maxLength": 20_000})
    assert described["description"].startswith("Candidates, never assertions")
