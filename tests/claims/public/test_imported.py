"""What readers and programs are shown of a claim that came with the newsroom's archive."""

import re
from datetime import date

import orjson
import pytest
from django.urls import reverse

from claims.claimreview import claim_review
from claims.models import Claim
from tests.claims.claimreviews.test_archive import bring_in, review


@pytest.fixture
def claim(chief):
    bring_in(chief, review(reviewed_on=date(2019, 2, 3), modified_on=date(2019, 4, 5)))
    return Claim.objects.get()


def page(client, claim, name="claim", *arguments):
    return client.get(reverse(f"public:{name}", args=[claim.slug, *arguments])).content.decode()


@pytest.mark.parametrize(("name", "arguments"), [("claim", ()), ("revision", (1,))])
def test_page_says_where_it_comes_from_and_names_nobody(client, claim, name, arguments):
    shown = " ".join(page(client, claim, name, *arguments).split())
    assert "From our archive." in shown
    assert (
        'by The Old Checkers: <a href="https://old.example/checks/1">No, walruses did not swim that far</a>.' in shown
    )
    assert "Its rating there was “Mostly false”." in shown
    assert "It stands here as it was, by the rules of its time" in shown
    assert "Our archive does not say whether anybody was asked." in shown
    assert "None is on record here: the check in our archive says what it rests on." in shown
    outward = 'rel="nofollow noopener noreferrer external"'
    assert f'<a href="https://social.example/1" {outward}>https://social.example/1</a>' in shown
    assert 'href="#lineage"' not in shown
    assert "0 reports" not in shown
    assert ("Checked by" in shown, "Confirmed by" in shown) == (False, False)
    assert "Published in our archive" in shown


def test_texts_of_an_archive_are_escaped(client, chief):
    bring_in(chief, review(claim="<b>It</b> is so", headline="<i>No</i>", publisher="<u>Us</u>", rating_text="False"))
    shown = page(client, Claim.objects.get())
    assert [tag in shown for tag in ("<b>It", "<i>No", "<u>Us")] == [False, False, False]


def test_page_and_card_of_a_claim_without_dates_can_be_read(client, chief):
    bring_in(chief, review(reviewed_on=None, claimed_on=None, headline="", publisher="", explanation="", claimants=[]))
    claim = Claim.objects.get()
    assert "This check was first published elsewhere:" in page(client, claim)
    assert "No accuser is on record." in page(client, claim)
    assert re.findall(r"<(dd|ol|ul)\b[^>]*>\s*</\1>|>(Said by)<", page(client, claim)) == []
    assert "from our archive" not in page(client, claim, "embed")


def test_card_and_list_say_when_it_was_first_published(client, claim):
    assert "from our archive, first published" in page(client, claim, "embed")
    listed = " ".join(client.get(reverse("public:claims")).content.decode().split())
    assert 'first published <time datetime="2019-02-03">3 February 2019</time>' in listed


def test_claim_review_names_who_checked_when_and_where(claim, settings):
    body = orjson.loads(claim.publications.get().document)
    told = claim_review(body)
    assert told["author"] == {"@type": "Organization", "name": "The Old Checkers", "url": "https://old.example/"}
    assert told["publisher"]["name"] == settings.SITE_NAME
    assert (told["datePublished"], told["dateModified"]) == ("2019-02-03T00:00:00Z", "2019-04-05")
    assert told["url"] == f"{settings.SITE_URL}/claims/{claim.slug}/"
    assert told["isBasedOn"] == {
        "@type": "CreativeWork",
        "url": "https://old.example/checks/1",
        "name": "No, walruses did not swim that far",
        "datePublished": "2019-02-03",
    }
    assert told["itemReviewed"]["appearance"] == [{"@type": "CreativeWork", "url": "https://social.example/1"}]
    assert "citation" not in told
    assert told["reviewRating"]["alternateName"] == "Mostly false"


@pytest.mark.parametrize(
    ("published_on", "modified_on"),
    [(None, date(2019, 4, 5)), (date(2019, 2, 3), date(2018, 1, 1))],
)
def test_claim_review_was_not_changed_before_it_was_published(chief, published_on, modified_on):
    bring_in(chief, review(reviewed_on=published_on, modified_on=modified_on))
    document = orjson.loads(Claim.objects.get().publications.get().document)
    assert claim_review(document)["dateModified"] == document["published_at"]


def test_claim_review_was_not_changed_in_days_to_come(claim):
    """They stand in documents from before an import refused them."""
    document = orjson.loads(claim.publications.get().document)
    document["imported"] |= {"published_on": "2999-01-01", "modified_on": None}
    assert claim_review(document)["dateModified"] == document["published_at"]


def test_programs_are_given_the_original_date(client, claim, settings):
    answer = client.get("/v1alpha1/claims:search?query=walruses").json()
    assert answer["claims"][0]["claimReview"][0]["reviewDate"] == "2019-02-03T00:00:00Z"
    feed = client.get(reverse("public:claims_feed")).content.decode()
    assert "<published>2019-02-03T00:00:00+00:00</published>" in feed
    document = client.get(reverse("api:claim", args=[claim.slug])).content
    assert document == claim.publications.get().document.encode()
    cited = page(client, claim, "bibtex", 1)
    assert "author" not in cited
