"""The right of reply: asking, what came of it, and what readers are told."""

from datetime import date, timedelta

import orjson
import pytest
from django.contrib.auth.models import Permission

from claims import ageing, replies
from claims.matching.lookup import look_up
from claims.models import Claim, Rebuttal, ReplyRequest, Verdict
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.factories import (
    add_reply_request,
    approve,
    make_actor,
    make_claim,
    make_researched_claim,
    make_source,
    make_submitted_claim,
)

ANSWER = {"do": "answer", "stance": "denies", "paraphrase": "They say that it is not so.", "said_on": "2024-06-20"}


@pytest.fixture
def asked(reporter):
    claim = make_researched_claim("A claim", by=reporter)
    actor = make_actor("Freedonia")
    claim.accused.add(actor)
    return add_reply_request(claim, actor)


def url(asked):
    return claim_url(asked.claim, "reply", str(asked.pk))


def errors_of(response, form="form"):
    return {str(error) for errors in response.context[form].errors.values() for error in errors}


@pytest.mark.parametrize("role", ["reporter", "editor", "chief", "superuser"])
def test_answer_becomes_a_rebuttal_of_who_was_asked(request, client, asked, role):
    client.force_login(request.getfixturevalue(role))
    source = make_source("Their letter")
    form = fields_of(client.get(url(asked)))
    assert form["said_on"] == ageing.today().isoformat()
    response = client.post(url(asked), ANSWER | {"source": source.pk}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Recorded: Freedonia answered. The answer stands among the rebuttals."
    ]
    rebuttal = Rebuttal.objects.get()
    assert (rebuttal.claim, rebuttal.actor, rebuttal.stance) == (asked.claim, asked.actor, "denies")
    assert (rebuttal.source, rebuttal.said_on) == (source, date(2024, 6, 20))
    assert ReplyRequest.objects.get().outcome == "answered"
    assert Claim.objects.with_reply_overdue().count() == 0


@pytest.mark.parametrize("data", [None, ANSWER, {"do": "no_answer"}, {"do": "again"}])
def test_person_without_a_role_neither_sees_nor_records(client, asked, charlie, data):
    client.force_login(charlie)
    response = client.get(url(asked)) if data is None else client.post(url(asked), data)
    assert response.status_code == 403
    assert "Freedonia" not in response.content.decode()
    assert (Rebuttal.objects.count(), ReplyRequest.objects.get().outcome) == (0, "waiting")


def test_person_who_may_only_look_does_not_record(client, asked, charlie):
    charlie.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(charlie)
    assert client.post(url(asked), ANSWER).status_code == 403
    assert Rebuttal.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ANSWER | {"paraphrase": ""}, {"Give the quote, or paraphrase the position."}),
        (ANSWER | {"stance": ""}, {"This field is required."}),
        (ANSWER | {"said_on": "yesterday"}, {"Give a day as year-month-day, such as 2024-06-18."}),
    ],
)
def test_wrong_answer_is_told_so_and_keeps_what_was_typed(client, asked, reporter, data, expected):
    client.force_login(reporter)
    response = client.post(url(asked), data | {"notes": "Typed with care"})
    assert (response.status_code, errors_of(response)) == (422, expected)
    page = response.content.decode()
    assert "Typed with care" in page
    assert {message in page for message in expected} == {True}
    assert (Rebuttal.objects.count(), ReplyRequest.objects.get().outcome) == (0, "waiting")


@pytest.mark.parametrize("outcome", ["declined", "no_answer"])
def test_nothing_that_came_is_recorded_too(client, asked, reporter, outcome):
    client.force_login(reporter)
    assert client.post(url(asked), {"do": outcome}).url == claim_url(asked.claim)
    assert (Rebuttal.objects.count(), ReplyRequest.objects.get().outcome) == (0, outcome)


@pytest.mark.parametrize("do", ["answered", "waiting", "x", ""])
def test_unknown_outcome_changes_nothing(client, asked, reporter, do):
    client.force_login(reporter)
    assert client.post(url(asked), {"do": do}).status_code == 422
    assert ReplyRequest.objects.get().outcome == "waiting"


def test_asking_again_closes_the_first_request_and_proposes_a_day(client, asked, reporter, settings):
    settings.REPLY_DAYS = 5
    client.force_login(reporter)
    again = client.get(url(asked)).context["again"]
    assert again["channel"].value() == "e-mail"
    assert again["due_on"].value() == ageing.today() + timedelta(days=5)
    data = {"again-channel": "telephone", "again-asked_on": "2024-07-01", "again-due_on": "2024-07-04"}
    assert client.post(url(asked), data | {"do": "again"}).status_code == 302
    rows = list(ReplyRequest.objects.values_list("channel", "outcome", "due_on"))
    assert rows == [("e-mail", "no_answer", date(2024, 6, 8)), ("telephone", "waiting", date(2024, 7, 4))]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"again-asked_on": "2024-06-01"}, {"This actor was already asked on that day."}),
        ({"again-due_on": "2024-06-30"}, {"The answer cannot be due before the question was asked."}),
        ({"again-channel": ""}, {"This field is required."}),
        ({"again-due_on": "soon"}, {"Give a day as year-month-day, such as 2024-06-18."}),
    ],
)
def test_asking_again_wrongly_is_told_so(client, asked, reporter, changes, expected):
    client.force_login(reporter)
    data = {"do": "again", "again-channel": "post", "again-asked_on": "2024-07-01", "again-due_on": "2024-07-04"}
    response = client.post(url(asked), data | changes)
    assert (response.status_code, errors_of(response, "again")) == (422, expected)
    assert ReplyRequest.objects.get().outcome == "waiting"


def test_second_answer_to_one_request_is_refused_and_stays_on_the_page(client, asked, reporter):
    client.force_login(reporter)
    client.post(url(asked), ANSWER)
    assert client.get(url(asked)).status_code == 409
    response = client.post(url(asked), ANSWER | {"paraphrase": "Another wording"})
    assert response.status_code == 409
    assert "Another wording" in response.content.decode()
    assert "An answer is on record already" in response.content.decode()
    assert Rebuttal.objects.count() == 1


@pytest.mark.parametrize("do", ["answer", "no_answer", "again"])
def test_claim_that_was_moved_on_takes_no_answer(client, asked, reporter, do):
    asked.claim.move("submit", by=reporter)
    client.force_login(reporter)
    assert client.get(url(asked)).status_code == 409
    again = {"again-channel": "post", "again-asked_on": "2024-07-01", "again-due_on": "2024-07-04"}
    response = client.post(url(asked), ANSWER | again | {"do": do})
    assert response.status_code == 409
    assert "The claim is now in review" in response.content.decode()
    assert (Rebuttal.objects.count(), ReplyRequest.objects.get().outcome) == (0, "waiting")


def test_late_answer_can_be_recorded_after_there_was_none(client, asked, reporter):
    replies.close(asked, "no_answer")
    client.force_login(reporter)
    assert client.post(url(asked), ANSWER).status_code == 302
    assert ReplyRequest.objects.get().outcome == "answered"


def test_request_that_was_waived_has_no_answer(client, reporter):
    waived = {"channel": "", "asked_on": None, "due_on": None, "waived_reason": "It is gone."}
    request = add_reply_request(make_claim(by=reporter), make_actor(), **waived)
    client.force_login(reporter)
    assert client.get(url(request)).status_code == 409
    assert client.post(url(request), ANSWER).status_code == 409


def test_request_of_another_claim_is_not_there(client, asked, reporter):
    client.force_login(reporter)
    for elsewhere in (
        claim_url(make_claim(by=reporter), "reply", str(asked.pk)),
        claim_url(asked.claim, "reply", "99"),
    ):
        assert client.get(elsewhere).status_code == 404


def test_recording_makes_an_open_form_of_the_claim_stale(client, asked, reporter):
    client.force_login(reporter)
    opened = open_claim(client, asked.claim)
    client.post(url(asked), ANSWER)
    assert client.post(claim_url(asked.claim), opened | {"headline": "Mine"}).status_code == 200
    assert Claim.objects.get().headline == "A claim"


def test_claim_is_found_by_who_answered(client, asked, reporter):
    client.force_login(reporter)
    client.post(url(asked), ANSWER)
    assert look_up("freedonia") == [asked.claim.pk]


def test_page_shows_nothing_of_a_verdict_that_is_hidden(client, asked, editor):
    """An editor who may read it second can record an answer all the same."""
    Verdict.objects.update(summary="A canary.")
    client.force_login(editor)
    assert "canary" not in client.get(url(asked)).content.decode()


def test_claim_page_marks_what_is_overdue_and_leads_to_the_answer(client, asked, reporter, editor):
    client.force_login(reporter)
    page = client.get(claim_url(asked.claim)).content.decode()
    assert "<strong>Freedonia</strong> · overdue · asked 2024-06-01" in page
    assert "Overdue since 8 June 2024" in page
    assert f'href="{url(asked)}"' in page
    asked.claim.move("submit", by=reporter)
    page = client.get(claim_url(asked.claim)).content.decode()
    assert 'Freedonia · <strong class="desk-overdue">Overdue</strong>' in page
    assert f'href="{url(asked)}"' not in page


def test_new_request_has_a_day_proposed(client, reporter, settings):
    settings.REPLY_DAYS = 4
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    (inline,) = [
        each for each in client.get(claim_url(claim)).context["inline_admin_formsets"]
        if each.formset.model is ReplyRequest
    ]  # fmt: skip
    blank = inline.formset.empty_form
    assert blank["asked_on"].value() == ageing.today()
    assert blank["due_on"].value() == ageing.today() + timedelta(days=4)


def test_request_is_made_with_the_days_proposed(client, reporter):
    claim, actor = make_claim(by=reporter), make_actor()
    client.force_login(reporter)
    form = open_claim(client, claim)
    days = {"asked_on": ageing.today().isoformat(), "due_on": (ageing.today() + timedelta(days=3)).isoformat()}
    add_row(form, "reply_requests", actor=actor.pk, channel="e-mail", outcome="waiting", **days)
    assert client.post(claim_url(claim), form).status_code == 302
    assert claim.reply_requests.get().due_on == ageing.today() + timedelta(days=3)


def test_waiver_needs_a_reason_and_no_days(client, reporter):
    claim, actor = make_claim(by=reporter), make_actor()
    client.force_login(reporter)
    form = open_claim(client, claim)
    days = {"asked_on": ageing.today().isoformat(), "due_on": (ageing.today() + timedelta(days=3)).isoformat()}
    add_row(form, "reply_requests", actor=actor.pk, outcome="waiting", **days)
    response = client.post(claim_url(claim), form)
    assert "or why they are not asked. Not both." in response.content.decode()
    form["reply_requests-0-waived_reason"] = "It no longer exists."
    assert client.post(claim_url(claim), form).status_code == 302
    row = claim.reply_requests.get()
    assert (row.waived_reason, row.asked_on, row.due_on) == ("It no longer exists.", None, None)


def test_existing_request_keeps_its_days(client, asked, reporter):
    client.force_login(reporter)
    save_claim(client, asked.claim, **{"reply_requests-0-notes": "Spoke to nobody."})
    row = ReplyRequest.objects.get()
    assert (row.asked_on, row.due_on, row.notes) == (asked.asked_on, asked.due_on, "Spoke to nobody.")


def test_readers_are_told_what_came_of_it(client, asked, reporter, editor):
    client.force_login(reporter)
    client.post(url(asked), ANSWER | {"source": make_source().pk, "notes": "A canary."})
    claim = asked.claim
    claim.refresh_from_db()
    claim.move("submit", by=reporter)
    approve(claim, by=editor)
    claim.move("publish", by=editor)
    document = orjson.loads(claim.publications.get().document)
    assert [(each["actor"], each["outcome"]) for each in document["reply_requests"]] == [("freedonia", "answered")]
    assert [(each["actor"], each["stance"]) for each in document["rebuttals"]] == [("freedonia", "denies")]
    assert "canary" not in claim.publications.get().document


def test_recording_does_not_make_anybody_an_author_of_the_verdict(client, asked, editor):
    client.force_login(editor)
    client.post(url(asked), ANSWER)
    assert make_submitted_claim(by=editor).verdict.was_written_by(editor)  # so it could
    assert not asked.claim.verdict.was_written_by(editor)
