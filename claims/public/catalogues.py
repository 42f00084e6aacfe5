"""The pages of actors, topics, sources and outlets: what public claims name."""

from collections.abc import Iterable

import orjson
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.models import (
    PublicActor,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
    Rating,
    Tally,
)
from claims.phrases import language_of_title
from claims.public import parts
from claims.public.lists import MOST, page_of
from claims.text import fold

Role = PublishedInvolvement.Role
Of = Tally.Of
ROWS = 50  # of a catalogue on a page
FEW = 20  # sources on the page of an outlet


def actors(request: HttpRequest) -> HttpResponse:
    page = _by_shown_name(page_of(PublicActor.objects.order_by("name", "slug"), request, ROWS))
    slugs = [actor.slug for actor in page]
    made, accused, answered = (Tally.objects.each(role, slugs) for role in (Role.ACCUSER, Role.ACCUSED, Role.REBUTTER))
    rows = [
        {
            "actor": actor,
            "made": made.get(actor.slug, 0),
            "accused": accused.get(actor.slug, 0),
            "answered": answered.get(actor.slug, 0),
        }
        for actor in page
    ]
    return TemplateResponse(request, "public/actors.html", {"page": page, "rows": rows})


def actor(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicActor, slug, _("No public claim names an actor of this address."))
    context = {"actor": found, "names": found.names_besides, "parts": parts.of_actor(slug, Rating.objects.all())}
    return TemplateResponse(request, "public/actor.html", context)


def topics(request: HttpRequest) -> HttpResponse:
    page = _by_shown_name(page_of(PublicTopic.objects.order_by("name", "slug"), request, ROWS))
    return TemplateResponse(request, "public/topics.html", {"page": page, "rows": _counted(page, Of.TOPIC)})


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicTopic, slug, _("No public claim is on a topic of this address."))
    counts = Tally.objects.by_rating(Of.TOPIC, slug)
    context = {
        "topic": found,
        "bars": parts.bars(counts, Rating.objects.all()),
        "page": page_of(PublishedClaim.objects.for_lists().on_topic(slug), request, total=counts.get("", 0)),
    }
    return TemplateResponse(request, "public/topic.html", context)


def topics_with_counts(counted: list[tuple[str, int]]) -> list[dict]:
    """From slugs and numbers, in the same order. What was counted may have gone since."""
    found = PublicTopic.objects.in_bulk([slug for slug, _ in counted])
    return [{"named": found[slug], "count": count} for slug, count in counted if slug in found]


def sources(request: HttpRequest) -> HttpResponse:
    page = page_of(PublicSource.objects.order_by("title", "slug"), request, ROWS)
    return TemplateResponse(request, "public/sources.html", {"page": page, "rows": _with_language(page)})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicSource, slug, _("No public claim rests on a source of this address."))
    facts = orjson.loads(found.document)
    repeated = PublicSource.objects.in_bulk(facts["derived_from"])
    resting = Tally.objects.by_rating(Of.SOURCE, slug).get("", 0)
    context = {
        "source": facts,
        "repeats": _with_language(repeated[slug] for slug in facts["derived_from"] if slug in repeated),
        "page": page_of(PublishedClaim.objects.for_lists().resting_on(slug), request, total=resting),
    }
    return TemplateResponse(request, "public/source.html", context)


def outlets(request: HttpRequest) -> HttpResponse:
    page = page_of(PublicOutlet.objects.order_by("name", "slug"), request, ROWS)
    return TemplateResponse(request, "public/outlets.html", {"page": page, "rows": _counted(page, Of.OUTLET)})


def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicOutlet, slug, _("No public claim rests on a source of an outlet of this address."))
    counts = Tally.objects.by_rating(Of.OUTLET, slug)
    own = PublicSource.objects.filter(outlet_slug=slug).order_by("title", "slug")
    number = own.order_by().values("pk")[: MOST + 1].count()
    context = {
        "outlet": found,
        "sources": _with_language(own[:FEW]),
        "number": min(number, MOST),
        "is_more": number > MOST,
        "page": page_of(PublishedClaim.objects.for_lists().resting_on_outlet(slug), request, total=counts.get("", 0)),
    }
    return TemplateResponse(request, "public/outlet.html", context)


def outlet_sources(request: HttpRequest, slug: str) -> HttpResponse:
    found = _or_404(PublicOutlet, slug, _("No public claim rests on a source of an outlet of this address."))
    page = page_of(PublicSource.objects.filter(outlet_slug=slug).order_by("title", "slug"), request, ROWS)
    context = {"outlet": found, "page": page, "rows": _with_language(page)}
    return TemplateResponse(request, "public/sources.html", context)


def _or_404(model, slug: str, message: str):
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist as fault:
        raise Http404(message) from fault


def _by_shown_name(page: Page) -> Page:
    """What comes on which page goes by the main names, which the database has in order; on a page, by those shown."""
    page.object_list = sorted(page.object_list, key=lambda named: (fold(named.shown.value), named.slug))
    return page


def _counted(named: Iterable, of: str) -> list[dict]:
    named = list(named)
    counts = Tally.objects.each(of, [each.slug for each in named])
    return [{"named": each, "count": counts.get(each.slug, 0)} for each in named]


def _with_language(sources: Iterable[PublicSource]) -> list[dict]:
    """With how many claims rest on each. The language of a title is in the source's part of the document alone."""
    return [
        {"source": source, "count": row["count"], "language": language_of_title(orjson.loads(source.document))}
        for row in _counted(sources, Of.SOURCE)
        for source in [row["named"]]
    ]
