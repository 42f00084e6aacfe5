"""A public document → the words by which it is found."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from django.db import transaction

from claims import events, naming, text
from claims.models import PublishedClaim, SearchEntry, SearchWord
from claims.models.counting import count
from claims.phrases import language_of_title, translated

# Of each column, and as many stems. Nobody reads on, and PostgreSQL gives all columns of a claim one megabyte.
MOST_WORDS = 5_000
MOST_BYTES = 150_000
OVERHEAD = 8  # bytes of a word, besides its letters
COLUMNS = [field.name for field in SearchEntry._meta.fields if not field.primary_key]
# Between texts, so that no phrase reaches from one into the next. It is in no word.
GAP = text.OF


@transaction.atomic
def put(bodies: Mapping[int, dict]) -> None:
    """Let public claims be found as their documents now read, by their keys; a notice of withdrawal is not found."""
    rows = {key: columns(body) for key, body in bodies.items()}
    held = SearchEntry.objects.in_bulk(rows)
    changes = Counter(word for row in rows.values() if row for word in vocabulary(row))
    changes.subtract(word for entry in held.values() for word in vocabulary(vars(entry)))
    SearchEntry.objects.filter(pk__in=[key for key in held if not rows[key]]).delete()
    SearchEntry.objects.bulk_create(
        [SearchEntry(pk=key, **row) for key, row in rows.items() if row],
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=COLUMNS,
    )
    count(SearchWord, changes)


def clear() -> None:
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()


def columns(body: dict) -> dict[str, str] | None:
    """The columns of a SearchEntry, from a document; None for a notice of withdrawal, which is not found."""
    if body["status"] == PublishedClaim.Status.WITHDRAWN:
        return None
    language, verdict = body["language"], body.get("verdict") or {}
    translations = body.get("translations", {}).items()
    headline = [(body["headline"], language), (body.get("statement"), language)]
    headline += [(each[name], other) for other, each in translations for name in ("headline", "statement")]
    names = [(name, "") for actor in body.get("actors", {}).values() for name in naming.all_names(actor)]
    for topic in body.get("topics", []):
        names += [(topic["name"], language), *((other["name"], other["language"]) for other in naming.others(topic))]
    summary = [(verdict.get("summary"), language), *((each["summary"], other) for other, each in translations)]
    rest = list(_rest(body))
    passages = [(said, spoken) for said, spoken in [*headline, *summary, *rest] if said]
    return {
        "headline": _searchable(headline),
        "names": _searchable(names + summary),
        "rest": _searchable(rest),
        "passages": "\n".join(f"{spoken}\t{_on_one_line(said)}" for said, spoken in passages),
    }


def vocabulary(row: dict[str, str]) -> set[str]:
    """The words of a SearchEntry that a mistyped one may have been meant to be."""
    words = set(f"{row['headline']} {row['names']}".split())
    return {word for word in words if text.OF not in word and not word.isdecimal()}


def _rest(body: dict) -> Iterator[tuple[str | None, str]]:
    """What else the document says, each text with its language."""
    language, verdict = body["language"], body.get("verdict") or {}
    yield body.get("context"), language
    yield text.plain(verdict.get("explanation_html") or ""), language
    for other, translation in body.get("translations", {}).items():
        yield translation["context"], other
        yield text.plain(translation["explanation_html"] or ""), other
        yield from ((said, other) for said in translated(body, other).values())
    for said in [*body.get("accusations", []), *body.get("rebuttals", []), *body.get("evidence", [])]:
        yield said["quote"], said["language"] or ""
        yield said["paraphrase"], language
    for event in events.of_document(body):
        yield event["what"], language
    for source in body.get("sources", {}).values():
        yield source["title"], language_of_title(source) or ""
        yield source["outlet"], ""


def _on_one_line(said: str) -> str:
    return unicodedata.normalize("NFC", " ".join(said.split()))


def _searchable(texts: Iterable[tuple[str | None, str]]) -> str:
    """All words of some texts, each with its language, in order; then their stems."""
    found, stems = [], []
    for said, language in texts:
        if said:
            found += [GAP, *_words(said)]
            stems += _stems(said, language)
    return " ".join([*_first(found), GAP, *dict.fromkeys(_first(stems))])


# A claim that was logged in a hurry, or came with an archive, says the same in several places.
@lru_cache(maxsize=16)
def _words(said: str) -> list[str]:
    return text.words(said)


@lru_cache(maxsize=16)
def _stems(said: str, language: str) -> list[str]:
    return text.stems(_words(said), language)


def _first(words: list[str]) -> list[str]:
    if len(words) <= MOST_WORDS and sum(map(len, words)) * 4 + len(words) * OVERHEAD <= MOST_BYTES:
        return words  # nearly always, and soon seen: no character has more than four bytes
    sizes = accumulate(len(word.encode()) + OVERHEAD for word in words)
    return [word for word, size in zip(words[:MOST_WORDS], sizes, strict=False) if size <= MOST_BYTES]
