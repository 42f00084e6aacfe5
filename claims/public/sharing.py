"""The picture that goes with the address of a claim where it is shared."""

import hashlib
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import dateformat
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.models import PublishedClaim
from claims.public import reading, words
from claims.public.lists import document_of, published_or_404
from claims.public.picture.drawing import Words, png
from claims.public.picture.faces import BOLD
from claims.public.picture.lines import LEFT_OUT, legible

A_WEEK = 7 * 24 * 3600


def picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Of one revision, as it was published. It depends on nothing else in the record, so caches may keep it."""
    drawn = png(words_of(_document_or_404(slug, number), get_language()))
    etag = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    not_modified = get_conditional_response(request, etag=etag)
    response = not_modified or HttpResponse(drawn, content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={A_WEEK}"
    return response


def words_of(document: dict, language: str) -> Words:
    """What the picture of a revision says."""
    verdict, headline = document["verdict"], _headline(document, language)
    label = words.of_scale(verdict["label"])
    return Words(
        site=settings.SITE_NAME,
        kicker=_("This is a demonstration.") if settings.DEMO else _("Claim checked"),
        headline=headline.value,
        is_right_to_left=words.is_right_to_left(headline.language),
        verdict=label,
        value=verdict["value"],
        worst=verdict["worst"],
        best=verdict["best"],
        place=_place(verdict),
        facts=_facts(document),
        address=settings.SITE_URL + reverse("public:revision", args=[document["slug"], document["revision"]]),
        description=description(headline.value, label),
    )


def description(headline: str, label: str) -> str:
    """The picture in words."""
    return _("“%(headline)s” Verdict: %(label)s.") % {"headline": headline, "label": label}


def _document_or_404(slug: str, number: int) -> dict:
    document = document_of(published_or_404(slug), number)
    if document["status"] == PublishedClaim.Status.WITHDRAWN:
        raise Http404(_("This revision is a notice of withdrawal: there is no verdict to show."))
    return document


def _headline(document: dict, language: str) -> reading.Text:
    """In the reader's language or in the claim's own; or in any in which there are letters for it."""
    texts = [
        reading.texts_in(document, each)["headline"]
        for each in (language, document["language"], *document["translations"])
    ]
    return next((text for text in texts if LEFT_OUT not in legible(text.value, BOLD)), texts[0])


def _place(verdict: dict) -> str:
    if verdict["value"] is None:
        return _("Not placed on our scale")
    return _("%(value)s on our scale, from %(worst)s (worst) to %(best)s (best)") % verdict


def _facts(document: dict) -> str:
    facts = [
        _("Claimed in %(language)s") % {"language": words.language_name(document["language"])},
        _("Revision %(n)s") % {"n": document["revision"]},
    ]
    if as_of := document["verdict"]["as_of"]:  # an archive may not say it
        day = dateformat.format(date.fromisoformat(as_of), "j F Y")
        facts.insert(0, _("Evidence as of %(date)s") % {"date": day})
    return " · ".join(facts)
