import pytest
from django.test import Client

from claims.models import Claim
from claims.moves import read_second
from claims.states import MOVES, Note, State, moves_from
from tests.claims.admin.browser import claim_url, fields_of
from tests.factories import (
    approve,
    make_claim,
    make_published_claim,
    make_submitted_claim,
    make_verified_claim,
)

MAY = {
    "Reporter": {"take_up", "submit"},
    "Editor": {"take_up", "submit", "approve", "return", "decline", "reopen", "publish", "revise"},
    "Chief editor": set(MOVES),
    "nobody": set(),
}
NOTES = {"note": "Because.", "public_note": "Readers should know.", "kind": "correction"}


@pytest.fixture
def people(reporter, other_editor, chief, charlie):
    return {"Reporter": reporter, "Editor": other_editor, "Chief editor": chief, "nobody": charlie}


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Chief editor"])
@pytest.mark.parametrize("state", State.values)
def test_buttons_are_the_moves_of_state_and_role(client, people, reporter, editor, role, state):
    claim = make_submitted_claim(by=reporter)
    Claim.objects.update(state=state)
    client.force_login(people[role])
    shown = {step.move.name for step in client.get(claim_url(claim)).context["desk"]["steps"]}
    # Nothing is public: there is nothing to withdraw.
    assert shown == {move.name for move in moves_from(state)} & MAY[role] - {"withdraw"}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("move", MOVES)
def test_page_of_a_move_is_shown_where_state_and_role_allow(client, people, reporter, role, move):
    claim = make_submitted_claim(by=reporter)
    client.force_login(people[role])
    status = client.get(claim_url(claim, "move", move)).status_code
    if move not in MAY[role]:
        assert status == 403
    else:
        assert status == (200 if State.IN_REVIEW in MOVES[move].sources else 409)


def test_published_claim_offers_withdrawal_and_not_declining(client, reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="Again.")
    client.force_login(chief)
    shown = [step.move.name for step in client.get(claim_url(claim)).context["desk"]["steps"]]
    assert shown == ["submit", "withdraw"]


def test_button_leads_to_the_page_of_its_move(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    assert f'href="{claim_url(claim, "move", "take_up")}"' in client.get(claim_url(claim)).content.decode()


@pytest.mark.parametrize("person", ["reporter", "charlie"])
@pytest.mark.parametrize("address", ["1/move/fly", "999/move/publish", "x/move/publish", "999/reading"])
def test_unknown_move_or_claim_is_not_found(client, request, address, person):
    make_claim(by=request.getfixturevalue("reporter"), pk=1)
    client.force_login(request.getfixturevalue(person))
    assert client.get(f"/admin/claims/claim/{address}/").status_code == 404
    assert client.post(f"/admin/claims/claim/{address}/").status_code == 404


def test_anonymous_is_sent_to_log_in(client, reporter):
    claim = make_claim(by=reporter)
    assert client.post(claim_url(claim, "move", "take_up")).url.startswith("/admin/login/")


def test_refusal_of_a_role_says_so_and_nothing_of_the_claim(client, reporter, charlie):
    claim = make_claim("A secret headline", by=reporter)
    client.force_login(charlie)
    response = client.get(claim_url(claim, "move", "take_up"))
    assert response.context["reasons"] == ["Your role does not allow “Take up”."]
    assert "A secret headline" not in response.content.decode()
    client.force_login(reporter)
    assert "A secret headline" in client.get(claim_url(claim, "move", "take_up")).content.decode()


def test_unmet_gates_refuse_the_move_and_keep_what_was_typed(client, reporter):
    claim = make_claim(by=reporter)
    claim.move("take_up", by=reporter)
    client.force_login(reporter)
    response = client.post(claim_url(claim, "move", "submit"), {"note": "Typed with care."})
    assert response.status_code == 409
    page = response.content.decode()
    assert ("Nothing was changed." in page, page.count("Draft a verdict.")) == (True, 1)
    assert fields_of(response)["note"] == "Typed with care."
    claim.refresh_from_db()
    assert claim.state == "researching"


def test_checklist_says_in_words_what_is_missing(client, reporter):
    claim = make_claim(by=reporter)
    claim.move("take_up", by=reporter)
    client.force_login(reporter)
    for address in (claim_url(claim), claim_url(claim, "move", "submit")):
        page = client.get(address).content.decode()
        assert "✗ Missing:" in page
        assert "✓ Done:" in page
        assert "Draft a verdict." in page


def test_move_from_a_state_the_claim_has_left_is_refused(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    client.post(claim_url(claim, "move", "take_up"), {"note": ""})
    response = client.post(claim_url(claim, "move", "take_up"), {"note": "Again."})
    assert response.status_code == 409
    assert response.context["reasons"] == [
        "“Take up” is not possible: the claim is now researching. Rita Tester moved it last."
    ]
    assert claim.transitions.count() == 1
    page = response.content.decode()
    assert "It would become" not in page
    assert 'type="submit" class="default"' not in page
    assert fields_of(response)["note"] == "Again."


@pytest.mark.parametrize("move", [move for move in MOVES.values() if move.note is Note.REQUIRED], ids=lambda m: m.name)
def test_note_is_required_where_the_next_person_needs_it(client, superuser, move):
    claim = make_submitted_claim(by=superuser)
    Claim.objects.update(state=min(move.sources))
    client.force_login(superuser)
    response = client.post(claim_url(claim, "move", move.name), {"note": "  "})
    assert response.status_code == 422
    assert response.context["form"].errors["note"] == ["This field is required."]


def test_first_publication_has_no_words_for_readers(client, reporter, editor):
    claim = make_verified_claim(by=reporter, approved_by=editor)
    client.force_login(editor)
    assert list(client.get(claim_url(claim, "move", "publish")).context["form"].fields) == ["note"]


def test_later_publication_wants_a_kind_and_a_public_note(client, reporter, editor, other_editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="Again.")
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    client.force_login(other_editor)
    url = claim_url(claim, "move", "publish")
    assert "Something that was published was wrong." in client.get(url).content.decode()
    assert client.post(url, {"note": "x"}).context["form"].errors.keys() == {"kind", "public_note"}
    assert client.post(url, {"kind": "correction", "public_note": "A date was wrong."}).status_code == 302
    last = claim.publications.last()
    assert (last.revision, last.kind, last.note) == (2, "correction", "A date was wrong.")


def test_withdrawal_keeps_the_two_notes_apart(client, reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    client.force_login(chief)
    notes = {"public_note": "It was published by mistake.", "note": "Omar mixed up two files."}
    client.post(claim_url(claim, "move", "withdraw"), notes)
    assert claim.publications.last().note == "It was published by mistake."
    assert claim.transitions.first().note == "Omar mixed up two files."


def test_superuser_who_wrote_the_verdict_cannot_approve_it(client, superuser, editor):
    claim = make_submitted_claim(by=superuser)
    read_second(claim, claim.verdict.rating, by=editor)
    client.force_login(superuser)
    response = client.post(claim_url(claim, "move", "approve"), {"note": ""})
    assert response.status_code == 409
    assert "Somebody else must approve: you wrote, submitted or research this verdict." in response.content.decode()
    claim.refresh_from_db()
    assert claim.state == "in_review"


def test_move_without_a_csrf_token_is_refused(reporter):
    claim = make_claim(by=reporter)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    assert client.post(claim_url(claim, "move", "take_up"), {"note": ""}).status_code == 403
    claim.refresh_from_db()
    assert claim.state == "logged"
