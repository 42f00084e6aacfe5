"""A long record, made quickly: nobody worked on these claims."""

import orjson

from claims.document import canonical
from claims.models import Claim, Publication
from tests.factories import make_published_claim

AT_ONCE = 500


def make_long_record(count, *, by, approved_by, context=""):
    """Publications after one real one, whose document they repeat under other names, with this context."""
    model = make_published_claim("The model of all others", by=by, approved_by=approved_by).publications.get()
    body = orjson.loads(model.document) | {"context": context or None}
    for start in range(model.sequence + 1, count + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count + 1))
        claims = Claim.objects.bulk_create(
            Claim(headline=f"Claim {n}", slug=f"claim-{n}", statement="So it is said.", created_by=by) for n in numbers
        )
        Publication.objects.bulk_create(
            _publication(sequence, claim, body, model) for sequence, claim in zip(numbers, claims, strict=True)
        )


def _publication(sequence, claim, body, model):
    named = {"id": str(claim.uid), "slug": claim.slug, "headline": claim.headline}
    return Publication(
        sequence=sequence,
        claim=claim,
        revision=1,
        kind="first",
        published_at=model.published_at,
        published_by=model.published_by,
        document=canonical(body | named),
        document_digest=f"{sequence:064}",
        previous_digest=f"{sequence:064x}",
        digest=f"{sequence + 1:064x}",
    )
