"""A claim on other people's pages: a small card in a frame, and oEmbed 1.0 (oembed.com), by which it is found."""

from http import HTTPStatus
from urllib.parse import urlsplit

import orjson
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from claims import ageing
from claims.models import PublishedClaim
from claims.public import reading
from claims.public.editions import language_of
from claims.public.lists import published_or_404

WIDTH, HEIGHT = 600, 320  # pixels; a longer card scrolls in its frame
NARROWEST, LOWEST = 240, 160
Status = PublishedClaim.Status


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The one page that others may frame. It has no script, and every link in it leaves the frame."""
    document = orjson.loads(published_or_404(slug).publication.document)
    context = {"claim": document, "is_withdrawn": document["status"] == Status.WITHDRAWN}
    if not context["is_withdrawn"]:
        context["texts"] = reading.texts_in(document, get_language())
        context["expired_on"] = ageing.expired_on(document["verdict"]["recheck_on"])
    return TemplateResponse(request, "public/embed.html", context)


def oembed(request: HttpRequest) -> JsonResponse:
    """What to put into a page for the address of a claim. Errors are as oEmbed has them, with words besides."""
    if request.GET.get("format", "json") != "json":
        return _refused(HTTPStatus.NOT_IMPLEMENTED, _("Only format=json is offered here."))
    if not (address := request.GET.get("url", "")):
        return _refused(HTTPStatus.BAD_REQUEST, _("Give the address of a claim as “url”."))
    try:
        width, height = _size(request, "maxwidth", WIDTH), _size(request, "maxheight", HEIGHT)
    except ValueError as fault:
        return _refused(HTTPStatus.BAD_REQUEST, str(fault))
    if min(width - NARROWEST, height - LOWEST) < 0:
        return _refused(HTTPStatus.NOT_FOUND, _("There is no card that small."))
    published = _named_by(address)
    if published is None:
        return _refused(HTTPStatus.NOT_FOUND, _("No claim was published under this address."))
    language = language_of(urlsplit(address).path)
    headline = reading.headline_in(orjson.loads(published.publication.document), language)
    with override(language):
        html = frame(published.slug, headline, width, height)
    return _answer(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": settings.SITE_NAME,
            "provider_url": f"{settings.SITE_URL}/",
            "title": headline.value,
            "width": width,
            "height": height,
            "html": html,
        }
    )


def frame(slug: str, headline: reading.Text, width: int = WIDTH, height: int = HEIGHT) -> str:
    """What to put into another page, in HTML. Its language is that of its title."""
    address = settings.SITE_URL + reverse("public:embed", args=[slug])
    html = '<iframe src="{}" title="{}" lang="{}" width="{}" height="{}" loading="lazy"></iframe>'
    return format_html(html, address, headline.value, headline.language, width, height)


def _named_by(address: str) -> PublishedClaim | None:
    """The claim that has its page at this address of this site, with or without TLS, whatever follows “?” or “#”."""
    try:
        parts = urlsplit(address)
        with override(language_of(parts.path)):
            found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    is_here = parts.scheme in ("http", "https") and parts.netloc == urlsplit(settings.SITE_URL).netloc
    if not is_here or found.view_name not in ("public:claim", "public:revision", "public:embed"):
        return None
    return PublishedClaim.objects.for_page().filter(slug=found.kwargs["slug"]).first()


def _size(request: HttpRequest, name: str, most: int) -> int:
    given = request.GET.get(name)
    if given is None:
        return most
    if not (given.isascii() and given.isdecimal()):
        raise ValueError(_("Give “%(name)s” as a whole number of pixels.") % {"name": name})
    return min(int(given[:9]), most)


def _refused(status: HTTPStatus, why: str) -> JsonResponse:
    return _answer({"error": why}, status)


def _answer(content: dict, status: int = 200) -> JsonResponse:
    """Consumers ask from servers and from browsers."""
    return JsonResponse(content, status=status, headers={"Access-Control-Allow-Origin": "*"})
