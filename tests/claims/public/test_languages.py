"""Texts in another language than the page's say so, and run in their own direction."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.translation import override

from claims.models import ClaimTranslation, Rating
from claims.public import words
from claims.public.editions import path_in
from claims.templatetags.editions import number
from claims.templatetags.public import names
from tests.factories import (
    add_accusation,
    add_evidence,
    add_rebuttal,
    add_reply_request,
    approve,
    draft_verdict,
    make_actor,
    make_claim,
    make_outlet,
    make_source,
    make_topic,
)

ARABIC = re.compile("[\u0600-\u06ff]")
PAGES = [
    "/", "/claims/", "/claims/?q=%D8%A3%D8%B3%D9%84%D8%AD%D8%A9", "/claims/pasokan/", "/claims/pasokan/revisions/1/",
    "/claims/pasokan/embed/", "/actors/", "/actors/wizara/", "/sources/", "/sources/bayan/", "/topics/",
    "/topics/silah/", "/outlets/", "/outlets/wakala/", "/outlets/wakala/sources/", "/claims/?topic=silah&actor=wizara",
    "/corrections/", "/check/?text=%D8%A3%D8%B3%D9%84%D8%AD%D8%A9",
]  # fmt: skip
VOID = {"meta", "link", "input", "br", "hr", "img", "base"}
# What a reader sees of these is not laid out as text of the page.
UNSEEN = {"title", "script", "textarea", "code"}


class Texts(HTMLParser):
    """Every text of a page with the attributes of all elements around it, outermost first."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around, self.found = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.around.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not UNSEEN & {tag for tag, _ in self.around}:
            self.found.append((data, list(self.around)))


def direction(around):
    """What the nearest element says that says any; a <bdi> goes by its text."""
    said = [given.get("dir") or ("auto" if tag == "bdi" else None) for tag, given in around]
    return next((each for each in reversed(said) if each), None)


def language(around):
    return next((given["lang"] for _, given in reversed(around) if "lang" in given), None)


def _named(row, **names):
    for field, name in names.items():
        setattr(row, field, name)
    row.save()
    return row


@pytest.fixture
def arabic(reporter, editor):
    """In Arabic, whatever can be, with an Indonesian translation of its headline."""
    claim = make_claim("وصلت أسلحة", by=reporter, slug="pasokan", language="ar", statement="وصلت أسلحة إلى الميناء.",
                       context="السياق هنا.")  # fmt: skip
    claim.topics.add(_named(make_topic("silah"), name="سلاح"))
    actor = _named(make_actor("wizara"), name="وزارة الدفاع")
    claim.accused.add(actor)
    claim.move("take_up", by=reporter)
    outlet = _named(make_outlet("wakala"), name="وكالة")
    source = make_source("بيان", slug="bayan", outlet=outlet, language="ar", author="كاتب", document_number="عدد")
    said = {"source": source, "quote": "قالوا: وصلت.", "language": "ar", "locator": "صفحة"}
    add_accusation(claim, actor, **said)
    add_rebuttal(claim, actor, **said)
    add_evidence(claim, **said)
    add_reply_request(claim, actor, channel="بريد")
    draft_verdict(claim, by=reporter, summary="الخلاصة.", explanation="الشرح.")
    texts = {"headline": "Senjata tiba", "statement": "", "summary": "", "explanation": "", "context": ""}
    ClaimTranslation.objects.create(claim=claim, language="id", **texts)
    claim.move("submit", by=reporter)
    approve(claim, by=editor).move("publish", by=editor)
    return claim


@pytest.mark.parametrize("language_of_page", ["en", "id"])
def test_arabic_is_laid_out_from_right_to_left(client, arabic, language_of_page):
    for page in PAGES:
        address = path_in(language_of_page, page)
        html = client.get(address).content.decode()
        texts = [(said.strip(), around) for said, around in Texts(html).found if ARABIC.search(said)]
        astray = [said for said, around in texts if direction(around) not in ("rtl", "auto")]
        unmarked = [said for said, around in texts if direction(around) == "rtl" and language(around) != "ar"]
        assert (address, astray, unmarked) == (address, [], [])


def test_arabic_is_looked_for_where_it_is(client, arabic):
    """A test of the one before: on these pages there is some."""
    shown = [page for page in PAGES if ARABIC.search(client.get(page).content.decode())]
    assert set(PAGES) - set(shown) == {"/corrections/"}


def test_names_in_a_list_run_in_their_own_directions(client, arabic):
    """Else a first name in Arabic would turn the whole list round, and move it to the right of the key facts."""
    html = client.get("/claims/pasokan/").content.decode()
    assert "<dt>Checked by</dt><dd><bdi>Rita Tester</bdi></dd>" in html
    assert '<p class="citation"><bdi>Rita Tester</bdi>. “' in html
    assert names(["سلمى (UK)", "A & B"]) == "<bdi>سلمى (UK)</bdi>, <bdi>A &amp; B</bdi>"


def test_feed_says_the_language_of_each_text(client, arabic):
    assert '<entry xml:lang="ar">' in client.get("/feeds/claims.atom").content.decode()
    feed = client.get("/id/feeds/claims.atom").content.decode()
    assert '<entry xml:lang="id"><title>Sebagian besar benar: Senjata tiba</title>' in feed
    assert '<summary type="text" xml:lang="ar">الخلاصة.</summary>' in feed


def test_translation_is_shown_where_there_is_one_and_the_original_marked_beside_it(client, arabic):
    html = client.get("/id/claims/pasokan/").content.decode()
    assert '<h1 lang="id" dir="ltr">Senjata tiba</h1>' in html
    assert '<p class="original-headline" lang="ar" dir="rtl">وصلت أسلحة</p>' in html
    assert '<p class="claimed" lang="ar" dir="rtl">وصلت أسلحة إلى الميناء.</p>' in html


def test_scale_is_translated_as_long_as_a_newsroom_keeps_its_words(db):
    translatable = {str(each) for each in words.SCALE}
    for rating in Rating.objects.all():
        assert {rating.label, rating.definition} <= translatable
    with override("id"):
        assert words.of_scale("Pants on fire") == "Pants on fire"
        assert words.of_scale("") == ""


@pytest.mark.parametrize(("language", "shown"), [("en", "1,234,567"), ("id", "1.234.567")])
def test_number_is_written_as_its_reader_writes_it(language, shown):
    with override(language):
        assert (number(1234567), number(12)) == (shown, "12")


@pytest.mark.parametrize(("address", "shown"), [
    ("/claims/?said_before=2024-05-17", "17 May 2024"), ("/id/claims/?said_before=2024-05-17", "17 Mei 2024"),
])  # fmt: skip
def test_filter_shows_its_day_in_the_language_of_the_page(client, db, address, shown):
    assert shown in client.get(address).content.decode()
