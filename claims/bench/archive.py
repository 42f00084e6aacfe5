"""An archive as big as wanted, made up: the same every time, and as varied as one of a newsroom."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from claims.claimreviews.records import Claimant, Review

RATINGS = ("True", "Mostly true", "Partly true", "Mostly false", "False", "False", "False", "Unproven")
SYLLABLES = [first + second for first in "bdfgklmnprstvw" for second in ("a", "e", "i", "o", "u", "an", "er", "is")]
WORDS = 30_000
CLAIMANTS = 3_000


def reviews(count: int) -> Iterator[Review]:
    chance = random.Random(20_240_618)  # noqa: S311 - nothing here is secret
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))  # as words are in any language: few are common

    def said(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=length)).capitalize()

    people = [Claimant(said(2).title(), chance.choice(["person", "organisation", ""])) for _ in range(CLAIMANTS)]
    for number in range(count):
        checked_on = date(2015, 1, 1) + timedelta(days=number % 3600)
        yield Review(
            where=f"archive:{number + 1}",
            url=f"https://checks.example/{checked_on.year}/{number}/",
            site="checks.example",
            publisher="The Example Checkers",
            publisher_url="https://checks.example/",
            claim=f"{said(chance.randint(8, 25))} {number}.",
            claimants=[people[min(int(chance.paretovariate(0.6)), CLAIMANTS) - 1]],
            claimed_on=checked_on - timedelta(days=3),
            reviewed_on=checked_on,
            rating_text=chance.choice(RATINGS),
            language="id" if number % 3 == 0 else "en",
            headline=said(chance.randint(5, 12)),
            appearances=[f"https://social.example/posts/{number}"],
            explanation=f"{said(chance.randint(10, 40))}. {said(chance.randint(10, 30))}.",
        )
