"""claim.schema.json describes every document that claims/document.py makes, and no other."""

import json
from pathlib import Path

import jsonschema
import orjson
import pytest

from claims import document, record
from claims.models import Actor, Evidence, Publication, Rebuttal, ReplyRequest
from claims.states import State
from sources.grades import Reliability
from sources.models import Source
from tests.claims.documents import make_bare_claim, make_full_claim
from tests.factories import make_published_claim, publish_again

SCHEMA = json.loads((Path(document.__file__).parent / "claim.schema.json").read_text())
PARTS = SCHEMA["$defs"]
# What came later: documents that were published before do not have it.
OPTIONAL = {
    "published_claim": ["events", "imported"], "source": ["title_language"], "topic": ["names"],
    "translation": ["phrases"],
}  # fmt: skip
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def latest(claim):
    return orjson.loads(claim.publications.last().document)


def kinds_of(part, member):
    return PARTS[part]["properties"][member]["enum"]


def test_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_schema_describes_every_member():
    named = [(name, part) for name, part in PARTS.items() if part.get("type") == "object"]
    objects = [part for _name, part in named]
    assert all(part["additionalProperties"] is False for part in objects)
    assert all([*part["required"], *OPTIONAL.get(name, [])] == list(part["properties"]) for name, part in named)
    assert all({"description", "$ref", "const"} & member.keys() for each in objects for member in _members(each))


def _members(part):
    return part["properties"].values()


@pytest.mark.parametrize(
    ("part", "member", "values"),
    [
        ("actor", "kind", Actor.Kind.values),
        ("rebuttal", "stance", Rebuttal.Stance.values),
        ("reply_request", "outcome", [*ReplyRequest.Outcome.values, None]),
        ("source", "kind", Source.Kind.values),
        ("source", "lineage", Source.Lineage.values),
        ("source", "reliability", Reliability.values),
        ("evidence", "bearing", Evidence.Bearing.values),
        ("change", "kind", Publication.Kind.values),
    ],
)
def test_schema_lists_the_values_of_the_model(part, member, values):
    assert kinds_of(part, member) == values


def test_full_document_is_valid(reporter, editor):
    body = latest(make_full_claim(by=reporter, approved_by=editor))
    assert (len(body["actors"]), len(body["sources"]), len(body["translations"])) == (3, 5, 1)
    VALIDATOR.validate(body)


def test_bare_document_is_valid(reporter, editor):
    body = latest(make_bare_claim(by=reporter, approved_by=editor))
    assert (body["verdict"]["value"], body["context"], body["first_said_on"]) == (None, None, None)
    VALIDATOR.validate(body)


def test_withdrawn_document_is_valid(reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    body = latest(claim)
    assert body["status"] == "withdrawn"
    VALIDATOR.validate(body)


def test_corrected_and_amended_documents_are_valid(reporter, editor, other_editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    actor = claim.accusations.get().actor
    actor.name = "The Minister"
    actor.save()
    record.amend_actor(actor, by=chief, note="Named in full.")
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    publish_again(claim, by=chief, approved_by=other_editor, kind="update")
    bodies = [orjson.loads(text) for text in claim.publications.values_list("document", flat=True)]
    assert [body["changes"][-1]["kind"] for body in bodies] == [
        "first", "correction", "amendment", "withdrawal", "update",
    ]  # fmt: skip
    for body in bodies:
        VALIDATOR.validate(body)


@pytest.mark.parametrize("path", [(), ("verdict",), ("actors", "*"), ("sources", "*"), ("evidence", 0), ("events", 0)])
def test_private_member_is_refused(reporter, editor, path):
    body = latest(make_full_claim(by=reporter, approved_by=editor))
    assert VALIDATOR.is_valid(body)
    inner = body
    for step in path:
        inner = next(iter(inner.values())) if step == "*" else inner[step]
    inner["notes"] = "Internal."
    assert not VALIDATOR.is_valid(body)


def test_missing_member_is_refused(reporter, editor):
    body = latest(make_published_claim(by=reporter, approved_by=editor))
    assert [member for member in body if VALIDATOR.is_valid(_without(body, member))] == ["events"]


@pytest.mark.parametrize(("date", "is_one"), [
    ("2023", True), ("2023-09", True), ("2023-09-13", True), ("2023-9", False), ("23", False), ("", False),
    (None, False),
])  # fmt: skip
def test_event_has_a_date_of_three_forms(reporter, editor, date, is_one):
    body = latest(make_full_claim(by=reporter, approved_by=editor))
    body["events"][0]["happened_on"] = date
    assert VALIDATOR.is_valid(body) is is_one


def _without(body, member):
    return {name: value for name, value in body.items() if name != member}


def test_desk_state_is_no_status(reporter, editor):
    body = latest(make_published_claim(by=reporter, approved_by=editor))
    others = [state for state in State.values if state != "published"]
    assert [state for state in others if VALIDATOR.is_valid(body | {"status": state})] == []
