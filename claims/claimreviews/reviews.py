"""A ClaimReview as somebody wrote it → a Review, or the reason why it is none."""

import math
import re
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from claims.claimreviews.addresses import address, addresses, site
from claims.claimreviews.nodes import Node, plain
from claims.claimreviews.records import Claimant, Review, Skipped

DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}", re.IGNORECASE)
LONG_AGO = date(1000, 1, 1)  # before it there are typing errors, and 0001-01-01, which programs write for no day
YEARS = range(1900, 2200)  # in which something can have been deleted; no time zone leads beyond what a calendar has
NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
KINDS = {"Person": "person", "Organization": "organisation"}
WORKS = ("firstAppearance", "appearance")


class Around(NamedTuple):
    """What is known of a review from what it stands in: of a DataFeedItem, its address and when it was deleted."""

    url: str = ""
    deleted_at: datetime | None = None


def review(node: Node, where: str, around: Around) -> Review | Skipped:
    publisher = _publisher(node)
    publisher_url = next((found for each in publisher if (found := address(each.text("url", "@id")))), "")
    typed = node.link("url", "mainEntityOfPage") or around.url or node.text("@id")
    url = address(typed, publisher_url)
    if not url:
        return Skipped(where, _no_address(typed))
    reviewed = node.nodes("itemReviewed")
    claim = _claim(node, reviewed)
    if not claim and not around.deleted_at:
        return Skipped(where, "It does not say which claim it reviews.")
    value, best, worst = _numbers(node)
    return Review(
        where=where,
        url=url,
        site=site(url),
        publisher=_publisher_name(node, publisher),
        publisher_url=publisher_url,
        claim=claim,
        claimants=[who for each in reviewed for who in _claimants(each)],
        claimed_on=next(filter(None, (day(each.text("datePublished", "dateCreated")) for each in reviewed)), None),
        reviewed_on=day(node.text("datePublished", "dateCreated")),
        modified_on=day(node.text("dateModified")),
        rating_text=_rating_text(node),
        rating_value=value,
        best=best,
        worst=worst,
        language=_language(node),
        headline=plain(node.text("headline", "name")),
        appearances=_appearances(reviewed),
        explanation=plain(_rating_member(node, "ratingExplanation") or node.text("reviewBody")),
        deleted_at=around.deleted_at,
    )


def deleted(around: Around, where: str) -> Review | Skipped:
    """A notice that what stood at an address was taken back."""
    url = address(around.url)
    return (
        Review(where, url, site(url), deleted_at=around.deleted_at) if url else Skipped(where, _no_address(around.url))
    )


def day(text: str) -> date | None:
    """The day that a date or time begins with, as it was written: the time zone does not move it."""
    found = DAY.match(text.strip())
    try:
        typed = date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None
    return typed if typed and typed >= LONG_AGO else None


def moment(text: str) -> datetime | None:
    """A time, or the beginning of a day; where no time zone is given, in UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        begins = day(text)
        found = datetime.combine(begins, time.min) if begins else None
    if found is None or found.year not in YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _no_address(typed: str) -> str:
    if not typed:
        return "It has no address."
    return f"Its address is not one of a web page: “{typed[:200]}”."


def _publisher(node: Node) -> list[Node]:
    """Whoever is named as organisation comes before a person who wrote it."""
    named = [*node.nodes("author"), *node.nodes("publisher"), *node.nodes("sdPublisher")]
    return sorted(named, key=lambda each: "Person" in each.types)


def _publisher_name(node: Node, publisher: list[Node]) -> str:
    names = [each.text("name", "legalName", "alternateName") for each in publisher]
    said = [text for member in ("author", "publisher") for text in node.texts(member)]
    return plain(next(filter(None, [*names, *said]), ""))


def _claim(node: Node, reviewed: list[Node]) -> str:
    """What was claimed. The name of a work that was reviewed is none: it is what somebody wrote or showed."""
    claims = [each for each in reviewed if "Claim" in each.types]
    said = [
        node.texts("claimReviewed"),
        *(each.texts("text") for each in claims),
        *(each.texts("name") for each in claims),
        node.texts("description"),
        node.texts("name"),
    ]
    return next(filter(None, (plain(" ".join(texts)) for texts in said)), "")


def _claimants(reviewed: Node) -> list[Claimant]:
    """Of an author with several names, each is somebody; what they are the same as is then said of nobody."""
    found = []
    for value in reviewed.values("author", "creator"):
        if not isinstance(value, dict):
            found += [Claimant(name)] if (name := plain(str(value))) else []
            continue
        author = Node(value, reviewed.known)
        names = [name for text in author.texts("name") if (name := plain(text))]
        same = [url for text in author.links("sameAs", "url") for url in addresses(text)] if len(names) == 1 else []
        kind = next((KINDS[each] for each in author.types if each in KINDS), "")
        found += [Claimant(name, kind, same) for name in names]
    return found


def _appearances(reviewed: list[Node]) -> list[str]:
    """Where the claim was made; of a work that was reviewed, where that is."""
    typed = []
    for each in reviewed:
        typed += each.links("firstAppearance") + each.links("appearance")
        if "Claim" not in each.types:
            typed += each.links("url", "sameAs")
    return list(dict.fromkeys(url for text in typed for url in addresses(text)))


def _rating_member(node: Node, name: str) -> str:
    return next(filter(None, (each.text(name) for each in node.nodes("reviewRating"))), "")


def _rating_text(node: Node) -> str:
    """Word for word. Where there is no name but a word in the place of the number, that."""
    for rating in node.nodes("reviewRating"):
        if words := rating.texts("alternateName") or rating.texts("name"):
            return ", ".join(words)
        if (value := rating.text("ratingValue")) and number(value) is None:
            return value
    bare = (node.text_of(each) for each in node.values("reviewRating") if isinstance(each, str))
    return next(filter(None, bare), "")


def _numbers(node: Node) -> tuple[float | None, float | None, float | None]:
    """Value, best and worst, as they were given: best may be less than worst. A value off the scale is none, and a
    scale with one step, as −1 of −1 to −1, is none either."""
    value, best, worst = (number(_rating_member(node, name)) for name in ("ratingValue", "bestRating", "worstRating"))
    if best is not None and best == worst:
        return None, None, None
    if None not in (value, best, worst) and not min(best, worst) <= value <= max(best, worst):
        value = None
    return value, best, worst


def number(text: str) -> float | None:
    found = float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
    return found if found is None or math.isfinite(found) else None


def _language(node: Node) -> str:
    """A tag of BCP 47: names of languages are none."""
    for value in node.values("inLanguage"):
        given = Node(value, node.known).text("alternateName", "name", "@id") if isinstance(value, dict) else str(value)
        if LANGUAGE.fullmatch(tag := given.strip().replace("_", "-")):
            return tag
    return ""
