"""The states of a claim on the desk, and the moves between them. Nothing here asks the database.

    logged ─take up─► researching ─submit─► in review ─approve─► verified ─publish─► published

State is where a claim is on the desk; its rating, which is what was found, is another field of another table.
What must hold before a move is in gates.py; how a move is carried out, in moves.py.
"""

from enum import StrEnum
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    LOGGED = "logged", _("Logged")
    RESEARCHING = "researching", _("Researching")
    IN_REVIEW = "in_review", _("In review")
    VERIFIED = "verified", _("Verified")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Where the texts of a claim may be edited. Elsewhere they are what somebody is reading, has approved or has published.
OPEN_FOR_EDITING = frozenset({State.LOGGED, State.RESEARCHING})
# Where nobody becomes or ceases to be the researcher: to be one opens the verdict, which somebody else reads blind.
PEOPLE_SETTLED = frozenset({State.IN_REVIEW, State.VERIFIED})
# Where nothing is due any more.
FINISHED = frozenset({State.PUBLISHED, State.DECLINED, State.WITHDRAWN})
# Where somebody is not done with a claim yet.
UNFINISHED = OPEN_FOR_EDITING | PEOPLE_SETTLED


class Note(StrEnum):
    """Whether a move wants words, and whose eyes they are for."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    PUBLIC = "public"


class Move(NamedTuple):
    name: str
    label: str
    sources: frozenset[State]
    target: State
    permission: str
    note: Note
    help: str


def _move(name: str, label: str, sources: set[State], target: State, permission: str, note: Note, help: str) -> Move:
    return Move(name, label, frozenset(sources), target, f"claims.{permission}", note, help)


S, N = State, Note

MOVES: dict[str, Move] = {
    move.name: move
    for move in [
        _move("take_up", _("Take up"), {S.LOGGED}, S.RESEARCHING, "research_claim", N.OPTIONAL,
              _("Start research. The claim is assigned to you if it has nobody.")),
        _move("submit", _("Submit for review"), {S.RESEARCHING}, S.IN_REVIEW, "research_claim", N.OPTIONAL,
              _("Hand the claim to a second reader, who rates it without seeing your rating.")),
        _move("approve", _("Approve"), {S.IN_REVIEW}, S.VERIFIED, "approve_claim", N.OPTIONAL,
              _("Confirm the verdict after a second reading that agrees with it.")),
        _move("return", _("Return to research"), {S.IN_REVIEW, S.VERIFIED}, S.RESEARCHING, "return_claim", N.REQUIRED,
              _("Send the claim back, saying what is missing. A new round of the verdict begins.")),
        _move("publish", _("Publish"), {S.VERIFIED}, S.PUBLISHED, "publish_claim", N.PUBLIC,
              _("Add a revision to the public record. It cannot be taken out again.")),
        _move("revise", _("Revise"), {S.PUBLISHED}, S.RESEARCHING, "revise_claim", N.REQUIRED,
              _("Open a new round. What is public stays as it is until you publish again.")),
        _move("withdraw", _("Withdraw"), {S.PUBLISHED, S.RESEARCHING, S.IN_REVIEW, S.VERIFIED}, S.WITHDRAWN,
              "withdraw_claim", N.PUBLIC, _("Replace the public page by a notice that says why. Its address stays.")),
        _move("reinstate", _("Reinstate"), {S.WITHDRAWN}, S.RESEARCHING, "reinstate_claim", N.REQUIRED,
              _("Research a withdrawn claim again. The notice stays public until you publish.")),
        _move("decline", _("Decline"), {S.LOGGED, S.RESEARCHING}, S.DECLINED, "decline_claim", N.REQUIRED,
              _("Close a claim that will not be checked, saying why.")),
        _move("reopen", _("Reopen"), {S.DECLINED}, S.LOGGED, "decline_claim", N.REQUIRED,
              _("Put a declined claim back among the logged ones.")),
    ]
}  # fmt: skip


def moves_from(state: str) -> list[Move]:
    """The moves that a claim in this state has, whoever asks."""
    return [move for move in MOVES.values() if state in move.sources]
