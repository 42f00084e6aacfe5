"""Rows of evidence on the claim's page: two grades, side by side and apart."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.claims.admin.browser import add_row, claim_url, open_claim
from tests.factories import (
    add_evidence,
    make_derivation,
    make_outlet,
    make_researched_claim,
    make_source,
)

TODO = "Grade it 2 until a second first-hand source is traced, or trace the sources below."


def short(count):
    return f"Credibility 1 needs two independent origins, but the evidence that supports has {count}. {TODO}"


@pytest.fixture
def claim(reporter):
    """With one piece of evidence, first-hand, that supports it."""
    return make_researched_claim(by=reporter)


def saved(client, claim, form):
    """The errors of each row of evidence, and nothing where the form was saved."""
    response = client.post(claim_url(claim), form)
    if response.status_code == 302:
        return []
    (formset,) = [
        each.formset for each in response.context["inline_admin_formsets"] if each.formset.prefix == "evidence"
    ]
    return [dict(errors) for errors in formset.errors]


def grade(claim):
    return [*claim.evidence.values_list("credibility", flat=True)]


def test_credibility_1_is_refused_at_entry_while_there_is_one_origin(client, reporter, claim):
    client.force_login(reporter)
    errors = saved(client, claim, open_claim(client, claim) | {"evidence-0-credibility": "1"})
    assert errors == [{"credibility": [short("1 report, 1 independent origin, 0 of unknown lineage")]}]
    assert grade(claim) == [2]


def test_credibility_1_is_entered_together_with_the_second_origin(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim) | {"evidence-0-credibility": "1"}
    add_row(form, "evidence", source=make_source().pk, bearing="supports", paraphrase="So.", credibility="2")
    assert saved(client, claim, form) == []
    assert grade(claim) == [1, 2]


def test_second_report_that_repeats_the_first_confirms_nothing(client, reporter, claim):
    copy = make_source()
    make_derivation(copy, claim.evidence.get().source)
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "evidence", source=copy.pk, bearing="supports", paraphrase="So.", credibility="1")
    errors = saved(client, claim, form)
    assert errors == [{}, {"credibility": [short("2 reports, 1 independent origin, 0 of unknown lineage")]}]


def test_origins_of_the_other_bearing_do_not_confirm(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim) | {"evidence-0-credibility": "1"}
    add_row(form, "evidence", source=make_source().pk, bearing="contradicts", paraphrase="Not so.", credibility="2")
    assert saved(client, claim, form)[0] == {
        "credibility": [short("1 report, 1 independent origin, 0 of unknown lineage")]
    }


def test_second_origin_is_not_taken_from_under_credibility_1(client, reporter, claim):
    claim.evidence.update(credibility=1)
    other = add_evidence(claim)
    client.force_login(reporter)
    form = open_claim(client, claim)
    why = short("1 report, 1 independent origin, 0 of unknown lineage")
    deleted = saved(client, claim, form | {"evidence-1-DELETE": "on"})
    turned = saved(client, claim, form | {"evidence-1-bearing": "contradicts"})
    assert (deleted[0], turned[0]) == ({"credibility": [why]}, {"credibility": [why]})
    assert claim.evidence.filter(pk=other.pk, bearing="supports").exists()


def test_lineage_changed_elsewhere_stops_the_submission_and_no_other_work(client, reporter, claim):
    claim.evidence.update(credibility=1)
    other = add_evidence(claim)
    make_derivation(other.source, claim.evidence.first().source)
    client.force_login(reporter)
    form = open_claim(client, claim)
    assert saved(client, claim, form | {"context": "Found out."}) == []
    form = open_claim(client, claim)
    assert saved(client, claim, form | {"evidence-1-quote": "Word for word."}) == []
    refused = client.post(claim_url(claim, "move", "submit"), {})
    reason = (
        "Credibility 1 needs two independent origins, but the evidence that supports has 2 reports, "
        "1 independent origin, 0 of unknown lineage."
    )
    assert (refused.status_code, refused.content.decode().count(reason)) == (409, 1)


def test_row_without_a_source_is_told_so_and_not_counted(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim) | {"evidence-0-credibility": "1"}
    add_row(form, "evidence", source="", bearing="supports", paraphrase="So.", credibility="1")
    first, second = saved(client, claim, form)
    assert (list(first), second) == (["credibility"], {"source": ["This field is required."]})


def test_outlets_grade_stands_beside_that_of_the_piece(client, reporter, claim):
    graded = {"reliability": "B", "reliability_reason": "Its record.", "reliability_graded_on": "2024-01-01"}
    add_evidence(claim, make_source(outlet=make_outlet("Gazette", **graded)))
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    assert "Gazette: B – Usually reliable" in page


def test_scale_is_unfolded_only_where_there_is_no_grade_yet(client, reporter, claim):
    add_evidence(claim, credibility=None)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    wording = "Not confirmed; logical in itself; consistent with other information on the subject"
    # A graded row, one without a grade, and the empty one that “Add another” copies.
    assert (page.count(wording), page.count('<details class="desk-scale" open>')) == (3, 2)


def test_page_asks_once_more_for_each_piece(client, reporter, claim):
    client.force_login(reporter)
    asked = []
    for count in (1, 3):
        while claim.evidence.count() < count:
            add_evidence(claim)
        client.get(claim_url(claim))
        with CaptureQueriesContext(connection) as queries:
            client.get(claim_url(claim))
        asked.append(len(queries))
    assert asked[1] - asked[0] == 2  # the field with which a source is chosen asks for its title, once a row
