"""The pages of actors, sources and topics: what public claims name."""

from collections.abc import Iterable
from typing import NamedTuple

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.models import PublicActor, PublicSource, PublicTopic, PublishedClaim, PublishedInvolvement
from claims.public import reading, words
from claims.public.lists import page_of

Role = PublishedInvolvement.Role
SHOWN = 20


class Part(NamedTuple):
    """The claims in which an actor has one part: the newest, and how many there are in all."""

    role: str
    heading: str
    rows: list[dict]
    count: int


def actors(request: HttpRequest) -> HttpResponse:
    page = page_of(PublicActor.objects.with_part_counts(), request, size=50)
    return TemplateResponse(request, "public/actors.html", {"page": page})


def actor(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicActor, slug, _("No public claim names an actor of this address."))
    parts = [_accuser(slug), _accused(slug), _rebutter(slug)]
    return TemplateResponse(request, "public/actor.html", {"actor": found, "parts": parts})


def sources(request: HttpRequest) -> HttpResponse:
    page = page_of(PublicSource.objects.with_claim_counts(), request, size=50)
    return TemplateResponse(request, "public/sources.html", {"page": page, "rows": _with_language(page)})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicSource, slug, _("No public claim rests on a source of this address."))
    facts = orjson.loads(found.document)
    repeated = PublicSource.objects.in_bulk(facts["derived_from"])
    context = {
        "source": facts,
        "repeats": _with_language(repeated[slug] for slug in facts["derived_from"] if slug in repeated),
        "page": page_of(PublishedClaim.objects.for_lists().resting_on(slug), request),
    }
    return TemplateResponse(request, "public/source.html", context)


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicTopic, slug, _("No public claim is on a topic of this address."))
    page = page_of(PublishedClaim.objects.for_lists().on_topic(slug), request)
    return TemplateResponse(request, "public/topic.html", {"topic": found, "page": page})


def _or_404(model, slug: str, message: str):
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist as fault:
        raise Http404(message) from fault


def _with_language(sources: Iterable[PublicSource]) -> list[dict]:
    """The language of a title is in the source's part of the document alone."""
    return [{"source": source, "language": orjson.loads(source.document)["language"]} for source in sources]


def _accuser(slug: str) -> Part:
    return _part(slug, Role.ACCUSER, PublishedClaim.objects.for_lists())


def _accused(slug: str) -> Part:
    return _part(slug, Role.ACCUSED, PublishedClaim.objects.for_lists())


def _rebutter(slug: str) -> Part:
    """How it answered is in the documents alone, so these few are read whole."""
    part = _part(slug, Role.REBUTTER, PublishedClaim.objects.for_lists().select_related("publication"))
    for row in part.rows:
        row["stances"] = reading.stances_of(orjson.loads(row["claim"].publication.document), slug)
    return part


def _part(slug: str, role: str, claims) -> Part:
    claims = claims.involving(slug, role)
    rows = [{"claim": claim} for claim in claims[:SHOWN]]
    count = len(rows) if len(rows) < SHOWN else claims.count()
    return Part(str(role), str(words.PARTS[role]), rows, count)
