"""Reviews of our own archive → checks as they will stand here; or why one cannot."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from claims import addresses, ageing, document, text, transliteration
from claims.claimreviews import claimants
from claims.claimreviews.claimants import Named
from claims.claimreviews.ratings import Ratings
from claims.claimreviews.records import Review, Skipped
from claims.imported import Check
from claims.matching.sentences import sentences
from claims.models import Claim, Rating
from claims.models.claim import statement_key
from sources.fields import validate_language

LONGEST_HEADLINE = 200
LONGEST_STATEMENT = 5_000
LONGEST_SUMMARY = 400  # where more is explained, its first sentences are the summary
LONGEST_SLUG = 100
LONGEST_URL = 1_000
MOST_APPEARANCES = 50

_is_address = URLValidator(schemes=["http", "https"])


class Tidied(NamedTuple):
    """A review as far as it can be understood without the database."""

    review: Review
    key: str
    digest: str
    slug: str
    statement: str
    statement_key: str
    language: str
    rating: str
    actors: tuple[Named, ...]
    explanation: tuple[str, ...]
    imported: dict[str, Any]


def key_of_page(review: Review) -> str:
    return addresses.key(review.url)


def key_of(review: Review) -> str:
    """Equal for the same claim of the same page."""
    return _sha256(f"{key_of_page(review)} {statement_key(_statement(review))}")


def tidy_all(records: list[Review | Skipped], ratings: Ratings, language: str) -> list[Tidied | str]:
    return [each.reason if isinstance(each, Skipped) else tidy(each, ratings, language) for each in records]


def tidy(review: Review, ratings: Ratings, language: str) -> Tidied | str:
    """Or why it cannot be brought in. `language` is that of reviews that name none."""
    review = _without_days_to_come(review)
    statement = _statement(review)
    said = _rating(review)
    if refusal := _why_not(review, statement, said):
        return refusal
    rating = ratings.slug(said)
    if rating is None:
        return f"Its rating “{said}” is not mapped to one of ours: add it to the table of ratings."
    page, of_statement = key_of_page(review), statement_key(statement)
    known = tuple(dict.fromkeys(filter(None, map(claimants.named, review.claimants))))
    explanation = tuple(_paragraphs(review.explanation))
    imported = _imported(review, said)
    spoken = _language(review.language) or language
    content = (statement, spoken, rating, known, explanation, imported, review.claimed_on)
    return Tidied(
        review, _sha256(f"{page} {of_statement}"), _sha256(orjson.dumps(content, default=list).decode()),
        transliteration.slug(statement[:300], LONGEST_SLUG) or "claim", statement, of_statement, spoken, rating, known,
        explanation, imported | {"address_key": page},
    )  # fmt: skip


def checks(tidied: list[Tidied], *, by: User, taken: Iterable[str] = ()) -> list[Check]:
    """New claims as they will stand here. Their actors are made where nobody knows them yet; `taken` are slugs."""
    slugs = _slugs(tidied, set(taken))
    actors = claimants.find(list(dict.fromkeys(actor for each in tidied for actor in each.actors)), by=by)
    scale = {rating.slug: rating for rating in Rating.objects.all()}
    members = {slug: document.rating_members(scale[slug]) for slug in {each.rating for each in tidied}}
    return [
        check(each, slug, actors, scale[each.rating].pk, members[each.rating])
        for each, slug in zip(tidied, slugs, strict=True)
    ]


def check(each: Tidied, slug: str, actors: Mapping, rating_key: int, rating: dict) -> Check:
    review = each.review
    named = {actors[actor][0]: actors[actor] for actor in each.actors}  # two of its names may be one actor's
    return Check(
        where=review.where,
        uid=uuid.uuid4(),
        slug=slug,
        headline=shortened(each.statement, LONGEST_HEADLINE),
        statement=each.statement,
        statement_key=each.statement_key,
        language=each.language,
        said_on=review.claimed_on,
        actors=tuple(named.values()),
        rating_key=rating_key,
        rating=rating,
        summary=_summary(each),
        explanation=each.explanation,
        as_of=review.modified_on or review.reviewed_on,
        imported=each.imported | {"key": each.key, "digest": each.digest},
    )


def shortened(said: str, longest: int) -> str:
    """Cut between words, where there is a space in the second half."""
    if len(said) <= longest:
        return said
    cut = said[: longest - 1]
    return (cut[: cut.rfind(" ")] if cut.rfind(" ") > longest // 2 else cut).rstrip() + "…"


def _why_not(review: Review, statement: str, said: str) -> str:
    if not any(map(str.isalnum, statement)):
        return "It does not say which claim it checks."
    if len(statement) > LONGEST_STATEMENT:
        return f"The claim is longer than {LONGEST_STATEMENT} characters: that is no statement but a whole text."
    if not said:
        return "It has no rating."
    if review.reviewed_on and review.reviewed_on > ageing.today():
        return f"It is dated {review.reviewed_on}, a day to come: correct the day, or import it again then."
    try:
        _is_address(review.url)
    except ValidationError:
        return "Its address is none of the web."
    return "" if _can_be_kept(review.url) else f"Its address is longer than {LONGEST_URL} characters, or damaged."


def _without_days_to_come(review: Review) -> Review:
    """Nobody has said or changed anything tomorrow. That it is to be published then may be so: see _why_not()."""
    days, today = {"claimed_on": review.claimed_on, "modified_on": review.modified_on}, ageing.today()
    to_come = {name: None for name, day in days.items() if day and day > today}
    return review._replace(**to_come) if to_come else review


def _is_link(address: str) -> bool:
    return address.startswith(("https://", "http://")) and _can_be_kept(address)


def _can_be_kept(address: str) -> bool:
    return len(address) <= LONGEST_URL and text.CONTROLS.search(address) is None


def _statement(review: Review) -> str:
    return " ".join(text.without_controls(review.claim).split())


def _rating(review: Review) -> str:
    """Word for word; where there are no words, the number stands for them."""
    words = " ".join(text.without_controls(review.rating_text).split())
    return shortened(words, 500) or _number(review.rating_value)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


@lru_cache(maxsize=1_000)
def _language(tag: str) -> str:
    """As far as this site knows languages: without what their tags say besides language, script and country."""
    for known in (tag, tag.partition("-")[0].lower()):
        try:
            validate_language(known)
        except ValidationError:
            continue
        return known
    return ""


def _imported(review: Review, said: str) -> dict[str, Any]:
    seen = dict.fromkeys(filter(_is_link, review.appearances))
    return {
        "url": review.url,
        "title": shortened(" ".join(text.without_controls(review.headline).split()), 300),
        "publisher": shortened(" ".join(text.without_controls(review.publisher).split()), 200),
        "publisher_url": review.publisher_url if _is_link(review.publisher_url) else "",
        "rating": said,
        "rating_value": _number(review.rating_value),
        "rating_best": _number(review.best),
        "rating_worst": _number(review.worst),
        "published_on": review.reviewed_on,
        "modified_on": review.modified_on,
        "appearances": list(seen)[:MOST_APPEARANCES],
    }


def _paragraphs(explanation: str) -> list[str]:
    lines = text.without_controls(explanation).splitlines()
    return [line for line in (" ".join(each.split()) for each in lines) if line]


def _summary(each: Tidied) -> str:
    """In the archive's own words: what it explains, or its title; and where it has none, its rating."""
    whole = " ".join(each.explanation)
    if len(whole) > LONGEST_SUMMARY:
        first = sentences(whole)
        whole = shortened(" ".join(first[:2]) if first else whole, LONGEST_SUMMARY)
    return whole or each.imported["title"] or f"“{each.imported['rating']}”"


def _slugs(tidied: list[Tidied], taken: set[str]) -> list[str]:
    """An address for each: made from the claim, and where that is taken, with something of its own at the end."""
    made = [each.slug for each in tidied]
    own = [f"{each.slug}-{each.key[:10]}" for each in tidied]
    taken |= set(Claim.objects.filter(slug__in=[*made, *own]).values_list("slug", flat=True))
    slugs = []
    for short, long, each in zip(made, own, tidied, strict=True):
        slug = next((one for one in (short, long) if one not in taken), f"claim-{each.key[:40]}")
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _sha256(said: str) -> str:
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()
