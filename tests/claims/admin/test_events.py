"""What happened, on the claim's page: entered, refused in words, and read where it cannot be edited."""

import pytest

from claims.models import Event
from tests.claims.admin.browser import add_row, claim_url, fields_of, grant, open_claim
from tests.factories import add_event, make_claim, make_person, make_source, make_submitted_claim


@pytest.fixture
def claim(reporter):
    return make_claim("The leaders met", by=reporter)


def save(client, claim, **values):
    form = open_claim(client, claim)
    add_row(form, "events", **values)
    return client.post(claim_url(claim), form)


def errors_in(response):
    inlines = {inline.formset.prefix: inline.formset for inline in response.context["inline_admin_formsets"]}
    return inlines["events"].errors


def test_event_is_added_with_its_source(client, reporter, claim):
    client.force_login(reporter)
    values = {"happened_on": "2023-09-13", "until": "2023-09-17", "what": "They met.", "source": make_source("Log").pk}
    assert save(client, claim, **values, locator="p. 2", notes="Ask the guard.").status_code == 302
    event = Event.objects.get()
    assert (event.claim, str(event), event.until, str(event.source)) == (
        claim, "2023-09-13: They met.", "2023-09-17", "Log",
    )  # fmt: skip
    assert '<strong>13 September 2023 to 17 September 2023</strong> · They met.' in client.get(
        claim_url(claim)
    ).content.decode()  # fmt: skip


DATE = "Give a day, a month or a year that there is, such as 2023-09-13, 2023-09 or 2023."
END = "Give an end that is later than the beginning and as exact, or none."


@pytest.mark.parametrize(("values", "errors"), [
    ({"happened_on": "September 2023"}, {"happened_on": [DATE]}),
    ({"happened_on": "2023-02-30"}, {"happened_on": [DATE]}),
    ({"happened_on": "2023", "until": "soon"}, {"until": [DATE]}),
    ({"happened_on": "2023-09", "until": "2023-08"}, {"__all__": [END]}),
    ({"happened_on": "2023-09-13", "until": "2023"}, {"__all__": [END]}),
    ({"happened_on": "2023", "what": " "}, {"what": ["This field is required."]}),
    ({"happened_on": "2023", "what": "x" * 501}, {"what": [
        "Ensure this value has at most 500 characters (it has 501).",
    ]}),
])  # fmt: skip
def test_wrong_event_is_refused_in_words_and_keeps_what_was_typed(client, reporter, claim, values, errors):
    client.force_login(reporter)
    response = save(client, claim, **({"what": "They met."} | values))
    assert (response.status_code, errors_in(response)) == (200, [errors])
    assert fields_of(response, "claim_form")["events-0-happened_on"] == values["happened_on"]
    assert Event.objects.count() == 0


def test_section_of_events_says_what_belongs_there(client, reporter, claim):
    client.force_login(reporter)
    assert "No events yet. Add what happened, and when" in client.get(claim_url(claim)).content.decode()


def test_second_reader_and_whoever_reads_a_closed_claim_sees_events(client, reporter, editor):
    claim = make_submitted_claim("The leaders met", by=reporter)
    add_event(
        claim, happened_on="2023-09", what="Zebras ran.", source=make_source("Log"), locator="p. 2", notes="Hush."
    )
    for person, address in ((editor, claim_url(claim, "reading")), (reporter, claim_url(claim))):
        client.force_login(person)
        page = client.get(address).content.decode()
        shown = ["<h4>September 2023</h4>", '<p lang="en" dir="ltr">Zebras ran.</p>', "Log</a>", ", p. 2", "Hush."]
        assert [text for text in shown if text not in page] == []


def test_event_of_a_closed_claim_is_not_changed(client, reporter):
    claim = make_submitted_claim(by=reporter)
    event = add_event(claim)
    client.force_login(reporter)
    form = {"events-TOTAL_FORMS": "1", "events-INITIAL_FORMS": "1", "events-0-id": str(event.pk)}
    response = client.post(claim_url(claim), form | {"events-0-what": "Otherwise."})
    event.refresh_from_db()
    assert (response.status_code, event.what) == (409, "Two leaders met.")


def test_person_who_may_only_see_claims_sees_no_events(client, claim):
    add_event(claim, what="Zebras ran.")
    person = make_person("vera")
    grant(person, "view_claim")
    client.force_login(person)
    assert "Zebras ran." not in client.get(claim_url(claim)).content.decode()
    grant(person, "view_event")
    assert "Zebras ran." in client.get(claim_url(claim)).content.decode()
