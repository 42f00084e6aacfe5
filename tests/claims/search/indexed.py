"""Documents with only what the search reads, put into its index as they are: what a test says is all there is."""

from claims.models import PublishedClaim
from claims.search import finding, index
from claims.search.query import parse


def body(headline, *, language="en", statement="", explanation="", **fields):
    return {
        "status": PublishedClaim.Status.PUBLISHED,
        "language": language,
        "headline": headline,
        "statement": statement,
        "verdict": {"summary": "", "explanation_html": explanation},
    } | fields


def reindex(bodies):
    """Let public claims, the oldest first, be found by other documents than their own."""
    keys = PublishedClaim.objects.order_by("verdict_sequence").values_list("pk", flat=True)
    index.put(dict(zip(keys, bodies, strict=True)))


def found(typed):
    """The numbers of the claims that are found, counted from the oldest, the best first. No other words are tried."""
    keys = list(PublishedClaim.objects.order_by("verdict_sequence").values_list("pk", flat=True))
    search = finding.Search(typed, parse(typed))
    listed = finding.in_order(finding.among(PublishedClaim.objects.all(), search), search)
    return [keys.index(claim.pk) for claim in listed]
