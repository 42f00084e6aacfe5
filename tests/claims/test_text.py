"""What a word is: both databases find what these functions make of a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import text

# Letters of many scripts, accents, signs that show nothing, quotation marks and what NFKD makes more of than it was.
CHARACTERS = st.sampled_from("aAbzéÉßıİđ\u0301\u0327\u00ad\u200b\u200d\ufe0f '\"-*ʼ½㎏ﬁ中国北한국กาहिन्दीمرحبا·_")
TEXTS = st.text(CHARACTERS | st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(("written", "folded"), [
    ("Ankara", "ankara"),
    ("ÉCOLE École e\u0301cole", "ecole ecole ecole"),
    ("Straße STRASSE", "strasse strasse"),
    ("Đà Nẵng, Łódź, Tromsø, Þór, Æsir", "da nang, lodz, tromso, thor, aesir"),
    ("Diyarbakır DİYARBAKIR DIYARBAKIR", "diyarbakir diyarbakir diyarbakir"),
    ("Ｆｕｌｌ ﬁsh №2 ℌ ™", "full fish no2 h tm"),
    ("Οδυσσεύς ΟΔΥΣΣΕΎΣ", "οδυσσευσ οδυσσευσ"),
    ("مُحَمَّد محـــمد أحمد", "محمد محمد احمد"),
    ("re\u00adport re\u200dport re\u200bport \ufeffreport", "report report report report"),
    ("葛\U000e0100城 ❤\ufe0f", "葛城 ❤"),
    ("한국 \u1112\u1161\u11ab\u1100\u116e\u11a8", "한국 한국"),
])  # fmt: skip
def test_text_is_folded(written, folded):
    assert text.fold(written) == folded


def test_runs_of_a_text_in_ascii_are_those_of_any_text():
    pairs = "".join(f"{one}{other}" for one in map(chr, range(128)) for other in map(chr, range(128)))
    assert text.ASCII_RUNS.findall(pairs) == text.RUNS.findall(pairs)


@given(TEXTS)
def test_folded_text_folds_to_itself(written):
    assert text.fold(text.fold(written)) == text.fold(written)


def test_no_character_folds_to_a_capital_letter_of_ascii():
    """Of the two databases, one takes A for a and the other does not."""
    every = map(chr, [*range(0xD800), *range(0xE000, 0x110000)])
    assert [each for each in every if any(folded.isascii() and folded.isupper() for folded in text.fold(each))] == []


def test_thousands_of_accents_are_folded_one_by_one():
    """Normalised as a whole, their order alone would take minutes."""
    assert text.fold("a" + "\u0301\u0327" * 200_000) == "a"


@pytest.mark.parametrize(("said", "words"), [
    ("", []),
    ("… — !? · _ '\"", []),
    ("COVID-19, and/or F-35s.", ["covid", "19", "and", "or", "f", "35s"]),
    ("Trump's don’t", ["trump", "s", "don", "t"]),
    ("пам'ять пам’ять памʼять", ["пам", "ять"] * 3),
    ("snake_case 3.5%", ["snake", "case", "3", "5"]),
    ("北朝鮮 中", ["北朝", "朝鮮", "中"]),
    ("人々は、ジョン・スミス。", ["人々", "々は", "ショ", "ョン", "スミ", "ミス"]),
    ("북한이 무기를", ["북한", "한이", "무기", "기를"]),
    ("COVID백신", ["covid", "백신"]),
    ("ประเทศไทย ฿5", ["ปร", "ระ", "ะเ", "เท", "ทศ", "ศไ", "ไท", "ทย", "5"]),
    ("မြန်မာ။", ["မြ", "ြန", "နမ", "မာ"]),
    ("हिन्दी में।", ["हिनदी", "में"]),
    ("ދިވެހި", ["ދިވެހި"]),
    ("كتاب، كِتاب", ["كتاب", "كتاب"]),
    ("½ ⑴ ㎏", ["1", "2", "1", "kg"]),
])  # fmt: skip
def test_words_of_a_text(said, words):
    assert text.words(said) == words


def test_long_word_is_cut_and_a_long_run_is_not():
    assert text.words("x" * 1000) == ["x" * 64]
    assert len(text.words("中" * 1000)) == 999


@given(TEXTS)
def test_word_holds_nothing_that_a_database_would_take_for_its_own(said):
    assert [word for word in text.words(said) if set(word) & set("'\"\\:*&|!<>()^+-{}· \x00") or not word] == []


@given(TEXTS)
def test_places_are_those_of_the_words(said):
    said = unicodedata.normalize("NFC", said)
    assert [place.word for place in text.places(said)] == text.words(said)


@pytest.mark.parametrize(("said", "marked"), [
    ("The École, now", ["The", "École", "now"]),
    ("e\u0301cole re\u00adport", ["e\u0301cole", "re\u00adport"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("مُحَمَّد!", ["مُحَمَّد"]),
    ("北朝鮮", ["北朝", "朝鮮"]),
    ("½ ﬁsh Straße", ["½", "½", "ﬁsh", "Straße"]),
    ("x" * 70, ["x" * 70]),
])  # fmt: skip
def test_place_is_where_the_word_stands(said, marked):
    assert [said[place.start : place.end] for place in text.places(said)] == marked


@pytest.mark.parametrize(("language", "word", "stem"), [
    ("en", "weapons", ["weapon·en"]),
    ("en-GB", "denied", ["deni·en"]),
    ("EN", "denying", ["deni·en"]),
    ("id", "dikirim", ["kirim·id"]),
    ("id", "mengirimkan", ["irim·id", "kirim·id"]),
    ("id", "penulis", ["ulis·id", "tulis·id"]),
    ("id", "menyapu", ["sapu·id"]),
    ("id", "mendengar", ["dengar·id"]),
    ("ko", "weapons", []),
    ("", "weapons", []),
    ("eng", "weapons", []),
])  # fmt: skip
def test_stem_follows_the_language(language, word, stem):
    assert text.stems([word], language) == stem


@given(st.text("abdeghiklmnprstuy", min_size=1, max_size=12), st.sampled_from(["en", "id"]))
def test_no_stem_is_empty(word, language):
    assert text.stem(word, language) != ""


def test_plain_text_of_html():
    html = '<p>The <em>report</em> says: 5 &lt; 6 &amp; so&nbsp;on. <a href="https://example.org/a&gt;b">Here</a></p>'
    assert text.plain(html).split() == ["The", "report", "says:", "5", "<", "6", "&", "so", "on.", "Here"]


def test_brackets_that_never_close_are_no_tags():
    assert text.plain("<" * 400_000) == "<" * 400_000


@pytest.mark.parametrize(
    "other",
    [
        "weapons were SENT",
        " “Weapons…\n were\tsent!” ",
        "Wéapons were sent",
        "Ｗeapons were sent",
        "weapons were se\u00adnt",
    ],
)
def test_gist_of_the_same_statement_is_the_same(other):
    assert text.gist(other) == text.gist("Weapons were sent.") == "weapons were sent"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It fell to -5 degrees", "It fell to 5 degrees"),
        ("It cost $5", "It cost €5"),
        ("It rose by 5%", "It rose by 5"),
        ("1.5 million", "15 million"),
        ("北朝鮮", "北朝"),
    ],
)
def test_gist_keeps_what_changes_the_statement(one, other):
    assert text.gist(one) != text.gist(other)


def test_gist_of_what_has_no_word_is_itself():
    assert (text.gist(" ?! "), text.gist("")) == ("?!", "")
