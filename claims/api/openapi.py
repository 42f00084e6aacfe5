"""The contract: what each endpoint takes and answers, for drf-spectacular. Nothing here answers a request."""

import json
from collections.abc import Callable, Iterable

import django_filters
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from claims.api import problems, shapes
from claims.api.errors import MEDIA_TYPE, body
from claims.api.pagination import PAGE_SIZE, PAGE_SIZE_LIMIT, cursor_pattern
from claims.api.parameters import LARGEST, UNKNOWN
from claims.api.renderers import CSV, HTML, JSON, JSONLD
from claims.filters import YEAR, CatalogueFilter, ClaimFilter, Order
from claims.matching.matching import MOST_CHARACTERS
from claims.matching.public import MOST as MOST_MATCHES
from claims.search.query import MOST_CHARACTERS as MOST_LETTERS
from sources.fields import validate_language

MATCHES = 10  # where no limit is given

CLAIM = {"$ref": "#/components/schemas/Claim"}
CLAIM_REVIEW = {"type": "object", "description": "A schema.org ClaimReview.", "additionalProperties": True}
SOURCE = {"$ref": "#/components/schemas/SourceAlone"}
PAGE = {"type": "string", "description": "The same for people."}
FOR_PEOPLE_TOO = (JSON.media_type, HTML.media_type)
TABLE = {"type": "string", "description": "The same rows as a table (RFC 4180) under a line of names. The Link header "
         "leads on. Cells that a spreadsheet would compute begin with an apostrophe."}  # fmt: skip

PAGE_SIZE_PARAMETER = OpenApiParameter(
    "page_size", {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_LIMIT, "default": PAGE_SIZE}
)
AFTER_PARAMETERS = [
    OpenApiParameter(
        "after",
        {"type": "integer", "minimum": 0, "maximum": LARGEST, "default": 0},
        description="The last `sequence` you have.",
    ),
    PAGE_SIZE_PARAMETER,
]
MATCH_PARAMETERS = [
    OpenApiParameter(
        "text",
        {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS},
        required=True,
        description="What somebody said or wrote, in any language. It must hold a word.",
    ),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST_MATCHES, "default": MATCHES},
        description="At most so many candidates.",
    ),
]

# Filters whose labels say too little to a program.
MEANT = {
    "q": 'Words, all of which must occur, in any language of the claim; `"a phrase"`, `-without`, `begin*`',
    "rating": "One of /api/v1/ratings/, by its slug; may be given several times, for any of them",
    "language": "The claim's own language, as a BCP 47 tag",
}
NARROWER = {
    "q": {"maxLength": MOST_LETTERS},
    "year": {"pattern": YEAR},
    "language": {"pattern": validate_language.regex.pattern},
    "ordering": {"enum": Order.values},
}
# With the label of the filter before it, and a full stop after it.
ORDERING = (
    " (`best` needs `q`, and is what a search comes in; `updated` is what any other list comes in). In `oldest` and "
    "`newest` a claim keeps its place for good: to go through all pages, each claim exactly once, ask for either. "
    "In `updated` and `best` a claim that is published again goes to the front meanwhile, and a walk that is not yet "
    "there does not show it any more; in `said` it moves if the day is put right"
)


def cursor_parameters(positions: str) -> list[OpenApiParameter]:
    shape = {"type": "string", "pattern": cursor_pattern(positions)}
    return [OpenApiParameter("cursor", shape, description="As given in `next` and `previous`."), PAGE_SIZE_PARAMETER]


def filter_parameters() -> list[OpenApiParameter]:
    """The parameters of ClaimFilter. Ratings are not listed: they are data, and the contract must not follow data."""
    return [_filter_parameter(name, each) for name, each in ClaimFilter.base_filters.items()]


def _filter_parameter(name: str, each: django_filters.Filter) -> OpenApiParameter:
    many = isinstance(each, django_filters.MultipleChoiceFilter)
    kind = {"type": "string"} | (
        {"format": "date"} if isinstance(each, django_filters.DateFilter) else {"minLength": 1}
    )
    label = str(each.label)
    if isinstance(each, CatalogueFilter):
        label += f", by its slug: one of /api/v1/{each.extra['model'].__name__.removeprefix('Public').lower()}s/"
    elif name in MEANT:
        label = MEANT[name]
    kind = {"type": "array", "items": {"type": "string", "minLength": 1}} if many else kind
    kind |= NARROWER.get(name, {})
    if name == "ordering":
        label += ORDERING
    return OpenApiParameter(name, kind, explode=many or None, description=f"{label}.")


def fields_parameter(members: Iterable[str]) -> OpenApiParameter:
    chosen = {"type": "array", "items": {"type": "string", "enum": [*members]}, "minItems": 1, "uniqueItems": True}
    return OpenApiParameter("fields", chosen, explode=False, description="Only these members, with commas between.")


def page_of(row: type[serializers.Serializer] | serializers.Field, name: str) -> type[serializers.Serializer]:
    """A page of a list."""
    results = row(many=True) if isinstance(row, type) else serializers.ListField(child=row)
    members = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": results,
    }
    return type(f"{name}Page", (serializers.Serializer,), members)


def searched_page_of(row: type[serializers.Serializer] | serializers.Field, name: str) -> type[serializers.Serializer]:
    """A page of a list that can be searched."""
    said = "What was looked for instead, where nothing holds what `q` asks for; null otherwise."
    members = {"searched_for": serializers.CharField(allow_null=True, help_text=said)}
    return type(f"{name}Page", (page_of(row, name),), members)


Schema = type[serializers.Serializer] | dict
UNCHANGED = OpenApiResponse(None, "Nothing has changed since the answer whose ETag If-None-Match names.")
# What may be answered instead, and an example of its detail and errors.
REFUSED = {
    # Of a parameter that no address has: the example stands for all addresses.
    400: (problems.INVALID_PARAMETERS, "Put right: colour.", {"colour": [UNKNOWN]}),
    404: (problems.NOT_FOUND, "There is nothing public at this address.", None),
    406: (problems.NOT_ACCEPTABLE, "Ask for application/json.", None),
    429: (problems.TOO_MANY_REQUESTS, "Ask again in 23 seconds.", None),
}


def endpoint(
    name: str,
    summary: str,
    answer: Schema | list[Schema],
    *,
    parameters: Iterable = (),
    members: Iterable[str] = (),
    may_be_missing: bool = False,
    media_types: Iterable[str] = (JSON.media_type,),
) -> Callable:
    """Describe a GET. `answer` is a serializer or a schema, or one for each media type; `members` are those that
    `fields` may choose from.
    """
    answers = answer if isinstance(answer, list) else [answer]
    responses = {(200, media): each for media, each in zip(media_types, answers, strict=True)}
    responses[304] = UNCHANGED
    refused = [status for status in REFUSED if status != 404 or may_be_missing]
    responses |= {(status, MEDIA_TYPE): _refusal(*REFUSED[status]) for status in refused}
    parameters = [*parameters, *([fields_parameter(members)] if members else [])]
    return extend_schema(operation_id=name, summary=summary, parameters=parameters, responses=responses)


def list_endpoint(name: str, summary: str, page: Schema, feed: Schema | None = None, **given) -> Callable:
    """Describe the GET of a list, which is sent as a table too, and perhaps as a feed."""
    offered = {JSON.media_type: page, JSONLD.media_type: feed, CSV.media_type: TABLE}
    offered = {media: schema for media, schema in offered.items() if schema}
    return endpoint(name, summary, [*offered.values()], media_types=offered, **given)


def _refusal(kind: problems.Kind, detail: str, errors: dict | None) -> OpenApiResponse:
    said = json.loads(body(kind.status, detail, errors))
    return OpenApiResponse(shapes.Problem, kind.meaning, [OpenApiExample(kind.title, said)])
