"""Whoever may yet read a claim second sees neither its rating nor its verdict's texts, on any page of the desk."""

import pytest

from claims.admin.history import HIDDEN_FIELDS
from claims.models import Claim, ClaimTranslation, Rating
from claims.moves import read_second
from claims.notes import write
from sources.history import tracked
from tests.claims.admin.browser import add_row, claim_url, open_claim, save_claim
from tests.factories import draft_verdict, make_claim, make_person, make_researched_claim

CANARIES = {
    "summary": "Zebrasummary",
    "explanation": "Zebraexplanation",
    "translated summary": "Zebraringkasan",
    "translated explanation": "Zebrapenjelasan",
    "note of a move": "Zebranote",
    "earlier note": "Zebrareturn",
    "rating": "Zebra true",
    "date": "1987",
    "internal note": "Zebramemo",
}


@pytest.fixture
def claim(reporter, other_editor):
    """In review for the second time, its verdict full of words that occur nowhere else."""
    Rating.objects.filter(slug="mostly-true").update(label="Zebra true")
    claim = make_researched_claim("A claim", by=reporter)
    verdict = claim.verdict
    verdict.summary, verdict.explanation, verdict.as_of = "Zebrasummary", "Zebraexplanation", "1987-06-05"
    verdict.save()
    ClaimTranslation.objects.create(
        claim=claim,
        language="id",
        headline="Judul",
        statement="Pernyataan",
        summary="Zebraringkasan",
        explanation="Zebrapenjelasan",
    )
    claim.move("submit", by=reporter, note="Zebranote")
    read_second(claim, Rating.objects.get(slug="false"), by=other_editor, note="Zebrareturn")
    claim.move("submit", by=reporter)
    write(claim, "Zebramemo, @edith", by=reporter, tell=[make_person("enid", "Editor")])
    return claim


def pages(claim):
    yield claim_url(claim)
    yield claim_url(claim, "history")
    yield claim_url(claim, "move", "approve")
    yield claim_url(claim, "move", "return")
    yield claim_url(claim, "reading")
    yield claim_url(claim, "desk")
    yield claim_url(claim, "preview")
    yield claim_url(claim, "compare")
    yield "/admin/"
    yield "/admin/claims/claim/"
    yield "/admin/claims/claim/?q=Zebra"
    yield "/admin/claims/actor/"
    for field in ("topics", "accused"):
        yield f"/admin/autocomplete/?app_label=claims&model_name=claim&field_name={field}&term=Zebra"


def seen(client, address) -> set[str]:
    text = client.get(address).content.decode()
    return {what for what, canary in CANARIES.items() if canary in text}


def test_author_sees_all_of_it(client, reporter, claim):
    """What follows could otherwise pass because nothing is ever shown."""
    client.force_login(reporter)
    assert seen(client, claim_url(claim)) == CANARIES.keys()
    assert seen(client, claim_url(claim, "history")) == CANARIES.keys() - {"internal note"}


@pytest.mark.parametrize("who", ["editor", "other_editor", "chief", "superuser"])
def test_second_reader_sees_none_of_it_anywhere(client, request, claim, who):
    reader = request.getfixturevalue(who)
    assert claim.verdict.is_hidden_from(reader)
    client.force_login(reader)
    allowed = {claim_url(claim, "reading"): {"rating"}}  # the whole scale is offered there
    for address in pages(claim):
        assert seen(client, address) == allowed.get(address, set()), address


def test_second_reader_is_told_why(client, editor, claim):
    client.force_login(editor)
    assert "so that you can read this claim second" in client.get(claim_url(claim)).content.decode()


def test_verdict_opens_once_the_rating_is_entered(client, editor, claim):
    client.force_login(editor)
    client.post(claim_url(claim, "reading"), {"rating": claim.verdict.rating.pk})
    assert seen(client, claim_url(claim)) == CANARIES.keys()
    assert seen(client, claim_url(claim, "history")) == CANARIES.keys() - {"internal note"}


def test_history_says_to_a_second_reader_that_something_is_hidden(client, editor, claim):
    client.force_login(editor)
    page = client.get(claim_url(claim, "history")).content.decode()
    assert "so that you can read this claim second" in page
    assert "hidden from you" in page
    assert "There is a note, hidden from you." in page


def test_every_table_of_a_claim_says_what_of_its_history_is_hidden():
    """A table that is forgotten is hidden whole: decide what of it may be seen by whoever may yet read second."""
    below = {model for model in tracked("claims") if any(field.name == "claim" for field in model._meta.fields)}
    assert HIDDEN_FIELDS.keys() == below | {Claim}


def test_verdict_is_hidden_while_it_is_being_written(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    verdict = claim.verdict
    verdict.summary = "Zebrasummary"
    verdict.save()
    client.force_login(reporter)
    assert seen(client, claim_url(claim)) == {"summary"}
    client.force_login(editor)
    assert seen(client, claim_url(claim)) == set()


def test_hidden_verdict_cannot_be_overwritten(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    verdict_fields = {name: value for name, value in open_claim(client, claim).items() if name.startswith("verdicts")}
    client.force_login(editor)
    posted = verdict_fields | {"verdicts-0-summary": "Mine.", "assigned_to": editor.pk}
    save_claim(client, claim, **posted)
    claim.refresh_from_db()
    assert (claim.verdict.summary, claim.assigned_to) == ("It is mostly so.", editor)


def test_form_that_was_not_saved_does_not_open_the_verdict(client, reporter, editor):
    """Assigning the claim to oneself opens it, but only once that is saved."""
    claim = make_researched_claim(by=reporter)
    verdict = claim.verdict
    verdict.summary = "Zebrasummary"
    verdict.save()
    client.force_login(editor)
    response = save_claim(client, claim, assigned_to=editor.pk, headline="")
    assert response.status_code == 200
    assert "Zebrasummary" not in response.content.decode()
    save_claim(client, claim, assigned_to=editor.pk)
    assert seen(client, claim_url(claim)) == {"summary"}


def test_hidden_translation_is_kept_when_the_rest_of_it_is_changed(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    texts = {"summary": "Zebraringkasan", "explanation": "Zebrapenjelasan"}
    ClaimTranslation.objects.create(claim=claim, language="id", headline="Judul", statement="Teks", **texts)
    client.force_login(editor)
    save_claim(client, claim, **{"translations-0-headline": "Judul lain", "translations-0-summary": "Mine."})
    translation = claim.translations.get()
    assert (translation.headline, translation.summary) == ("Judul lain", "Zebraringkasan")
    save_claim(client, claim, **{"translations-0-DELETE": "on"})
    assert claim.translations.count() == 1


@pytest.mark.parametrize("lookup", ["verdicts__summary__contains", "verdicts__rating", "translations__summary"])
def test_list_is_not_searched_through_the_verdict(client, editor, claim, lookup):
    client.force_login(editor)
    assert client.get("/admin/claims/claim/", {lookup: "Zebra"}).status_code == 400


def test_list_can_be_narrowed_by_what_it_offers(client, editor, claim):
    make_claim("Another", by=editor)
    client.force_login(editor)
    found = client.get("/admin/claims/claim/", {"state__exact": "in_review"}).context["cl"].result_list
    assert list(found) == [claim]


def test_editor_may_draft_where_there_is_no_verdict_yet(client, reporter, editor):
    claim = make_claim(by=reporter)
    client.force_login(editor)
    save_claim(client, claim, **{"verdicts-0-summary": "Mine."})
    assert (claim.verdict.summary, claim.verdict.proposed_by) == ("Mine.", editor)


def test_editor_cannot_add_a_second_verdict_beside_a_hidden_one(client, reporter, editor):
    claim = make_claim(by=reporter)
    client.force_login(editor)
    opened = open_claim(client, claim)
    draft_verdict(claim, by=reporter)
    add_row(opened, "rebuttals")
    response = client.post(claim_url(claim), opened | {"verdicts-0-summary": "Mine."})
    assert (claim.verdicts.count(), claim.verdict.summary) == (1, "It is mostly so.")
    (typed,) = response.context["conflict"].yours
    assert typed == ("Verdict 1: summary", "no longer open to you", "Mine.", False)


def test_retiring_a_rating_does_not_tell_that_it_is_the_proposed_one(client, editor, claim):
    Rating.objects.filter(label="Zebra true").update(is_offered=False)
    client.force_login(editor)
    for address in (claim_url(claim), claim_url(claim, "move", "approve")):
        page = client.get(address).content.decode()
        assert "Zebra" not in page
        assert "no longer offered" not in page
