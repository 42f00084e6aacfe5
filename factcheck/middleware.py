"""What answers have in common: exact caching by the version of the record, the API's manners, the language."""

import hashlib
from collections.abc import Callable
from types import ModuleType

from csp.decorators import csp_exempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from claims.api import errors, google
from claims.models import Head
from claims.public.editions import language_of
from factcheck.policy import is_desk
from factcheck.release import RELEASE

API = "/api/"
GOOGLE = "/v1alpha1/"
PROBES = ("/healthz", "/readyz")
PAGES = ("public", "machines")
METHODS = ["GET", "HEAD", "OPTIONS"]
TAKEN = {"public:check": ["POST"]}
# Written in one language, unlike data, in which each text says its own.
FOR_PEOPLE = ("text/html", "text/plain", "application/atom+xml")
CACHE_CONTROL = "public, max-age=0, must-revalidate"

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Searched-For, "
    "Deprecation, Sunset",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    # Whatever a program sends: no answer depends on who asks. Google's clients send several of their own, and the
    # star does not stand for this one.
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ApiAnswers:
    """Open to programs in any browser, and every error a problem, also those that Django answers by itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith((API, GOOGLE)):
            if request.path_info.startswith(API):
                patch_vary_headers(response, ["Accept"])  # errors too
            _add_license(response)
            if response.status_code == 204:
                response.headers.pop("Content-Type", None)  # of nothing
            for name, value in (CORS | PREFLIGHT if request.method == "OPTIONS" else CORS).items():
                response.headers[name] = value
            if response.status_code >= 400:
                _as_problem(response, google if request.path_info.startswith(GOOGLE) else errors)
        return response


class HeadWithoutBody:
    """Answers HEAD with what GET would say of its answer, and no more: servers throw a body away, and complain."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:
            response.streaming_content = ()
        elif response.content:  # a 304 has none, and says nothing of the length that GET would have
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class AddressInUtf8:
    """Reads what an address asks for as UTF-8, whatever a header says of a body that is not there.

    Else the same address would be two pages to Python and one to caches; or none, for there are encodings that decode
    to what cannot be sent.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.encoding and request.method in ("GET", "HEAD"):
            request.encoding = "utf-8"
        return self.get_response(request)


class RecordVersion:
    """Answers 304 as long as the record, the release and what is asked for are what they were.

    A public answer is a function of these alone, so one query decides, before any view runs. Where the record moves
    on while a view runs, the answer keeps the older version's ETag: it is asked for again once too often, never once
    too seldom.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_public_read(request):
            return self.get_response(request)
        etag = _etag(request)
        if _has(request, etag):
            return _marked(request, _not_modified(request), etag)
        request.version = etag  # by which KeptAnswers knows what it has
        response = self.get_response(request)
        if response.status_code == 200:
            return _marked(request, response, etag)
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


class OnlyRead:
    """Pages are read, and one takes a text. Says so where asked, and to whoever would do something else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *given: object) -> HttpResponseBase | None:
        """Before tokens against forged requests are asked for: there is nothing here to forge."""
        if request.resolver_match.app_name not in PAGES:
            return None
        allowed = METHODS + TAKEN.get(request.resolver_match.view_name, [])
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        if request.method in allowed:
            return None
        told = _("%(method)s cannot be done here. Ask with one of these: %(allowed)s.")
        told %= {"method": request.method, "allowed": ", ".join(allowed)}
        return HttpResponseNotAllowed(allowed, f"{told}\n", content_type="text/plain; charset=utf-8")


class AddressLanguage:
    """What is public speaks the language of its address, whoever asks and whatever was answered before."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request.path_info)
        with translation.override(language):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith(FOR_PEOPLE):
            response.headers.setdefault("Content-Language", language)
        return response


class DeskLanguage:
    """The desk speaks the language that its editor chose, or else one that the browser asks for.

    Once it has answered, nothing of its language stays behind for the next request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk(request):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


def _is_public_read(request: HttpRequest) -> bool:
    elsewhere = request.path.startswith(settings.STATIC_URL) or request.path_info in PROBES or is_desk(request)
    return request.method in ("GET", "HEAD") and not elsewhere


def _etag(request: HttpRequest) -> str:
    """Weak, because compression on the way changes the bytes. The API answers by Accept, pages do not.

    Of each address another: else whoever knows one could be told that what is missing or refused has not changed.
    Google's interface asks for claims by their age, which grows without anything being published.
    """
    accept = request.headers.get("Accept", "*/*") if request.path_info.startswith(API) else ""
    day = google.today().isoformat() if request.path_info.startswith(GOOGLE) else ""
    parts = [Head.objects.version(), RELEASE, "".join(accept.lower().split()), day, request.get_full_path()]
    return f'W/"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names this version. “*” means any that exists, which only the view can tell."""
    return etag in {f'W/"{_opaque(given)}"' for given in parse_etags(request.headers.get("If-None-Match", ""))}


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/").strip('"')


@csp_exempt()
def _not_modified(request: HttpRequest) -> HttpResponse:
    """Without a policy or a type: caches put the headers of a 304 in place of the kept answer's, which may differ."""
    return HttpResponseNotModified()


def _marked(request: HttpRequest, response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """What an answer depends on, a 304 says too."""
    is_api = request.path_info.startswith(API)
    patch_vary_headers(response, ["Accept", "Accept-Encoding"] if is_api else ["Accept-Encoding"])
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    return response


def _add_license(response: HttpResponseBase) -> None:
    links = [response.headers.get("Link"), f'<{settings.DATA_LICENSE}>; rel="license"']
    response.headers["Link"] = ", ".join(filter(None, links))


def _as_problem(response: HttpResponseBase, errors: ModuleType) -> None:
    """Django's own error pages are for people; while DEBUG is set, its page on a failure is worth more than this."""
    shown_to_developer = settings.DEBUG and response.status_code >= 500
    if response.headers.get("Content-Type") == errors.MEDIA_TYPE or shown_to_developer:
        return
    response.content = errors.body(response.status_code)
    response.headers["Content-Type"] = errors.MEDIA_TYPE
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
