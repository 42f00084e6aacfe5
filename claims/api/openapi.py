"""The contract: what each endpoint takes and answers, for drf-spectacular. Nothing here answers a request.

The serializers only describe. Documents are described by claim.schema.json, the same file that clients are given.
"""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import django_filters
from django.http import HttpRequest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers

from claims.api.errors import MEDIA_TYPE
from claims.api.pagination import PAGE_SIZE, PAGE_SIZE_LIMIT, cursor_pattern
from claims.api.parameters import LARGEST
from claims.api.renderers import JSON, JSONLD
from claims.filters import ClaimFilter
from claims.matching.matching import MOST_CHARACTERS
from claims.matching.public import MOST as MOST_MATCHES
from claims.models import Publication

SCHEMA_FILE = Path(__file__).parent.parent / "claim.schema.json"
DIGEST = "^[0-9a-f]{64}$"
MATCHES = 10  # where no limit is given


@extend_schema_field({"$ref": "#/components/schemas/Claim"})
class DocumentField(serializers.Field):
    pass


@extend_schema_field({"$ref": "#/components/schemas/SourceAlone"})
class SourceField(serializers.Field):
    pass


@extend_schema_field({"type": "string", "pattern": DIGEST})
class DigestField(serializers.Field):
    pass


class Verdict(serializers.Serializer):
    slug = serializers.SlugField()
    headline = serializers.CharField()
    language = serializers.CharField(help_text="BCP 47 tag of the headline.")
    rating = serializers.SlugField(help_text="One of /api/v1/ratings/.")
    label = serializers.CharField()
    value = serializers.IntegerField(allow_null=True, help_text="Null for a rating off the scale.")
    as_of = serializers.DateField(allow_null=True, help_text="The day up to which the evidence was looked at.")
    expires = serializers.DateField(
        allow_null=True, help_text="The day the verdict was to be checked again, once it has passed; null until then."
    )
    published_at = serializers.DateTimeField(help_text="When this revision was published.")
    sequence = serializers.IntegerField(help_text="The publication's place in the record.")
    revision = serializers.IntegerField()
    document_digest = DigestField(help_text="SHA-256 of the document at /api/v1/claims/{slug}/.")
    digest = DigestField(help_text="SHA-256 of the publication's header, which the next one names.")
    url = serializers.URLField(help_text="The page for readers.")


class Match(Verdict):
    score = serializers.FloatField(help_text="Orders the candidates of one text, and says nothing beyond that.")
    words = serializers.ListField(
        child=serializers.CharField(), help_text="The words in common that tell most, as they are compared."
    )


class Revision(serializers.Serializer):
    revision = serializers.IntegerField()
    kind = serializers.ChoiceField(Publication.Kind.values)
    note = serializers.CharField(allow_blank=True, help_text="For readers: what changed. Empty for the first.")
    published_at = serializers.DateTimeField()
    sequence = serializers.IntegerField(help_text="Its place in the record.")
    document_digest = DigestField(help_text="SHA-256 of the document, as its text is sent.")
    digest = DigestField(help_text="SHA-256 of the publication's header.")
    url = serializers.URLField(help_text="The page that shows the claim as it stood then.")


class Change(serializers.Serializer):
    sequence = serializers.IntegerField(help_text="From 1, without gaps.")
    claim = serializers.UUIDField(help_text="The claim's `id`.")
    revision = serializers.IntegerField()
    kind = serializers.ChoiceField(Publication.Kind.values)
    note = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    published_by = serializers.IntegerField(help_text="An opaque number; names are in the document.")
    document_digest = DigestField(help_text="SHA-256 of the document's canonical JSON (RFC 8785).")
    previous_digest = DigestField(help_text="The digest of the change before; 64 zeros for the first.")
    digest = DigestField(help_text="SHA-256 of the canonical JSON of the nine members above.")
    slug = serializers.SlugField()
    url = serializers.URLField()
    document = DocumentField(help_text="As published; a notice of withdrawal for a claim taken back.")


class Actor(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    kind = serializers.CharField()
    country = serializers.CharField(allow_null=True, help_text="ISO 3166-1, two letters.")
    wikidata = serializers.CharField(allow_null=True)
    url = serializers.URLField()


class Topic(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.URLField()


class Rating(serializers.Serializer):
    slug = serializers.SlugField()
    label = serializers.CharField()
    definition = serializers.CharField()
    value = serializers.IntegerField(allow_null=True, help_text="From 1 for the worst; null where off the scale.")
    is_offered = serializers.BooleanField(help_text="False for a retired rating, which older verdicts keep.")


class RecordHead(serializers.Serializer):
    sequence = serializers.IntegerField(help_text="How many publications there are.")
    digest = DigestField(help_text="The last one's digest; 64 zeros while there is none.")


class Problem(serializers.Serializer):
    """An error, by RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="For each parameter that is wrong, what is wrong with it.",
    )


CLAIM = {"$ref": "#/components/schemas/Claim"}
CLAIM_REVIEW = {"type": "object", "description": "A schema.org ClaimReview.", "additionalProperties": True}

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


def cursor_parameters(positions: str) -> list[OpenApiParameter]:
    shape = {"type": "string", "pattern": cursor_pattern(positions)}
    return [OpenApiParameter("cursor", shape, description="As given in `next` and `previous`."), PAGE_SIZE_PARAMETER]


def filter_parameters() -> list[OpenApiParameter]:
    """The parameters of ClaimFilter. Ratings are not listed: they are data, and the contract must not follow data."""
    return [_filter_parameter(name, each) for name, each in ClaimFilter.base_filters.items()]


def _filter_parameter(name: str, each: django_filters.Filter) -> OpenApiParameter:
    many = isinstance(each, django_filters.MultipleChoiceFilter)
    kind = {"type": "string"} | ({"format": "date"} if isinstance(each, django_filters.DateFilter) else {})
    label = f"{each.label}; may be given several times, for any of them" if many else str(each.label)
    kind = {"type": "array", "items": {"type": "string", "minLength": 1}} if many else kind
    return OpenApiParameter(name, kind, explode=many or None, description=f"{label}.")


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


def endpoint(
    name: str,
    summary: str,
    answer: Schema | list[Schema],
    *,
    parameters: Iterable = (),
    may_be_missing: bool = False,
    media_types: Iterable[str] = (JSON.media_type,),
) -> Callable:
    """Describe a GET. `answer` is a serializer or a schema, or one for each media type."""
    answers = answer if isinstance(answer, list) else [answer]
    problems = {400: "A parameter is malformed, unknown or given twice.", 406: "No such media type is offered."}
    if may_be_missing:
        problems[404] = "There is nothing public at this address."
    responses = {(200, media): each for media, each in zip(media_types, answers, strict=True)}
    responses |= {(status, MEDIA_TYPE): OpenApiResponse(Problem, text) for status, text in sorted(problems.items())}
    return extend_schema(operation_id=name, summary=summary, parameters=list(parameters), responses=responses)


CLAIM_ANSWERS = {"answer": [CLAIM, CLAIM_REVIEW], "media_types": (JSON.media_type, JSONLD.media_type)}


def add_document_schema(result: dict, generator: SchemaGenerator, request: HttpRequest | None, public: bool) -> dict:
    """Postprocessing hook: the schema of documents among the components, its parts under names of their own."""
    schema = json.loads(SCHEMA_FILE.read_text())
    text = json.dumps({"Claim": schema} | {_component(name): part for name, part in schema.pop("$defs").items()})
    parts = json.loads(re.sub(r'"#/\$defs/(\w+)"', lambda ref: f'"#/components/schemas/{_component(ref[1])}"', text))
    parts["Claim"].pop("$schema")
    parts["SourceAlone"] = _alone(parts["DocumentSource"])
    result["components"]["schemas"] = dict(sorted((result["components"]["schemas"] | parts).items()))
    return result


def _alone(source: dict) -> dict:
    """A source outside a document, where no keys point: it names by slug those that it repeats."""
    slugs = {
        "description": "The sources it repeats, by slug.",
        "type": "array",
        "items": {"$ref": "#/components/schemas/DocumentSlug"},
    }
    return source | {"properties": source["properties"] | {"derived_from": slugs}}


def _component(name: str) -> str:
    return "Document" + "".join(word.title() for word in name.split("_"))
