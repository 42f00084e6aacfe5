"""The contract: valid, and true of every answer."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

from claims.api.shapes import SCHEMA_FILE
from claims.filters import ClaimFilter
from tests.claims.documents import make_bare_claim, make_full_claim

CATALOGUES = ("actors", "sources", "outlets", "topics", "ratings", "problems")
# Endpoints that describe the API instead of answering from the record.
ABOUT = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/claim.schema.json"}


@pytest.fixture
def contract(client, db):
    return client.get("/api/v1/schema/").json()


def answer_schema(contract, path, media_type="application/json", status="200"):
    answer = contract["paths"][path]["get"]["responses"][status]
    answer = contract["components"]["responses"][answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
    schema = answer["content"][media_type]["schema"]
    return schema | {"components": contract["components"]}


def views():
    """By their paths in the contract."""
    patterns = get_resolver().namespace_dict["api"][1].url_patterns
    return {path_of(each): each.callback.view_class for each in patterns if path_of(each) not in ABOUT}


def path_of(pattern):
    return "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))


def is_choice(schema):
    return isinstance(schema, dict) and schema.get("$ref", "").endswith("Fields")


def strict(schema):
    """The same, but whole, whatever `fields` may choose, and without members that it does not name.

    To programs it says less: members may be added at any time.
    """
    if isinstance(schema, list):
        return [strict(each) for each in schema if not is_choice(each)]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if schema.get("type") == "object" and "properties" in schema else {}
    return {name: strict(each) for name, each in schema.items()} | closed


def test_contract_is_generated_without_a_warning(db, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json")
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"


def test_contract_is_served_as_generated(contract, capsys):
    call_command("spectacular", "--format", "openapi-json")
    assert contract == json.loads(capsys.readouterr().out)


def test_contract_in_the_repository_is_the_generated_one(capsys):
    """So that no change to what programs rely on goes unnoticed: look at what differs, then at docs/api.md."""
    call_command("spectacular", "--format", "openapi-json")
    kept = (Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text()
    assert json.loads(kept) == json.loads(capsys.readouterr().out), "The contract has changed. Renew it: make openapi"


def test_contract_names_every_endpoint(contract):
    assert set(contract["paths"]) == {*views(), "/v1alpha1/claims:search"}


@pytest.mark.parametrize("path", ["claims", "verdicts"])
def test_contract_names_every_filter(contract, path):
    named = {each["name"] for each in contract["paths"][f"/api/v1/{path}/"]["get"]["parameters"]}
    assert named == {*ClaimFilter.base_filters, "cursor", "page_size", "fields"}


def entry_of(client, path):
    """The slug of something that is there."""
    name = path.partition("/")[0]
    row = client.get(f"/api/v1/{name}/").json()["results"][-1]
    return {"claims": "a-claim", "problems": row.get("name")}.get(name) or row["slug"]


@pytest.mark.parametrize("path", ["claims/", "claims/{slug}/", "claims/{slug}/revisions/",
    "claims/{slug}/revisions/{revision}/", "verdicts/", "changes/", "record/head", "match/", "export/claimreview.json",
    "", *(f"{name}/{entry}" for name in CATALOGUES for entry in ("", "{slug}/"))])  # fmt: skip
def test_answers_are_as_the_contract_says(client, contract, reporter, editor, chief, path):
    make_full_claim("A claim", by=reporter, approved_by=editor)
    make_bare_claim("Another", by=reporter, approved_by=editor)
    make_bare_claim("A third", by=reporter, approved_by=editor).move("withdraw", by=chief, public_note="Wrong.")
    asked = {"text": "a claim"} if path == "match/" else {}
    slug = entry_of(client, path) if "{" in path else ""
    answer = client.get("/api/v1/" + path.format(slug=slug, revision=1), asked)
    answer, schema = json.loads(b"".join(answer)), strict(answer_schema(contract, f"/api/v1/{path}"))
    jsonschema.Draft202012Validator(schema).validate(answer)
    for row in answer.get("results") or answer.get("dataFeedElement") or [answer]:
        row["extra"] = 1
        assert not jsonschema.Draft202012Validator(schema).is_valid(answer)
        del row["extra"]


@pytest.mark.parametrize(("asked", "status"), [({"query": "claim"}, 200), ({"query": "claim", "pageSize": 1}, 200),
    ({"query": "nothing"}, 200), ({}, 400), ({"query": "claim", "pageSize": "x"}, 400)])  # fmt: skip
def test_google_s_answers_are_as_the_contract_says(client, contract, reporter, editor, asked, status):
    make_full_claim("A claim", by=reporter, approved_by=editor)
    make_bare_claim("Another claim", by=reporter, approved_by=editor)
    answer = client.get("/v1alpha1/claims:search", asked)
    assert answer.status_code == status
    schema = strict(answer_schema(contract, "/v1alpha1/claims:search", status=str(status)))
    jsonschema.Draft202012Validator(schema).validate(answer.json())


def test_google_s_refusals_are_as_the_contract_says(client, contract, settings, tmp_path):
    asked = {"query": "claim"}
    etag = client.get("/v1alpha1/claims:search", asked).headers["ETag"]
    again = client.get("/v1alpha1/claims:search", asked, headers={"If-None-Match": etag})
    settings.API_RATE, settings.API_RATE_FILE = "1/day", tmp_path / "own" / "rates"
    refused = [client.get("/v1alpha1/claims:search", asked) for _ in range(2)][-1]
    assert (again.status_code, refused.status_code) == (304, 429)
    assert {*contract["paths"]["/v1alpha1/claims:search"]["get"]["responses"]} == {"200", "304", "400", "414", "429"}
    schema = answer_schema(contract, "/v1alpha1/claims:search", status="429")
    jsonschema.Draft202012Validator(schema).validate(refused.json())


def test_contract_names_all_that_is_offered(contract):
    for path, view in views().items():
        answers = contract["paths"][path]["get"]["responses"]
        assert set(answers["200"]["content"]) == {each.media_type for each in view.renderer_classes}
        assert {"304", "400", "406", "414", "429"} <= set(answers)


def test_example_of_a_refused_parameter_is_what_every_address_answers(client, contract):
    example = contract["components"]["responses"]["InvalidParameters"]["content"]["application/problem+json"]
    (said,) = [each["value"] for each in example["examples"].values()]
    paths = [path for path in views() if "{" not in path]
    assert [client.get(f"{path}?colour=red").json() for path in paths] == [said] * len(paths)


@pytest.mark.parametrize("path", ["/api/v1/claims/", "/api/v1/verdicts/"])
def test_longest_search_is_what_the_contract_says(client, contract, path):
    (asked,) = [each for each in contract["paths"][path]["get"]["parameters"] if each["name"] == "q"]
    most = asked["schema"]["maxLength"]
    assert [client.get(path, {"q": "x" * length}).status_code for length in (most, most + 1)] == [200, 400]


def test_problems_are_as_the_contract_says(client, contract):
    answer = client.get("/api/v1/claims/?rating=nonsense").json()
    schema = answer_schema(contract, "/api/v1/claims/", "application/problem+json", "400")
    jsonschema.Draft202012Validator(schema).validate(answer)


def test_contract_does_not_accept_just_anything(contract):
    validator = jsonschema.Draft202012Validator(answer_schema(contract, "/api/v1/claims/{slug}/"))
    assert not validator.is_valid({"schema": 2})
    assert not validator.is_valid({"verdicts": []})


def test_document_schema_is_served_as_it_is(client, db):
    answer = client.get("/api/v1/claim.schema.json")
    assert answer.content.decode() == SCHEMA_FILE.read_text()
    assert answer.headers["Content-Type"] == "application/schema+json"
