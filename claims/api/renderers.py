"""What answers are sent as, and how one is chosen."""

from typing import Any

import orjson
from django.template.loader import render_to_string
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

from claims.api import feed, tables

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


class Feed(JSONLD):
    """A page of a list of claims; its results are elements of a feed."""

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        address = renderer_context["view"].address(renderer_context["request"])
        return super().render(feed.head(address) | {"dataFeedElement": data["results"]})


class CSV(BaseRenderer):
    """A page of a list; which columns it has, the view says."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> bytes:
        columns = renderer_context["view"].columns()
        return tables.head(columns) + tables.body(columns, plain(data["results"]))


class HTML(BaseRenderer):
    """A page for people, from the template that the view names."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type=None, renderer_context=None) -> str:
        return render_to_string(renderer_context["view"].template, data, renderer_context["request"])


class JSONSchema(JSON):
    media_type = "application/schema+json"
    format = "schema"


class OpenAPI(JSON):
    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"


def plain(data: Any) -> Any:
    """Data as whoever reads its JSON has it: times and stored documents too."""
    return orjson.loads(orjson.dumps(data, option=OPTIONS))


class Negotiation(BaseContentNegotiation):
    """By the Accept header with its quality values, which DRF's own negotiation ignores."""

    def select_parser(self, request, parsers) -> None:
        return None

    def select_renderer(self, request, renderers, format_suffix=None) -> tuple[BaseRenderer, str]:
        by_type = {renderer.media_type: renderer for renderer in renderers}
        if not request.headers.get("Accept", "").strip():
            return renderers[0], renderers[0].media_type
        for accepted in request.accepted_types:
            accepted.range_params.clear()  # “; charset=utf-8” and its like change nothing about what is sent
        chosen = request.get_preferred_type(list(by_type))
        if chosen is None:
            raise NotAcceptable(f"Ask for {' or '.join(by_type)}.")
        return by_type[chosen], chosen
