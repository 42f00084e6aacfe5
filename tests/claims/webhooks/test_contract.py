"""The contract's `webhooks`: true of what subscribers are really sent."""

import json

import jsonschema
import pytest

from claims.webhooks import courier, events, subscribing
from tests.claims.documents import make_bare_claim, make_full_claim
from tests.claims.webhooks.receiving import later, requests_to
from tests.factories import publish_again


@pytest.fixture
def contract(client, db):
    return client.get("/api/v1/schema/").json()


def validate(contract, event, schema):
    schema = schema | {"components": contract["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(event)


def members(contract, name):
    return set(contract["components"]["schemas"][name]["properties"])


def validate_request(contract, headers, event):
    """As OpenAPI would have the receiver check it: each header, and the body."""
    told = contract["webhooks"][event["type"]]["post"]
    assert all(each["required"] and each["in"] == "header" for each in told["parameters"])
    for each in told["parameters"]:
        validate(contract, headers[each["name"].lower()], each["schema"])
    assert list(told["requestBody"]["content"]) == [headers["content-type"]]
    validate(contract, event, told["requestBody"]["content"]["application/json"]["schema"])


def test_what_is_sent_is_as_the_contract_says(contract, server, subscriber, reporter, editor, other_editor, chief):
    claim = make_full_claim("Rain", by=reporter, approved_by=editor)
    make_bare_claim(by=reporter, approved_by=editor).move("withdraw", by=chief, public_note="Wrong.")
    courier.call_on(subscriber.pk)
    subscribing.change_secret(subscriber)
    publish_again(claim, by=editor, approved_by=other_editor)
    subscribing.send_test(subscriber)
    later(subscriber, hours=0)
    courier.call_on(subscriber.pk)
    sent = [(headers, json.loads(body)) for headers, body in requests_to(server)]
    for headers, event in sent:
        validate_request(contract, headers, event)
    told = [event["data"] for _, event in sent if event["type"] == events.PUBLISHED]
    assert {data["kind"] for data in told} == {"first", "withdrawal", "correction"}
    assert {event["type"] for _, event in sent} == set(contract["webhooks"])


def test_contract_names_every_member_that_is_sent(contract, server, subscriber, reporter, editor):
    make_full_claim("Rain", by=reporter, approved_by=editor)
    subscribing.send_test(subscriber)
    courier.call_on(subscriber.pk)
    events_sent = [json.loads(body) for _, body in requests_to(server)]
    test, told = sorted(events_sent, key=lambda event: event["type"], reverse=True)
    assert (members(contract, "WebhookTest"), members(contract, "TestData")) == (set(test), set(test["data"]))
    assert (members(contract, "PublicationCreated"), members(contract, "ToldPublication")) == (
        set(told),
        set(told["data"]),
    )
    assert members(contract, "ToldVerdict") == set(told["data"]["verdict"])


@pytest.mark.parametrize(
    ("header", "value"),
    [("webhook-id", "42"), ("webhook-timestamp", "today"), ("webhook-signature", "v1,short"), ("user-agent", "curl")],
)
def test_contract_does_not_accept_just_any_header(contract, server, subscriber, header, value):
    subscribing.send_test(subscriber)
    courier.call_on(subscriber.pk)
    ((headers, body),) = requests_to(server)
    validate_request(contract, headers, json.loads(body))
    with pytest.raises(jsonschema.ValidationError):
        validate_request(contract, headers | {header: value}, json.loads(body))


def test_contract_does_not_accept_just_any_event(contract):
    schema = contract["webhooks"][events.PUBLISHED]["post"]["requestBody"]["content"]["application/json"]["schema"]
    with pytest.raises(jsonschema.ValidationError):
        validate(contract, {"type": events.PUBLISHED, "timestamp": "2026-11-23T06:00:00Z", "data": {}}, schema)


@pytest.mark.parametrize("event", [events.PUBLISHED, events.TEST])
def test_contract_says_what_is_made_of_the_answers(contract, event):
    assert list(contract["webhooks"][event]["post"]["responses"]) == ["2XX", "410", "default"]
