"""Claim → public document: the only place that decides what the public may see.

Documents are plain dicts that JSON can hold: text, whole numbers, booleans, None, lists and dicts, no floats.
claim.schema.json describes them. Every member is always there; what is not known is None.
"""

import copy
import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime

import rfc8785
from django.conf import settings
from django.db.models import Max, Min, prefetch_related_objects

from claims import events, imported, phrases, richtext
from claims.models.actor import Actor
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.topic import Topic
from claims.models.verdict import Rating, Verdict
from sources import lineage
from sources.models import Source

SCHEMA = 1
COPIES = frozenset({"captured_at", "sha256", "archived_url"})
LATER = frozenset({"events", "phrases", "title_language"})  # older documents do not have them


def canonical(value: dict) -> str:
    """Canonical JSON text (RFC 8785): equal values give equal text, and so equal digests."""
    return rfc8785.dumps(value).decode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"  # years of four digits, all


def render(claim: Claim) -> dict:
    """The document of a claim with its present verdict, without what only a publication can add (see finish)."""
    sources = _sources_with_ancestors(claim)
    keys = {source.pk: f"s{number}" for number, source in enumerate(sources, start=1)}
    body = {
        **_identity(claim.uid, claim.slug, "published", claim.language, claim.headline),
        "statement": claim.statement,
        "context": claim.context or None,
        "first_said_on": _day(claim.first_said_on),
        "topics": [topic_entry(topic) for topic in claim.topics.prefetch_related("names")],
        "actors": {actor.slug: actor_entry(actor) for actor in _actors(claim)},
        "accused": [actor.slug for actor in claim.accused.all()],
        "accusations": [_statement(said, keys) for said in claim.accusations.select_related("actor")],
        "rebuttals": [
            _statement(said, keys) | {"stance": said.stance} for said in claim.rebuttals.select_related("actor")
        ],
        "reply_requests": [_reply_request(request) for request in claim.reply_requests.select_related("actor")],
        "sources": {keys[source.pk]: _source(source, keys) for source in sources},
        "evidence": [_evidence(evidence, keys) for evidence in claim.evidence.all()],
        "events": events.of_claim(claim, keys),
        "lineage": _lineage(claim, sources),
        "verdict": _verdict(claim.verdict),
        **imported.of_claim(claim),
    }
    return body | {"translations": phrases.translations(claim, phrases.of_document(body))}


def fingerprint(body: dict) -> str:
    """Digest of what one person approves and another publishes: the whole body but the copies kept of its sources.

    Copies may arrive between approval and publication, and change nothing that was read. What could not be entered yet
    is as good as what was left empty, so that what was approved then can be published.
    """
    read = _without(body, LATER) | {
        "sources": {key: _without(source, LATER, COPIES) for key, source in body["sources"].items()},
        "translations": {language: _without(texts, LATER) for language, texts in body["translations"].items()},
    }
    return sha256(canonical(read))


def _without(part: dict, if_empty: frozenset[str], always: frozenset[str] = frozenset()) -> dict:
    return {name: value for name, value in part.items() if name not in always and (value or name not in if_empty)}


def tombstone(last: dict) -> dict:
    """What stays public of a withdrawn claim: its address, its headline, and the history that says why."""
    return {member: last[member] for member in ("schema", "id", "slug", "url", "language", "headline")} | {
        "status": "withdrawn"
    }


def leading_on(last: dict, survivor: dict) -> dict:
    """The same of a claim that turned out to be another one, by the newest documents of both."""
    return tombstone(last) | {"merged_into": {"slug": survivor["slug"], "url": survivor["url"]}}


def finish(body: dict, *, revision: int, first_published_at: str, published_at: str, changes: list[dict]) -> dict:
    """Add to a body what its publication knows."""
    return body | {
        "revision": revision,
        "first_published_at": first_published_at,
        "published_at": published_at,
        "changes": changes,
    }


def sources_cited(claim: Claim) -> list[Source]:
    """The sources a claim names itself, each once: those of evidence first, then of what was said and happened."""
    return list({cited.source: None for cited in _citations(claim) if cited.source_id})


def actor_entry(actor: Actor) -> dict:
    return {
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country or None,
        "wikidata": actor.wikidata or None,
        "names": _other_names(actor),
    }


def topic_entry(topic: Topic) -> dict:
    return {"slug": topic.slug, "name": topic.name, "names": _other_names(topic)}


def _other_names(named: Actor | Topic) -> list[dict]:
    return [{"language": other.language, "name": other.name} for other in named.names.all()]


def with_actor(last: dict, slug: str, entry: dict) -> dict:
    """A published document that names an actor, in which it is shown as `entry`."""
    return last | {"actors": last["actors"] | {slug: entry}}


def with_topic(last: dict, entry: dict) -> dict:
    """A published document in which one topic is shown as `entry`."""
    return last | {"topics": [entry if topic["slug"] == entry["slug"] else topic for topic in last["topics"]]}


def with_outlet(last: dict, slug: str, name: str) -> dict:
    """A published document in which one outlet has another name."""
    patched = copy.deepcopy(last)
    for source in patched.get("sources", {}).values():
        if source["outlet_slug"] == slug:
            source["outlet"] = name
    return patched


def _identity(uid, slug: str, status: str, language: str, headline: str) -> dict:
    return {
        "schema": SCHEMA,
        "id": str(uid),
        "slug": slug,
        "url": f"{settings.SITE_URL}/claims/{slug}/",
        "status": status,
        "language": language,
        "headline": headline,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _citations(claim) -> list:
    return [
        *claim.evidence.select_related("source__outlet"),
        *claim.accusations.select_related("source__outlet"),
        *claim.rebuttals.select_related("source__outlet"),
        *claim.events.select_related("source__outlet"),
    ]


def _sources_with_ancestors(claim) -> list[Source]:
    """The sources cited, then those they trace to: the whole lineage graph."""
    cited = sources_cited(claim)
    traced = lineage.parents_of([source.pk for source in cited]).keys() - {source.pk for source in cited}
    sources = cited + list(Source.objects.filter(pk__in=traced).select_related("outlet").order_by("pk"))
    prefetch_related_objects(sources, "captures", "derivations")
    return sources


def _actors(claim) -> list:
    """Everybody the document names, each once, in the order of their first appearance."""
    accusers, rebutters, asked = (
        [row.actor for row in rows.select_related("actor")]
        for rows in (claim.accusations, claim.rebuttals, claim.reply_requests)
    )
    actors = list(dict.fromkeys([*accusers, *rebutters, *claim.accused.all(), *asked]))
    prefetch_related_objects(actors, "names")
    return actors


def _statement(said, keys: dict) -> dict:
    return {
        "actor": said.actor.slug,
        "quote": said.quote or None,
        "paraphrase": said.paraphrase or None,
        "language": said.language or None,
        "said_on": _day(said.said_on),
        "source": keys.get(said.source_id),
        "locator": said.locator or None,
    }


def _reply_request(request) -> dict:
    return {
        "actor": request.actor.slug,
        "asked_on": _day(request.asked_on),
        "due_on": _day(request.due_on),
        "channel": request.channel or None,
        "outcome": None if request.waived_reason else request.outcome,
        "waived_reason": request.waived_reason or None,
    }


def _source(source: Source, keys: dict) -> dict:
    captures = source.captures.all()  # newest first
    capture = next((each for each in captures if each.file), None)
    archived = next((each for each in captures if each.archived_url), None)
    derivations = sorted(source.derivations.all(), key=lambda derivation: derivation.pk)
    return {
        "slug": source.slug,
        "title": source.title,
        "kind": source.kind,
        "url": source.url or None,
        "document_number": source.document_number or None,
        "author": source.author or None,
        "outlet": source.outlet.name,
        "outlet_slug": source.outlet.slug,
        "reliability": source.outlet.reliability,
        "language": source.language,
        "title_language": source.title_language or None,
        "published_on": _day(source.published_on),
        "lineage": source.lineage,
        "derived_from": [keys[derivation.derived_from_id] for derivation in derivations],
        "captured_at": timestamp(capture.captured_at) if capture else None,
        "sha256": capture.sha256 if capture else None,
        "archived_url": archived.archived_url if archived else None,
    }


def _evidence(evidence, keys: dict) -> dict:
    return {
        "source": keys[evidence.source_id],
        "bearing": evidence.bearing,
        "credibility": evidence.credibility,
        "quote": evidence.quote or None,
        "paraphrase": evidence.paraphrase or None,
        "language": evidence.language or None,
        "locator": evidence.locator or None,
    }


def _lineage(claim: Claim, sources: list[Source]) -> dict:
    """Of the evidence for and against, and apart for each bearing, because the two add up to no confirmation."""
    evidence = list(claim.evidence.values_list("bearing", "source"))
    reports = {source for bearing, source in evidence if bearing in Evidence.FOR_OR_AGAINST}
    parents = lineage.parents_of({source for _, source in evidence})
    originals = {source.pk for source in sources if source.lineage == Source.Lineage.ORIGINAL}
    of_bearing = {
        bearing: lineage.count({source for each, source in evidence if each == bearing}, parents, originals)._asdict()
        for bearing in sorted({bearing for bearing, _ in evidence})
    }
    return lineage.count(reports, parents, originals)._asdict() | {"by_bearing": of_bearing}


def rating_members(rating: Rating) -> dict:
    """What a verdict says of its rating and of the scale."""
    scale = {"best": None, "worst": None}
    if rating.value is not None:
        scale = Rating.objects.aggregate(best=Max("value"), worst=Min("value"))
    return {
        "rating": rating.slug,
        "label": rating.label,
        "definition": rating.definition,
        "value": rating.value,
        **scale,
    }


def _verdict(verdict: Verdict) -> dict:
    confirmers = [verdict.confirmed_by, verdict.reading_by] if verdict.confirmed_by else []
    return {
        **rating_members(verdict.rating),
        "summary": verdict.summary,
        "explanation_html": richtext.render(verdict.explanation),
        "as_of": _day(verdict.as_of),
        "recheck_on": _day(verdict.recheck_on),
        "checked_by": _names(verdict.authors.order_by("pk")),
        "confirmed_by": _names(confirmers),
    }


def _names(people: Iterable) -> list[str]:
    return list(dict.fromkeys(person.get_full_name() for person in people))
