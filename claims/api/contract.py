"""What the contract says beside the endpoints themselves: the parts of documents, what `fields` leaves, headers.

For drf-spectacular, which hands over the contract as it has made it from openapi.py.
"""

import json
import re

from django.http import HttpRequest
from drf_spectacular.generators import SchemaGenerator

from claims.api import webhooks
from claims.api.errors import MEDIA_TYPE
from claims.api.shapes import SCHEMA_FILE

ABOUT = """

- **Keeping a copy**: ask for an export once, then for `/api/v1/changes/`; withdrawals are in both.
- **Being told**: subscribers are sent each publication by a signed POST; see `webhooks`.
- **Caching**: send the `ETag` of an answer back as `If-None-Match`. Until something is published you get an empty
  304, which counts against no limit.
- **Limits**: where there is one, `RateLimit-Policy` and `RateLimit` say how much is allowed and left; beyond it you
  get 429 with `Retry-After`.
- **Errors** are problem details (RFC 9457); [every kind is explained](/api/v1/problems/).
- **Stability**: within v1 things are added, and nothing is taken away or changes its meaning. What is to go is
  announced at least twelve months before, with the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). Leave
  alone what you do not know.
"""
COMPONENT = "#/components/schemas/"
HEADERS = {
    "ETag": "Names this version of the answer: send it back as If-None-Match.",
    "Link": 'The licence of the data (`rel="license"`), and of a list the pages beside this one (`next`, `prev`).',
    "RateLimit-Policy": "How many requests are answered in how many seconds, where there is a limit.",
    "RateLimit": "How many of these are left, and in how many seconds they are counted anew, where there is a limit.",
    "Retry-After": "Seconds to wait.",
    "Searched-For": "As `searched_for` in the answer, percent-encoded; not there where that is null.",
}
SENT_WITH = {"200": ["ETag", "Link", "RateLimit-Policy", "RateLimit"], "304": ["ETag"],
             "429": ["Retry-After", "RateLimit-Policy", "RateLimit"]}  # fmt: skip
TOO_LONG = {
    "description": "The address is too long, says the server itself: it reads some 8,000 characters.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


def complete(result: dict, generator: SchemaGenerator, request: HttpRequest | None, public: bool) -> dict:
    result["info"]["description"] += ABOUT
    components = result["components"]
    # Built again: what webhooks refer to was registered after the components handed over were built.
    schemas = generator.registry.build({})["schemas"] | _parts_of_documents()
    for operation in (each for path in result["paths"].values() for each in path.values()):
        parameters = {parameter["name"] for parameter in operation.get("parameters", [])}
        if "fields" in parameters:
            _allow_choice(operation["responses"]["200"]["content"]["application/json"], schemas)
        for status, names in SENT_WITH.items():
            if status in operation["responses"]:
                refer = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
                operation["responses"][status]["headers"] = refer
        if "q" in parameters:
            operation["responses"]["200"]["headers"] |= {"Searched-For": {"$ref": "#/components/headers/Searched-For"}}
        _name_problems(operation["responses"], components.setdefault("responses", {}))
        operation["responses"]["414"] = {"$ref": "#/components/responses/AddressTooLong"}
    components["responses"]["AddressTooLong"] = TOO_LONG
    for path in result["webhooks"].values():
        webhooks.add_headers(path["post"])
    components["schemas"] = dict(sorted(schemas.items()))
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    return result


def _name_problems(responses: dict, named: dict) -> None:
    """Each once, instead of with every endpoint."""
    for status, response in responses.items():
        if MEDIA_TYPE in response.get("content", {}):
            (name,) = response["content"][MEDIA_TYPE]["examples"]
            named[name] = response
            responses[status] = {"$ref": f"#/components/responses/{name}"}


def _parts_of_documents() -> dict:
    """claim.schema.json as components, its parts under names of their own."""
    schema = json.loads(SCHEMA_FILE.read_text())
    text = json.dumps({"Claim": schema} | {_component(name): part for name, part in schema.pop("$defs").items()})
    parts = json.loads(re.sub(r'"#/\$defs/(\w+)"', lambda ref: f'"{COMPONENT}{_component(ref[1])}"', text))
    parts["Claim"].pop("$schema")
    parts["SourceAlone"] = _alone(parts["DocumentSource"])
    return parts


def _alone(source: dict) -> dict:
    """A source outside a document, where no keys point: it names by slug those that it repeats."""
    slugs = {
        "description": "The sources it repeats, by slug.",
        "type": "array",
        "items": {"$ref": f"{COMPONENT}DocumentSlug"},
    }
    return source | {"properties": source["properties"] | {"derived_from": slugs}}


def _component(name: str) -> str:
    return "Document" + "".join(word.title() for word in name.split("_"))


def _allow_choice(content: dict, schemas: dict) -> None:
    """Besides the whole of what is answered, as much of it as `fields` chooses."""
    page = schemas[_named(content["schema"])].get("properties", {}).get("results")
    holder, key = (page, "items") if page else (content, "schema")
    if "$ref" in holder[key]:
        name = _named(holder[key])
        schemas[f"{name}Fields"] = {
            "description": "As much of it as `fields` chooses.",
            "type": "object",
            "properties": _members(schemas[name], schemas),
            "additionalProperties": False,
        }
        holder[key] = {"anyOf": [holder[key], {"$ref": f"{COMPONENT}{name}Fields"}]}


def _members(schema: dict, schemas: dict) -> dict:
    """Of all forms that it may have."""
    members = {}
    for form in [schemas[_named(each)] for each in schema.get("oneOf", [])] or [schema]:
        for name, member in form["properties"].items():
            members.setdefault(name, []).append(member)
    return {name: given[0] if len(given) == 1 else {"anyOf": given} for name, given in members.items()}


def _named(reference: dict) -> str:
    return reference["$ref"].removeprefix(COMPONENT)
