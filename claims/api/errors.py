"""Every error of the API as problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException

from claims.api.problems import BY_STATUS, INVALID_PARAMETERS

MEDIA_TYPE = "application/problem+json"

Errors = Mapping[str, Sequence[str]]


class InvalidParameters(APIException):
    """Parameters that cannot be answered: for each, by name, what is wrong with it."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, errors: Errors) -> None:
        super().__init__(f"Put right: {', '.join(sorted(errors))}.")
        self.errors = errors


def problem(status: int, detail: str, errors: Errors | None = None) -> HttpResponse:
    """The answer to a request that failed. It says nothing about the inside of the server."""
    return HttpResponse(body(status, detail, errors), status=status, content_type=MEDIA_TYPE)


def body(status: int, detail: str = "", errors: Errors | None = None) -> bytes:
    phrase = HTTPStatus(status)
    kind = INVALID_PARAMETERS if errors else BY_STATUS.get(phrase)
    # A status that the site map of this API does not know has no kind: its own phrase says all there is to say.
    told = {
        "type": kind.address if kind else "about:blank",
        "title": kind.title if kind else phrase.phrase,
        "status": int(status),
        "detail": detail or (kind.meaning if kind else f"{phrase.description or phrase.phrase}."),
    }
    return orjson.dumps(told | ({"errors": errors} if errors else {}))


def answer(exception: Exception, context: dict) -> HttpResponse | None:
    """What DRF asks about an exception; None hands it on to Django, which logs it and answers 500."""
    if isinstance(exception, Http404):
        return problem(HTTPStatus.NOT_FOUND, "There is nothing public at this address.")
    if isinstance(exception, APIException):
        return problem(exception.status_code, str(exception.detail), getattr(exception, "errors", None))
    return None
