"""What publishing would change of what readers see: two public documents of one claim, part by part, word by word.

Pure functions, in editors' words. A document is put into texts under headings; texts under one heading are compared.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from claims import events, naming, partial_dates
from claims.differences import Kind, Part, differences
from claims.phrases import translated
from claims.public import words
from claims.public.changes import FACTS, TEXTS, VERDICT
from claims.public.countries import country_name
from claims.text import plain


class Change(NamedTuple):
    """What differs under one heading: of something that was there, came, or went.

    `language` is that of its words where all are in one.
    """

    heading: str
    fate: str
    parts: list[Part]
    language: str = ""


class Passage(NamedTuple):
    text: str
    language: str = ""


NOTHING = Passage("")


DAYS = {"as_of", "recheck_on", "first_said_on"}
STATEMENTS = {"accusations": gettext_lazy("Accusation"), "rebuttals": gettext_lazy("Rebuttal")}
SHORT = ("as_of", "recheck_on", "checked_by", "confirmed_by")  # a name or a date is another one, not another word
TRANSLATED = TEXTS | {name: VERDICT[name] for name in ("summary", "explanation_html")}
MOST_OF_A_HEADING = 60
FORMATTING = gettext_lazy("Only formatting or addresses of links differ.")


def compare(old: dict, new: dict) -> list[Change]:
    """The changes in the order of the page. Both are claims that stand, not notices."""
    names = _actor_names(old) | _actor_names(new)  # who was renamed is the same still
    before, after = _texts(old, names), _texts(new, names)
    if not new["verdict"]["confirmed_by"]:  # nobody has confirmed this round yet: that is no change
        before.pop(str(VERDICT["confirmed_by"]), None)
    headings = [*after, *(heading for heading in before if heading not in after)]
    changes = [_change(heading, before.get(heading, NOTHING), after.get(heading, NOTHING)) for heading in headings]
    return [change for change in changes if change] + list(_formatting(old, new))


def _change(heading: str, before: Passage, after: Passage) -> Change | None:
    old, new = before.text, after.text
    if old == new:
        return None
    language = (after if new else before).language
    fate = _("changed") if old and new else _("added") if new else _("removed")
    whole = heading in {_("Verdict"), *map(str, FACTS.values()), *(str(VERDICT[name]) for name in SHORT)}
    parts = [Part(Kind.REMOVED, old), Part(Kind.ADDED, new)] if whole else differences(old, new)
    return Change(heading, fate, [part for part in parts if part.text], language)


def _actor_names(document: dict) -> dict[str, str]:
    return {slug: naming.name_in(actor, get_language()).value for slug, actor in document["actors"].items()}


def _texts(document: dict, names: dict[str, str]) -> dict[str, Passage]:
    """Headings to texts; the second of the same heading is numbered."""
    seen: Counter[str] = Counter()
    texts = {}
    for heading, *passage in _described(document, names):
        seen[heading] += 1
        texts[f"{heading} ({seen[heading]})" if seen[heading] > 1 else heading] = Passage(*passage)
    return texts


def _described(document: dict, actors: dict[str, str]) -> Iterator[tuple[str, str] | tuple[str, str, str]]:
    """Headings and texts, with the language of those that are all in one."""
    verdict, own = document["verdict"], document["language"]
    yield from ((str(label), document[name] or "", own) for name, label in TEXTS.items())
    yield _("Verdict"), f"{verdict['label']}: {verdict['definition']}"
    for name, label in VERDICT.items():
        yield str(label), _plain(name, verdict[name]), own if name in TRANSLATED else ""
    yield from ((str(label), _plain(name, document[name])) for name, label in FACTS.items())
    yield _("Topics"), ", ".join(map(_topic, document["topics"]))
    yield _("Accused"), ", ".join(actors[slug] for slug in document["accused"])
    for member, label in STATEMENTS.items():
        for said in document[member]:
            yield f"{label}: {actors[said['actor']]}", _statement(said, document)
    for request in document["reply_requests"]:
        yield _("Right of reply: %(actor)s") % {"actor": actors[request["actor"]]}, _request(request)
    for evidence in document["evidence"]:
        title = document["sources"][evidence["source"]]["title"]
        yield _("Evidence: %(source)s") % {"source": title}, _evidence(evidence)
    for event in events.of_document(document):
        when = partial_dates.span(event["happened_on"], event["until"])
        yield _("Event: %(when)s") % {"when": when}, _event(event, document)
    for source in document["sources"].values():
        yield _("Source: %(source)s") % {"source": source["title"]}, _source(source, document)
    for slug, actor in document["actors"].items():
        yield _("Actor: %(name)s") % {"name": actors[slug]}, _actor(actor)
    for language, texts in document["translations"].items():
        name = words.language_name(language)
        for member, label in TRANSLATED.items():
            yield f"{name}: {label}", _plain(member, texts[member]), language
        for said, translation in translated(document, language).items():
            yield f"{name}: “{Truncator(said).chars(MOST_OF_A_HEADING)}”", translation, language


def _plain(name: str, value: str | list | None) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if name in DAYS:
        return _day(value)
    return _read(value) if name.endswith("_html") else value or ""


def _day(value: str | None) -> str:
    return date_format(date.fromisoformat(value)) if value else ""


def _read(html: str | None) -> str:
    return "\n".join(line.strip() for line in plain(html or "").splitlines())


def _statement(said: dict, document: dict) -> str:
    stance = str(words.STANCES[said["stance"]]) if "stance" in said else None
    return _lines([stance, said["quote"], said["paraphrase"], _day(said["said_on"]), *_place(said, document)])


def _event(event: dict, document: dict) -> str:
    return _lines([event["what"], *_place(event, document)])


def _place(cited: dict, document: dict) -> tuple[str | None, str | None]:
    """Where it is on record, if that is known."""
    return document["sources"].get(cited["source"], {}).get("title"), cited["locator"]


def _request(request: dict) -> str:
    outcome = request["outcome"] and str(words.OUTCOMES[request["outcome"]])
    asked = [request["channel"], _day(request["asked_on"]), _day(request["due_on"]), outcome, request["waived_reason"]]
    return _lines(asked)


def _evidence(evidence: dict) -> str:
    grade = evidence["credibility"] and f"{evidence['credibility']} – {words.CREDIBILITY[evidence['credibility']]}"
    bearing = str(words.BEARINGS[evidence["bearing"]])
    return _lines([bearing, grade, evidence["quote"], evidence["paraphrase"], evidence["locator"]])


def _source(source: dict, document: dict) -> str:
    repeats = [document["sources"][key]["title"] for key in source["derived_from"]]
    kind, lineage = str(words.SOURCE_KINDS[source["kind"]]), str(words.LINEAGES[source["lineage"]])
    grade = f"{source['reliability']} – {words.RELIABILITY[source['reliability']]}"
    found = [source["url"], source["document_number"], source["author"], _day(source["published_on"])]
    kept = [source["archived_url"], source["sha256"]]
    return _lines([f"{source['outlet']} ({grade})", kind, *found, lineage, *repeats, *kept])


def _actor(actor: dict) -> str:
    country = actor["country"] and country_name(actor["country"])
    kind = str(words.ACTOR_KINDS[actor["kind"]])
    return _lines([actor["name"], kind, country, actor["wikidata"], *_other_names(actor)])


def _topic(topic: dict) -> str:
    others = _other_names(topic)
    return f"{topic['name']} ({'; '.join(others)})" if others else topic["name"]


def _other_names(named: dict) -> list[str]:
    return [f"{other['language']}: {other['name']}" for other in naming.others(named)]


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(filter(None, texts))


def _formatting(old: dict, new: dict) -> Iterator[Change]:
    """Explanations that read the same and are not the same."""
    one, other = (document["verdict"]["explanation_html"] for document in (old, new))
    if one != other and _read(one) == _read(other):
        yield Change(str(VERDICT["explanation_html"]), str(FORMATTING), [])
