"""The projection: what lists, filters and catalogues read, made from the record's documents and nothing else.

record.py calls project() with every publication; rebuild() makes everything again. Where two claims name the same
actor, topic or source, the catalogue shows it as the newer publication does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import orjson
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from claims import naming, tallies
from claims.matching import index as match_index
from claims.matching.entries import Entry, of_document
from claims.models import (
    Head,
    PublicActor,
    Publication,
    PublicMatchEntry,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
    SearchEntry,
    Tally,
)
from claims.models.record import said_place
from claims.progress import Advance, nothing
from claims.search import index as search_index

AT_ONCE = 500
MEND = "run rebuild_public."

# How a public claim reaches each catalogue.
NAMED_BY = {
    PublicActor: "involvements__actor",
    PublicTopic: "topics",
    PublicSource: "sources",
    PublicOutlet: "outlets",
}


@transaction.atomic
def project(publication: Publication) -> None:
    """Show a publication, the newest of its claim, in the lists."""
    body = orjson.loads(publication.document)
    named_before = _named_now(publication.claim_id)
    counted_before = _counted_now(publication.claim_id)
    claim, _ = PublishedClaim.objects.update_or_create(claim_id=publication.claim_id, defaults=_row(publication, body))
    _index({claim.pk: body})
    shown = entries(body)
    for model, rows in shown.items():
        show(model, rows)
    claim.topics.set(shown[PublicTopic])
    claim.sources.set(shown[PublicSource])
    claim.outlets.set(shown[PublicOutlet])
    tallies.move(counted_before, tallies.of_document(body))
    claim.involvements.all().delete()
    PublishedInvolvement.objects.bulk_create(
        PublishedInvolvement(claim=claim, actor_id=slug, role=role) for slug, role in tallies.involvements(body)
    )
    for model, slugs in named_before.items():
        for slug in slugs - shown[model].keys():
            _show_as_others_do(model, slug)


@transaction.atomic
def rebuild(advance: Advance = nothing) -> int:
    """Make the whole projection again from the record; returns the number of public claims."""
    _hold_still()
    search_index.clear()
    match_index.clear(match_index.PUBLIC)
    for model in (PublishedInvolvement, PublishedClaim, *NAMED_BY, Tally):
        model.objects.all().delete()
    count = 0
    for publication in _latest():
        project(publication)
        count += 1
        advance(1)
    return count


@transaction.atomic
def index_missing() -> int:
    """Index what is public and cannot be found yet, after an update that changed the index; returns how many."""
    _hold_still()
    missing = PublishedClaim.objects.standing().filter(Q(search_entry=None) | Q(match_entry=None))
    count = 0
    while some := dict(missing.values_list("pk", "publication__document")[:AT_ONCE]):
        _index({key: orjson.loads(document) for key, document in some.items()})
        count += len(some)
    return count


def faults() -> Iterator[tuple[int, str]]:
    """Where the projection differs from the record, as (sequence, reason); 0 where it is of no publication."""
    claims, named, catalogues, counted = set(), {}, {model: {} for model in NAMED_BY}, Counter()
    for publication in _latest():
        claims.add(publication.claim_id)
        body = orjson.loads(publication.document)
        row = PublishedClaim.objects.filter(claim=publication.claim_id).values().first()
        expected = {name: value for name, value in _row(publication, body).items() if name != "publication"}
        if row is None or row["publication_id"] != publication.sequence or row | expected != row:
            yield publication.sequence, f"the lists do not show it as published; {MEND}"
        elif _links_now(publication.claim_id) != _links(body):
            yield publication.sequence, f"the lists link it wrongly; {MEND}"
        elif _found_by(publication.claim_id) != search_index.columns(body):
            yield publication.sequence, f"the search does not find it as published; {MEND}"
        elif _matched_by(publication.claim_id) != of_document(body):
            yield publication.sequence, f"the matching does not find it as published; {MEND}"
        counted.update(tallies.of_document(body))
        for model, rows in entries(body).items():
            catalogues[model] |= rows
            named |= dict.fromkeys(((model, slug) for slug in rows), publication.sequence)
    for stray in PublishedClaim.objects.exclude(claim__in=claims):
        yield stray.publication_id, f"the lists show a claim that was never published; {MEND}"
    yield from _catalogue_faults(catalogues, named)
    yield from ((0, f"{fault}; {MEND}") for fault in tallies.faults(counted))


def _catalogue_faults(catalogues: dict, named: dict) -> Iterator[tuple[int, str]]:
    for model, rows in catalogues.items():
        shown = {row.pop("slug"): row for row in model.objects.values()}
        for slug in sorted(shown.keys() | rows.keys()):
            if shown.get(slug) != rows.get(slug):
                yield named.get((model, slug), 0), f"the lists show “{slug}” otherwise than the record; {MEND}"


def _index(bodies: Mapping[int, dict]) -> None:
    search_index.put(bodies)
    match_index.put(match_index.PUBLIC, {key: of_document(body) for key, body in bodies.items()})


def _hold_still() -> None:
    """Until this transaction ends, nothing is published, and nobody else does the same."""
    Head.objects.select_for_update().first()


def _latest() -> Iterator[Publication]:
    """The newest publication of each claim, oldest first."""
    newest = Publication.objects.filter(claim=OuterRef("claim")).order_by("-sequence").values("sequence")[:1]
    return Publication.objects.filter(sequence=Subquery(newest)).order_by("sequence").iterator(chunk_size=500)


def _row(publication: Publication, body: dict) -> dict:
    first, columns = _first_sequence(publication), columns_of(body)
    return {
        "publication": publication,
        "verdict_sequence": _verdict_sequence(publication),
        "first_sequence": first,
        "said_place": place_of(columns["first_said_on"], first),
        **columns,
        "first_published_at": datetime.fromisoformat(body["first_published_at"]),
        "published_at": publication.published_at,
    }


def place_of(said_on: date | None, first: int) -> int:
    """Where a claim stands among all by the day it was first said; `first` is its first publication."""
    return said_place(said_on.year, said_on.month, said_on.day, first) if said_on else first


def columns_of(body: dict) -> dict:
    """The columns of a PublishedClaim that its document says without its publication."""
    verdict = body.get("verdict") or {}
    said_on = _day(body.get("first_said_on"))
    return {
        "slug": body["slug"],
        "status": body["status"],
        "language": body["language"],
        "headline": body["headline"],
        "rating": verdict.get("rating", ""),
        "rating_label": verdict.get("label", ""),
        "rating_value": verdict.get("value"),
        "summary": verdict.get("summary", ""),
        "first_said_on": said_on,
        "said_year": said_on.year if said_on else None,
        "as_of": _day(verdict.get("as_of")),
        "recheck_on": _day(verdict.get("recheck_on")),
    }


def _verdict_sequence(publication: Publication) -> int:
    verdicts = Publication.objects.filter(claim=publication.claim_id, sequence__lte=publication.sequence)
    return verdicts.exclude(kind=Publication.Kind.AMENDMENT).newest().values_list("sequence", flat=True)[0]


def _first_sequence(publication: Publication) -> int:
    return Publication.objects.filter(claim=publication.claim_id, revision=1).values_list("sequence", flat=True).get()


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def entries(body: dict) -> dict[type, dict[str, dict]]:
    """What the document says of actors, topics and sources: for each catalogue, the columns by slug."""
    sources = body.get("sources", {})
    return {
        PublicActor: {slug: _actor_row(actor) for slug, actor in body.get("actors", {}).items()},
        PublicTopic: {topic["slug"]: _named_row(topic) for topic in body.get("topics", [])},
        PublicSource: {source["slug"]: _source_row(source, sources) for source in sources.values()},
        PublicOutlet: {source["outlet_slug"]: _outlet_row(source) for source in sources.values()},
    }


def _actor_row(actor: dict) -> dict:
    known = {"kind": actor["kind"], "country": actor["country"] or "", "wikidata": actor["wikidata"] or ""}
    return _named_row(actor) | known


def _named_row(named: dict) -> dict:
    names = orjson.dumps(naming.others(named), option=orjson.OPT_SORT_KEYS).decode()
    return {"name": named["name"], "names": names}


def _outlet_row(source: dict) -> dict:
    return {"name": source["outlet"], "reliability": source["reliability"]}


def _source_row(source: dict, sources: dict) -> dict:
    alone = source | {"derived_from": [sources[key]["slug"] for key in source["derived_from"]]}
    return {
        "title": source["title"],
        "outlet": source["outlet"],
        "outlet_slug": source["outlet_slug"],
        "document": orjson.dumps(alone, option=orjson.OPT_SORT_KEYS).decode(),
    }


def _named_now(claim: int) -> dict[type, set[str]]:
    shown = {"claims": claim}
    return {
        PublicOutlet: set(PublicOutlet.objects.filter(**shown).values_list("slug", flat=True)),
        PublicActor: set(PublicActor.objects.filter(involvements__claim=claim).values_list("slug", flat=True)),
        PublicTopic: set(PublicTopic.objects.filter(**shown).values_list("slug", flat=True)),
        PublicSource: set(PublicSource.objects.filter(**shown).values_list("slug", flat=True)),
    }


def _counted_now(claim: int) -> set[tallies.Key]:
    document = PublishedClaim.objects.filter(claim=claim).documents().first()
    return tallies.of_document(orjson.loads(document)) if document else set()


def _found_by(claim: int) -> dict | None:
    return SearchEntry.objects.filter(claim=claim).values(*search_index.COLUMNS).first()


def _matched_by(claim: int) -> Entry | None:
    row = PublicMatchEntry.objects.filter(claim=claim).values(*Entry._fields).first()
    return Entry(**row) if row else None


def _links(body: dict) -> dict[type, set]:
    """What a claim is linked with, each actor once for each part it has."""
    links = {model: set(rows) for model, rows in entries(body).items()}
    return links | {PublicActor: set(tallies.involvements(body))}


def _links_now(claim: int) -> dict[type, set]:
    parts = PublishedInvolvement.objects.filter(claim=claim).values_list("actor", "role")
    return _named_now(claim) | {PublicActor: set(parts)}


def show(model: type, rows: dict[str, dict]) -> None:
    """In a catalogue, as a new publication does."""
    if not rows:
        return
    columns = list(next(iter(rows.values())))
    model.objects.bulk_create(
        [model(slug=slug, **row) for slug, row in rows.items()],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=columns,
    )


def _show_as_others_do(model: type, slug: str) -> None:
    """A claim no longer names this: show it as the newest claim that still does, or not at all."""
    still = (
        PublishedClaim.objects.filter(**{NAMED_BY[model]: slug})
        .select_related("publication")
        .order_by("-publication_id")
        .first()
    )
    if still is None:
        model.objects.filter(slug=slug).delete()
    else:
        show(model, {slug: entries(orjson.loads(still.publication.document))[model][slug]})
