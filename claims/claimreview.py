"""Public document → schema.org ClaimReview, for the claim's page, the API and the exports alike.

What the markup says is what the page at `url` shows, which is in the site's first language as far as the claim was
translated into it. Whoever asks, in whatever language, is told the same. Members that would be empty are left out.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation

from claims import ageing
from claims.public.phrasing import Text
from claims.public.reading import in_order, texts_in
from claims.public.words import of_scale

# schema.org knows no state as an author. What somebody is of whom nobody knows that, is not for the markup to guess,
# although Google reads no other author than a person or an organisation.
AUTHORS = {"person": "Person", "organisation": "Organization", "state": "Organization", "unnamed": "Thing"}
CORRECTED_BY = frozenset({"correction", "clarification"})


def claim_review(document: dict) -> dict | None:
    """The ClaimReview of a public document, or None where the claim is withdrawn: nothing is reviewed any more."""
    if document["status"] == "withdrawn":
        return None
    texts = texts_in(document, settings.LANGUAGE_CODE)
    return {"@context": "https://schema.org", "@type": "ClaimReview"} | _known(
        url=document["url"],
        claimReviewed=texts["headline"].value,
        inLanguage=texts["headline"].language,
        datePublished=document["first_published_at"],
        dateModified=_modified(document),
        expires=_expired(document["verdict"]),
        creativeWorkStatus="Published",
        author=_checker(document),
        publisher=_newsroom(),
        reviewRating=_rating(document["verdict"], texts["summary"].value),
        itemReviewed=_claim(document, texts["statement"]),
        isBasedOn=_original(document),
        citation=_works(document, in_order(document["sources"])),
        correction=[_correction(document, each) for each in document["changes"] if each["kind"] in CORRECTED_BY],
        sdPublisher=organization(),
        sdLicense=settings.DATA_LICENSE,
    )


def organization() -> dict:
    """Who checks and publishes, in the few words that every reader of this format knows."""
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}


def accusers(document: dict) -> list[dict]:
    """Those who assert the claim, each once, in the order of the document."""
    return [document["actors"][slug] for slug in dict.fromkeys(said["actor"] for said in document["accusations"])]


def _newsroom() -> dict:
    """The same with its policies: those on its work, which the page on its methods holds, and those on itself."""
    methods = f"{settings.SITE_URL}/methodology/"
    policies = {
        "@type": "NewsMediaOrganization",
        "publishingPrinciples": methods,
        "verificationFactCheckingPolicy": methods,
        "correctionsPolicy": f"{methods}#corrections",
    }
    own = _known(ethicsPolicy=settings.ETHICS_POLICY_URL, ownershipFundingInfo=settings.OWNERSHIP_FUNDING_URL)
    return organization() | policies | own


def _is_as_imported(document: dict) -> bool:
    """It came with the archive, and nobody has checked it again since."""
    return "imported" in document and not document["verdict"]["checked_by"]


def _checker(document: dict) -> dict:
    """Of a check from the archive, who published it then."""
    imported = document.get("imported")
    if imported is None or not imported["publisher"] or not _is_as_imported(document):
        return organization()
    return {"@type": "Organization", "name": imported["publisher"]} | _known(url=imported["publisher_url"])


def _modified(document: dict) -> str:
    """Bringing a check in changes nothing of it. A day before it was first published, or to come, is none."""
    imported, published_at = document.get("imported", {}), document["published_at"]
    then = imported.get("modified_on") or imported.get("published_on")
    is_known = then and document["first_published_at"][:10] <= then <= published_at[:10]
    return then if is_known and _is_as_imported(document) else published_at


def _original(document: dict) -> dict | None:
    imported = document.get("imported")
    if imported is None:
        return None
    return {"@type": "CreativeWork", "url": imported["url"]} | _known(
        name=imported["title"], datePublished=imported["published_on"]
    )


def _expired(verdict: dict) -> str | None:
    """Said once it is so: a day to come is when somebody means to look again, not when the verdict ends."""
    return verdict["recheck_on"] if ageing.expired_on(verdict["recheck_on"]) else None


def _known(**members) -> dict:
    return {name: value for name, value in members.items() if value not in (None, "", [])}


def _rating(verdict: dict, summary: str) -> dict:
    """A verdict off the scale has no number at all: any number would be read as a place on the scale.

    Nor is there one on a scale with a single step, which a reader of this format would refuse.
    """
    numbers = {}
    if verdict["value"] is not None and verdict["best"] > verdict["worst"]:
        numbers = {"ratingValue": verdict["value"], "bestRating": verdict["best"], "worstRating": verdict["worst"]}
    with translation.override(settings.LANGUAGE_CODE):
        label = of_scale(verdict["label"])
    return {"@type": "Rating", "alternateName": label} | _known(ratingExplanation=summary, **numbers)


def _claim(document: dict, statement: Text) -> dict:
    accusations = document["accusations"]
    first_day = document["first_said_on"]
    first = [said["source"] for said in accusations if first_day and said["said_on"] == first_day]
    return {"@type": "Claim"} | _known(
        text=statement.value,
        inLanguage=statement.language,
        datePublished=first_day,
        author=[_actor(actor) for actor in accusers(document)],
        firstAppearance=next(iter(_appearances(document, first)), None),
        appearance=[*_appearances(document, (said["source"] for said in accusations)), *_seen(document)],
    )


def _actor(actor: dict) -> dict:
    wikidata = actor["wikidata"] and f"https://www.wikidata.org/wiki/{actor['wikidata']}"
    return {"@type": AUTHORS[actor["kind"]], "name": actor["name"]} | _known(sameAs=wikidata)


def _appearances(document: dict, keys: Iterable[str | None]) -> list[dict]:
    """Where the claim was made: only what has an address can be looked up."""
    return [work for work in _works(document, keys) if "url" in work]


def _seen(document: dict) -> list[dict]:
    """Where the archive says that it was made."""
    return [{"@type": "CreativeWork", "url": url} for url in document.get("imported", {}).get("appearances", [])]


def _works(document: dict, keys: Iterable[str | None]) -> list[dict]:
    return [_work(document["sources"][key]) for key in dict.fromkeys(keys) if key]


def _work(source: dict) -> dict:
    return {"@type": "CreativeWork", "name": source["title"]} | _known(
        url=source["url"],
        archivedAt=source["archived_url"],
        identifier=source["document_number"],
        datePublished=source["published_on"],
        inLanguage=source["language"],
        publisher={"@type": "Organization", "name": source["outlet"]},
    )


def _correction(document: dict, change: dict) -> dict:
    return {
        "@type": "CorrectionComment",
        "text": change["note"],
        "inLanguage": document["language"],
        "datePublished": change["published_at"],
    }
