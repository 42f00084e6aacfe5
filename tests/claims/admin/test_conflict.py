"""Two people at one form: the later save is told what has changed, and nothing typed is lost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import ClaimTranslation, Rating
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.factories import (
    add_evidence,
    make_actor,
    make_claim,
    make_researched_claim,
    make_source,
    make_topic,
)


@pytest.fixture
def claim(reporter):
    return make_researched_claim("A claim", by=reporter, context="As it was.")


@pytest.fixture
def mine(client, reporter):
    client.force_login(reporter)
    return client


@pytest.fixture
def theirs(other_reporter):
    other = Client()
    other.force_login(other_reporter)
    return other


def send(client, claim, opened, **changes):
    """Save a form that was opened before, and be refused: what is shown."""
    response = client.post(claim_url(claim), opened | changes)
    assert response.status_code == 200
    return response


def changes_in(response):
    """What the others did: (who, row, kind, field, old, new)."""
    return [
        (save.name, row.title, row.kind, change.label, change.old, change.new)
        for save in response.context["conflict"].saves
        for row in save.rows
        for change in row.changes
    ]


def again(client, claim, response):
    """Save the form as it was shown, after looking it over."""
    assert client.post(claim_url(claim), fields_of(response, "claim_form")).status_code == 302
    claim.refresh_from_db()


def test_later_save_is_told_who_changed_what(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="A colleague's words.")
    response = send(mine, claim, opened, statement="My own words.")
    assert changes_in(response) == [
        ("Rolf Tester", "Claim", "~", "Context", "As it was.", "A colleague's words."),
    ]
    (yours,) = response.context["conflict"].yours
    assert yours == ("Statement", "A claim, it is said.", "My own words.", False)
    page = response.content.decode()
    assert "Changed by others since you opened it" in page
    assert "Somebody has saved this claim since you opened it" in page


def test_form_is_shown_with_both_and_saves_both_when_sent_again(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="A colleague's words.")
    response = send(mine, claim, opened, statement="My own words.")
    again(mine, claim, response)
    assert (claim.context, claim.statement) == ("A colleague's words.", "My own words.")


def test_field_changed_by_both_shows_both_and_keeps_mine_in_the_form(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="Theirs.")
    response = send(mine, claim, opened, context="Mine.")
    assert response.context["conflict"].yours == [("Context", "Theirs.", "Mine.", True)]
    claim.refresh_from_db()
    assert claim.context == "Theirs."
    again(mine, claim, response)
    assert claim.context == "Mine."


def test_same_change_by_both_is_no_quarrel(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="The same.")
    response = send(mine, claim, opened, context="The same.")
    assert response.context["conflict"].yours == []


def test_topics_and_boxes_are_put_together_too(mine, theirs, claim):
    one, two, three, four = (make_topic(name) for name in ("One", "Two", "Three", "Four"))
    claim.topics.set([three, four])
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, topics=[one.pk, four.pk], no_known_origin="on")  # without Three
    response = send(mine, claim, opened, topics=[two.pk, three.pk])  # without Four
    assert response.context["conflict"].yours == [("Topics", "Four, One", "One, Two", True)]
    again(mine, claim, response)
    assert set(claim.topics.all()) == {one, two}
    assert claim.no_known_origin is True


def test_topics_that_both_chose_are_nobodys_change(mine, theirs, claim):
    one = make_topic("One")
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, topics=[one.pk])
    assert send(mine, claim, opened, topics=[one.pk]).context["conflict"].yours == []


def test_rows_changed_by_each_are_put_together(mine, theirs, claim):
    add_evidence(claim)
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, **{"evidence-0-paraphrase": "Theirs.", "accusations-0-paraphrase": "Theirs, too."})
    changed = {"evidence-1-paraphrase": "Mine.", "evidence-0-credibility": "4"}
    response = send(mine, claim, opened, **changed)
    assert {change[1:4] for change in changes_in(response)} == {
        (f"Accusation “{claim.accusations.get().actor}”", "~", "Paraphrase"),
        (f"Evidence “{claim.evidence.first().source}”", "~", "Paraphrase"),
    }
    assert response.context["conflict"].yours == [
        ("Evidence 1: credibility", "Probably true", "Doubtful", False),
        ("Evidence 2: paraphrase", "It shows this.", "Mine.", False),
    ]
    again(mine, claim, response)
    kept = list(claim.evidence.values_list("paraphrase", "credibility"))
    assert (kept, claim.accusations.get().paraphrase) == ([("Theirs.", 4), ("Mine.", 2)], "Theirs, too.")


def test_rows_added_by_both_are_all_there(mine, theirs, claim):
    actor = make_actor("Norway")
    opened = open_claim(mine, claim)
    form = open_claim(theirs, claim)
    add_row(form, "accusations", actor=actor.pk, paraphrase="Theirs.")
    theirs.post(claim_url(claim), form)
    add_row(opened, "accusations", actor=actor.pk, paraphrase="Mine.")
    response = send(mine, claim, opened)
    assert ("Rolf Tester", "Accusation “Norway”", "+", "Paraphrase", "", "Theirs.") in changes_in(response)
    again(mine, claim, response)
    assert sorted(claim.accusations.values_list("paraphrase", flat=True)) == ["It is so.", "Mine.", "Theirs."]


def test_row_that_they_removed_and_i_did_not_touch_stays_removed(mine, theirs, claim):
    gone, kept = claim.evidence.get(), add_evidence(claim, paraphrase="It stays.")
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, **{"evidence-0-DELETE": "on"})
    response = send(mine, claim, opened, **{"evidence-1-paraphrase": "Mine."})
    told = {change[1:3] for change in changes_in(response)}
    assert told == {(f"Evidence “{gone.source}”", "-")}
    again(mine, claim, response)
    assert list(claim.evidence.values_list("pk", "paraphrase")) == [(kept.pk, "Mine.")]


def test_row_that_they_removed_and_i_changed_becomes_a_new_one(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, **{"evidence-0-DELETE": "on"})
    response = send(mine, claim, opened, **{"evidence-0-paraphrase": "Mine."})
    assert response.context["conflict"].yours == [("Evidence 1", "removed", "a new row", True)]
    again(mine, claim, response)
    assert claim.evidence.get().paraphrase == "Mine."


def test_row_that_i_removed_and_they_changed_is_told(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, **{"evidence-0-paraphrase": "Theirs."})
    response = send(mine, claim, opened, **{"evidence-0-DELETE": "on"})
    assert response.context["conflict"].yours == [("Evidence 1", "kept", "removed", True)]
    assert claim.evidence.get().paraphrase == "Theirs."


def test_first_verdict_drafted_by_both_keeps_what_was_typed(mine, theirs, reporter):
    claim = make_claim(by=reporter)
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, **{"verdicts-0-summary": "Theirs."})
    response = send(mine, claim, opened, **{"verdicts-0-summary": "Mine."})
    form = fields_of(response, "claim_form")
    assert (form["verdicts-0-summary"], form["verdicts-1-summary"]) == ("Theirs.", "Mine.")
    assert (claim.verdicts.count(), claim.verdict.summary) == (1, "Theirs.")


def test_save_refused_twice_tells_of_the_second_change_alone(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="First.")
    response = send(mine, claim, opened, statement="Mine.")
    save_claim(theirs, claim, notes="Second.")
    response = send(mine, claim, fields_of(response, "claim_form"))
    assert [change[3:] for change in changes_in(response)] == [("Pinned note", "", "Second.")]
    again(mine, claim, response)
    assert (claim.context, claim.notes, claim.statement) == ("First.", "Second.", "Mine.")


def test_save_without_a_version_shows_what_was_typed_and_saves_nothing(mine, claim):
    for version in ("", "x", "claim.x", "claim.99999999999999999999", "-", "\x00"):
        response = save_claim(mine, claim, version=version, headline="Typed")
        assert response.status_code == 200
        assert response.context["conflict"].yours[0][:3] == ("Headline", "A claim", "Typed")
        assert claim.accusations.count() == 1
    claim.refresh_from_db()
    assert claim.headline == "A claim"


@pytest.mark.parametrize("name", ["TOTAL_FORMS", "INITIAL_FORMS"])
@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "100000"])
def test_form_that_was_tampered_with_is_no_fault(mine, theirs, claim, name, number):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="Theirs.")
    send(mine, claim, opened, **{f"evidence-{name}": number, "evidence-0-id": "²"})


def test_move_meanwhile_that_leaves_the_claim_open_is_told(mine, claim, chief):
    opened = open_claim(mine, claim)
    for move in ("decline", "reopen"):
        claim.move(move, by=chief, note="Never mind.")
    response = send(mine, claim, opened, statement="Mine.")
    assert {change[:2] for change in changes_in(response)} <= {("Chen Tester", "Claim")}


def test_my_own_form_in_another_tab_is_told_too(mine, claim):
    opened = open_claim(mine, claim)
    save_claim(mine, claim, context="From the other tab.")
    assert changes_in(send(mine, claim, opened))[0][0] == "Rita Tester"


def test_conflict_does_not_open_a_hidden_verdict(theirs, reporter, editor):
    claim = make_researched_claim(by=reporter)
    texts = {"summary": "Ringkasan", "explanation": "Penjelasan"}
    ClaimTranslation.objects.create(claim=claim, language="id", headline="J", statement="P", **texts)
    reader = Client()
    reader.force_login(editor)
    opened = open_claim(reader, claim)
    claim.assigned_to = None
    claim.save()
    changed = {"verdicts-0-summary": "Zebra", "translations-0-summary": "Zebra", "translations-0-headline": "Judul"}
    save_claim(theirs, claim, **changed)
    response = send(reader, claim, opened, statement="Mine.")
    assert "Zebra" not in response.content.decode()
    shown = {change[3] for change in changes_in(response)}
    assert {"Headline", "Summary"} <= shown
    assert [change[4:] for change in changes_in(response) if change[3] == "Summary"] == [("", "")]


def test_conflict_is_told_in_a_number_of_queries_that_does_not_grow(mine, theirs, claim):
    def queries(rows):
        opened = open_claim(mine, claim)
        save_claim(theirs, claim, **{f"evidence-{row}-paraphrase": f"{rows} {row}" for row in range(rows)})
        with CaptureQueriesContext(connection) as captured:
            send(mine, claim, opened, statement="Mine.")
        return len([query for query in captured if "historical" in query["sql"]])

    for _ in range(4):
        add_evidence(claim)
    assert queries(1) == queries(5)


@pytest.mark.parametrize("model", ["actor", "topic", "outlet", "source"])
def test_other_tables_tell_of_conflicts_too(mine, theirs, model):
    made = {
        "actor": make_actor,
        "topic": make_topic,
        "outlet": lambda: make_source().outlet,
        "source": make_source,
    }[model]()
    address, form_id = f"/admin/{made._meta.app_label}/{model}/{made.pk}/change/", f"{model}_form"
    first, second = ("title", "author") if model == "source" else ("name", "slug" if model == "topic" else "notes")
    opened = fields_of(mine.get(address), form_id)
    theirs.post(address, fields_of(theirs.get(address), form_id) | {first: "Theirs"})
    response = mine.post(address, opened | {second: "mine"})
    assert response.status_code == 200
    assert changes_in(response)[0][3:] == (first.capitalize(), str(made), "Theirs")
    assert mine.post(address, fields_of(response, form_id)).status_code == 302
    made.refresh_from_db()
    assert (getattr(made, first), getattr(made, second)) == ("Theirs", "mine")


def test_chief_at_the_scale_is_told_too(client, chief, superuser):
    rating, other = Rating.objects.first(), Client()
    address = f"/admin/claims/rating/{rating.pk}/change/"
    client.force_login(chief)
    other.force_login(superuser)
    opened = fields_of(client.get(address), "rating_form")
    other.post(address, fields_of(other.get(address), "rating_form") | {"definition": "Theirs."})
    response = client.post(address, opened | {"position": "9"})
    assert changes_in(response)[0][3] == "Definition"
    rating.refresh_from_db()
    assert rating.definition == "Theirs."


def test_numbers_that_are_none_are_answered_with_the_form(mine, theirs, claim):
    opened = open_claim(mine, claim)
    save_claim(theirs, claim, context="Theirs.")
    long = "9" * 5000
    response = send(mine, claim, opened, **{"evidence-0-id": long, "evidence-0-quote": "Mine.", "context": "Typed."})
    assert fields_of(response, "claim_form")["context"] == "Typed."
