"""What reading gives."""

from datetime import date, datetime
from typing import NamedTuple


class Claimant(NamedTuple):
    """Who made the claim. `kind` is person, organisation or empty; `same_as` are addresses."""

    name: str
    kind: str = ""
    same_as: list[str] = []


class Review(NamedTuple):
    """A ClaimReview. What it does not say is empty, or None.

    `where`: file, line and, in a list, which one of it. `url`: absolute, of http or https. `site`: its host, without
    “www.”. `rating_text`: word for word. The numbers are those given, unless they are no scale. Where `deleted_at`
    says that the publisher took the review back, all but `url` and `site` may be empty.
    """

    where: str
    url: str
    site: str
    publisher: str = ""
    publisher_url: str = ""
    claim: str = ""
    claimants: list[Claimant] = []
    claimed_on: date | None = None
    reviewed_on: date | None = None
    modified_on: date | None = None
    rating_text: str = ""
    rating_value: float | None = None
    best: float | None = None
    worst: float | None = None
    language: str = ""
    headline: str = ""
    appearances: list[str] = []
    explanation: str = ""
    deleted_at: datetime | None = None


class Skipped(NamedTuple):
    """What was left out, and why: a sentence."""

    where: str
    reason: str
