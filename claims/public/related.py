"""Other claims that may be related to one: by the words and names that they share. Nobody has said that they are."""

from claims.matching.public import resembling
from claims.models import PublishedClaim
from claims.public.translating import translated
from claims.search.query import Unsearchable

MOST = 4
# Of what a claim has in common with itself. Of 10,000 checked claims, those above it mostly are of one subject; below
# it, it is mostly one word that they share.
ENOUGH = 0.2


def related_to(document: dict) -> list[PublishedClaim] | None:
    """The likeliest first; None where the database had no time to look.

    A claim that is not public yet has none: it is not in the index that it is measured by.
    """
    names = [actor["name"] for actor in document["actors"].values()]
    try:
        found = resembling("\n".join([document["headline"], document["statement"], *names]))
    except Unsearchable:  # more than the database can do just now
        return None
    claims = PublishedClaim.objects.standing().in_bulk([each.claim for each in found])
    shared = {claims[each.claim]: each.score for each in found if each.claim in claims}
    whole = next((score for claim, score in shared.items() if claim.slug == document["slug"]), None)
    if whole is None:
        return []
    others = [claim for claim, score in shared.items() if score >= ENOUGH * whole and claim.slug != document["slug"]]
    return translated(others[:MOST])
