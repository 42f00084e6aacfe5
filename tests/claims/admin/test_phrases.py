"""The short texts of a claim with their translations: one list on the claim's page."""

import pytest

from claims import advice
from claims.models import PhraseTranslation
from tests.claims.admin.browser import add_row, claim_url, fields_of, grant, open_claim
from tests.factories import (
    add_event,
    add_phrase,
    make_actor,
    make_claim,
    make_person,
    make_researched_claim,
    make_submitted_claim,
)


@pytest.fixture
def claim(reporter):
    """In English, translated into Indonesian; two texts, of which one is translated."""
    claim = make_claim("The leaders met", by=reporter)
    claim.translations.create(language="id", headline="Bertemu", statement="Keduanya bertemu.")
    add_event(claim, happened_on="2023", what="They \r\nwrote.")
    add_event(claim, happened_on="2024", what="They met.")
    add_phrase(claim, "They met.", "Keduanya bertemu.")
    return claim


@pytest.fixture
def desk(client, reporter):
    client.force_login(reporter)
    return client


def listed(response):
    """Language, text and translation, in the order of the page."""
    inlines = {inline.formset.prefix: inline.formset for inline in response.context["inline_admin_formsets"]}
    return [
        (group.language, form["original"].value(), form.said)
        for group in inlines["phrases"].by_language()
        for form in group.forms
    ]


def kept(claim):
    return list(claim.phrases.order_by("pk").values_list("language", "original", "translation"))


def test_every_short_text_stands_there_once_for_each_language(desk, claim):
    claim.translations.create(language="fr", headline="Rencontre", statement="Ils se sont vus.")
    response = desk.get(claim_url(claim))
    assert listed(response) == [
        ("fr", "They \r\nwrote.", ""), ("fr", "They met.", ""),
        ("id", "They \r\nwrote.", ""), ("id", "They met.", "Keduanya bertemu."),
    ]  # fmt: skip
    page = response.content.decode()
    assert [said for said in ("1 of 2 is not translated", "2 of 2 are not translated") if said not in page] == []


def test_what_is_typed_is_kept_with_its_words_and_nothing_else(desk, claim):
    form = open_claim(desk, claim)
    assert desk.post(claim_url(claim), form | {"phrases-1-translation": " Mereka menulis. "}).status_code == 302
    assert kept(claim) == [("id", "They met.", "Keduanya bertemu."), ("id", "They \r\nwrote.", "Mereka menulis.")]
    assert "all are translated" in desk.get(claim_url(claim)).content.decode()


def test_what_is_emptied_goes(desk, claim):
    assert desk.post(claim_url(claim), open_claim(desk, claim) | {"phrases-0-translation": " "}).status_code == 302
    assert kept(claim) == []


def test_translation_of_words_that_have_changed_waits_at_the_end(desk, claim):
    form = open_claim(desk, claim)
    number = next(name for name, value in form.items() if value == "They met.").partition("-what")[0]
    desk.post(claim_url(claim), form | {f"{number}-what": "They met twice."})
    response = desk.get(claim_url(claim))
    assert listed(response) == [
        ("id", "They \r\nwrote.", ""), ("id", "They met twice.", ""), ("id", "They met.", "Keduanya bertemu."),
    ]  # fmt: skip
    assert "Readers do not see this" in response.content.decode()


def test_two_editors_lose_nothing_and_are_told_of_each_other(desk, claim):
    form = open_claim(desk, claim)
    desk.post(claim_url(claim), form | {"phrases-1-translation": "Mereka menulis."})
    response = desk.post(claim_url(claim), form | {"phrases-1-translation": "Keduanya menulis."})
    assert sorted(said for _language, _text, said in listed(response)) == [
        "Keduanya bertemu.", "Keduanya menulis.", "Mereka menulis.",
    ]  # fmt: skip
    response = desk.post(claim_url(claim), fields_of(response, "claim_form"))
    assert "Somebody has translated this text meanwhile" in response.content.decode()
    assert [said for _language, _text, said in kept(claim)] == ["Keduanya bertemu.", "Mereka menulis."]


def test_form_that_was_opened_before_others_translated_asks_for_that_text_no_more(desk, claim):
    form = open_claim(desk, claim)
    desk.post(claim_url(claim), form | {"phrases-1-translation": "Mereka menulis."})
    response = desk.post(claim_url(claim), form | {"context": "Long ago."})
    assert [said for _language, _text, said in listed(response)] == ["Mereka menulis.", "Keduanya bertemu."]
    assert desk.post(claim_url(claim), fields_of(response, "claim_form")).status_code == 302
    assert len(kept(claim)) == 2


def test_quote_in_the_language_of_the_translation_needs_none(desk, claim):
    form = open_claim(desk, claim)
    add_row(form, "rebuttals", actor=make_actor().pk, stance="denies", quote="Tidak benar.", language="id-ID")
    assert desk.post(claim_url(claim), form).status_code == 302
    assert [text for _language, text, _said in listed(desk.get(claim_url(claim)))] == ["They \r\nwrote.", "They met."]


def test_claim_without_translation_says_when_short_texts_are_translated(desk, reporter):
    claim = make_researched_claim(by=reporter)
    assert "once there are any and a translation" in desk.get(claim_url(claim)).content.decode()


def test_who_may_not_remove_is_asked_for_words(client, claim):
    person = make_person("vera")
    grant(person, "view_claim", "change_claim", "view_phrasetranslation", "change_phrasetranslation")
    client.force_login(person)
    response = client.post(claim_url(claim), open_claim(client, claim) | {"phrases-0-translation": ""})
    assert "Your role does not allow you to remove this" in response.content.decode()
    assert len(kept(claim)) == 1


def test_closed_claim_shows_translations_and_changes_none(client, reporter):
    claim = make_submitted_claim(by=reporter)
    claim.translations.create(language="id", headline="Judul", statement="Teks")
    phrase = add_phrase(claim, "It is so.", "Begitulah.")
    client.force_login(reporter)
    assert '<dd lang="id" dir="ltr">Begitulah.</dd>' in client.get(claim_url(claim)).content.decode()
    form = {"phrases-TOTAL_FORMS": "1", "phrases-INITIAL_FORMS": "1", "phrases-0-id": str(phrase.pk)}
    typed = {"phrases-0-language": "id", "phrases-0-original": "It is so.", "phrases-0-translation": "Bukan begitu."}
    response = client.post(claim_url(claim), form | typed)
    phrase.refresh_from_db()
    assert (response.status_code, phrase.translation) == (409, "Begitulah.")
    page = response.content.decode()
    assert ("Bukan begitu." in page, "It is so." in page) == (True, False)


def test_what_is_not_translated_is_said_before_review_and_refuses_nothing(desk, claim):
    told = "1 short text is not translated into Indonesian, and is shown as it is: “They \r\nwrote.”."
    assert advice.given(claim, "submit") == [told]
    claim.phrases.all().delete()
    assert advice.given(claim, "submit")[0].startswith("2 short texts are not translated into Indonesian")
    for event in claim.events.all():
        add_phrase(claim, event.what, "Begitu.")
    assert advice.given(claim, "submit") == []
    assert PhraseTranslation.objects.count() == 2
