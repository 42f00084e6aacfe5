"""Other publishers' checks: what an import makes of them, and that a second one makes nothing."""

from datetime import UTC, date, datetime

import pytest

from claims.claimreviews import external
from claims.claimreviews.reading import Claimant, Review, Skipped
from claims.matching import elsewhere, index
from claims.models import ExternalCheck, ExternalMatchEntry, ExternalMatchTerm, ExternalPublisher, ExternalRating
from tests.claims.desk import everything

pytestmark = pytest.mark.django_db


def review(number=1, **fields):
    given = {
        "where": f"f:{number}",
        "url": f"https://facts.example/{number}",
        "site": "facts.example",
        "publisher": "Facts",
        "claim": f"Otters build dam number {number}.",
        "claimants": [Claimant("Bo", "person", ["https://bo.example/"])],
        "rating_text": "Mostly  false",
        "reviewed_on": date(2020, 6, 23),
    }
    return Review(**given | fields)


def kept(*records):
    """The fates of an import."""
    return [told.fate.value for told in external.keep(records)]


def reasons(*records):
    return [told.reason for told in external.keep(records) if told.reason]


def test_review_is_kept_as_it_was_read():
    full = review(
        claimed_on=date(2020, 6, 20), modified_on=date(2020, 6, 25), rating_value=2.0, best=5.0, worst=1.0,
        language="en", headline="No", appearances=["https://posts.example/1"], explanation="Beavers do.",
    )  # fmt: skip
    assert kept(full) == ["created"]
    check = ExternalCheck.objects.get()
    same = {name: getattr(check, name) for name in external.SAID if name not in ("publisher", "rating", "claimants")}
    assert same == {name: getattr(full, name) for name in same}
    assert (check.publisher.host, check.publisher.name) == ("facts.example", "Facts")
    assert (check.rating.text, check.rating.rating) == ("Mostly  false", None)
    assert check.claimants == [{"name": "Bo", "kind": "person", "same_as": ["https://bo.example/"]}]


def test_importing_twice_changes_nothing():
    records = [review(1), review(2, rating_text=""), review(3, url="https://facts.example/1"), Skipped("f:4", "No.")]
    assert kept(*records) == ["created", "created", "created", "skipped"]
    before = everything()
    assert kept(*records) == ["unchanged", "unchanged", "unchanged", "skipped"]
    assert everything() == before


def test_same_page_and_claim_in_another_spelling_is_the_same():
    assert kept(review()) == ["created"]
    other = review(url="http://www.facts.example/1/?utm_source=x#y", claim="otters BUILD dam number 1")
    assert kept(other) == ["updated"]
    assert ExternalCheck.objects.get().url == other.url


def test_changed_review_is_updated_with_its_index():
    kept(review(claim="Otters build dams.", headline="About rivers"))
    changed = review(claim="Otters build dams.", headline="About walruses", reviewed_on=date(2020, 6, 24))
    assert kept(changed) == ["updated"]
    assert [each.check.headline for each in elsewhere.similar("walruses", least=0)] == ["About walruses"]
    assert elsewhere.similar("rivers", least=0) == []


def test_older_review_never_replaces_a_newer_one():
    newer, older = review(reviewed_on=date(2021, 1, 1), rating_text="True"), review(rating_text="False")
    assert kept(newer, older) == ["created", "skipped"]
    assert kept(older, newer) == ["skipped", "unchanged"]
    assert reasons(older) == ["A newer one is kept already."]
    assert ExternalCheck.objects.get().rating.text == "True"


def test_newest_of_several_in_one_import_stays_whatever_their_order():
    several = [
        review(rating_text=text, modified_on=date(2021, 1, day)) for text, day in [("A", 2), ("C", 3), ("B", 1)]
    ]
    assert kept(*several) == ["created", "updated", "skipped"]
    assert ExternalCheck.objects.get().rating.text == "C"
    assert kept(*several) == ["skipped", "unchanged", "skipped"]


@pytest.mark.parametrize("day", [None, date(2020, 6, 23)])
def test_first_of_several_that_are_as_old_stays(day):
    several = [review(rating_text=text, reviewed_on=day) for text in "ABA"]
    assert kept(*several) == ["created", "skipped", "unchanged"]
    assert kept(*several) == ["unchanged", "skipped", "unchanged"]
    assert reasons(*several) == ["This check came before in the same import, otherwise."]
    assert kept(several[1]) == ["updated"]  # in an import of its own it is a correction


def test_several_of_one_check_are_told_apart_across_batches(monkeypatch):
    monkeypatch.setattr(external, "AT_ONCE", 1)
    several = [review(rating_text=text) for text in "AB"]
    assert kept(*several) == ["created", "skipped"]
    assert kept(*several) == ["unchanged", "skipped"]


MOMENT = datetime(2021, 3, 4, tzinfo=UTC)


def notice(**fields):
    return Review("f:9", "https://facts.example/1", "facts.example", deleted_at=MOMENT, **fields)


@pytest.mark.parametrize(("claim", "left"), [("", []), ("Otters build dam number 1.", ["Another claim."])])
def test_check_that_its_publisher_took_back_is_offered_no_more(claim, left):
    records = [review(), review(claim="Another claim."), notice(claim=claim)]
    assert kept(*records) == ["created", "created", "updated"]
    assert [check.claim for check in ExternalCheck.objects.standing()] == left
    assert [entry.external.claim for entry in ExternalMatchEntry.objects.all()] == left
    before = everything()
    assert "updated" not in kept(*records)
    assert everything() == before


def test_check_that_was_taken_back_comes_again_only_when_it_is_newer():
    kept(review(), notice())
    assert reasons(review()) == ["Its publisher took it back on 2021-03-04."]
    assert reasons(review(reviewed_on=None)) == ["Its publisher took it back on 2021-03-04."]
    assert kept(review(reviewed_on=date(2021, 3, 5))) == ["updated"]
    assert ExternalCheck.objects.get().deleted_at is None
    assert reasons(notice()) == ["A newer one is kept already."]


def test_notice_of_what_is_not_kept_is_skipped():
    assert reasons(notice()) == ["Its publisher took it back, and it was not kept here."]
    assert ExternalCheck.objects.count() == 0


def test_checks_of_this_site_are_no_external_ones(settings):
    settings.SITE_URL = "https://www.facts.example"
    assert reasons(review()) == ["It is one of this site’s own."]


def test_claim_as_long_as_an_article_is_none():
    assert reasons(review(claim="x" * 10_001)) == ["What it gives as the claim is as long as a whole article."]
    assert kept(review(claim="word " * 2_000)) == ["created"]


def test_mapping_and_name_that_a_chief_editor_gave_stay():
    kept(review())
    ExternalPublisher.objects.update(name="The Facts")
    rating = ExternalRating.objects.get()
    rating.rating_id = 1
    rating.save()
    kept(review(), review(2, publisher="Facts Ltd."))
    assert [(check.publisher.name, check.rating.rating_id) for check in ExternalCheck.objects.all()] == [
        ("The Facts", 1), ("The Facts", 1),
    ]  # fmt: skip


def test_rating_is_of_its_publisher_and_word_for_word():
    texts = ["False", "false", "False.", "x" * 5_000]
    others = [review(n, rating_text=text) for n, text in enumerate(texts)]
    kept(*others, review(9, url="https://other.example/9", site="other.example", publisher="", rating_text="False"))
    assert set(ExternalRating.objects.values_list("publisher__name", "text")) == {
        *(("Facts", text) for text in texts), ("other.example", "False"),
    }  # fmt: skip


def test_check_without_a_rating_is_neither_mapped_nor_unmapped():
    kept(review(1), review(2, rating_text=""), review(3, rating_text="True"))
    ExternalRating.objects.filter(text="True").update(rating_id=1)
    checks = ExternalCheck.objects
    assert [[check.claim[-2] for check in some] for some in (checks.mapped(), checks.unmapped())] == [["3"], ["1"]]


def test_index_counts_what_there_is_however_it_came_about():
    """As rebuilding does."""
    kept(*(review(n) for n in range(5)), notice())
    kept(review(2, headline="Walruses", reviewed_on=date(2021, 1, 1)))

    def indexed():
        terms = ExternalMatchTerm.objects.filter(claims__gt=0).order_by("word")
        return list(ExternalMatchEntry.objects.order_by("pk").values()), list(terms.values_list("word", "claims"))

    before = indexed()
    assert index.frequencies(index.EXTERNAL, [])[0] == 4
    assert elsewhere.rebuild() == 5
    assert indexed() == before
