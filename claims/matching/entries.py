"""A public document, or a claim of the desk → what the index keeps of it; and back to what is compared."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from claims.matching import words
from claims.matching.ranking import Candidate, Version
from claims.models import Claim, ExternalCheck, PublishedClaim
from claims.naming import all_names

# Before the terms of a claim's notes: claims are looked up by them, and never matched.
NOTED = "¶"


class Entry(NamedTuple):
    """What the index keeps of one claim; the columns of MatchEntry."""

    terms: str
    versions: str
    names: str


def of_document(body: dict) -> Entry | None:
    """None for a notice of withdrawal, which is not matched."""
    if body["status"] == PublishedClaim.Status.WITHDRAWN:
        return None
    versions = [(body["language"], body["headline"], body["statement"])]
    versions += [(other, text["headline"], text["statement"]) for other, text in body["translations"].items()]
    versions += [(said["language"] or "", "", said["quote"]) for said in body["accusations"] if said["quote"]]
    names = [name for actor in body["actors"].values() for name in all_names(actor)]
    days = [body["first_said_on"], *(said["said_on"] for said in body["accusations"])]
    return _entry(versions, names, [day for day in days if day])


def of_claim(claim: Claim) -> Entry | None:
    """As the desk has it now, with the words in which it was seen. None for a merged one, which is not matched."""
    if claim.merged_into_id:
        return None
    versions = [(claim.language, claim.headline, claim.statement)]
    versions += [(text.language, text.headline, text.statement) for text in claim.translations.all()]
    said = list(claim.accusations.all())
    versions += [(each.language, "", each.quote) for each in said if each.quote]
    versions += [(seen.language, "", seen.text) for seen in claim.sightings.all() if seen.text]
    actors = [*claim.accused.all(), *(each.actor for each in [*said, *claim.rebuttals.all()])]
    names = [name for actor in actors for name in [actor.name, *(other.name for other in actor.names.all())]]
    days: list[date | None] = [claim.first_said_on, *(each.said_on for each in said)]
    return _with_notes(_entry(versions, names, [day.isoformat() for day in days if day]), claim)


def of_check(check: ExternalCheck) -> Entry | None:
    """None for one that its publisher took back."""
    if check.deleted_at:
        return None
    days = [check.claimed_on.isoformat()] if check.claimed_on else []
    names = [who["name"] for who in check.claimants]
    return _entry([(check.language, check.headline, check.claim)], names, days)


@lru_cache(maxsize=4_096)
def candidate(versions: str, names: str) -> Candidate:
    """A claim as the columns of its MatchEntry have it."""
    return Candidate([_version(*line.split("\t")) for line in versions.splitlines()], _text(names, ""))


def forms(versions: str) -> set[str]:
    """The words of a MatchEntry's wordings to the letter, as Text marks them."""
    wordings = (line.split("\t") for line in versions.splitlines())
    return set().union(*(words.forms(" ".join(said).split(), _primary(language)) for language, *said in wordings))


def _entry(versions: list[tuple[str, str, str]], names: Iterable[str], days: Iterable[str]) -> Entry:
    told = {text: " ".join(words.words(text)) for _, *both in versions for text in both}
    said = [(language, told[headline], told[text]) for language, headline, text in versions]
    known = [word for name in dict.fromkeys(names) for word in words.words(name)]
    known += words.dates_and_numbers(" ; ".join(dict.fromkeys([*days, *told])))
    spoken = {(text, _primary(language)) for language, *both in said for text in both}
    terms = {words.term(word, language) for text, language in spoken for word in text.split()} | _marks(versions)
    terms |= {words.term(word, "") for word in known}
    return Entry(" ".join(sorted(terms)), "\n".join("\t".join(each) for each in said), " ".join(dict.fromkeys(known)))


def _with_notes(entry: Entry, claim: Claim) -> Entry:
    noted = {words.term(word, _primary(claim.language)) for word in words.words(claim.notes)}
    return entry._replace(terms=" ".join([entry.terms, *sorted(f"{NOTED}{each}" for each in noted)]))


def _version(language: str, headline: str, statement: str) -> Version:
    return Version(_text(headline, language), _text(statement, language))


def _text(found: str, language: str) -> words.Text:
    return words.Text(found.split(" ") if found else [], _primary(language))


def _marks(versions: list[tuple[str, str, str]]) -> set[str]:
    """So that it is counted how many claims are told in Indonesian."""
    return {words.INDONESIAN_MARK} if words.INDONESIAN in {_primary(language) for language, *_ in versions} else set()


def _primary(language: str) -> str:
    """The language of a tag (BCP 47), without script and region."""
    return language.partition("-")[0]
