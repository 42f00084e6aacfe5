"""What rows and answers look like, for the contract. Nothing here answers a request.

The serializers only describe. Documents are described by claim.schema.json, the same file that clients are given.
"""

import json
from pathlib import Path

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.problems import KINDS
from claims.models import Publication

SCHEMA_FILE = Path(__file__).parent.parent / "claim.schema.json"
DIGEST = "^[0-9a-f]{64}$"


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


class Header(serializers.Serializer):
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


class Change(Header):
    document = DocumentField(help_text="As published; a notice of withdrawal for a claim taken back.")


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/DocumentName"}})
class NamesField(serializers.Field):
    pass


class Actor(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    kind = serializers.CharField()
    country = serializers.CharField(allow_null=True, help_text="ISO 3166-1, two letters.")
    wikidata = serializers.CharField(allow_null=True)
    url = serializers.URLField()
    names = NamesField(help_text="Other names. Of several in one language, its readers see the first.")


class Outlet(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    reliability = serializers.ChoiceField(
        list("ABCDEF"),
        help_text="By the NATO Admiralty code, from A, completely reliable, to E; F is not known, not worst.",
    )
    url = serializers.URLField()


class Topic(serializers.Serializer):
    slug = serializers.SlugField()
    name = serializers.CharField()
    url = serializers.URLField()
    names = NamesField(help_text="Its names in other languages, whose readers see them.")


class Rating(serializers.Serializer):
    slug = serializers.SlugField()
    label = serializers.CharField()
    definition = serializers.CharField()
    value = serializers.IntegerField(allow_null=True, help_text="From 1 for the worst; null where off the scale.")
    is_offered = serializers.BooleanField(help_text="False for a retired rating, which older verdicts keep.")


class RecordHead(serializers.Serializer):
    sequence = serializers.IntegerField(help_text="How many publications there are.")
    digest = DigestField(help_text="The last one's digest; 64 zeros while there is none.")


class Index(serializers.Serializer):
    """All that can be asked for without knowing a slug; what there is besides lies below."""

    claims = serializers.URLField()
    verdicts = serializers.URLField()
    match = serializers.URLField(help_text="It wants a `text`.")
    actors = serializers.URLField()
    sources = serializers.URLField()
    outlets = serializers.URLField()
    topics = serializers.URLField()
    ratings = serializers.URLField()
    changes = serializers.URLField()
    record_head = serializers.URLField()
    export_claims = serializers.URLField()
    export_claimreview = serializers.URLField()
    export_csv = serializers.URLField()
    problems = serializers.URLField()
    claim_schema = serializers.URLField(help_text="What the document of a claim holds, as JSON Schema.")
    schema = serializers.URLField(help_text="This contract.")
    docs = serializers.URLField(help_text="The same for people.")


class Problem(serializers.Serializer):
    """An error, by RFC 9457."""

    type = serializers.URLField(help_text="Explains this kind of problem: one of /api/v1/problems/.")
    title = serializers.ChoiceField([kind.title for kind in KINDS.values()])
    status = serializers.IntegerField(help_text="As the answer's own.")
    detail = serializers.CharField(help_text="What went wrong this time, for people.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="For each parameter that is wrong, what is wrong with it.",
    )


class ProblemKind(serializers.Serializer):
    type = serializers.URLField(help_text="The address of this explanation.")
    name = serializers.ChoiceField([*KINDS])
    status = serializers.IntegerField()
    title = serializers.CharField()
    meaning = serializers.CharField()
    remedy = serializers.CharField(help_text="What to do.")


def members(shape: type[serializers.Serializer]) -> tuple[str, ...]:
    """The names of what a row has, in order."""
    return tuple(shape().fields)


def document_members(*parts: str) -> tuple[str, ...]:
    """The same of these parts of claim.schema.json."""
    known = json.loads(SCHEMA_FILE.read_text())["$defs"]
    return tuple(dict.fromkeys(name for part in parts for name in known[part]["properties"]))
