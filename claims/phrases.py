"""The short texts of a claim, which are translated one by one: what was said, what the evidence shows, what happened.

A translation is kept under the words that it translates. Where these are changed, it is of something else, and is not
shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from claims import richtext
from claims.models.claim import Claim
from claims.models.phrase import phrase_key

# Lists of a document and rows of a claim alike, each with its texts, in the order of the page.
TEXTS = {
    "accusations": ("quote", "paraphrase"),
    "rebuttals": ("quote", "paraphrase"),
    "reply_requests": ("channel", "waived_reason"),
    "evidence": ("quote", "paraphrase"),
    "events": ("what",),
}


class Phrase(NamedTuple):
    text: str
    language: str


def language_of(name: str, entry: dict, own: str) -> str:
    """A quote is in the language it was said in, everything else in the claim's own."""
    return (name == "quote" and entry["language"]) or own


def reads_as(language: str, wanted: str) -> bool:
    """Whether who reads the one language reads the other: en-GB is English."""
    return language == wanted or language.startswith(f"{wanted}-")


def of_document(body: dict) -> list[Phrase]:
    return _each(lambda member: body[member], body["language"])


def of_claim(claim: Claim) -> list[Phrase]:
    return _each(lambda member: map(vars, getattr(claim, member).all()), claim.language)


def _each(rows: Callable[[str], Iterable[dict]], own: str) -> list[Phrase]:
    """Each once, in the order of the page."""
    return list(
        dict.fromkeys(
            Phrase(entry[name], language_of(name, entry, own))
            for member, names in TEXTS.items()
            for entry in rows(member)
            for name in names
            if entry[name]
        )
    )


def translations(claim: Claim, phrases: Iterable[Phrase]) -> dict[str, dict]:
    """The member of a document that says all this in other languages, by their tags."""
    told = _told(claim, phrases)
    return {
        text.language: {
            "headline": text.headline,
            "statement": text.statement,
            "context": text.context or None,
            "summary": text.summary or None,
            "explanation_html": richtext.render(text.explanation) or None,
            "phrases": told[text.language],
        }
        for text in claim.translations.all()
    }


def translated(document: dict, language: str) -> dict[str, str]:
    """What the short texts of a document are called in another language. Of before there were translations, none."""
    return document.get("translations", {}).get(language, {}).get("phrases", {})


def language_of_title(source: dict) -> str:
    """That of a source in a document; of before titles had one of their own, the source's."""
    return source.get("title_language") or source["language"]


def _told(claim: Claim, phrases: Iterable[Phrase]) -> dict[str, dict[str, str]]:
    """By language, what these texts are called in it, as far as somebody has said so."""
    texts = defaultdict(set)
    for phrase in phrases:
        texts[phrase_key(phrase.text)].add(phrase.text)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in claim.phrases.all():
        found[row.language] |= dict.fromkeys(texts[row.text_key], row.translation)
    return found


def missing(claim: Claim, phrases: list[Phrase]) -> dict[str, list[Phrase]]:
    """By language that the claim is translated into, those of its short texts that are not."""
    told = _told(claim, phrases)
    return {
        language: [one for one in phrases if one.text not in told[language] and not reads_as(one.language, language)]
        for language in claim.translations.values_list("language", flat=True)
    }
