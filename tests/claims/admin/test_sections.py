"""The claim's page: its sections, what is missing in them, and what was refused in them."""

import re

import pytest

from claims.gates import Part
from claims.models import Claim, ClaimTranslation
from claims.states import OPEN_FOR_EDITING, State
from tests.claims.admin.browser import add_row, claim_url, grant, open_claim
from tests.claims.desk import claim_in, make_desk
from tests.factories import (
    add_evidence,
    add_reply_request,
    make_actor,
    make_claim,
    make_person,
    make_published_claim,
    make_researched_claim,
    make_source,
)

NAMES = ["statement", "sightings", "accusations", "replies", "evidence", "events", "verdict", "translations"]


def sections_of(response) -> dict:
    return {section.name: section for section in response.context["sections"]}


@pytest.mark.parametrize("state", State.values)
def test_page_has_every_section_in_every_state(client, superuser, state):
    claim = claim_in(state, make_desk())
    client.force_login(superuser)
    page = client.get(claim_url(claim)).content.decode()
    shown = re.findall(r'id="section-(\w+)"', page)
    assert shown == [*NAMES, "notes", "history"]
    assert re.findall(r'<li><a href="#section-(\w+)"', page) == shown


def test_every_part_that_a_gate_names_is_a_section():
    assert {part.value for part in Part if part} <= set(NAMES)


def test_every_field_and_row_stands_in_a_section(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    response = client.get(claim_url(claim))
    inlines = {inline.formset.prefix for inline in response.context["inline_admin_formsets"]}
    placed = [inline.formset.prefix for section in response.context["sections"] for inline in section.inlines]
    assert sorted(placed) == sorted(inlines)
    fields = open_claim(client, claim).keys()
    assert {"headline", "statement", "accused", "notes", "priority", "note"} - fields == {"accused"}  # none is chosen
    assert 'name="accused"' in response.content.decode()


def test_missing_things_lead_to_where_they_are_put_right(client, reporter):
    claim = make_claim(by=reporter)
    claim.move("take_up", by=reporter)
    client.force_login(reporter)
    response = client.get(claim_url(claim))
    missing = {section.name: section.missing for section in response.context["sections"] if section.missing}
    assert missing == {"accusations": 1, "evidence": 1, "verdict": 1}
    page = response.content.decode()
    assert '<a href="#section-verdict">Draft a verdict.</a>' in page
    page = client.get(claim_url(claim, "move", "submit")).content.decode()
    assert f'<a href="{claim_url(claim)}#section-verdict">Draft a verdict.</a>' in page


def test_errors_are_counted_in_their_sections(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim) | {"headline": "", "first_said_on": "soon", "evidence-0-paraphrase": ""}
    add_row(form, "rebuttals", actor=make_actor().pk, stance="denies")
    response = client.post(claim_url(claim), form)
    errors = {name: section.errors for name, section in sections_of(response).items() if section.errors}
    assert errors == {"statement": 2, "replies": 1, "evidence": 1}
    assert '<span class="desk-errors">2 errors</span>' in response.content.decode()


def test_row_is_folded_to_what_it_says_and_open_where_it_is_wrong(client, reporter):
    claim = make_researched_claim(by=reporter)
    add_evidence(claim, make_source("A second report"), credibility=None, paraphrase="It shows more.")
    client.force_login(reporter)
    response = client.get(claim_url(claim))
    forms = sections_of(response)["evidence"].inlines[0].formset.forms
    assert [form.is_open for form in forms[:2]] == [False, False]
    assert forms[1].glance == ["A second report", "Supports", "not graded", "It shows more."]
    response = client.post(claim_url(claim), open_claim(client, claim) | {"evidence-1-paraphrase": ""})
    forms = sections_of(response)["evidence"].inlines[0].formset.forms
    assert [form.is_open for form in forms[:2]] == [False, True]


@pytest.mark.parametrize("field", ["accusations-0-actor", "accusations-0-source", "evidence-0-source"])
def test_row_whose_actor_or_source_was_cleared_says_so(client, reporter, field):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    response = client.post(claim_url(claim), open_claim(client, claim) | {field: "", "headline": ""})
    assert response.status_code == 200
    assert sections_of(response)["statement"].errors == 1


def test_empty_section_says_what_belongs_there(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    assert "Nobody is on record as making this claim. Add who says so" in page
    assert "No evidence yet." in page


@pytest.mark.parametrize("state", [state for state in State.values if state not in OPEN_FOR_EDITING])
def test_closed_claim_is_shown_for_reading(client, reporter, state):
    claim = make_researched_claim(by=reporter, context="Said in parliament.")
    add_reply_request(claim, make_actor("The ministry"), notes="A call from the press office.")
    Claim.objects.filter(pk=claim.pk).update(state=state)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    accusation, evidence = claim.accusations.get(), claim.evidence.get()
    for text in (
        claim.statement, "Said in parliament.", str(accusation.actor), "It is so.", str(evidence.source),
        "2 – Probably true", "1 report, 1 independent origin", "The ministry", "A call from the press office.",
        "It is mostly so.",
    ):  # fmt: skip
        assert text in page, text


def test_closed_claim_shows_no_more_than_its_reader_may_see(client, reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    ClaimTranslation.objects.create(claim=claim, language="id", headline="Judul", statement="Teks", summary="Begitu.")
    ron = make_person("ron")
    client.force_login(ron)

    def seen() -> set[str]:
        page = client.get(claim_url(claim)).content.decode()
        texts = {"statement": claim.statement, "evidence": "It shows this.", "verdict": "It is mostly so."}
        texts |= {"translation": "Teks", "translated verdict": "Begitu."}
        return {what for what, text in texts.items() if text in page}

    grant(ron, "view_claim")
    assert seen() == {"statement"}
    grant(ron, "view_evidence", "view_claimtranslation")
    assert seen() == {"statement", "evidence", "translation"}
    grant(ron, "view_verdict")
    assert seen() == {"statement", "evidence", "verdict", "translation", "translated verdict"}


def test_second_reader_has_the_evidence_beside_the_form(client, reporter, editor):
    claim = make_researched_claim(by=reporter, context="Said in parliament.")
    claim.move("submit", by=reporter)
    client.force_login(editor)
    page = client.get(claim_url(claim, "reading")).content.decode()
    for text in (
        claim.statement, "Said in parliament.", str(claim.accusations.get().actor), str(claim.evidence.get().source),
        "2 – Probably true", "F – Reliability cannot be judged", "First-hand", "1 report, 1 independent origin",
    ):  # fmt: skip
        assert text in page, text
    assert "It is mostly so." not in page


def test_address_of_a_source_cannot_run_anything(client, reporter, editor):
    """A scheme other than http is refused by the form; what is shown is escaped all the same."""
    claim = make_researched_claim(by=reporter)
    source = claim.evidence.get().source
    source.title, source.url = '"><script>alert(1)</script>', 'https://a.example/"onclick="x'
    source.save()
    claim.move("submit", by=reporter)
    client.force_login(editor)
    page = client.get(claim_url(claim, "reading")).content.decode()
    assert "<script>alert" not in page
    assert 'onclick="x' not in page


def test_links_are_those_that_lead_somewhere(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    assert (claim_url(claim, "preview") in page, claim_url(claim, "compare") in page) == (True, False)
    client.force_login(editor)  # from whom the verdict is hidden
    assert claim_url(claim, "preview") not in client.get(claim_url(claim)).content.decode()
