"""That the set is whole: a broken line would only look like a bad match."""

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest

from claims.matching.bench import cross_language

FOLDER = Path(cross_language.__file__).parent / "cross_language"
DOCUMENT = tomllib.loads((FOLDER / "claims.toml").read_text(encoding="utf-8"))
CLAIMS = {claim["id"]: claim for claim in DOCUMENT["claim"]}
ACTORS = {actor["slug"]: actor for actor in DOCUMENT["actor"]}
LINES = (FOLDER / "statements.tsv").read_text(encoding="utf-8").splitlines()
STATEMENTS = list(csv.DictReader(LINES, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_claim_and_actor_is_there_once():
    assert len(CLAIMS) == len(DOCUMENT["claim"]) >= 40
    assert len(ACTORS) == len(DOCUMENT["actor"])
    assert {slug for claim in CLAIMS.values() for slug in claim["actors"]} == ACTORS.keys()


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_claim_says_all_it_must(claim):
    assert claim.keys() - {"translation"} == {"id", "headline", "statement", "first_said_on", "actors"}
    assert type(claim["first_said_on"]) is date
    assert claim.get("translation", {"language": "id"})["language"] == "id"


def test_about_a_third_is_translated():
    translated = [claim for claim in CLAIMS.values() if "translation" in claim]
    assert 0.25 < len(translated) / len(CLAIMS) < 0.4


def test_every_statement_is_there_once_with_four_columns():
    assert {line.count("\t") for line in LINES} == {3}
    assert len({row["id"] for row in STATEMENTS}) == len({row["text"] for row in STATEMENTS}) == len(STATEMENTS)


def test_statements_name_claims_and_say_whether_those_are_translated():
    marks = {"": ""} | {slug: "yes" if "translation" in claim else "no" for slug, claim in CLAIMS.items()}
    assert [row["translated"] for row in STATEMENTS] == [marks[row["gold"]] for row in STATEMENTS]


def test_there_are_enough_of_each_kind():
    matched = [row for row in STATEMENTS if row["gold"]]
    assert len(matched) >= 60
    assert len(STATEMENTS) - len(matched) >= 15
    assert {row["gold"] for row in matched} == CLAIMS.keys()
