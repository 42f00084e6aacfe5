"""What the claim says in short texts, in the reader's language, or else with its own named beside it."""

import re

import orjson
import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from claims import comparison, phrases, record
from claims.public import reading
from tests.claims.public.newsroom import make_rich_claim
from tests.claims.public.test_languages import Texts, language
from tests.factories import add_phrase, publish_again

TOLD = {
    "그렇다.": "Indeed.",
    "It shows this.": "So it is shown.",
    "Sudah menjawab.": "They have answered.",
    "e-mail": "by electronic mail",
    "Kedua pemimpin bertemu.": "The two leaders met.",
}


@pytest.fixture
def claim(reporter, editor, other_editor):
    claim = make_rich_claim(by=reporter, approved_by=editor)
    for original, translation in TOLD.items():
        add_phrase(claim, original, translation, language="en")
    publish_again(claim, by=editor, approved_by=other_editor, public_note="Tanggalnya keliru.")
    return claim


def body_of(claim):
    return orjson.loads(claim.publications.last().document)


def languages_in(page, *texts):
    found = {data.strip(): language(around) for data, around in Texts(page).found if data.strip() in texts}
    return [found.get(text) for text in texts]


def test_document_holds_what_short_texts_are_called(claim):
    assert body_of(claim)["translations"]["en"]["phrases"] == TOLD


def test_translation_stands_in_its_language_with_the_original_in_its_own(client, claim):
    page = client.get("/claims/weapons/").content.decode()
    assert languages_in(page, *TOLD.values()) == ["en"] * 5
    assert languages_in(page, *TOLD) == ["ko", "id", "id", "id", "id"]
    assert "Translated from Indonesian" in page


def test_own_language_has_no_translation_and_no_label(client, claim):
    page = client.get("/id/claims/weapons/").content.decode()
    assert [said for said in TOLD.values() if said in page] == []
    assert languages_in(page, "Kedua pemimpin bertemu.", "그렇다.") == ["id", "ko"]
    assert set(re.findall(r'class="in-language">(.*?)<', page)) == {"(dalam bahasa Korea)", "(dalam bahasa Inggris)"}


def test_what_is_not_translated_says_its_language(client, claim):
    page = client.get("/claims/weapons/").content.decode()
    assert "Puing ditemukan. (in Indonesian)" in strip_tags(page)
    assert "Debris was found. (in" not in strip_tags(page)


@pytest.mark.parametrize("address", [
    "/claims/weapons/", "/claims/weapons/revisions/2/", "/claims/weapons/revisions/1/compare/2/", "/corrections/",
])  # fmt: skip
def test_public_note_says_its_language(client, claim, address):
    assert "Tanggalnya keliru. (in Indonesian)" in strip_tags(client.get(address).content.decode())
    assert "(dalam bahasa Indonesia)" not in client.get(f"/id{address}").content.decode()


def test_note_of_a_program_is_in_the_first_language_of_the_site(client, claim, chief):
    topic = claim.topics.get()
    topic.name = "Weapons"
    topic.save()
    record.amend_topic(topic, by=chief, note="It is called otherwise.")
    assert [change["language"] for change in reading.history(body_of(claim))] == ["en", "id", "id"]
    page = client.get("/id/claims/weapons/").content.decode()
    assert "It is called otherwise. (dalam bahasa Inggris)" in strip_tags(page)


def test_document_of_before_shows_its_short_texts(client, claim):
    old = body_of(claim)
    del old["translations"]["en"]["phrases"]
    said = reading.read(reading.with_addresses(old), "en")["accusations"][0]
    assert (said["quote"].value, said["quote"].language, said["quote"].original) == ("그렇다.", "ko", None)


def test_translated_words_are_found_before_and_after_rebuilding(client, claim):
    def found():
        results = client.get("/api/v1/verdicts/?q=electronic mail").json()["results"]
        return [each["slug"] for each in results]

    assert found() == ["weapons"]
    call_command("rebuild_public", verbosity=0)
    assert found() == ["weapons"]


def test_comparison_tells_of_a_translation_under_its_words(claim):
    first, second = (orjson.loads(each.document) for each in claim.publications.order_by("revision"))
    added = {change.heading: change for change in comparison.compare(first, second)}
    change = added["English: “Kedua pemimpin bertemu.”"]
    assert (change.fate, change.language, change.parts[0].text) == ("added", "en", "The two leaders met.")


def test_title_in_another_language_than_its_source_says_so(client, claim, editor, other_editor):
    source = claim.rebuttals.get().source
    source.title_language = "en"
    source.save()
    publish_again(claim, by=editor, approved_by=other_editor, kind="update")
    assert phrases.language_of_title(body_of(claim)["sources"]["s2"]) == "en"
    for address in ("/claims/weapons/", "/sources/", f"/sources/{source.slug}/", "/outlets/"):
        page = client.get(address).content.decode()
        assert (address, {language(around) for data, around in Texts(page).found if data == "Surat kabar"}) in [
            (address, {"en"}), ("/outlets/", set()),
        ]  # fmt: skip
