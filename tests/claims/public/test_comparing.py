import re

import pytest

from tests.factories import publish_again

COMPARISON = "/claims/weapons/revisions/{}/compare/{}/"


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def corrected(weapons, editor, other_editor):
    """Weapons, with a second revision in which one word of its summary is another one."""

    return publish_again(
        weapons, by=editor, approved_by=other_editor, public_note="Salah hitung.", summary="Sebagian kecil benar."
    )


def test_comparison_marks_words_that_went_and_words_that_came(client, corrected):
    html = read(client, COMPARISON.format(1, 2))
    assert 'Sebagian <del><span class="visually-hidden"> [removed: </span>besar<' in html
    assert '<ins><span class="visually-hidden"> [added: </span>kecil<' in html
    assert '<p class="words" lang="id" dir="ltr">Sebagian' in html
    assert '<meta name="robots" content="noindex">' in html


def test_comparison_says_why_each_revision_since_was_published(client, corrected, editor, other_editor):
    publish_again(corrected, by=other_editor, approved_by=editor, kind="update", public_note="Satu lagi.")
    reasons = re.compile(r'<li value="(\d)"><strong>(\w+)</strong>.*?<span lang="id" dir="ltr">(.*?)</span>')
    correction, update = ("2", "Correction", "Salah hitung."), ("3", "Update", "Satu lagi.")
    assert reasons.findall(read(client, COMPARISON.format(1, 3))) == [correction, update]
    assert reasons.findall(read(client, COMPARISON.format(2, 3))) == [update]


def test_comparison_backwards_marks_the_opposite_and_says_so(client, corrected):
    html = read(client, COMPARISON.format(2, 1))
    assert "This goes back in time" in html
    assert f'<a href="{COMPARISON.format(1, 2)}">Compare forwards</a>' in html
    assert re.search("<del>[^/]*</span>kecil<.*<ins>[^/]*</span>besar<", html)


def test_comparison_of_a_revision_with_itself_asks_for_another(client, corrected):
    html = read(client, COMPARISON.format(2, 2))
    assert "You have chosen the same revision twice" in html
    assert "<del>" not in html


@pytest.mark.parametrize(("old", "new", "missing"), [(1, 9, 9), (0, 2, 0), (10**30, 1, 10**30)])
def test_revision_that_is_none_is_not_found_and_the_choice_offered_again(client, corrected, old, new, missing):
    html = read(client, COMPARISON.format(old, new), status=404)
    assert f"This claim has no revision {missing}: the newest is 2." in html
    assert '<select id="compare-from" name="from">' in html


def test_notice_of_withdrawal_has_no_words_to_compare(client, withdrawn):
    html = read(client, "/claims/taken-back/revisions/1/compare/2/")
    assert "Revision 2 is a notice of withdrawal." in html
    assert "The claim has since been withdrawn" in html
    assert "The letter was forged." in html
    assert "It is mostly so." not in html


def test_revisions_before_and_after_a_withdrawal_are_compared(client, withdrawn, chief, other_editor):
    publish_again(withdrawn, by=chief, approved_by=other_editor, summary="It is so.")
    html = read(client, "/claims/taken-back/revisions/1/compare/3/")
    assert "<del>" in html
    assert [kind for kind in ("Withdrawal", "Correction") if f"<strong>{kind}</strong>" in html] == [
        "Withdrawal", "Correction",
    ]  # fmt: skip


def test_markup_in_a_text_is_shown_as_it_was_typed(client, weapons, editor, other_editor):
    publish_again(weapons, by=editor, approved_by=other_editor, statement='<script>alert("x")</script> & <b>')
    html = read(client, COMPARISON.format(1, 2))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_form_leads_to_the_comparison(client, corrected):
    response = client.get("/claims/weapons/compare/", {"from": "2", "to": "1"})
    assert (response.status_code, response["Location"]) == (302, COMPARISON.format(2, 1))


@pytest.mark.parametrize("query", ["from=1", "from=1&to=", "from=x&to=2", "from=-1&to=2", "from=٢&to=1", "to=%00"])
def test_form_with_a_mistake_says_what_to_do(client, corrected, query):
    html = read(client, f"/claims/weapons/compare/?{query}", status=400)
    assert "Choose two revisions, each by its number: 1 is the first, 2 the newest." in html


def test_form_with_a_revision_that_is_none_keeps_the_other(client, corrected):
    html = read(client, "/claims/weapons/compare/?from=2&to=999999999999", status=404)
    assert "This claim has no revision 999999999: the newest is 2." in html
    assert re.findall(r'<option value="(\d)" selected>', html) == ["2"]


def test_form_proposes_the_last_two(client, corrected):
    html = read(client, "/claims/weapons/compare/")
    assert re.findall(r'<option value="(\d)" selected>', html) == ["1", "2"]


def test_claim_published_once_has_nothing_to_compare(client, weapons):
    assert "there is nothing to compare yet" in read(client, "/claims/weapons/compare/")
    assert '<form class="compare"' not in read(client, "/claims/weapons/")


def test_claim_that_is_not_public_has_no_comparison(client, db):
    assert client.get("/claims/nothing/compare/").status_code == 404
    assert client.get("/claims/nothing/revisions/1/compare/2/").status_code == 404


def test_page_and_old_revision_lead_to_the_comparison(client, corrected):
    page = read(client, "/claims/weapons/")
    assert page.count(f'href="{COMPARISON.format(1, 2)}"') == 2  # at its top, of the correction, and in its history
    assert f'href="{COMPARISON.format(1, 2)}"' in read(client, "/claims/weapons/revisions/1/")
