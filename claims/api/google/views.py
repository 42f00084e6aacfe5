"""The endpoint, and its description for the contract."""

import orjson
from django.http import HttpResponse, QueryDict
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api import renderers
from claims.api.google import answers, pages
from claims.api.google.parameters import LANGUAGE, LARGEST, PAGE_SIZE, SITE, read
from claims.api.openapi import UNCHANGED
from claims.api.problems import TOO_MANY_REQUESTS
from claims.search.query import MOST_CHARACTERS


class GooglePublisher(serializers.Serializer):
    name = serializers.CharField()
    site = serializers.CharField(help_text="The host of this site.")


class GoogleReview(serializers.Serializer):
    publisher = GooglePublisher()
    url = serializers.URLField(help_text="The page for readers.")
    title = serializers.CharField(help_text="The claim in a few words.")
    reviewDate = serializers.DateTimeField(help_text="When the verdict was first published.")  # noqa: N815
    textualRating = serializers.CharField()  # noqa: N815
    languageCode = serializers.CharField()  # noqa: N815


class GoogleClaim(serializers.Serializer):
    text = serializers.CharField(help_text="What is claimed.")
    claimant = serializers.CharField(required=False, help_text="Who claims it; several with commas.")
    claimDate = serializers.DateTimeField(required=False, help_text="The day it was first said.")  # noqa: N815
    claimReview = GoogleReview(many=True)  # noqa: N815


class GoogleClaims(serializers.Serializer):
    claims = GoogleClaim(many=True)
    nextPageToken = serializers.CharField(required=False, help_text="Not there on the last page.")  # noqa: N815


class GoogleStatus(serializers.Serializer):
    code = serializers.IntegerField()
    message = serializers.CharField()
    status = serializers.CharField()


class GoogleError(serializers.Serializer):
    error = GoogleStatus()


WHOLE_NUMBER = {"type": "integer", "minimum": 0, "maximum": LARGEST}
PARAMETERS = [
    OpenApiParameter(
        "query",
        {"type": "string", "maxLength": MOST_CHARACTERS},
        description="Words to search for, as in `q`. Required unless reviewPublisherSiteFilter is given.",
    ),
    OpenApiParameter(
        "languageCode",
        {"type": "string", "pattern": f"^({LANGUAGE.replace('?P<language>', '').replace('?P<script>', '')})?$"},
        description="The language of the claim, by its BCP 47 code, whose region is ignored.",
    ),
    OpenApiParameter(
        "reviewPublisherSiteFilter",
        {"type": "string", "pattern": f"^({SITE})?$"},
        description="A host, with or without “www.”. Of any but this site's there is nothing.",
    ),
    OpenApiParameter(
        "maxAgeDays",
        WHOLE_NUMBER,
        description="Since the claim was first said or its verdict first published, whichever is later.",
    ),
    OpenApiParameter("pageSize", WHOLE_NUMBER | {"default": PAGE_SIZE}, description="100 at most are given."),
    OpenApiParameter(
        "pageToken",
        {"type": "string", "pattern": "^[-_A-Za-z0-9]*$"},
        description="The nextPageToken of the page before. All else as before.",
    ),
    OpenApiParameter("offset", WHOLE_NUMBER, description="How many to leave out; not looked at with a pageToken."),
]


class AlwaysJSON(BaseContentNegotiation):
    def select_parser(self, request, parsers) -> None:
        return None

    def select_renderer(self, request, renderers, format_suffix=None) -> tuple:
        return renderers[0], renderers[0].media_type


class Search(APIView):
    parser_classes = []
    renderer_classes = [renderers.JSON]
    content_negotiation_class = AlwaysJSON

    def get_exception_handler(self):
        return answers.error

    def options(self, request: Request, *args, **kwargs) -> HttpResponse:
        return HttpResponse(status=204)

    @extend_schema(
        operation_id="search_as_google",
        summary="Search as with Google's Fact Check Tools API, whose clients work here unchanged",
        description="Unknown parameters are ignored. The best match comes first, of equals the newest.",
        parameters=PARAMETERS,
        responses={
            200: GoogleClaims,
            304: UNCHANGED,
            400: OpenApiResponse(GoogleError, "A parameter is malformed or missing."),
            429: OpenApiResponse(GoogleError, TOO_MANY_REQUESTS.meaning),
        },
    )
    def get(self, request: Request) -> Response:
        return self.answer(request.query_params)

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Google's Python client asks so where an address would be longer than 2,048 characters."""
        if request.headers.get("X-HTTP-Method-Override", "").upper() != "GET":
            raise MethodNotAllowed("POST")
        return self.answer(QueryDict(request.body, encoding="utf-8"))

    def answer(self, given: QueryDict) -> Response:
        documents, token = pages.page(read(given))
        found = {"claims": [answers.claim(orjson.loads(document)) for document in documents]}
        return Response(found | ({"nextPageToken": token} if token else {}))
