"""The lineage of the evidence: counted, listed and drawn on the claim's page, also while it is edited."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.http import QueryDict
from django.test import Client
from playwright.sync_api import expect

from claims.admin.lineage import around, of_evidence, typed
from claims.weighing import Piece
from sources.models import Derivation, Source
from tests.browser import browse, needs_browser
from tests.claims.admin.browser import add_row, claim_url, open_claim
from tests.claims.desk import everything
from tests.factories import (
    add_evidence,
    make_derivation,
    make_person,
    make_researched_claim,
    make_source,
    make_submitted_claim,
    make_verified_claim,
)

REFUSED = (
    "Nothing was noted. “Wire” is marked first-hand, and such a source repeats none. If that is wrong, open it and "
    "change its lineage to “Repeats other sources” first."
)


@pytest.fixture
def wire(db):
    return make_source("Wire")


@pytest.fixture
def copy(db):
    return make_source("Copy", lineage="unknown")


@pytest.fixture
def claim(reporter, wire, copy):
    """Its evidence: the wire supports it, and a copy that is not traced yet."""
    claim = make_researched_claim(by=reporter)
    claim.evidence.update(source=wire)
    add_evidence(claim, copy)
    return claim


def text_of(response):
    """What a page says, as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def piece(source, bearing="supports", credibility=None):
    return Piece(source.pk, bearing, credibility)


def shown(drawing):
    return [(row.source.title, [other.number for other in row.repeats], row.is_named) for row in drawing["rows"]]


def test_evidence_is_listed_with_what_it_traces_to(claim, wire, copy):
    agency = make_source("Agency", lineage="derived")
    make_derivation(copy, agency)
    make_derivation(agency, wire)
    drawing = of_evidence([piece(copy), piece(wire)])
    assert shown(drawing) == [("Copy", [3], True), ("Wire", [], True), ("Agency", [2], False)]
    assert [(each.node.number, each.row.source.title) for each in drawing["nodes"]] == [
        (1, "Copy"),
        (2, "Wire"),
        (3, "Agency"),
    ]
    assert len(drawing["graph"].edges) == 2


def test_counts_are_of_all_and_of_each_bearing(wire, copy):
    drawing = of_evidence([piece(wire), piece(copy, "contradicts"), piece(make_source(), "context")])
    assert str(drawing["counted"]) == "2 reports, 1 independent origin, 1 of unknown lineage"
    assert [(label, str(count)) for label, count in drawing["bearings"]] == [
        ("Supports", "1 report, 1 independent origin, 0 of unknown lineage"),
        ("Contradicts", "1 report, 0 independent origins, 1 of unknown lineage"),
        ("Context", "1 report, 1 independent origin, 0 of unknown lineage"),
    ]


def test_doubts_are_those_of_the_gate(wire):
    assert of_evidence([piece(wire, credibility=1)])["doubts"] == [
        "Credibility 1 needs two independent origins, but the evidence that supports has 1 report, "
        "1 independent origin, 0 of unknown lineage."
    ]


def test_more_sources_than_can_be_read_are_listed_without_a_drawing(db, monkeypatch):
    monkeypatch.setattr("claims.public.graph.LARGEST", 3)
    monkeypatch.setattr("claims.admin.lineage.MOST_LISTED", 4)
    drawing = of_evidence([piece(make_source()) for _ in range(6)])
    assert (drawing["graph"], len(drawing["rows"]), drawing["more"]) == (None, 4, 2)


def test_source_is_shown_between_what_it_repeats_and_what_repeats_it(wire, copy):
    middle, sibling = make_source("Middle"), make_source("Sibling")
    make_derivation(middle, wire)
    make_derivation(copy, middle)
    make_derivation(sibling, wire)
    assert [title for title, *_ in shown(around(middle))] == ["Middle", "Wire", "Copy"]
    assert shown(around(wire))[0] == ("Wire", [], True)


def test_page_of_a_source_draws_it(client, reporter, wire, copy):
    client.force_login(reporter)
    page = f"/admin/sources/source/{wire.pk}/change/"
    assert "No source is known that repeats it" in text_of(client.get(page))
    make_derivation(copy, wire)
    response = client.get(page)
    assert "<title>2. Copy</title>" in response.content.decode()
    assert "Repeats other sources : 1" in text_of(response)


def test_page_of_a_claim_draws_and_marks_what_is_not_traced(client, reporter, claim):
    client.force_login(reporter)
    page = client.get(claim_url(claim))
    assert "2 reports, 1 independent origin, 1 of unknown lineage for and against." in text_of(page)
    assert '<g class="node-unknown">' in page.content.decode()
    assert '<li class="lineage-unknown">' in page.content.decode()


def test_page_of_a_claim_that_cannot_be_edited_draws_as_well(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    page = client.get(claim_url(claim))
    assert "1 report, 1 independent origin, 0 of unknown lineage for and against." in text_of(page)
    assert "data-address" not in page.content.decode()


def test_form_that_comes_back_is_drawn_as_it_was_typed(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim) | {"headline": "", "evidence-1-DELETE": "on"}
    response = client.post(claim_url(claim), form)
    assert "1 report, 1 independent origin, 0 of unknown lineage for and against." in text_of(response)


def test_rows_are_drawn_before_they_are_saved(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "evidence", source=make_source("Eyewitness").pk, bearing="contradicts")
    before = everything()
    text = text_of(client.post(claim_url(claim, "lineage"), form))
    assert text.startswith("3 reports, 2 independent origins, 1 of unknown lineage for and against.")
    assert "Eyewitness" in text
    assert everything() == before


@pytest.mark.parametrize(
    "row",
    [
        {"source": ""},
        {"source": "x"},
        {"source": "-1"},
        {"source": "999999999"},
        {"source": "9" * 40},
        {"source": "²"},
        {"source": "\x00"},
        {},
    ],
)
def test_rows_without_a_source_are_left_out(db, row):
    post = QueryDict(mutable=True)
    post.update({"evidence-TOTAL_FORMS": "1"} | {f"evidence-0-{name}": value for name, value in row.items()})
    assert typed(post) == []


def test_wrong_bearing_and_grade_count_for_nothing(wire):
    post = QueryDict(mutable=True)
    post.update({"evidence-TOTAL_FORMS": "99999999999"})
    post.update({"evidence-0-source": str(wire.pk), "evidence-0-bearing": "maybe", "evidence-0-credibility": "7"})
    (row,) = typed(post)
    assert row == Piece(wire.pk, "maybe", None)
    assert (of_evidence([row])["counted"].reports, of_evidence([row])["bearings"]) == (0, [])


def test_titles_are_escaped(client, reporter, claim):
    add_evidence(claim, make_source("<script>alert(1)</script>", slug="x"))
    client.force_login(reporter)
    assert "<script>alert(1)" not in client.get(claim_url(claim, "lineage")).content.decode()


def noted(client, claim, source, of, **more):
    chosen = {"repeats": getattr(source, "pk", source), "repeated": getattr(of, "pk", of)}
    return client.post(claim_url(claim, "repeats"), chosen | more)


def messages_of(response, client):
    response = client.get(response.url)
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_one_source_of_a_claim_is_said_to_repeat_another(client, reporter, claim, wire, copy):
    client.force_login(reporter)
    response = noted(client, claim, copy, wire)
    assert response.url == f"{claim_url(claim)}#desk-lineage"
    assert messages_of(response, client) == [("success", "“Copy” repeats “Wire”.")]
    assert Derivation.objects.get().source == copy
    assert Source.objects.get(pk=copy.pk).lineage == "derived"
    assert LogEntry.objects.get().change_message == "“Copy” repeats “Wire”."


def test_first_hand_source_is_refused_with_what_to_do(client, reporter, claim, wire, copy):
    client.force_login(reporter)
    before = everything()
    assert messages_of(noted(client, claim, wire, copy), client) == [("error", REFUSED)]
    assert everything() == before


def test_ring_is_refused_in_words(client, reporter, claim, wire, copy):
    make_derivation(copy, wire)
    Source.objects.filter(pk=wire.pk).update(lineage="unknown")
    client.force_login(reporter)
    ring = "“Copy” already repeats “Wire”, directly or through others: two sources cannot repeat each other."
    assert messages_of(noted(client, claim, wire, copy), client) == [("error", f"Nothing was noted. {ring}")]


def test_ring_that_only_the_database_sees_is_told_in_words(client, reporter, claim, wire, copy, monkeypatch):
    def beaten(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("claims.admin.lineage.repeat", beaten)
    client.force_login(reporter)
    ((level, words),) = messages_of(noted(client, claim, copy, wire), client)
    assert (level, words.endswith("Try again.")) == ("error", True)


@pytest.mark.parametrize("wrong", ["", "x", "999999", "9" * 40])
def test_both_sources_must_be_chosen(client, reporter, claim, wire, wrong):
    client.force_login(reporter)
    for chosen in [(wire, wrong), (wrong, wire)]:
        ((level, words),) = messages_of(noted(client, claim, *chosen), client)
        assert (level, words.startswith("Nothing was noted: choose both sources")) == ("error", True)


def test_script_is_answered_with_what_is_typed_drawn_again(client, reporter, claim, wire, copy):
    client.force_login(reporter)
    form = open_claim(client, claim)
    rows = {name: value for name, value in form.items() if name.startswith("evidence-")}
    text = text_of(noted(client, claim, copy, wire, **rows))
    assert text.startswith("“Copy” repeats “Wire”. 2 reports, 1 independent origin, 0 of unknown lineage")
    assert text_of(noted(client, claim, wire, copy, **rows)).startswith(REFUSED)


def test_what_was_approved_is_not_published_once_its_lineage_has_changed(client, reporter, editor):
    claim = make_verified_claim(by=reporter, approved_by=editor)
    source = claim.evidence.get().source
    other = make_source("Copy", lineage="unknown")
    client.force_login(reporter)
    assert messages_of(noted(client, claim, other, source), client) == [("success", f"“Copy” repeats “{source}”.")]
    make_derivation(source, make_source("Wire"))
    client.force_login(editor)
    response = client.post(claim_url(claim, "move", "publish"), {})
    reason = "Something has changed since this was approved, perhaps a source or an actor: return it to research."
    assert (response.status_code, response.content.decode().count(reason)) == (409, 1)


@pytest.mark.parametrize(
    ("who", "drawn", "repeats"),
    [
        ("reporter", 200, 302),
        ("editor", 200, 302),
        ("chief", 200, 302),
        ("superuser", 200, 302),
        ("charlie", 403, 403),
    ],
)
def test_each_role_is_answered_as_in_the_table(client, request, claim, wire, copy, who, drawn, repeats):
    client.force_login(request.getfixturevalue(who))
    assert client.get(claim_url(claim, "lineage")).status_code == drawn
    assert client.post(claim_url(claim, "lineage"), {"evidence-TOTAL_FORMS": "0"}).status_code == drawn
    assert noted(client, claim, copy, wire).status_code == repeats
    assert Derivation.objects.exists() is (repeats == 302)


def test_whoever_only_reads_sources_is_neither_offered_nor_allowed_to_relate_them(client, claim, wire, copy):
    reader = make_person("rhea")
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_claim", "view_source", "view_evidence"]))
    client.force_login(reader)
    assert "One repeats the other" not in text_of(client.get(claim_url(claim)))
    assert noted(client, claim, copy, wire).status_code == 403
    reader.user_permissions.remove(Permission.objects.get(codename="view_source"))
    assert client.get(claim_url(claim, "lineage")).status_code == 403
    assert "Lineage of the evidence" not in text_of(client.get(claim_url(claim)))


def test_lineage_of_no_claim_is_not_found(client, reporter):
    client.force_login(reporter)
    for page in ("lineage", "repeats"):
        assert client.get(f"/admin/claims/claim/999/{page}/").status_code == 404
        assert client.post(f"/admin/claims/claim/x/{page}/").status_code == 404


def test_nothing_is_noted_by_a_link(client, reporter, claim, wire, copy):
    client.force_login(reporter)
    address = f"{claim_url(claim, 'repeats')}?repeats={copy.pk}&repeated={wire.pk}"
    assert (client.get(address).status_code, Derivation.objects.count()) == (405, 0)


def test_noting_wants_the_token_of_its_form(reporter, claim, wire, copy):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    assert noted(client, claim, copy, wire).status_code == 403


@needs_browser
def test_lineage_is_drawn_again_while_evidence_is_edited(live_server, client):
    reporter = make_person("rita", "Reporter")
    claim = make_researched_claim(by=reporter)
    make_source("Walrus report", lineage="unknown")
    client.force_login(reporter)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def visit(page):
        page.context.add_cookies([session])
        page.goto(f"{live_server.url}{claim_url(claim)}")
        counted = page.locator(".desk-counted")
        expect(counted).to_have_text("1 report, 1 independent origin, 0 of unknown lineage for and against.")
        page.get_by_text("Add another Evidence").click()
        row = page.locator("#evidence-1")
        expect(row.get_by_text("Not confirmed; possible but not logical")).to_be_visible()
        row.locator("select[name$=bearing]").select_option("supports")
        row.get_by_role("combobox").first.click()
        page.locator(".select2-search--dropdown input").fill("walrus")
        page.get_by_role("option", name="Walrus report").click()
        expect(counted).to_have_text("2 reports, 1 independent origin, 1 of unknown lineage for and against.")
        expect(page.locator("[data-said]")).to_have_text(counted.inner_text())
        expect(page.locator(".desk-graph .node-unknown")).to_have_count(1)
        page.get_by_label("This source").select_option("2. Walrus report")
        page.get_by_label("repeats this one").select_option(index=1)
        page.get_by_role("button", name="Note it").click()
        expect(page.get_by_role("alert")).to_contain_text("“Walrus report” repeats “")
        expect(counted).to_have_text("2 reports, 1 independent origin, 0 of unknown lineage for and against.")
        expect(page.locator(".desk-graph line")).to_have_count(1)
        row.get_by_text("Remove").click()
        expect(counted).to_have_text("1 report, 1 independent origin, 0 of unknown lineage for and against.")

    watch = browse(visit)
    assert watch.complaints == []
    assert Derivation.objects.get().source.title == "Walrus report"
