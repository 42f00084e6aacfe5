import pytest
from django.contrib.auth.models import Permission

from claims import moves
from claims.moves import MoveRefused, UnknownMove
from claims.states import MOVES, OPEN_FOR_EDITING, Note, State, moves_from
from tests.claims.desk import claim_in, everything, make_desk, public_claim_in

# Written out a second time, by hand: state, move, and the state that it leads to.
TABLE = {
    ("logged", "take_up"): "researching",
    ("logged", "decline"): "declined",
    ("researching", "submit"): "in_review",
    ("researching", "decline"): "declined",
    ("researching", "withdraw"): "withdrawn",
    ("in_review", "approve"): "verified",
    ("in_review", "return"): "researching",
    ("in_review", "withdraw"): "withdrawn",
    ("verified", "publish"): "published",
    ("verified", "return"): "researching",
    ("verified", "withdraw"): "withdrawn",
    ("published", "revise"): "researching",
    ("published", "withdraw"): "withdrawn",
    ("declined", "reopen"): "logged",
    ("withdrawn", "reinstate"): "researching",
}
LABELS = {
    "logged": "Logged",
    "researching": "Researching",
    "in_review": "In review",
    "verified": "Verified",
    "published": "Published",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
MOVE_LABELS = {
    "take_up": "Take up",
    "submit": "Submit for review",
    "approve": "Approve",
    "return": "Return to research",
    "publish": "Publish",
    "revise": "Revise",
    "withdraw": "Withdraw",
    "reinstate": "Reinstate",
    "decline": "Decline",
    "reopen": "Reopen",
}
NOTES = {
    "take_up": Note.OPTIONAL,
    "submit": Note.OPTIONAL,
    "approve": Note.OPTIONAL,
    "return": Note.REQUIRED,
    "publish": Note.PUBLIC,
    "revise": Note.REQUIRED,
    "withdraw": Note.PUBLIC,
    "reinstate": Note.REQUIRED,
    "decline": Note.REQUIRED,
    "reopen": Note.REQUIRED,
}
PAIRS = [(state, move) for state in LABELS for move in MOVE_LABELS]


@pytest.fixture
def claim_read_second(db):
    desk = make_desk()
    claim = claim_in("in_review", desk)
    moves.read_second(claim, claim.verdict.rating, by=desk.reader)
    return claim


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_pair_of_state_and_move_is_as_in_the_table(state, move):
    step = MOVES[move]
    target = str(step.target) if state in step.sources else None
    assert target == TABLE.get((state, move))


def test_states_are_labelled():
    assert dict(State.choices) == LABELS


def test_moves_are_labelled():
    assert {name: move.label for name, move in MOVES.items()} == MOVE_LABELS
    assert all(move.name == name and move.help for name, move in MOVES.items())


def test_moves_ask_for_notes_as_in_the_table():
    assert {name: move.note for name, move in MOVES.items()} == NOTES


def test_texts_are_open_before_review_only():
    assert {str(state) for state in OPEN_FOR_EDITING} == {"logged", "researching"}


@pytest.mark.parametrize("state", LABELS)
def test_moves_from_a_state_are_as_in_the_table(state):
    assert {move.name for move in moves_from(state)} == {move for each, move in TABLE if each == state}


@pytest.mark.parametrize("move", MOVE_LABELS)
def test_permission_of_a_move_exists(db, move):
    app, codename = MOVES[move].permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).count() == 1


@pytest.mark.parametrize(("state", "move"), [pair for pair in PAIRS if pair not in TABLE])
def test_move_that_is_not_in_the_table_is_refused_and_changes_nothing(superuser, state, move):
    claim = claim_in(state, make_desk())
    last = claim.transitions.first()
    before = everything()

    with pytest.raises(MoveRefused) as refusal:
        claim.move(move, by=superuser, note="Please.", kind="correction", public_note="Please.")

    says = f"“{MOVE_LABELS[move]}” is not possible: the claim is now {LABELS[state].lower()}."
    assert refusal.value.reasons == (f"{says} {last.by.get_full_name()} moved it last." if last else says,)
    assert everything() == before


@pytest.mark.parametrize(("state", "move"), [pair for pair in TABLE if pair[1] != "approve"])
def test_move_that_is_in_the_table_reaches_its_state(superuser, state, move):
    desk = make_desk()
    claim = (public_claim_in if move == "withdraw" else claim_in)(state, desk)
    public_note = "Named the wrong country." if move == "withdraw" else ""

    transition = claim.move(move, by=superuser, note="Because.", public_note=public_note)

    claim.refresh_from_db()
    assert claim.state == TABLE[state, move]
    assert (transition.from_state, transition.move, transition.to_state) == (state, move, claim.state)
    assert (transition.by, transition.note, transition) == (superuser, "Because.", claim.transitions.first())


def test_approval_reaches_verified(claim_read_second, superuser):
    claim_read_second.move("approve", by=superuser)
    claim_read_second.refresh_from_db()
    assert claim_read_second.state == "verified"


@pytest.mark.parametrize("move", ["", "Approve", "delete", "approve ", "__init__"])
def test_unknown_move_is_named_and_changes_nothing(superuser, move):
    claim = claim_in("in_review", make_desk())
    before = everything()
    with pytest.raises(UnknownMove) as error:
        claim.move(move, by=superuser)
    assert error.value.args == (move,)
    assert everything() == before
