"""Atom feeds. Their times come from the record, so that a feed is the same until something is published."""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import gettext as _

from claims.filters import ClaimFilter
from claims.models import Publication, PublishedClaim
from claims.public.about import with_claims
from claims.public.lists import filters_of

LENGTH = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class RecordFeed(Atom1Feed):
    """Atom whose `updated` is the time of the last publication, and whose entries name their language."""

    def latest_post_date(self) -> datetime:
        last = Publication.objects.newest().values_list("published_at", flat=True).first()
        return last or NEVER

    def item_attributes(self, item: dict) -> dict:
        return {"xml:lang": item["language"]}


def claims(request: HttpRequest) -> HttpResponse:
    """The newest verdicts, of all claims or of those that the filters of the list let through."""
    filterset = ClaimFilter(request.GET, PublishedClaim.objects.for_lists())
    newest = filterset.answered(lambda: list(filterset.qs[:LENGTH]))
    if newest is None:
        faults = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in filterset.form.errors.items())
        return HttpResponse(faults, status=400, content_type="text/plain; charset=utf-8")
    query = filters_of(request)
    feed = _feed(_("Verdicts"), reverse("public:claims"), reverse("public:claims_feed"), query)
    for claim in newest:
        feed.add_item(
            title=_text(f"{claim.rating_label}: {claim.headline}"),
            link=_absolute(claim.get_absolute_url()),
            description=_text(claim.summary),
            unique_id=get_tag_uri(_absolute(claim.get_absolute_url()), claim.first_published_at),
            pubdate=claim.first_published_at,
            updateddate=claim.published_at,
            categories=[_text(claim.rating_label)],
            language=claim.language,
        )
    return _sent(feed)


def corrections(request: HttpRequest) -> HttpResponse:
    """The newest corrections, clarifications and withdrawals, an entry each."""
    feed = _feed(_("Corrections"), reverse("public:corrections"), reverse("public:corrections_feed"), "")
    for row in with_claims(Publication.objects.corrections()[:LENGTH]):
        publication, claim = row["publication"], row["claim"]
        address = _absolute(reverse("public:revision", args=[claim.slug, publication.revision]))
        feed.add_item(
            title=_text(f"{row['kind']}: {claim.headline}"),
            link=address,
            description=_text(publication.note),
            unique_id=get_tag_uri(address, publication.published_at),
            pubdate=publication.published_at,
            updateddate=publication.published_at,
            categories=[str(row["kind"])],
            language=claim.language,
        )
    return _sent(feed)


def _feed(title: str, page: str, address: str, query: str) -> RecordFeed:
    suffix = f"?{query}" if query else ""
    return RecordFeed(
        title=f"{settings.SITE_NAME}: {title}",
        link=_absolute(page + suffix),
        description=None,
        feed_url=_absolute(address + suffix),
        feed_guid=_absolute(address + suffix),
        author_name=settings.SITE_NAME,
        language=settings.LANGUAGE_CODE,
    )


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _text(text: str) -> str:
    """Text without the characters that no XML document can hold."""
    return NOT_IN_XML.sub("", text)


def _sent(feed: RecordFeed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
