"""What answers are sent as, and how one is chosen."""

from typing import Any

import orjson
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

# Times as the documents write them: UTC, to the second, with a Z.
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


class JSON(BaseRenderer):
    """Stored JSON text goes in as orjson.Fragment and comes out byte for byte."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        return orjson.dumps(data, option=OPTIONS)


class JSONLD(JSON):
    media_type = "application/ld+json"
    format = "jsonld"


class JSONSchema(JSON):
    media_type = "application/schema+json"
    format = "schema"


class OpenAPI(JSON):
    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"


class Negotiation(BaseContentNegotiation):
    """By the Accept header with its quality values, which DRF's own negotiation ignores."""

    def select_parser(self, request, parsers) -> None:
        return None

    def select_renderer(self, request, renderers, format_suffix=None) -> tuple[BaseRenderer, str]:
        by_type = {renderer.media_type: renderer for renderer in renderers}
        if not request.headers.get("Accept", "").strip():
            return renderers[0], renderers[0].media_type
        chosen = request.get_preferred_type(list(by_type))
        if chosen is None:
            raise NotAcceptable(f"Ask for {' or '.join(by_type)}.")
        return by_type[chosen], chosen
