import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from claims import moves
from tests.claims.admin.browser import claim_url
from tests.claims.desk import claim_in, everything, make_desk
from tests.factories import make_person

# Written out by hand: who may make which move.
REPORTER = {"take_up", "submit"}
EDITOR = REPORTER | {"approve", "return", "publish", "revise", "decline", "reopen"}
CHIEF = EDITOR | {"withdraw", "reinstate"}
MAY = {
    "reporter": REPORTER,
    "editor": EDITOR,
    "chief": CHIEF,
    "superuser": CHIEF,
    "charlie": set(),
    "former chief": set(),
    "former superuser": set(),
}
# A state in which each move is possible, but for the person.
STATES = {
    "take_up": "logged",
    "submit": "researching",
    "approve": "in_review",
    "return": "in_review",
    "publish": "verified",
    "revise": "published",
    "withdraw": "published",
    "reinstate": "withdrawn",
    "decline": "logged",
    "reopen": "declined",
}
PEOPLE = {
    "reporter": lambda: make_person("rita", "Reporter"),
    "editor": lambda: make_person("edith", "Editor"),
    "chief": lambda: make_person("chen", "Chief editor"),
    "superuser": lambda: make_person("sue", is_superuser=True),
    "charlie": lambda: make_person("charlie"),
    "former chief": lambda: make_person("chad", "Chief editor", is_active=False),
    "former superuser": lambda: make_person("sam", is_superuser=True, is_active=False),
}


def _claim_ready_for(move):
    desk = make_desk()
    claim = claim_in(STATES[move], desk)
    if move == "approve":
        moves.read_second(claim, claim.verdict.rating, by=desk.reader)
    return claim


def _make(move, claim, *, by):
    public_note = "It was about somebody else." if move == "withdraw" else ""
    return claim.move(move, by=by, note="Because.", public_note=public_note)


@pytest.mark.parametrize("move", STATES)
@pytest.mark.parametrize("person", [person for person in MAY if MAY[person]])
def test_move_by_each_role_is_as_in_the_table(db, person, move):
    claim, by = _claim_ready_for(move), PEOPLE[person]()
    before = everything()
    if move in MAY[person]:
        assert _make(move, claim, by=by).by == by
    else:
        with pytest.raises(PermissionDenied):
            _make(move, claim, by=by)
        assert everything() == before


@pytest.mark.parametrize("move", STATES)
@pytest.mark.parametrize("person", [person for person in MAY if not MAY[person]])
def test_move_by_somebody_without_a_role_is_refused(db, person, move):
    claim, by = _claim_ready_for(move), PEOPLE[person]()
    before = everything()
    with pytest.raises(PermissionDenied):
        _make(move, claim, by=by)
    assert everything() == before


@pytest.mark.parametrize("move", STATES)
def test_move_over_http_is_made_by_the_roles_of_the_table_and_nobody_else(db, move):
    """One after the other on the same claim, which is put back each time."""
    claim, did = _claim_ready_for(move), set()
    words = {"note": "Because.", "public_note": "It was about somebody else."}
    for person in [*PEOPLE, "anonymous"]:
        client = Client()
        if person != "anonymous":
            client.force_login(PEOPLE[person]())
        before = everything()
        with transaction.atomic():
            response = client.post(claim_url(claim, "move", move), words)
            if everything() != before:
                did.add(person)
                assert response.url == claim_url(claim)
            else:
                assert response.status_code == 403 or response.url.startswith("/admin/login/")
            transaction.set_rollback(True)
    assert did == {person for person in MAY if move in MAY[person]}


@pytest.mark.parametrize("person", MAY)
def test_second_reading_by_each_role_is_as_for_approval(db, person):
    claim, by = claim_in("in_review", make_desk()), PEOPLE[person]()
    before = everything()
    if "approve" in MAY[person]:
        assert moves.read_second(claim, claim.verdict.rating, by=by).reading_by == by
    else:
        with pytest.raises(PermissionDenied):
            moves.read_second(claim, claim.verdict.rating, by=by)
        assert everything() == before


def test_permission_denied_names_the_move(charlie):
    claim = claim_in("logged", make_desk())
    with pytest.raises(PermissionDenied) as refusal:
        claim.move("take_up", by=charlie)
    assert str(refusal.value) == "Your role does not allow “Take up”."


@pytest.mark.parametrize(
    ("role", "beyond_the_last"),
    [
        (
            "Editor",
            {
                "approve_claim",
                "return_claim",
                "decline_claim",
                "publish_claim",
                "revise_claim",
                "merge_claim",
                "import_tables",
            },
        ),
        (
            "Chief editor",
            {"withdraw_claim", "reinstate_claim", "add_rating", "change_rating", "grade_outlet"}
            | {"change_externalpublisher", "change_externalrating", "import_archive"}
            | {"add_user", "change_user", "view_user", "view_group"}
            | {"add_subscriber", "change_subscriber", "view_subscriber", "view_delivery"},
        ),
    ],
)
def test_each_role_adds_to_the_one_before(db, role, beyond_the_last):
    before = {"Editor": "Reporter", "Chief editor": "Editor"}[role]
    assert _codenames(role) - _codenames(before) == beyond_the_last
    assert _codenames(before) - _codenames(role) == set()


def test_no_role_deletes_what_has_a_history(db):
    """Lines of an open claim may go. Claims, verdicts, sources, captures, actors, ratings and the record stay."""
    deletable = {"claimtranslation", "accusation", "rebuttal", "replyrequest", "evidence", "sighting"}
    deletable |= {"actorname", "derivation", "event", "phrasetranslation", "topicname"}
    deletes = {name for role in Group.objects.all() for name in _codenames(role.name) if name.startswith("delete_")}
    assert deletes == {f"delete_{name}" for name in deletable}


def test_no_role_writes_the_record_or_the_history(db):
    tables = (
        "publication", "transition", "head", "publishedclaim", "publicactor", "publictopic", "publicsource", "mention",
    )  # fmt: skip
    may = {name for role in Group.objects.all() for name in _codenames(role.name) if name.endswith(tables)}
    assert may == {"view_publication", "view_transition"}


def test_every_role_writes_and_reads_notes_and_changes_none(db):
    for role in ("Reporter", "Editor", "Chief editor"):
        notes = {name for name in _codenames(role) if name.endswith("internalnote")}
        assert notes == {"add_internalnote", "view_internalnote"}


def _codenames(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
