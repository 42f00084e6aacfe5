"""The picture of a verdict: what is in it, what becomes of any text, and how it is served."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import orjson
import pytest
from django.utils.translation import override
from PIL import Image, ImageChops, ImageFont

from claims.public import sharing
from claims.public.picture import drawing, faces
from claims.public.picture.lines import LEFT_OUT, legible
from claims.public.words import of_scale
from tests.factories import publish_again

ADDRESS = "/claims/weapons/revisions/1/share.png"
ON_THE_SCALE = {"label": "Mostly true", "value": 4, "worst": 1, "best": 5, "as_of": "2024-06-20", "summary": ""}
# What the fonts are said to cover, by claims/languages.py and a few others of Latin script.
SCRIPTS = {
    "id": "Korea Utara mengirim senjata",
    "fr": "L’œuvre forgée à Noël, “là-bas”",
    "vi": "Triều Tiên gửi vũ khí đến Nga",
    "tr": "Kuzey Kore’nin İğneli şartı",
    "ko": "북한은 러시아에 무기를 보냈다 똠 펲",
    "ja": "北朝鮮はロシアに武器を送った。",
    "zh": "朝鲜向俄罗斯运送了武器，臺灣",
    "uk": "Північна Корея, ґанок їжак",
    "ru": "Северная Корея отправила оружие",
    "fa": "کره شمالی می‌گوید ۱۲۳ پچژگ",
    "ur": "شمالی کوریا نے ہتھیار بھیجے ٹڈڑے",
    "ar": "كوريا الشمالية أرسلت أسلحة ١٢٣",
    "he": "צפון קוריאה שלחה נשק",
    "el": "Η Βόρεια Κορέα έστειλε όπλα",
    "hi": "उत्तर कोरिया ने हथियार भेजे",
    "bn": "উত্তর কোরিয়া অস্ত্র পাঠিয়েছে",
    "ta": "வட கொரியா ஆயுதங்களை அனுப்பியது",
    "th": "เกาหลีเหนือส่งอาวุธให้รัสเซีย",
}
AWKWARD = {
    "nothing": "",
    "spaces": " \t\n ",
    "one letter 5,000 times": "W" * 5000,
    "a word 1,000 times": "shells " * 1000,
    "ideographs without end": "送" * 5000,
    "emoji": "🚀👨‍👩‍👧🇮🇩☎️" * 9,
    "marks without end": "Z" + "\u0301\u0316\u035c" * 999,
    "marks alone": "\u0301" * 50,
    "controls": "\u202egnp.exe\u202c\u2066\x00\x1b[31m\ufeff\u2028",
    "no letters in any font": "ភ្នំពេញ 𓀀 \ue000 \uffff \U0010fffe",
    "joiners alone": "\u200d\u200c\u200d",
    "both directions": "كوريا North 북한 123 (Russia) «نعم» 朝鮮",
    "markup": "<script>alert(1)</script>\"'&amp;",
}

needs_shaping = pytest.mark.skipif(
    not faces.CAN_SHAPE and not os.environ.get("REQUIRE_BROWSER"), reason="needs FriBiDi: apt-get install libfribidi0"
)


def document(headline, language="en", verdict=ON_THE_SCALE, translations=()):
    texts = {"headline": headline, "statement": "", "context": "", "summary": "", "explanation_html": ""}
    return texts | {
        "slug": "weapons", "revision": 1, "language": language, "verdict": verdict | {"explanation_html": ""},
        "translations": dict(translations),
    }  # fmt: skip


def words(headline, language="en", **given):
    return sharing.words_of(document(headline, language, **given), "en")


def drawn(said):
    return Image.open(BytesIO(drawing.png(said)))


def shown(text):
    return legible(text, faces.BOLD)


def box(before, after):
    """Where two pictures differ by more than their palettes do: left, top, right, bottom."""
    difference = ImageChops.difference(*(drawn(each).convert("L") for each in (before, after)))
    return difference.point(lambda value: 255 * (value > 40)).getbbox()


def test_picture_of_a_claim_is_what_cards_want(client, weapons):
    response = client.get(ADDRESS)
    picture = Image.open(BytesIO(response.content))
    assert (response.headers["Content-Type"], picture.size, picture.format) == ("image/png", (1200, 630), "PNG")
    assert len(response.content) < 50_000


def test_picture_says_its_words_as_text_too(client, settings, weapons):
    picture = Image.open(BytesIO(client.get(ADDRESS).content))
    picture.load()
    assert picture.text == {
        "Title": "Weapons were sent",
        "Description": "“Weapons were sent” Verdict: Mostly true.",
        "Source": f"{settings.SITE_URL}/claims/weapons/revisions/1/",
    }


def test_words_of_a_picture(weapons, settings):
    said = sharing.words_of(orjson.loads(weapons.publications.get().document), "id")
    assert (said.headline, said.verdict, said.value, said.worst, said.best) == (
        "Senjata dikirim", "Mostly true", 4, 1, 5,
    )  # fmt: skip
    assert said.facts.endswith("Claimed in Indonesian · Revision 1")
    assert said.place == "4 on our scale, from 1 (worst) to 5 (best)"


def test_verdict_off_the_scale_has_no_place_on_it():
    said = words("x", verdict=ON_THE_SCALE | {"label": "Unproven", "value": None, "worst": None, "best": None})
    assert said.place == "Not placed on our scale"
    assert drawn(said).size == (1200, 630)


def test_picture_names_every_step_apart():
    """The place on the scale is drawn besides its colour: each is another picture, in grey too."""
    said = [words("x", verdict=ON_THE_SCALE | {"value": value}) for value in range(1, 6)]
    assert len({drawn(each).convert("1").tobytes() for each in said}) == 5


@pytest.mark.parametrize("best", [1, 12, 1000])
def test_scale_may_have_any_number_of_steps(best):
    assert drawn(words("x", verdict=ON_THE_SCALE | {"value": 1, "best": best})).size == (1200, 630)


def test_picture_says_that_it_is_a_demonstration(settings):
    settings.DEMO = True
    assert words("x").kicker == "This is a demonstration."


@needs_shaping
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_that_is_known_here_is_legible(language):
    assert shown(SCRIPTS[language]) == SCRIPTS[language]
    assert drawn(words(SCRIPTS[language], language)).size == (1200, 630)


def test_fonts_have_what_they_are_said_to_have():
    """Every 20th character of each font is not the box that stands for a character that it lacks."""
    for name, codes in faces.coverage().items():
        missing = faces.face(name, 20).getmask("\uffff")
        for code in sorted(codes - faces.JOINERS)[::20]:
            mask = faces.face(name, 20).getmask(chr(code))
            assert (mask.size, bytes(mask)) != (missing.size, bytes(missing)), f"{name} U+{code:04X}"


@needs_shaping
def test_letters_of_arabic_join():
    """The word is narrower than its letters apart, because Raqm shapes it."""
    font = faces.face("bold", 60)
    assert font.layout_engine == ImageFont.Layout.RAQM
    assert font.getlength("نعم") < sum(map(font.getlength, "نعم"))


@needs_shaping
def test_right_to_left_stands_at_the_right():
    nothing = words("", "ar")
    left, _, right, _ = box(nothing, words("نعم", "ar"))
    assert left > 800
    assert 1100 < right <= 1200 - drawing.MARGIN + 4
    assert box(words(""), words("Yes"))[0] < 100


@pytest.mark.parametrize("name", AWKWARD)
def test_no_text_breaks_the_picture(name):
    """It stays in its place: nothing below the line over the verdict is another than without a headline."""
    said = words(AWKWARD[name])
    assert drawn(said).size == (1200, 630)
    assert (box(words(""), said) or (0, 0, 0, 0))[3] <= 444


@pytest.mark.parametrize("name", AWKWARD)
def test_no_text_breaks_what_stands_on_one_line(settings, name):
    settings.SITE_NAME = AWKWARD[name]
    assert drawn(words("x", verdict=ON_THE_SCALE | {"label": AWKWARD[name]})).size == (1200, 630)


def test_many_pictures_are_drawn_at_once():
    """The server's threads share the fonts."""
    said = [words(text, language) for language, text in SCRIPTS.items()]
    alone = [drawing.png.__wrapped__(each) for each in said]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(drawing.png.__wrapped__, said)) == alone


def test_direction_is_that_of_the_letters():
    assert shown("a\u202eb\u2066c\u200e") == "abc"


def test_what_no_font_has_is_said_to_be_left_out_once():
    assert shown("In ក្រុងភ្នំពេញ រាជធានី they say") == f"In {LEFT_OUT} they say"


def test_signs_that_mean_something_are_shown_or_said_to_be_left_out():
    assert shown("≥ 50 % → 60 € −3 ⨕ 4") == f"≥ 50 % → 60 € −3 {LEFT_OUT} 4"


def test_emoji_are_left_out_and_letters_in_disguise_are_letters():
    assert shown("🚀🚀 𝗡𝗼𝗿𝘁𝗵 🚀 𝓚orea 👨‍👩‍👧, 🚀they said") == "North Korea, they said"


def test_headline_is_in_a_language_that_can_be_shown():
    english = {"en": {"headline": "Phnom Penh is a city"}}
    said = sharing.words_of(document("ក្រុងភ្នំពេញ", "km", translations=english), "id")
    assert said.headline == "Phnom Penh is a city"
    assert words("ក្រុងភ្នំពេញ", "km").headline == "ក្រុងភ្នំពេញ"


def test_picture_may_be_kept_and_is_sent_once(client, weapons):
    first = client.get(ADDRESS)
    assert first.headers["Cache-Control"] == "public, max-age=604800"
    # Of the picture, not of its words: another release may draw them otherwise.
    assert first.headers["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()[:32]}"'
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [again.headers[name] for name in ("ETag", "Cache-Control")] == [
        first.headers[name] for name in ("ETag", "Cache-Control")
    ]


def test_picture_stays_the_same_when_more_is_published(client, weapons, editor, other_editor):
    before = client.get(ADDRESS)
    publish_again(weapons, by=editor, approved_by=other_editor)
    after = client.get(ADDRESS)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)


@pytest.mark.parametrize(
    "address",
    ["/claims/weapons/revisions/2/share.png", f"/claims/weapons/revisions/{10**30}/share.png",
     "/claims/none/revisions/1/share.png", "/claims/taken-back/revisions/2/share.png"],
)  # fmt: skip
def test_there_is_no_picture_of_what_has_no_verdict(client, weapons, withdrawn, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "matches the given query" not in response.content.decode()


def test_picture_says_the_verdict_in_the_language_of_its_address(weapons):
    document = orjson.loads(weapons.published.publication.document)
    with override("id"):
        said = sharing.words_of(document, "id")
        assert said.verdict == of_scale("Mostly true")
        assert of_scale("Mostly true") in said.description


def test_claim_and_revision_name_their_picture(client, settings, weapons):
    for address in ("/claims/weapons/", "/claims/weapons/revisions/1/"):
        page = client.get(address).content.decode()
        assert f'<meta property="og:image" content="{settings.SITE_URL}{ADDRESS}">' in page
        assert '<meta property="og:image:alt" content="“Weapons were sent” Verdict: Mostly true.">' in page
        assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_withdrawn_claim_names_no_picture(client, withdrawn):
    for address in ("/claims/taken-back/", "/claims/taken-back/revisions/1/", "/claims/taken-back/revisions/2/"):
        assert "og:image" not in client.get(address).content.decode()
