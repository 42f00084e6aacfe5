"""Atom feeds. Their times come from the record, so that a feed is the same until something is published.

An entry keeps its id in whichever feed and language it comes: who reads several is shown it once.
"""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.filters import ClaimFilter
from claims.models import Publication, PublishedClaim
from claims.public.about import with_claims
from claims.public.atom import RecordFeed
from claims.public.editions import path_in, query_of
from claims.public.lists import active_filters
from claims.public.reading import Text
from claims.public.translating import texts_of, translated
from claims.public.words import of_scale

LENGTH = 50
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def claims(request: HttpRequest) -> HttpResponse:
    """The newest verdicts, of all claims or of those that the filters of the list let through.

    With them the newest withdrawals, whatever they were of: a notice has no rating or topic left to go by, and who
    never had the entry has nothing to drop.
    """
    filterset = ClaimFilter(request.GET, PublishedClaim.objects.for_lists())
    newest = filterset.answered(lambda: list(filterset.qs[:LENGTH]))
    if newest is None:
        return _refused(filterset)
    title = " · ".join([_("Verdicts"), *(f"{each.label}: {each.value}" for each in active_filters(filterset))])
    feed = _feed(request, title, reverse("public:claims"), gone=_tombstones())
    for claim in translated(newest):
        headline, summary = (texts_of(claim)[name] for name in ("headline", "summary"))
        feed.add_item(
            title=_text(f"{of_scale(claim.rating_label)}: {headline.value}"),
            link=_absolute(claim.get_absolute_url()),
            description=None,
            summary=summary._replace(value=_text(summary.value)),
            unique_id=_entry_id(claim),
            pubdate=claim.first_published_at,
            updateddate=claim.published_at,
            category=(claim.rating, _text(of_scale(claim.rating_label))),
            language=headline.language,
        )
    return _sent(feed)


def corrections(request: HttpRequest) -> HttpResponse:
    """The newest corrections, clarifications and withdrawals, an entry each."""
    feed = _feed(request, _("Corrections"), reverse("public:corrections"))
    for row in with_claims(Publication.objects.corrections()[:LENGTH]):
        publication, claim, headline = row["publication"], row["claim"], texts_of(row["claim"])["headline"]
        address = reverse("public:revision", args=[claim.slug, publication.revision])
        feed.add_item(
            title=_text(f"{row['kind']}: {headline.value}"),
            link=_absolute(address),
            description=None,
            summary=Text(_text(publication.note), claim.language),
            unique_id=get_tag_uri(_first_edition(address), publication.published_at),
            pubdate=publication.published_at,
            updateddate=publication.published_at,
            category=(publication.kind, str(row["kind"])),
            language=headline.language,
        )
    return _sent(feed)


def _feed(request: HttpRequest, title: str, page: str, gone: Iterable[dict] = ()) -> RecordFeed:
    query = query_of(request, without=["page"])
    address = _absolute(request.path_info + query)
    return RecordFeed(
        title=_text(f"{settings.SITE_NAME}: {title}"),
        link=_absolute(page + query),
        description=None,
        feed_url=address,
        feed_guid=address,
        author_name=settings.SITE_NAME,
        author_link=_absolute("/"),
        language=get_language(),
        editions=[
            (code, _absolute(path_in(code, request.path_info) + query))
            for code, _name in settings.LANGUAGES
            if code != get_language()
        ],
        gone=list(gone),
    )


def _tombstones() -> Iterator[dict]:
    """Of the claims that are withdrawn now, the newest."""
    withdrawn = PublishedClaim.objects.filter(status=PublishedClaim.Status.WITHDRAWN).newest()
    for claim in withdrawn.select_related("publication").defer("publication__document")[:LENGTH]:
        yield {
            "unique_id": _entry_id(claim),
            "when": claim.published_at,
            "link": _absolute(claim.get_absolute_url()),
            "why": _text(claim.publication.note),
            "language": claim.language,
        }


def _entry_id(claim: PublishedClaim) -> str:
    return get_tag_uri(_first_edition(claim.get_absolute_url()), claim.first_published_at)


def _first_edition(path: str) -> str:
    return _absolute(path_in(settings.LANGUAGE_CODE, path))


def _refused(filterset: ClaimFilter) -> HttpResponse:
    """In words, for whoever looks why a feed has stopped."""
    faults = [f"{name}: {' '.join(errors)}" for name, errors in filterset.form.errors.items()]
    text = "\n".join([_("This feed was not made: a filter in its address has a mistake."), *faults, ""])
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _text(text: str) -> str:
    """Text without the characters that no XML document can hold."""
    return NOT_IN_XML.sub("", text)


def _sent(feed: RecordFeed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
