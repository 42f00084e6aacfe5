"""The pages on which two claims become one."""

import pytest

from claims import merging
from claims.models import Claim
from claims.notes import write
from tests.claims.admin.browser import claim_url, fields_of
from tests.claims.desk import claim_in, everything, make_desk
from tests.factories import add_accusation, add_sighting, draft_verdict, make_claim, make_submitted_claim

NOTE = {"note": "The same speech."}


@pytest.fixture
def claim(reporter):
    return make_claim("Walruses swam", by=reporter)


@pytest.fixture
def into(reporter):
    return make_claim("Sea lions swam", by=reporter)


def page_of(claim):
    return claim_url(claim, "merge")


def test_claim_is_merged_in_three_steps(client, editor, claim, into):
    add_accusation(claim)
    client.force_login(editor)
    assert "Into which claim does" in client.get(page_of(claim)).content.decode()
    response = client.get(page_of(claim), {"into": into.pk})
    page = response.content.decode()
    assert (response.context["goes"], response.context["stays"]) == (["Accusations: 1"], [])
    assert "Its statement, as one more sighting, and its pinned note" in page
    form = fields_of(response)
    assert form["into"] == str(into.pk)
    response = client.post(page_of(claim), form | NOTE, follow=True)
    assert response.redirect_chain == [(claim_url(into), 302)]
    assert "“Walruses swam” was merged into this claim." in response.content.decode()
    claim.refresh_from_db()
    assert (claim.merged_into, into.accusations.count()) == (into, 1)


def test_what_stays_behind_is_said_before(client, editor, claim):
    into = claim_in("published", make_desk())
    add_accusation(claim)
    client.force_login(editor)
    response = client.get(page_of(claim), {"into": into.pk})
    assert response.context["stays"] == ["Accusations: 1"]
    assert "The claim that stays is published" in response.content.decode()


def test_notes_on_a_verdict_that_nobody_confirmed_are_not_shown_with_the_other_claim(
    client, reporter, editor, claim, into
):
    """Whoever merges or opens the other claim may yet read it second."""
    draft_verdict(claim, by=reporter)
    write(claim, "Zebramemo", by=reporter, tell=[])
    client.force_login(editor)
    page = client.get(page_of(claim), {"into": into.pk})
    assert page.context["stays"] == ["Internal notes: 1"]
    assert "Its internal notes stay" in page.content.decode()
    assert "one of the two requests stays behind" not in page.content.decode()
    client.post(page_of(claim), NOTE | {"into": into.pk})
    assert "Zebramemo" not in client.get(claim_url(into)).content.decode()
    assert "Zebramemo" not in client.get(claim_url(claim), {"merged": 1}).content.decode()
    client.force_login(reporter)
    assert "Zebramemo" in client.get(claim_url(claim), {"merged": 1}).content.decode()


@pytest.mark.parametrize("who", ["editor", "chief", "superuser"])
def test_role_that_may_merges(client, request, claim, into, who):
    client.force_login(request.getfixturevalue(who))
    assert f'href="{page_of(claim)}"' in client.get(claim_url(claim)).content.decode()
    assert client.post(page_of(claim), NOTE | {"into": into.pk}).status_code == 302
    assert Claim.objects.get(pk=claim.pk).merged_into == into


@pytest.mark.parametrize("who", ["reporter", "charlie"])
def test_role_that_may_not_is_refused(client, request, claim, into, who):
    client.force_login(request.getfixturevalue(who))
    before = everything()
    assert client.get(page_of(claim), {"into": into.pk}).status_code == 403
    assert client.post(page_of(claim), NOTE | {"into": into.pk}).status_code == 403
    assert f'href="{page_of(claim)}"' not in client.get(claim_url(claim)).content.decode()
    assert everything() == before


def test_anonymous_is_sent_to_log_in(client, claim, into):
    assert client.post(page_of(claim), NOTE | {"into": into.pk}).url.startswith("/admin/login/")


def test_claim_cannot_be_merged_into_itself(client, editor, claim):
    client.force_login(editor)
    for response in (
        client.get(page_of(claim), {"into": claim.pk}),
        client.post(page_of(claim), NOTE | {"into": claim.pk}),
    ):
        assert response.status_code == 409
        assert "A claim cannot be merged into itself: choose the other one." in response.content.decode()


@pytest.mark.parametrize("into", ["", "999", "x", "9" * 40, "\x00"])
def test_claim_that_is_none_is_answered_with_what_to_do(client, editor, claim, into):
    client.force_login(editor)
    for response in (client.get(page_of(claim), {"into": into}), client.post(page_of(claim), NOTE | {"into": into})):
        assert response.status_code == 422
        assert "The claim that stays" in response.content.decode()


def test_merging_without_a_note_is_asked_for_one(client, editor, claim, into):
    client.force_login(editor)
    response = client.post(page_of(claim), {"into": into.pk, "note": ""})
    assert response.status_code == 422
    assert response.context["form"].errors == {"note": ["This field is required."]}
    response = client.post(page_of(claim), {"into": into.pk, "note": "?!"})
    assert response.status_code == 409
    assert fields_of(response)["note"] == "?!"


def test_withdrawn_claim_is_merged_with_words_for_the_readers(client, editor, reporter):
    newsroom = make_desk()
    claim, into = claim_in("withdrawn", newsroom), claim_in("published", newsroom)
    client.force_login(editor)
    response = client.get(page_of(claim), {"into": into.pk})
    assert "Its public address will lead readers to the claim that stays." in response.content.decode()
    form = fields_of(response) | NOTE
    assert client.post(page_of(claim), form).status_code == 422
    assert client.post(page_of(claim), form | {"public_note": "It is that one."}).status_code == 302
    assert claim.publications.last().note == "It is that one."


def test_claim_under_review_says_so_at_once(client, editor, reporter):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    response = client.get(page_of(claim))
    assert response.status_code == 409
    assert "is under review: return it to research first." in response.content.decode()
    assert f'href="{page_of(claim)}"' not in client.get(claim_url(claim)).content.decode()


def test_unknown_claim_is_not_merged(client, editor, into):
    client.force_login(editor)
    assert client.get("/admin/claims/claim/999/merge/").status_code == 404


def test_search_for_the_other_claim_leaves_out_what_cannot_take_it(client, editor, claim, into):
    other = make_claim("Otters swam", by=editor)
    merging.merge(claim, into, by=editor, note="One.")
    Claim.objects.filter(pk=other.pk).update(state="declined")
    client.force_login(editor)
    asked = {"app_label": "claims", "model_name": "claim", "field_name": "merged_into", "term": "swam"}
    assert [each["text"] for each in client.get("/admin/autocomplete/", asked).json()["results"]] == [into.headline]


@pytest.fixture
def merged(editor, claim, into):
    merging.merge(claim, into, by=editor, note="The same speech.")
    claim.refresh_from_db()
    return claim


def test_page_of_a_merged_claim_leads_to_the_survivor(client, reporter, merged, into):
    client.force_login(reporter)
    response = client.get(claim_url(merged), follow=True)
    assert response.redirect_chain == [(claim_url(into), 302)]
    page = response.content.decode()
    assert f'<a href="{claim_url(merged)}?merged=1">' in page
    assert page.count(f'"{claim_url(merged)}?merged=1"') == 2  # the message; and the list of what was merged


def test_merged_claim_can_be_looked_at_and_not_be_changed(client, superuser, merged, into):
    client.force_login(superuser)
    response = client.get(claim_url(merged), {"merged": "1"})
    page = response.content.decode()
    assert "This claim was merged into" in page
    assert response.context["desk"]["steps"] == []
    assert "Merged into “Sea lions swam”: The same speech." in page
    assert client.post(claim_url(merged), {"headline": "Changed"}).status_code in (403, 409)
    assert client.post(claim_url(merged, "move", "reopen"), {"note": "Again."}).status_code == 409
    assert client.get(claim_url(merged, "move", "reopen")).status_code == 409
    merged.refresh_from_db()
    assert (merged.headline, merged.state) == ("Walruses swam", "declined")


def test_person_without_a_role_is_not_led_anywhere(client, charlie, merged):
    client.force_login(charlie)
    assert client.get(claim_url(merged)).status_code == 403


def test_second_reader_sees_no_verdict_of_either_claim(client, editor, reporter, into):
    claim = make_submitted_claim(by=reporter)
    claim.move("return", by=editor, note="More.")
    claim.verdicts.update(summary="Zebrasummary")
    draft_verdict(into, by=reporter, summary="Zebrasummary")
    add_sighting(claim)
    client.force_login(editor)
    page = client.get(page_of(claim), {"into": into.pk}).content.decode()
    page += client.post(page_of(claim), NOTE | {"into": into.pk}, follow=True).content.decode()
    page += client.get(claim_url(claim), {"merged": "1"}).content.decode()
    assert "Zebra" not in page
    assert "was merged into this claim." in page


def test_address_of_a_merged_claim_is_not_given_again(client, reporter, merged):
    client.force_login(reporter)
    add = "/admin/claims/claim/add/"
    form = fields_of(client.get(add), "claim_form") | {"headline": merged.headline, "statement": "Another one."}
    assert client.post(add, form | {"slug": merged.slug}).status_code == 200
    assert client.post(add, form).status_code == 302
    assert Claim.objects.latest("pk").slug == f"{merged.slug}-2"


def test_history_of_the_claim_that_stays_tells_what_came_over(client, editor, claim, into):
    accusation = add_accusation(claim)
    merging.merge(claim, into, by=editor, note="The same speech.")
    client.force_login(editor)
    saves = client.get(claim_url(into, "history")).context["saves"]
    assert (f"Accusation “{accusation.actor}”", "+") in [(row.title, row.kind) for row in saves[0].rows]
