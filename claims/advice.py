"""What an editor should think over before a move. Nothing here refuses it: that is what gates.py is for."""

from collections.abc import Callable, Iterable

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import phrases, weighing
from claims.models.claim import Claim
from claims.public.words import language_name
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


def _of_grades(claim: Claim) -> list[str]:
    return graded_alike(weighing.of_claim(claim))


def untranslated(claim: Claim) -> list[str]:
    """One sentence a language into which the claim is translated, but not all that it says."""
    return [
        ngettext(
            "%(n)d short text is not translated into %(language)s, and is shown as it is: “%(first)s”.",
            "%(n)d short texts are not translated into %(language)s, and are shown as they are. The first is "
            "“%(first)s”.",
            len(found),
        )
        % {"n": len(found), "language": language_name(language), "first": Truncator(found[0].text).chars(60)}
        for language, found in phrases.missing(claim, phrases.of_claim(claim)).items()
        if found
    ]


ADVICE: dict[str, tuple[Callable[[Claim], list[str]], ...]] = {"submit": (_of_grades, untranslated)}


def given(claim: Claim, move: str) -> list[str]:
    """Sentences for the editor, before this move of this claim."""
    return [sentence for function in ADVICE.get(move, ()) for sentence in function(claim)]
