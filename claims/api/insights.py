"""Public document → a row with the columns of the Fact-Check Insights data set, which researchers' programs know.

https://www.factcheckinsights.org; the names and their order are those of its own program, TechAndCheck/zenodotus.
"""

from claims.claimreview import claim_review

APPEARANCES = 15
COLUMNS = [
    "id", "@context", "@type", "claimReviewed", "datePublished", "url", "author.@type", "author.name", "author.url",
    "itemReviewed.@type", "itemReviewed.author.name", "itemReviewed.author.@type", "itemReviewed.author.sameAs",
    "reviewRating.@type", "reviewRating.ratingValue", "reviewRating.alternateName", "author.image",
    "itemReviewed.name", "itemReviewed.datePublished", "itemReviewed.firstAppearance.url",
    "itemReviewed.firstAppearance.type", "itemReviewed.author.image", "reviewRating.ratingExplanation",
    "itemReviewed.author.jobTitle", "reviewRating.bestRating", "reviewRating.worstRating", "reviewRating.image",
    *(f"itemReviewed.appearance.{n}.{member}" for n in range(1, APPEARANCES + 1) for member in ("url", "@type")),
]  # fmt: skip


def row(document: dict) -> dict | None:
    """None where the claim is withdrawn. What is not known is left out, so are images, which nothing here has."""
    review = claim_review(document)
    if review is None:
        return None
    return {"id": document["id"]} | _flat(review) | _of_claim(review["itemReviewed"])


def _of_claim(claim: dict) -> dict:
    """The table has room for one accuser: several are named in it with semicolons, and the kind is the first one's."""
    authors = claim.get("author", [])
    first = claim.get("firstAppearance", {})
    cells = {
        "itemReviewed.name": claim["text"],
        "itemReviewed.author.name": "; ".join(author["name"] for author in authors),
        "itemReviewed.author.@type": authors[0]["@type"] if authors else "",
        "itemReviewed.author.sameAs": "; ".join(author["sameAs"] for author in authors if "sameAs" in author),
        "itemReviewed.firstAppearance.type": first.get("@type", ""),
    }
    for number, work in enumerate(claim.get("appearance", [])[:APPEARANCES], start=1):
        cells |= _flat(work, f"itemReviewed.appearance.{number}.")
    return cells


def _flat(value: dict, prefix: str = "") -> dict:
    """Members of members under dotted names; lists are left out."""
    cells = {}
    for name, member in value.items():
        if isinstance(member, dict):
            cells |= _flat(member, f"{prefix}{name}.")
        elif not isinstance(member, list):
            cells[f"{prefix}{name}"] = member
    return cells
