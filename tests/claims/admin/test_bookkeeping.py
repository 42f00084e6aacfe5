"""Assignment, due date, priority and notes: kept in every state, by those who may change claims."""

from datetime import date

import pytest

from claims.models import Claim, InternalNote, Mention
from claims.moves import read_second
from claims.notes import write
from claims.states import OPEN_FOR_EDITING, PEOPLE_SETTLED, State
from tests.claims.admin.browser import claim_url, fields_of, grant, open_claim, save_claim
from tests.claims.desk import claim_in, make_desk
from tests.factories import add_accusation, make_claim, make_person, make_researched_claim, make_submitted_claim

CLOSED = [state for state in State.values if state not in OPEN_FOR_EDITING]


def desk_fields(client, claim) -> dict:
    """What the page of a claim that is not open offers beside its texts."""
    return fields_of(client.get(claim_url(claim)), "desk_form")


def keep(client, claim, **changes):
    return client.post(claim_url(claim, "desk"), desk_fields(client, claim) | changes)


@pytest.mark.parametrize("state", CLOSED)
def test_due_date_priority_and_note_are_kept_where_the_texts_are_closed(client, reporter, state):
    claim = claim_in(state, make_desk())
    client.force_login(reporter)
    assert keep(client, claim, due_on="2027-01-31", priority="4", note="Soon.").url == claim_url(claim)
    claim.refresh_from_db()
    assert (claim.due_on, claim.priority, claim.state) == (date(2027, 1, 31), 4, state)
    assert [(note.text, note.by) for note in claim.internal_notes.all()] == [("Soon.", reporter)]


@pytest.mark.parametrize("state", ["logged", "researching"])
def test_bookkeeping_is_part_of_the_form_where_the_claim_is_open(client, reporter, state):
    claim = claim_in(state, make_desk())
    client.force_login(reporter)
    changes = {"due_on": "2027-01-31", "priority": "1", "note": "Soon.", "context": "New."}
    assert save_claim(client, claim, **changes).status_code == 302
    claim.refresh_from_db()
    assert (claim.due_on, claim.priority, claim.context) == (date(2027, 1, 31), 1, "New.")
    assert claim.internal_notes.get().text == "Soon."
    assert desk_fields(client, claim) == {}


@pytest.mark.parametrize("state", CLOSED)
def test_nobody_becomes_or_ceases_to_be_researcher_while_the_verdict_is_read(client, reporter, superuser, state):
    claim = claim_in(state, make_desk())
    claim.refresh_from_db()
    before = claim.assigned_to
    for person in (reporter, superuser):
        client.force_login(person)
        response = client.post(claim_url(claim, "desk"), desk_fields(client, claim) | {"assigned_to": person.pk})
        assert response.status_code == 302
        claim.refresh_from_db()
        assert claim.assigned_to == (before if state in PEOPLE_SETTLED else person)


def test_assignment_in_review_does_not_open_the_verdict(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    keep(client, claim, assigned_to=editor.pk)
    claim.refresh_from_db()
    assert claim.verdict.is_hidden_from(editor)
    assert "It is mostly so." not in client.get(claim_url(claim)).content.decode()


def test_assignment_that_was_opened_before_review_is_refused(client, reporter, editor):
    """The claim came into review while the form was open."""
    claim = make_researched_claim(by=reporter)
    client.force_login(editor)
    opened = fields_of(client.get(claim_url(claim, "desk")), "desk_form")
    claim.move("submit", by=reporter)
    response = client.post(claim_url(claim, "desk"), opened | {"assigned_to": editor.pk, "note": "Mine now."})
    assert response.status_code == 422
    assert "Somebody has saved this claim since you opened it" in response.content.decode()
    assert fields_of(response, "desk_form")["note"] == "Mine now."
    claim.refresh_from_db()
    assert (claim.assigned_to, InternalNote.objects.count()) == (reporter, 0)
    assert claim.verdict.is_hidden_from(editor)


@pytest.mark.parametrize("state", ["declined", "withdrawn", "researching"])
def test_former_researcher_of_an_unread_verdict_counts_as_an_author(client, reporter, editor, chief, state):
    """Or somebody could take a claim, look, give it back, and read it second."""
    claim = make_researched_claim(by=reporter)
    Claim.objects.filter(pk=claim.pk).update(state=state)
    client.force_login(editor)
    for researcher in (editor, reporter):
        opened = fields_of(client.get(claim_url(claim, "desk")), "desk_form")
        client.post(claim_url(claim, "desk"), opened | {"assigned_to": researcher.pk})
    claim.refresh_from_db()
    assert claim.assigned_to == reporter
    assert claim.verdict.was_written_by(editor)
    assert not claim.verdict.was_written_by(chief)


def test_confirmed_verdict_keeps_its_authors_whoever_gets_the_claim(client, reporter, editor):
    """They are named with what was approved."""
    claim = claim_in("published", make_desk())
    authors = set(claim.verdict.authors.all())
    client.force_login(editor)
    keep(client, claim, assigned_to=reporter.pk)
    keep(client, claim, assigned_to=editor.pk)
    assert set(claim.verdict.authors.all()) == authors


@pytest.mark.parametrize("who", ["charlie", "reader"])
def test_bookkeeping_needs_the_permission_to_change_claims(client, request, reporter, who):
    claim = claim_in("published", make_desk())
    person = make_person("ron") if who == "reader" else request.getfixturevalue(who)
    if who == "reader":
        grant(person, "view_claim", "view_internalnote")
    client.force_login(person)
    posted = {"priority": "4", "note": "Mine.", "version": claim.updated_at.isoformat()}
    assert client.get(claim_url(claim, "desk")).status_code == 403
    assert client.post(claim_url(claim, "desk"), posted).status_code == 403
    assert (Claim.objects.get().priority, InternalNote.objects.count()) == (2, 0)


def test_somebody_who_may_only_read_sees_who_has_it_and_no_form(client, reporter):
    claim = make_claim(by=reporter, assigned_to=reporter)
    person = make_person("ron")
    grant(person, "view_claim")
    write(claim, "A secret.", by=reporter, tell=[])
    client.force_login(person)
    response = client.get(claim_url(claim))
    page = response.content.decode()
    assert "<dd>Rita Tester</dd>" in page
    assert 'name="priority"' not in page
    assert "A secret." not in page  # notes are a permission of their own


def test_note_makes_nobody_elses_form_stale(client, reporter, editor):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    client.force_login(editor)
    save_claim(client, claim, note="By the way.")
    client.force_login(reporter)
    assert client.post(claim_url(claim), opened | {"headline": "Changed"}).status_code == 302
    assert Claim.objects.get().headline == "Changed"


def test_wrong_values_keep_what_was_typed(client, reporter):
    claim = claim_in("published", make_desk())
    client.force_login(reporter)
    response = keep(client, claim, due_on="31/01/2027", note="@nobody look", priority="9")
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors["due_on"] == ["Give a day as year-month-day, such as 2024-06-18."]
    assert errors["note"][0].startswith("Nobody at this desk is called “nobody”.")
    assert "priority" in errors
    assert fields_of(response, "desk_form")["note"] == "@nobody look"
    assert InternalNote.objects.count() == 0


def test_wrong_mention_in_the_form_of_an_open_claim_saves_nothing(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    response = save_claim(client, claim, headline="Changed", note="@nobody look")
    assert response.context["bookkeeping_errors"] == 1
    assert fields_of(response, "claim_form")["note"] == "@nobody look"
    assert Claim.objects.get().headline == claim.headline


def test_note_typed_into_a_form_that_was_closed_is_shown_again(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    claim.move("submit", by=reporter)
    response = client.post(claim_url(claim), opened | {"note": "Typed too late."})
    assert ("Write an internal note", "Typed too late.") in response.context["typed"]


def test_mentioned_person_sees_it_once_as_new(client, reporter, editor):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    save_claim(client, claim, note="@edith please look.")
    assert "new to you" not in client.get(claim_url(claim)).content.decode()
    client.force_login(editor)
    assert Mention.objects.unseen_by(editor).count() == 1
    assert "new to you" in client.get(claim_url(claim)).content.decode()
    assert Mention.objects.unseen_by(editor).count() == 0
    page = client.get(claim_url(claim)).content.decode()
    assert ("@edith please look." in page, "new to you" in page) == (True, False)


def test_hidden_note_is_not_seen_until_the_rating_is_entered(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    write(claim, "I say mostly true, @edith.", by=reporter, tell=[editor])
    write(claim, "My own.", by=editor, tell=[])
    client.force_login(editor)
    page = client.get(claim_url(claim)).content.decode()
    assert ("I say mostly true" in page, "My own." in page) == (False, True)
    assert "1 note of somebody else is hidden from you" in page
    assert Mention.objects.unseen_by(editor).count() == 1
    read_second(claim, claim.verdict.rating, by=editor)
    assert "I say mostly true" in client.get(claim_url(claim)).content.decode()
    assert Mention.objects.unseen_by(editor).count() == 0


def test_notes_stand_newest_first_and_are_not_to_be_changed(client, superuser):
    claim = make_claim(by=superuser)
    client.force_login(superuser)
    save_claim(client, claim, note="First.")
    save_claim(client, claim, note="Second.")
    response = client.get(claim_url(claim))
    assert [note.text for note in response.context["kept_notes"]["notes"]] == ["Second.", "First."]
    assert client.get("/admin/claims/internalnote/").status_code == 404


def test_note_is_not_taken_for_markup(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    save_claim(client, claim, note="<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in client.get(claim_url(claim)).content.decode()


def test_add_form_asks_for_due_date_and_priority_and_for_no_note(client, reporter):
    client.force_login(reporter)
    fields = fields_of(client.get("/admin/claims/claim/add/"), "claim_form")
    assert {"due_on", "priority", "assigned_to"} <= fields.keys()
    assert "note" not in fields
    fields |= {"headline": "New", "slug": "new", "statement": "New.", "priority": "3", "due_on": "2027-01-31"}
    client.post("/admin/claims/claim/add/", fields)
    assert (Claim.objects.get().priority, Claim.objects.get().due_on) == (3, date(2027, 1, 31))


def test_page_asks_as_often_for_three_notes_as_for_one(client, reporter, django_assert_max_num_queries):
    claim = make_claim(by=reporter)
    add_accusation(claim)
    client.force_login(reporter)
    write(claim, "One.", by=reporter, tell=[make_person("a", "Editor")])
    with django_assert_max_num_queries(200) as first:
        client.get(claim_url(claim))
    for number in range(2):
        write(claim, f"{number}", by=reporter, tell=[make_person(f"b{number}", "Editor")])
    with django_assert_max_num_queries(len(first)):
        client.get(claim_url(claim))


@pytest.mark.parametrize(("state", "is_overdue"), [("logged", True), ("verified", True), ("published", False)])
def test_claim_is_overdue_until_it_is_finished(client, reporter, state, is_overdue):
    claim = claim_in(state, make_desk())
    Claim.objects.update(due_on=date(2024, 1, 1))
    client.force_login(reporter)
    assert ("overdue since 2024-01-01" in client.get(claim_url(claim)).content.decode()) == is_overdue


def test_list_shows_and_narrows_by_priority(client, reporter):
    urgent = make_claim(by=reporter, priority=4)
    make_claim(by=reporter)
    client.force_login(reporter)
    response = client.get("/admin/claims/claim/", {"priority__exact": "4"})
    assert list(response.context["cl"].result_list) == [urgent]
    assert '<span class="desk-overdue">Urgent</span>' in response.content.decode()
