"""All of a claim for reading, but its verdict: what a second reader has beside the form, and whoever cannot edit."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Evidence
from sources import lineage
from sources.lineage import Lineage

BEARINGS = {
    Evidence.Bearing.SUPPORTS: _("Supports the claim"),
    Evidence.Bearing.CONTRADICTS: _("Contradicts the claim"),
    Evidence.Bearing.CONTEXT: _("Context"),
}


class Bearing(NamedTuple):
    heading: str
    lineage: Lineage
    evidence: list[Evidence]


def whole(claim: Claim) -> dict:
    """Querysets where nothing has to be put together: what a page does not show is not asked for."""
    evidence = list(
        claim.evidence.select_related("source__outlet").prefetch_related("source__derivations__derived_from")
    )
    return {
        "accusations": claim.accusations.select_related("actor", "source__outlet"),
        "rebuttals": claim.rebuttals.select_related("actor", "source__outlet"),
        "reply_requests": claim.reply_requests.select_related("actor"),
        "bearings": [each for bearing in BEARINGS if (each := _bearing(bearing, evidence)).evidence],
        "events": claim.events.select_related("source__outlet"),
        "lineage": _traced([each for each in evidence if each.bearing in Evidence.FOR_OR_AGAINST]),
        "translations": claim.translations.all(),
        "phrases": claim.phrases.all(),
        "verdict": claim.verdict,
    }


def _bearing(bearing: str, evidence: list[Evidence]) -> Bearing:
    rows = [each for each in evidence if each.bearing == bearing]
    return Bearing(str(BEARINGS[bearing]), _traced(rows), rows)


def _traced(evidence: list[Evidence]) -> Lineage:
    return lineage.trace([each.source_id for each in evidence])
