"""Documents and errors in Google's form. What is not known is left out."""

from http import HTTPStatus
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException

from claims.claimreview import accusers

MEDIA_TYPE = "application/json"

# Google's names for what went wrong, as far as it can go wrong here.
STATUSES = {
    HTTPStatus.BAD_REQUEST: "INVALID_ARGUMENT",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.METHOD_NOT_ALLOWED: "UNIMPLEMENTED",
    HTTPStatus.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
    HTTPStatus.INTERNAL_SERVER_ERROR: "INTERNAL",
    HTTPStatus.SERVICE_UNAVAILABLE: "UNAVAILABLE",
}


class InvalidArgument(APIException):
    status_code = HTTPStatus.BAD_REQUEST


def site() -> str:
    """The host of this site as Google writes hosts."""
    return urlsplit(settings.SITE_URL).hostname.removeprefix("www.")


def claim(document: dict) -> dict:
    review = {
        "publisher": {"name": settings.SITE_NAME, "site": site()},
        "url": document["url"],
        "title": document["headline"],
        "reviewDate": document["first_published_at"],
        "textualRating": document["verdict"]["label"],
        "languageCode": document["language"],
    }
    said_on = document["first_said_on"]
    claimant = ", ".join(actor["name"] for actor in accusers(document))
    return {
        "text": document["statement"],
        **({"claimant": claimant} if claimant else {}),
        **({"claimDate": f"{said_on}T00:00:00Z"} if said_on else {}),
        "claimReview": [review],
    }


def body(status: int, message: str = "") -> bytes:
    phrase = HTTPStatus(status)
    told = message or f"{phrase.description or phrase.phrase}."
    return orjson.dumps(
        {"error": {"code": int(status), "message": told, "status": STATUSES.get(phrase, "UNKNOWN")}},
    )


def error(exception: Exception, context: dict) -> HttpResponse | None:
    """What DRF asks about an exception; None hands it on to Django, which logs it and answers 500."""
    if isinstance(exception, Http404):
        return HttpResponse(body(404), status=404, content_type=MEDIA_TYPE)
    if isinstance(exception, APIException):
        told = body(exception.status_code, str(exception.detail))
        return HttpResponse(told, status=exception.status_code, content_type=MEDIA_TYPE)
    return None
