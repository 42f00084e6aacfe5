from urllib.parse import urlsplit

import orjson
from django.utils import translation

from claims.claimreview import AUTHORS, claim_review
from claims.models import Actor
from tests.claims.documents import make_bare_claim, make_full_claim, through_to_publication
from tests.claims.public.newsroom import make_rich_claim
from tests.factories import add_accusation, make_actor, make_researched_claim, publish_again


def review_of(claim):
    return claim_review(orjson.loads(claim.publications.last().document))


def test_review_of_a_full_document(reporter, editor, settings):
    settings.SITE_NAME, settings.DATA_LICENSE = "The Checkers", "https://example.org/licence"
    checkers = {"@type": "Organization", "name": "The Checkers", "url": f"{settings.SITE_URL}/"}
    claim = make_full_claim(by=reporter, approved_by=editor)
    published_at = orjson.loads(claim.publications.get().document)["published_at"]
    accuser, where = claim.accusations.get().actor, claim.accusations.get().source
    review = review_of(claim)
    citations = review.pop("citation")
    assert review == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{settings.SITE_URL}/claims/{claim.slug}/",
        "claimReviewed": "The ship carried arms",
        "inLanguage": "en",
        "datePublished": published_at,
        "dateModified": published_at,
        "expires": "2025-06-20",
        "creativeWorkStatus": "Published",
        "author": checkers,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "The Checkers",
            "url": f"{settings.SITE_URL}/",
            "publishingPrinciples": f"{settings.SITE_URL}/methodology/",
            "verificationFactCheckingPolicy": f"{settings.SITE_URL}/methodology/",
            "correctionsPolicy": f"{settings.SITE_URL}/methodology/#corrections",
        },
        "sdPublisher": checkers,
        "sdLicense": "https://example.org/licence",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Mostly true",
            "ratingExplanation": "It is mostly so.",
            "ratingValue": 4,
            "bestRating": 5,
            "worstRating": 1,
        },
        "itemReviewed": {
            "@type": "Claim",
            "text": claim.statement,
            "inLanguage": "en",
            "datePublished": "2024-06-18",
            "author": [
                {
                    "@type": "Person",
                    "name": accuser.name,
                    "sameAs": f"https://www.wikidata.org/wiki/{accuser.wikidata}",
                }
            ],
            "firstAppearance": appearance(where),
            "appearance": [appearance(where)],
        },
    }
    sources = orjson.loads(claim.publications.get().document)["sources"]
    assert [work["name"] for work in citations] == [sources[f"s{number}"]["title"] for number in range(1, 6)]
    assert [work.get("archivedAt") for work in citations] == [f"https://archive.example/{claim.pk}", *[None] * 4]


def test_review_is_in_the_language_of_the_page_at_its_address_whoever_asks(client, reporter, editor):
    """As far as there is a translation into it."""
    claim = make_rich_claim(by=reporter, approved_by=editor)
    with translation.override("id"):
        review = review_of(claim)
    rating, reviewed = review["reviewRating"], review["itemReviewed"]
    assert (review["claimReviewed"], review["inLanguage"]) == ("Weapons were sent", "en")
    assert (rating["alternateName"], rating["ratingExplanation"]) == ("Mostly true", "Mostly so.")
    assert (reviewed["text"], reviewed["inLanguage"]) == ("North Korea sent weapons.", "en")
    page = client.get(urlsplit(review["url"]).path).content.decode()
    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert orjson.loads(block) == review == client.get("/claims/weapons/claimreview.jsonld").json()


def test_review_of_a_claim_without_translation_is_in_its_own_language(reporter, editor):
    document = orjson.loads(make_rich_claim(by=reporter, approved_by=editor).publications.get().document)
    review = claim_review(document | {"translations": {}})
    assert (review["claimReviewed"], review["inLanguage"]) == ("Senjata dikirim", "id")
    assert review["itemReviewed"]["inLanguage"] == "id"


def appearance(source):
    return {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.url,
        "identifier": source.document_number,
        "inLanguage": source.language,
        "publisher": {"@type": "Organization", "name": source.outlet.name},
    }


def test_publisher_names_its_ethics_and_who_pays_for_it_where_that_is_said(reporter, editor, settings):
    claim = make_bare_claim(by=reporter, approved_by=editor)
    assert {"ethicsPolicy", "ownershipFundingInfo"}.isdisjoint(review_of(claim)["publisher"])
    settings.ETHICS_POLICY_URL, settings.OWNERSHIP_FUNDING_URL = "https://example.org/e/", "https://example.org/f/"
    publisher = review_of(claim)["publisher"]
    assert (publisher["ethicsPolicy"], publisher["ownershipFundingInfo"]) == (
        "https://example.org/e/",
        "https://example.org/f/",
    )


def test_verdict_off_the_scale_has_no_number(reporter, editor):
    rating = review_of(make_bare_claim(by=reporter, approved_by=editor))["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "Unproven", "ratingExplanation": "It is mostly so."}


def test_scale_of_one_step_has_no_number(reporter, editor):
    document = orjson.loads(make_full_claim(by=reporter, approved_by=editor).publications.get().document)
    document["verdict"] |= {"best": 4, "worst": 4}
    assert "ratingValue" not in claim_review(document)["reviewRating"]


def test_policies_are_on_the_page_that_is_named(client, reporter, editor):
    publisher = review_of(make_bare_claim(by=reporter, approved_by=editor))["publisher"]
    page = client.get(urlsplit(publisher["correctionsPolicy"]).path)
    assert page.status_code == 200
    assert f'id="{urlsplit(publisher["correctionsPolicy"]).fragment}"' in page.content.decode()


def test_what_is_not_known_is_left_out(reporter, editor):
    review = review_of(make_bare_claim(by=reporter, approved_by=editor))
    assert {"expires", "correction"}.isdisjoint(review)
    assert {"firstAppearance", "appearance", "datePublished"}.isdisjoint(review["itemReviewed"])


def test_each_accuser_is_an_author_once(reporter, editor):
    claim = make_researched_claim(by=reporter)
    person, organisation = make_actor("A. Person", kind="person"), make_actor("An Agency", kind="organisation")
    for actor in (person, organisation, person, make_actor("Analysts", kind="unnamed")):
        add_accusation(claim, actor)
    through_to_publication(claim, by=reporter, approved_by=editor)
    authors = review_of(claim)["itemReviewed"]["author"]
    assert authors[1:] == [
        {"@type": "Person", "name": "A. Person"},
        {"@type": "Organization", "name": "An Agency"},
        {"@type": "Thing", "name": "Analysts"},
    ]


def test_every_kind_of_actor_has_a_type():
    assert set(AUTHORS) == set(Actor.Kind.values)


def test_corrections_are_comments_and_updates_are_not(reporter, editor, other_editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor, public_note="The date was wrong.")
    publish_again(claim, by=editor, approved_by=other_editor, kind="update", public_note="More is known.")
    corrected = claim.publications.get(revision=2).published_at
    assert review_of(claim)["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "The date was wrong.",
            "inLanguage": "en",
            "datePublished": corrected.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    ]


def test_withdrawn_claim_is_not_reviewed(reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    assert review_of(claim) is not None
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    assert review_of(claim) is None
