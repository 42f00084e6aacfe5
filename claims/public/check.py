"""The page that takes a text and offers the claims that it may repeat."""

from typing import NamedTuple

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from claims.matching.matching import MOST_CHARACTERS
from claims.matching.public import related
from claims.models import PublishedClaim
from claims.public.translating import translated
from claims.search.query import Unsearchable

MOST = 10  # claims on the page
MOST_WORDS = 12  # in common that are shown with each
# Scores are in nats. Of 300 tweets that repeat one of 10,000 checked claims, the page showed that claim for 285, among
# ten; without those that are this far below the best it still did so for 284, among fewer than five.
FAR_BELOW = 6.0


class Related(NamedTuple):
    claim: PublishedClaim
    words: list[str]


class NoFiles(FileUploadHandler):
    """Files that somebody sends along are read past, and written nowhere."""

    def new_file(self, *args, **kwargs) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


# A token against forged requests would need a cookie, and public pages set none. Nothing is changed here, nothing is
# kept, and the answer is the same for everybody: there is nothing that a forged request could do or learn.
@csrf_exempt
def check(request: HttpRequest) -> HttpResponse:
    """Sent by POST, so that the text is in no address and in no log; a link may hold it as `?text=` all the same."""
    said, found, fault = None, [], ""
    try:
        said = _said(request)
        found = [] if said is None else _related(said)
    except Unsearchable as mistake:
        fault = str(mistake)
    context = {
        "most_characters": MOST_CHARACTERS,
        "text": (said or "")[:MOST_CHARACTERS],
        "is_asked": said is not None and not fault,
        "found": found,
        "fault": fault,
    }
    response = TemplateResponse(request, "public/check.html", context, status=400 if fault else 200)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _said(request: HttpRequest) -> str | None:
    """None where nothing is asked yet. What cannot be read, or is more than the settings let in, is Unsearchable."""
    try:
        if request.method != "POST":
            return request.GET.get("text")
        if (request.encoding or "utf-8").lower() != "utf-8":  # as Django has it of forms without files
            raise BadRequest
        request.upload_handlers = [NoFiles()]
        return request.POST.get("text", "")
    except (BadRequest, SuspiciousOperation, MultiPartParserError) as fault:
        raise Unsearchable(
            _("What was sent is too much, or malformed. Send at most %(most)s characters of plain text.")
            % {"most": number_format(MOST_CHARACTERS, force_grouping=True)}
        ) from fault


def _related(said: str) -> list[Related]:
    found = related(said, MOST)
    near = [each for each in found if each.score >= found[0].score - FAR_BELOW]
    claims = PublishedClaim.objects.standing().in_bulk([each.claim for each in near])
    translated(claims.values())
    return [Related(claims[each.claim], each.words[:MOST_WORDS]) for each in near if each.claim in claims]
