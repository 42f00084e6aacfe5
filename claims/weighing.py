"""What evidence weighs, whether it is saved or still in a form: how many origins it has, and what its grades say."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from claims.models.claim import Claim
from sources import lineage
from sources.grades import Credibility, on_diagonal
from sources.lineage import Lineage
from sources.models import Source


class Piece(NamedTuple):
    """A piece of evidence, by the key of its source."""

    source: int
    bearing: str
    credibility: int | None


def of_claim(claim: Claim) -> list[Piece]:
    return [Piece(*row) for row in claim.evidence.values_list(*Piece._fields)]


def short_of_origins(pieces: list[Piece]) -> dict[str, Lineage]:
    """Under which bearings a piece is graded 1 though fewer than two independent origins bear so; with their count."""
    confirmed = {piece.bearing for piece in pieces if piece.credibility == Credibility.CONFIRMED}
    counted = {
        bearing: lineage.trace(piece.source for piece in pieces if piece.bearing == bearing)
        for bearing in sorted(confirmed)
    }
    return {bearing: count for bearing, count in counted.items() if count.origins < 2}


def why_not_confirmed(bearing: str, counted: Lineage) -> str:
    bears = {"supports": _("supports"), "contradicts": _("contradicts"), "context": _("gives context")}[bearing]
    lacking = _("Credibility 1 needs two independent origins, but the evidence that %(bears)s has %(counted)s.")
    return lacking % {"bears": bears, "counted": counted}


def are_graded_alike(pieces: Iterable[Piece]) -> bool:
    """Whether all these pieces have the same grade for the outlet and for what it says."""
    graded = [piece for piece in pieces if piece.credibility]
    outlets = Source.objects.filter(pk__in=[piece.source for piece in graded])
    reliability = dict(outlets.values_list("pk", "outlet__reliability"))
    return on_diagonal((reliability[piece.source], piece.credibility) for piece in graded)
