"""What an editor should think over before a move. Nothing here refuses it: that is what gates.py is for."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from claims import weighing
from claims.models.claim import Claim
from claims.weighing import Piece


def graded_alike(pieces: Iterable[Piece]) -> list[str]:
    if not weighing.are_graded_alike(pieces):
        return []
    return [
        _(
            "Every piece has the same grade on both scales (A1, B2, C3 …). They are graded apart: how far an outlet "
            "can be relied on, whatever it says, and how far this one piece can be believed, whoever brings it. Look "
            "at each piece again without looking at its outlet; if the grades are right, leave them."
        )
    ]


ADVICE: dict[str, tuple[Callable[[list[Piece]], list[str]], ...]] = {"submit": (graded_alike,)}


def given(claim: Claim, move: str) -> list[str]:
    """Sentences for the editor, before this move of this claim."""
    functions = ADVICE.get(move, ())
    pieces = weighing.of_claim(claim) if functions else []
    return [sentence for function in functions for sentence in function(pieces)]
