"""A public document as its page shows it: references resolved, groups made, the reader's language first.

Pure functions from documents to what the templates name.
"""

from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from claims import events
from claims.public import chart, graph, timeline, words
from claims.public.phrasing import Text, phrase, phrased
from sources.lineage import Lineage

TEXTS = ("headline", "statement", "context", "summary", "explanation_html")


class Bearing(NamedTuple):
    name: str
    heading: str
    lineage: Lineage
    evidence: list[dict]


def read(document: dict, language: str) -> dict:
    """Everything that the page of a claim that stands shows besides the document itself."""
    sources = {key: source | {"use": use_of(document, key)} for key, source in numbered(document["sources"]).items()}
    texts = texts_in(document, language)
    entries = [_told(document, entry, language) for entry in timeline.entries(document, sources)]
    document = phrased(document, language)
    return {
        "texts": texts,
        "other_languages": _in_other_languages(document, texts),
        "accusations": _resolved(document, "accusations", sources),
        "rebuttals": _resolved(document, "rebuttals", sources),
        "is_denied": any(said["stance"] == "denies" for said in document["rebuttals"]),
        "reply_requests": [_with_actor(document, request) for request in document["reply_requests"]],
        "accusers": _named(document, [said["actor"] for said in document["accusations"]]),
        "accused": _named(document, document["accused"]),
        "rebutters": _named(document, [said["actor"] for said in document["rebuttals"]]),
        "said_in": _said_in(document, sources),
        "bearings": _by_bearing(document, sources),
        "lineage": lineage_of(document["lineage"]),
        "sources": list(sources.values()),
        "graph": graph.draw(document["sources"]),
        "timeline": entries,
        "chart": chart.draw(entries),
        "correction": newest_correction(document),
    }


def with_addresses(document: dict, gone: Collection[str] = ()) -> dict:
    """The document with the page of each actor, source and topic; None for a page that is gone.

    An old revision can name what no public claim names any more.
    """

    def address(kind: str, slug: str) -> str | None:
        at = reverse(f"public:{kind}", args=[slug])
        return None if at in gone else at

    return document | {
        "actors": {slug: actor | {"address": address("actor", slug)} for slug, actor in document["actors"].items()},
        "topics": [topic | {"address": address("topic", topic["slug"])} for topic in document["topics"]],
        "sources": {
            key: source | {"address": address("source", source["slug"])}
            for key, source in in_order(document["sources"]).items()
        },
    }


def in_order(sources: dict[str, dict]) -> dict[str, dict]:
    """Canonical JSON sorts “s10” before “s2”; the page numbers sources in the order of the evidence."""
    return dict(sorted(sources.items(), key=lambda keyed: int(keyed[0].removeprefix("s"))))


def texts_in(document: dict, language: str) -> dict[str, Text]:
    """Each text of the claim in this language where there is a translation, otherwise in the claim's own."""
    own = own_texts(document)
    translation = {} if language == document["language"] else document["translations"].get(language, {})
    return own | {name: Text(value, language) for name, value in translation.items() if value}


def headline_in(document: dict, language: str) -> Text:
    """The same for the headline alone, which a notice of withdrawal has as well."""
    translation = {} if language == document["language"] else document.get("translations", {}).get(language, {})
    return Text(translation["headline"], language) if translation else Text(document["headline"], document["language"])


def own_texts(document: dict) -> dict[str, Text]:
    values = document | document["verdict"]
    return {name: Text(values[name], document["language"]) for name in TEXTS}


def numbered(sources: dict[str, dict]) -> dict[str, dict]:
    """The sources with their numbers on the page, and with what each repeats in place of its keys."""
    numbers = {key: number for number, key in enumerate(sources, start=1)}
    return {
        key: source
        | {
            "number": numbers[key],
            "repeats": [{"number": numbers[parent], **sources[parent]} for parent in source["derived_from"]],
        }
        for key, source in sources.items()
    }


def use_of(document: dict, key: str) -> str:
    """What a source is there for besides evidence for or against, which alone counts as a report; "" for that."""
    bearings = {entry["bearing"] for entry in document["evidence"] if entry["source"] == key}
    if bearings - {"context"}:
        return ""
    if bearings:
        return "context"
    if any(said["source"] == key for said in [*document["accusations"], *document["rebuttals"]]):
        return "said"
    return "happened" if any(event["source"] == key for event in events.of_document(document)) else "traced"


def lineage_of(counted: dict) -> Lineage:
    return Lineage(counted["reports"], counted["origins"], counted["unknown"])


def newest_correction(document: dict) -> dict | None:
    """The last change that a reader of an earlier revision must be told about, while the claim stands."""
    kinds = (words.Kind.CORRECTION, words.Kind.CLARIFICATION)
    return next((change for change in history(document) if change["kind"] in kinds), None)


def history(document: dict) -> list[dict]:
    """Its changes, newest first, each with the revision before it where both have a verdict, and so can be compared;
    and with the language of its note.

    An amendment stands if what it amends stands: a notice can be amended, too.
    """
    told, stands, before = [], False, None
    for change in document["changes"]:
        stood, number = stands, change["revision"]
        # Of a claim that stands, an amendment is told by the program, to all claims alike.
        is_told = change["kind"] == words.Kind.AMENDMENT and stands
        language = settings.LANGUAGE_CODE if is_told else document["language"]
        if change["kind"] != words.Kind.AMENDMENT:
            stands = change["kind"] != words.Kind.WITHDRAWAL
        told.append(change | {"compared_with": before if stood and stands else None, "language": language})
        before = number
    return told[::-1]


def withdrawal(document: dict) -> dict:
    """The change that withdrew a claim."""
    return next(change for change in reversed(document["changes"]) if change["kind"] == words.Kind.WITHDRAWAL)


def stances_of(document: dict, actor: str) -> list[str]:
    """How an actor answers a claim, each way once."""
    return list(dict.fromkeys(said["stance"] for said in document["rebuttals"] if said["actor"] == actor))


def _told(document: dict, entry: timeline.Entry, language: str) -> timeline.Entry:
    """What happened, in the reader's language."""
    if entry.kind != "happened":
        return entry
    said = phrase(document, entry.what, entry.language, language)
    return entry._replace(what=said.value, language=said.language, original=said.original)


def _in_other_languages(document: dict, shown: dict[str, Text]) -> list[dict]:
    """The claim's own texts and its translations, as far as the page has not shown them already."""
    own = document["language"]
    all_texts = {own: own_texts(document)} | {
        language: {name: Text(texts[name], language) for name in TEXTS}
        for language, texts in document["translations"].items()
    }
    unseen = {
        language: {name: text for name, text in texts.items() if text.value and text != shown[name]}
        for language, texts in all_texts.items()
    }
    return [
        {"language": language, "is_original": language == own, "texts": texts}
        for language, texts in unseen.items()
        if texts
    ]


def _resolved(document: dict, member: str, sources: dict[str, dict]) -> list[dict]:
    return [_with_actor(document, said) | {"source": sources.get(said["source"])} for said in document[member]]


def _with_actor(document: dict, entry: dict) -> dict:
    return entry | {"actor": {"slug": entry["actor"], **document["actors"][entry["actor"]]}}


def _named(document: dict, slugs: list[str]) -> list[dict]:
    return [{"slug": slug, **document["actors"][slug]} for slug in dict.fromkeys(slugs)]


def _said_in(document: dict, sources: dict[str, dict]) -> list[dict]:
    """Where the claim was made: the sources of its accusations, each once."""
    return [sources[key] for key in dict.fromkeys(said["source"] for said in document["accusations"]) if key]


def _by_bearing(document: dict, sources: dict[str, dict]) -> list[Bearing]:
    counts = document["lineage"]["by_bearing"]
    evidence = [entry | {"source": sources[entry["source"]]} for entry in document["evidence"]]
    return [
        Bearing(name, str(heading), lineage_of(counts[name]), [each for each in evidence if each["bearing"] == name])
        for name, heading in words.BEARINGS.items()
        if name in counts
    ]
