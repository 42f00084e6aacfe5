"""What explains the API: its contract and the reader of it, what documents look like, and what can go wrong.

The reader's scripts are served from this site.
"""

from functools import cache

import orjson
from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import errors, pagination, problems, renderers, rows, shapes
from claims.api.openapi import FOR_PEOPLE_TOO, PAGE, endpoint, page_of
from claims.api.parameters import refuse_unknown
from claims.api.views import NOTHING_HERE, RecordView

# Swagger UI draws its icons from data: addresses. Everything else it loads is a file of this site.
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


@method_decorator(csp(POLICY), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    url_name = "api:schema"
    template_name = "api/docs.html"

    def initial(self, request: Request, *args, **kwargs) -> None:
        """It loads its own script from an address with an empty `script`."""
        super().initial(request, *args, **kwargs)
        query = request.query_params.copy()
        query.pop("script", None)
        refuse_unknown(query, ())

    def get_exception_handler(self):
        return errors.answer

    def options(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return HttpResponse(status=204)


class Index(RecordView):
    @endpoint("get_index", "Where everything is", shapes.Index)
    def get(self, request: Request) -> Response:
        names = shapes.members(shapes.Index)
        return Response({name: settings.SITE_URL + reverse(f"api:{name.replace('_', '-')}") for name in names})


class ProblemList(RecordView):
    renderer_classes = [renderers.JSON, renderers.HTML]
    template = "api/problems.html"

    @endpoint(
        "list_problems",
        "Everything that can go wrong",
        [page_of(shapes.ProblemKind, "ProblemKind"), PAGE],
        media_types=FOR_PEOPLE_TOO,
    )
    def get(self, request: Request) -> Response:
        return pagination.listing(kind.as_data() for kind in problems.KINDS.values())


class ProblemDetail(RecordView):
    """The `type` of a problem leads here. Browsers get a page."""

    renderer_classes = [renderers.JSON, renderers.HTML]
    template = "api/problem.html"

    @endpoint(
        "get_problem",
        "A kind of problem explained",
        [shapes.ProblemKind, PAGE],
        media_types=FOR_PEOPLE_TOO,
        may_be_missing=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        kind = problems.KINDS.get(slug)
        if kind is None:
            raise NotFound(NOTHING_HERE)
        return Response(kind.as_data())


class ClaimSchema(RecordView):
    renderer_classes = [renderers.JSONSchema, renderers.JSON]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(rows.stored(shapes.SCHEMA_FILE.read_text()))


class OpenAPISchema(RecordView):
    renderer_classes = [renderers.OpenAPI, renderers.JSON]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(rows.stored(_contract()))


@cache
def _contract() -> str:
    """Generated once a process: it takes a tenth of a second and depends on nothing but the release."""
    return orjson.dumps(SchemaGenerator().get_schema(request=None, public=True)).decode()
