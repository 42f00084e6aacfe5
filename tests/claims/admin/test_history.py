"""The page on which the history of a claim, a source, an actor … is read."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Publication, Rating
from claims.moves import read_second
from sources import history
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.factories import (
    make_actor,
    make_claim,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_submitted_claim,
    make_topic,
    publish_again,
)


def page_of(client, claim, **query):
    return client.get(claim_url(claim, "history"), query)


def saves_of(client, claim):
    return page_of(client, claim).context["saves"]


def said(save):
    """A save as plain values: [(title, kind, {field: (old, new)})]."""
    return [
        (row.title, row.kind, {change.label: (change.old, change.new) for change in row.changes}) for row in save.rows
    ]


@pytest.fixture
def claim(client, reporter):
    claim = make_researched_claim("A claim", by=reporter)
    client.force_login(reporter)
    return claim


def test_save_tells_who_changed_which_field_from_what_to_what(client, claim):
    save_claim(client, claim, headline="Another claim", first_said_on="2024-06-18")
    newest = saves_of(client, claim)[0]
    assert newest.name == "Rita Tester"
    assert said(newest) == [
        ("Claim", "~", {"Headline": ("A claim", "Another claim"), "First said on": ("", "18 June 2024")})
    ]


def test_rows_are_named_and_their_values_are_words(client, claim):
    source, actor, topic = make_source("A law"), make_actor("Norway"), make_topic("Trade")
    form = open_claim(client, claim)
    add_row(form, "evidence", source=source.pk, bearing="context", credibility=2, paraphrase="It says so.")
    gone = claim.evidence.get()
    form |= {"evidence-0-DELETE": "on", "topics": [topic.pk], "accused": [actor.pk], "no_known_origin": "on"}
    client.post(claim_url(claim), form)
    rows = {(title, kind): changes for title, kind, changes in said(saves_of(client, claim)[0])}
    assert rows["Evidence “A law”", "+"] == {
        "Source": ("", "A law"),
        "Bearing": ("", "Context"),
        "Credibility": ("", "Probably true"),
        "Paraphrase": ("", "It says so."),
    }
    assert rows[f"Evidence “{gone.source}”", "-"]["Paraphrase"] == ("It shows this.", "")
    assert rows["Claim", "~"] == {"Topics": ("", "Trade"), "Accused": ("", "Norway"), "No known origin": ("no", "yes")}


def test_long_text_is_compared_word_by_word(client, claim):
    before = "It is said in many places that this is so, and others say that it is not. " * 2
    save_claim(client, claim, context=before.strip())
    save_claim(client, claim, context=before.strip().replace("many", "three", 1))
    page = page_of(client, claim).content.decode()
    assert "It is said in <del>many</del><ins>three</ins> places" in page


def test_what_people_typed_is_no_html(client, claim):
    save_claim(client, claim, headline="<b>Bold</b>", notes="<script>x</script> " * 10)
    save_claim(client, claim, headline="<i>Other</i>", notes="<script>y</script> " * 10)
    page = page_of(client, claim).content.decode()
    assert re.findall(r"<(?:b|i|script)>", page) == []
    assert "&lt;i&gt;Other" in page


def test_moves_and_publications_are_told_with_their_notes(client, reporter, editor):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    client.force_login(editor)
    told = [told for save in saves_of(client, claim) for told in save.told]
    assert [each.headline for each in told] == [
        "Moved: Verified → Published",
        "Revision 1 published: First publication (number 1 in the record)",
        "Moved: In review → Verified",
        "Moved: Researching → In review",
        "Moved: Logged → Researching",
    ]
    assert told[1].address == "/claims/a-claim/revisions/1/"


def test_move_is_one_entry_with_what_it_changed(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    client.post(claim_url(claim, "move", "take_up"), {"note": "Mine."})
    first, logged = saves_of(client, claim)
    assert [(told.headline, told.note) for told in first.told] == [("Moved: Logged → Researching", "Mine.")]
    assert said(first) == [("Claim", "~", {"Assigned to": ("", "Rita Tester")})]
    assert logged.rows[0].kind == "+"


def test_correction_and_withdrawal_are_told(client, chief, reporter, editor):
    claim = make_published_claim("A claim", by=reporter, approved_by=editor)
    publish_again(claim, by=chief, approved_by=editor, public_note="The date was wrong.")
    claim.move("withdraw", by=chief, public_note="The letter was forged.")
    client.force_login(chief)
    told = {told.headline: told.note for save in saves_of(client, claim) for told in save.told}
    assert told["Revision 2 published: Correction (number 2 in the record)"] == "The date was wrong."
    assert told["Revision 3 published: Withdrawal (number 3 in the record)"] == "The letter was forged."
    assert Publication.objects.count() == 3


def test_second_reading_is_told_with_its_rating(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    read_second(claim, Rating.objects.get(slug="false"), by=editor, note="See p. 4.")
    client.force_login(reporter)
    (row,) = [row for save in saves_of(client, claim) for row in save.rows if row.title == "Verdict, round 1"][:1]
    changes = {change.label: change.new for change in row.changes}
    assert changes["Reading by"] == "Edith Tester"
    assert (changes["Reading rating"], changes["Reading note"]) == ("False", "See p. 4.")


def test_pages_hold_thirty_saves_each_and_all_of_them_once(client, claim):
    for number in range(40):
        with history.by(claim.created_by):
            claim.context = f"Version {number}."
            claim.save(update_fields=["context"])
    first, second = page_of(client, claim), page_of(client, claim, p=2)
    assert len(first.context["page"].object_list) == 30
    versions = [change.new for page in (first, second) for save in page.context["saves"] for row in save.rows
                for change in row.changes if change.label == "Context" and change.new]  # fmt: skip
    assert versions == [f"Version {number}." for number in reversed(range(40))]
    assert 'href="?p=2"' in first.content.decode()
    assert "<del>Version 9.</del> → <ins>Version 10.</ins>" in first.content.decode()


@pytest.mark.parametrize("number", ["x", "0", "-1", "99999999999999999999", ""])
def test_page_that_is_none_is_the_nearest(client, claim, number):
    assert page_of(client, claim, p=number).status_code == 200


def test_page_takes_as_many_queries_for_many_saves_as_for_few(client, claim):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page_of(client, claim).status_code == 200
        return len(captured)

    save_claim(client, claim, headline="First", **{"evidence-0-paraphrase": "First.", "accusations-0-quote": "First"})
    few = queries()
    for number in range(5):
        rows = {"evidence-0-paraphrase": f"{number}.", "accusations-0-quote": f"{number}"}
        save_claim(client, claim, headline=f"{number}", **rows)
    assert queries() == few


def test_claim_with_a_thousand_changes_is_read_page_by_page(client, claim):
    copies = [Claim.history.model(**row) for row in Claim.history.values()]
    for copy in copies:
        for _ in range(1000 // len(copies)):
            copy.pk = None
            copy.history_date = history.moment()
            copy.save(force_insert=True)
    response = page_of(client, claim, p=10)
    assert response.status_code == 200
    assert response.context["page"].paginator.num_pages > 30


def test_row_that_others_refer_to_and_is_gone_is_told_by_its_number(client, claim):
    topic = make_topic("Short-lived")
    save_claim(client, claim, topics=[topic.pk])
    save_claim(client, claim, topics=[])
    number = topic.pk
    topic.delete()
    assert f"number {number}, which is gone" in page_of(client, claim).content.decode()


@pytest.mark.parametrize("who", ["reporter", "editor", "chief", "superuser"])
def test_history_is_read_by_every_role(client, request, claim, who):
    client.force_login(request.getfixturevalue(who))
    assert page_of(client, claim).status_code == 200


def test_history_is_not_read_without_a_role(client, claim, charlie):
    client.force_login(charlie)
    for address in (claim_url(claim, "history"), f"/admin/sources/source/{claim.evidence.get().source.pk}/history/"):
        assert client.get(address).status_code == 403


def test_rows_of_a_table_that_somebody_may_not_see_are_left_out(client, claim, charlie):
    charlie.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(charlie)
    assert {row.title for save in saves_of(client, claim) for row in save.rows} == {"Claim"}
    assert [told for save in saves_of(client, claim) for told in save.told] == []


def test_history_of_what_is_not_there_leads_home(client, reporter):
    client.force_login(reporter)
    assert client.get("/admin/claims/claim/99/history/").url == "/admin/"


@pytest.mark.parametrize("model", ["actor", "topic", "outlet", "source", "rating"])
def test_other_tables_have_the_same_page(client, chief, model):
    made = {
        "actor": make_actor,
        "topic": make_topic,
        "source": make_source,
        "outlet": lambda: make_source().outlet,
        "rating": Rating.objects.first,
    }[model]()
    address = f"/admin/{made._meta.app_label}/{model}/{made.pk}"
    name = {"source": "title", "rating": "label"}.get(model, "name")
    client.force_login(chief)
    form = fields_of(client.get(f"{address}/change/"), f"{model}_form")
    assert client.post(f"{address}/change/", form | {name: "Under another name"}).status_code == 302
    response = client.get(f"{address}/history/")
    (row,) = response.context["saves"][0].rows
    assert {change.label: change.new for change in row.changes}[name.capitalize()] == "Under another name"
    assert "Chen Tester" in response.content.decode()


def test_page_of_the_claim_leads_to_its_history(client, claim):
    assert f'href="{claim_url(claim, "history")}"' in client.get(claim_url(claim)).content.decode()


def test_row_that_was_there_before_is_told_so(client, chief):
    rating = Rating.objects.first()
    address = f"/admin/claims/rating/{rating.pk}"
    client.force_login(chief)
    form = fields_of(client.get(f"{address}/change/"), "rating_form")
    client.post(f"{address}/change/", form | {"definition": "New."})
    newest, oldest = client.get(f"{address}/history/").context["saves"]
    assert [(row.kind, [change.label for change in row.changes]) for row in newest.rows] == [("~", ["Definition"])]
    assert [row.kind for row in oldest.rows] == ["="]
