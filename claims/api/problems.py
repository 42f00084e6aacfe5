"""What can go wrong with the API. Each kind has an address that explains it: the `type` of a problem (RFC 9457)."""

from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings


class Kind(NamedTuple):
    """Name, status and title stay as they are for good: programs may go by any of them."""

    name: str
    status: HTTPStatus
    title: str
    meaning: str
    remedy: str

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}/api/v1/problems/{self.name}/"

    def as_data(self) -> dict:
        return {"type": self.address} | self._asdict()


INVALID_PARAMETERS = Kind(
    "invalid-parameters",
    HTTPStatus.BAD_REQUEST,
    "Invalid parameters",
    "A parameter of the query is malformed, empty, unknown here, or given twice. Nothing of the query was answered.",
    "The member `errors` names each parameter and says what is wrong with it. Put these right and ask again; "
    "the same request will fail again.",
)
BAD_REQUEST = Kind(
    "bad-request",
    HTTPStatus.BAD_REQUEST,
    "Bad request",
    "The request itself could not be read, or it asked for a host that is not this site's.",
    "Look at how the request is put together: its address, its Host header, its size.",
)
NOT_FOUND = Kind(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "Not found",
    "There is nothing public at this address. A claim that was withdrawn is not missing: its address answers with "
    "the notice of withdrawal.",
    "Take addresses and slugs from the lists instead of putting them together. An actor, a source or a topic is "
    "there as long as a public claim names it.",
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Method not allowed",
    "The API is for reading. It knows GET, HEAD and OPTIONS.",
    "The header Allow names the methods of this address.",
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable",
    HTTPStatus.NOT_ACCEPTABLE,
    "Not acceptable",
    "What the Accept header asks for is not offered at this address: lists are JSON, JSON-LD (claims alone) and CSV, "
    "single things JSON, and claims JSON-LD too unless they are withdrawn.",
    "The member `detail` names what is offered. Ask for one of these, or leave the Accept header out.",
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many requests",
    "More was asked from your address, or from your network, than this site answers in the time.",
    "Wait as many seconds as the header Retry-After says. RateLimit-Policy and RateLimit say how much is allowed and "
    "left. Answers of 304 do not count: send If-None-Match. For all of the data, ask for an export once and then for "
    "the changes, instead of claim by claim.",
)
INTERNAL_ERROR = Kind(
    "internal-error",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Internal error",
    "This site failed. What was asked may be right.",
    "Ask again after a while, waiting longer each time. If it stays, tell the newsroom which address fails, and when.",
)

KINDS = {
    kind.name: kind
    for kind in (
        INVALID_PARAMETERS,
        BAD_REQUEST,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        TOO_MANY_REQUESTS,
        INTERNAL_ERROR,
    )
}
# INVALID_PARAMETERS is told by its errors alone.
BY_STATUS = {kind.status: kind for kind in KINDS.values() if kind is not INVALID_PARAMETERS}
