"""The second reading is blind: what somebody who may yet read a claim second is not shown."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Verdict

HIDDEN = _(
    "The verdict, its translations and the notes of moves are hidden from you, so that you can read this claim "
    "second. To work on the verdict instead, assign the claim to yourself while it is in research: somebody else must "
    "then read it second."
)


def is_blind(request: HttpRequest, claim: Claim | None) -> bool:
    """Whether the verdict of a claim is hidden from this person."""
    return claim is not None and claim.pk is not None and claim.pk in hidden_among(request, [claim.pk])


def hidden_among(request: HttpRequest, claims: Iterable[int]) -> set[int]:
    """Those of some claims, by their keys, whose verdict is hidden from this person; in two queries at most.

    Asked of the database, once a request: what a form puts into a claim unsaved must not open its verdict.
    """
    claims = set(claims)
    asked = request.__dict__.setdefault("_is_blind", {})
    if missing := claims - asked.keys():
        verdicts = Verdict.objects.filter(claim__in=missing).select_related("claim").prefetch_related("authors")
        present = {verdict.claim_id: verdict for verdict in verdicts.order_by("round")}
        asked |= {key: key in present and present[key].is_hidden_from(request.user) for key in missing}
    return {key for key in claims if asked[key]}
