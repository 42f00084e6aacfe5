"""The second reading is blind: what somebody who may yet read a claim second is not shown."""

from django.http import HttpRequest

from claims.models import Claim

HIDDEN = (
    "The verdict, its translations and the notes of moves are hidden from you, so that you can read this claim "
    "second. To work on the verdict instead, assign the claim to yourself while it is in research: somebody else must "
    "then read it second."
)


def is_blind(request: HttpRequest, claim: Claim | None) -> bool:
    """Asked of the database, once a request: what a form puts into `claim` unsaved must not open the verdict."""
    if claim is None or claim.pk is None:
        return False
    asked = request.__dict__.setdefault("_is_blind", {})
    if claim.pk not in asked:
        verdict = Claim.objects.get(pk=claim.pk).verdict
        asked[claim.pk] = verdict is not None and verdict.is_hidden_from(request.user)
    return asked[claim.pk]
