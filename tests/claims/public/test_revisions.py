import re

import orjson
import pytest

from claims.public import changes
from tests.factories import add_evidence, approve, publish_again


def document_of(claim, revision):
    return orjson.loads(claim.publications.get(revision=revision).document)


@pytest.fixture
def corrected(weapons, editor, other_editor):
    """Weapons, with a second revision: one source more, another summary and another rating."""
    weapons.move("revise", by=editor, note="Look again.")
    add_evidence(weapons)
    weapons.verdicts.filter(round=2).update(summary="Benar.", rating_id=1)
    weapons.move("submit", by=editor)
    approve(weapons, by=other_editor)
    weapons.move("publish", by=other_editor, kind="correction", public_note="Ada bukti baru.")
    return weapons


def test_old_revision_shows_the_claim_as_it_stood(client, corrected):
    html = client.get("/claims/weapons/revisions/1/").content.decode()
    assert "It is not the newest: that is revision 2." in html
    assert '<span class="visually-hidden">Verdict: </span>Mostly true</span>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "ld+json" not in html


def test_old_revision_says_what_has_changed_since(client, corrected):
    html = client.get("/claims/weapons/revisions/1/").content.decode()
    assert re.findall(r"<li><strong>([^<]+):</strong> ([^<]+)</li>", html[: html.index("<h1")]) == [
        ("Verdict", "Mostly true → True"), ("Summary of the verdict", "Changed"), ("Re-check on", "Changed"),
        ("Checked by", "Changed"), ("Confirmed by", "Changed"), ("Evidence", "1 added"), ("Sources", "1 added"),
    ]  # fmt: skip


def test_newest_revision_says_that_it_is(client, corrected):
    assert "This is revision 2, the newest." in client.get("/claims/weapons/revisions/2/").content.decode()


def test_revision_of_a_withdrawn_claim_says_so_and_has_no_dead_links(client, weapons, chief):
    weapons.move("withdraw", by=chief, public_note="Forged.")
    html = client.get("/claims/weapons/revisions/1/").content.decode()
    assert "The claim has since been withdrawn" in html
    assert "Forged." in html
    assert 'href="/actors/north-korea/"' not in html
    assert "North Korea" in html


def test_revision_of_the_notice_of_withdrawal_shows_it(client, withdrawn):
    html = client.get("/claims/taken-back/revisions/2/").content.decode()
    assert "Our verdict on this claim was withdrawn on" in html


def test_reinstated_claim_keeps_its_notice_among_the_revisions(client, withdrawn, chief, other_editor):
    publish_again(withdrawn, by=chief, approved_by=other_editor)
    assert "It is not the newest" in client.get("/claims/taken-back/revisions/2/").content.decode()
    assert client.get("/claims/taken-back/").context["claim"]["revision"] == 3


def test_changes_between_equal_documents_are_none(weapons):
    document = document_of(weapons, 1)
    assert changes.between(document, document) == []


def test_changes_do_not_count_sources_that_only_have_other_keys(weapons):
    old = document_of(weapons, 1)
    new = orjson.loads(orjson.dumps(old).replace(b'"s1"', b'"s9"'))
    assert changes.between(old, new) == []


@pytest.mark.parametrize(("member", "value", "part"), [
    ("headline", "x", "Headline"), ("statement", "x", "Statement"), ("context", None, "Context"),
    ("language", "ms", "Language"), ("first_said_on", None, "First said on"), ("topics", [], "Topics"),
    ("accused", [], "Accused"), ("accusations", [], "Who says so"), ("rebuttals", [], "Answers"),
    ("reply_requests", [], "Right of reply"), ("evidence", [], "Evidence"), ("events", [], "What happened"),
    ("translations", {}, "Translations"),
])  # fmt: skip
def test_changes_name_the_part_that_differs(weapons, member, value, part):
    old = document_of(weapons, 1)
    assert [change.part for change in changes.between(old, old | {member: value})] == [part]


def test_a_date_changes_and_a_text_is_reworded(weapons):
    old = document_of(weapons, 1)
    assert changes.between(old, old | {"headline": "x", "first_said_on": None}) == [
        ("Headline", "Reworded"), ("First said on", "Changed"),
    ]  # fmt: skip
