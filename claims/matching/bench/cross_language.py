"""A small set written for the purpose: does a statement in Indonesian find the English check of the same event?"""

import csv
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth.models import User

from claims.matching import desk
from claims.matching.bench.collection import Said
from claims.matching.bench.measures import Quality, quality
from claims.matching.index import DESK
from claims.matching.matching import match
from claims.models import Actor, ActorName, Claim, ClaimTranslation

FOLDER = Path(__file__).parent / "cross_language"


class Statement(NamedTuple):
    text: str
    gold: str  # the claim that it repeats, or empty
    is_translated: bool  # whether that claim is kept in Indonesian too


def statements() -> list[Statement]:
    with (FOLDER / "statements.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Statement(row["text"], row["gold"], row["translated"] == "yes") for row in rows]


def load() -> None:
    """Log the claims of the set on the desk, each with its actors, its day and its translation."""
    told = _told()
    by = User.objects.create_user("cross_language")
    actors = {actor["slug"]: _actor(actor) for actor in told["actor"]}
    for claim in told["claim"]:
        _claim(claim, [actors[slug] for slug in claim["actors"]], by)
    desk.keep_missing()


def measure(answer: Callable[[str], list[str]]) -> dict[str, Quality]:
    """For claims kept in Indonesian too, and for those that are not; `answer` ranks slugs for a text."""
    kinds = {"translated": True, "not translated": False}
    return {name: quality(_answers(answer, is_translated)) for name, is_translated in kinds.items()}


def slugs(said: str) -> list[str]:
    """What is found on the desk, by slug."""
    found = match(said, DESK)
    names = Claim.objects.in_bulk([each.claim for each in found])
    return [names[each.claim].slug for each in found]


def claims() -> list[Said]:
    """The claims of the set, for baselines."""
    return [Said(told["id"], told["headline"], told["statement"]) for told in _told()["claim"]]


def _answers(answer: Callable[[str], list[str]], is_translated: bool) -> list[tuple[list[str], frozenset[str]]]:
    asked = [each for each in statements() if each.gold and each.is_translated is is_translated]
    return [(answer(each.text), frozenset([each.gold])) for each in asked]


def _told() -> dict:
    return tomllib.loads((FOLDER / "claims.toml").read_text(encoding="utf-8"))


def _actor(told: dict) -> Actor:
    actor = Actor.objects.create(slug=told["slug"], name=told["name"], kind=Actor.Kind.STATE)
    ActorName.objects.bulk_create(
        ActorName(actor=actor, language=language, name=name) for language, name in told["names"]
    )
    return actor


def _claim(told: dict, actors: list[Actor], by: User) -> Claim:
    said_on: date = told["first_said_on"]
    claim = Claim.objects.create(
        slug=told["id"], headline=told["headline"], statement=told["statement"], first_said_on=said_on, created_by=by
    )
    claim.accused.set(actors)
    if translation := told.get("translation"):
        ClaimTranslation.objects.create(claim=claim, **translation)
    return claim
