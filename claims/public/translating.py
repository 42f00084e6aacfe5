"""The claims of a list in the reader's language, as far as they were published in it."""

from collections.abc import Iterable

import orjson
from django.utils.translation import get_language

from claims.models import Publication, PublishedClaim
from claims.public.reading import Text, texts_in


def translated(claims: Iterable[PublishedClaim]) -> list[PublishedClaim]:
    """With the `texts` of verdicts that stand: one query, where any is in another language than the reader's.

    A notice of withdrawal has no translation.
    """
    claims, language = list(claims), get_language()
    standing = (claim for claim in claims if claim.status == PublishedClaim.Status.PUBLISHED)
    foreign = {claim.publication_id: claim for claim in standing if claim.language != language}
    for sequence, document in Publication.objects.filter(pk__in=foreign).values_list("sequence", "document"):
        foreign[sequence].texts = texts_in(orjson.loads(document), language)
    return claims


def texts_of(claim: PublishedClaim) -> dict[str, Text]:
    """Its headline and summary as they were translated, or else in its own language."""
    own = {name: Text(getattr(claim, name), claim.language) for name in ("headline", "summary")}
    return getattr(claim, "texts", own)
