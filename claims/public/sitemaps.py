"""Sitemaps (sitemaps.org) of every page in every language, cut by the sequence of the record.

A part holds the claims whose newest publication lies in its stretch, and what these name. So a part is read by a key,
whatever the size of the record; what is published comes into the last part alone, and the others only lose what has
moved there. A topic, actor or source that claims of several parts name is in each of them.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.html import escape

from claims.models import Head, PublicActor, Publication, PublicOutlet, PublicSource, PublicTopic, PublishedClaim
from claims.public.editions import path_in

PAGES = ("home", "claims", "check", "actors", "topics", "sources", "outlets", "corrections", "methodology", "record")
LARGEST = 50_000  # addresses in a file, by the format
PART = 1_000  # publications in a part: of each claim's sources, topics and actors, 24 may be named by no other
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, datetime | None]  # a path in the first language, and when it changed


def sitemap(request: HttpRequest) -> StreamingHttpResponse:
    """Everything in one file, or an index of the parts where that may be more than a file can hold."""
    last = Head.objects.get().sequence
    if last <= PART:
        return _sent(_urlset([*_pages(), *_part(1)]))
    return _sent(_index([(0, None), *_parts(last)]))


def part(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The pages that are always there are part 0. No index can name more parts than a file can hold addresses."""
    entries = [] if number > LARGEST else list(_part(number)) if number else _pages()
    if not entries:
        raise Http404
    return _sent(_urlset(entries))


def _pages() -> list[Entry]:
    return [(_path(f"public:{name}"), None) for name in PAGES]


def _part(number: int) -> Iterator[Entry]:
    claims = _standing().filter(publication__gt=(number - 1) * PART, publication__lte=number * PART)
    for slug, published_at in claims.order_by("publication_id").values_list("slug", "published_at"):
        yield _path("public:claim", slug), published_at
    for name, model, reached in (
        ("public:topic", PublicTopic, "claims"),
        ("public:actor", PublicActor, "involvements__claim"),
        ("public:source", PublicSource, "claims"),
        ("public:outlet", PublicOutlet, "claims"),
    ):
        named = model.objects.filter(**{f"{reached}__in": claims.order_by()})
        for slug in named.order_by("pk").values_list("pk", flat=True).distinct():
            yield _path(name, slug), None


def _parts(last: int) -> Iterator[tuple[int, datetime]]:
    """Every part that holds anything, and the time of the last publication in its stretch: one query."""
    in_part = _standing().filter(publication__gt=OuterRef("start"), publication__lte=OuterRef("sequence"))
    ends = [*range(PART, last, PART), last]
    before_it = F("sequence") - 1
    found = Publication.objects.filter(sequence__in=ends).annotate(start=before_it - before_it % PART)
    held = found.filter(Exists(in_part)).order_by("sequence")
    for end, published_at in held.values_list("sequence", "published_at"):
        yield -(-end // PART), published_at


def _standing() -> QuerySet:
    """Said in such a way that no index on the status serves it: SQLite would take that before the stretch."""
    return PublishedClaim.objects.exclude(status=PublishedClaim.Status.WITHDRAWN)


def _path(name: str, *arguments: str) -> str:
    return path_in(settings.LANGUAGE_CODE, reverse(name, args=arguments))


def _index(parts: Iterable[tuple[int, datetime | None]]) -> Iterator[str]:
    yield f'{HEADER}<sitemapindex xmlns="{SCHEMA}">\n'
    for number, changed_at in parts:
        path = reverse("machines:sitemap-part", args=[number])
        yield f"<sitemap><loc>{_address(path)}</loc>{_changed(changed_at)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _urlset(entries: Iterable[Entry]) -> Iterator[str]:
    """Each page once in each language, and with each the addresses of all."""
    yield f'{HEADER}<urlset xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for path, changed_at in islice(entries, LARGEST // len(settings.LANGUAGES)):
        editions = {code: _address(path_in(code, path)) for code, _ in settings.LANGUAGES}
        named = editions | {"x-default": editions[settings.LANGUAGE_CODE]}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>' for code, address in named.items()
        )
        for address in editions.values():
            yield f"<url><loc>{address}</loc>{_changed(changed_at)}{links}</url>\n"
    yield "</urlset>\n"


def _address(path: str) -> str:
    return escape(f"{settings.SITE_URL}{path}")


def _changed(moment: datetime | None) -> str:
    return f"<lastmod>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""


def _sent(lines: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")
