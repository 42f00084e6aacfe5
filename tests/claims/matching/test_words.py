from sys import getsizeof

import pytest

from claims import text
from claims.matching.words import ANY, Text, dates_and_numbers, grams, words


@pytest.mark.parametrize(("said", "found"), [
    ("Arms SENT, it is said.", ["arms", "sent", "it", "is", "said"]),
    ("#DefundTheCBC", ["defund", "the", "cbc", "defundthecbc"]),
    ("@realDonaldTrump", ["real", "donald", "trump", "realdonaldtrump"]),
    ("#G7Summit", ["g", "7", "summit", "g7summit"]),
    ("look https://t.co/abcDEF www.example.org/Page pic.twitter.com/0eJt now", ["look", "now"]),
    ("AT&amp;T", ["at", "t"]),
    ("북한이", ["북한", "한이"]),
    ("Café", ["cafe"]),
    ("Cafe\u0301", ["cafe"]),
    ("so\u00adft hyp\u200bhen", ["soft", "hyphen"]),
    ("مُحَمَّد", ["محمد"]),
    ("𝐁𝐨𝐥𝐝𝐏𝐨𝐬𝐭", ["bold", "post", "boldpost"]),
    ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
    ("⑴⑵", ["1", "2"]),
    ("ŀid", ["l", "id"]),
    ("\u0e48", []),
    ("", []),
    ("?! … 🥶", []),
])  # fmt: skip
def test_words_of_a_text(said, found):
    assert words(said) == found


def test_every_character_of_a_word_belongs_into_words():
    found = words(" ".join(map(chr, [*range(0x3400), *range(0xFB00, 0xFFFF)])))
    assert [word for word in found if not text.RUNS.fullmatch(word)] == []


@pytest.mark.parametrize("marks", ["\u0315\u0300", "\u0f73", "\u0f75", "\u0f81"])
def test_thousands_of_marks_are_dropped_one_by_one(marks):
    """Sorted, as Unicode would have them, they alone would take a minute."""
    assert words("a7" + marks * 100_000) == ["a7"]
    assert dates_and_numbers("7 " + marks * 100_000) == ["7"]


def test_long_word_is_cut():
    assert words("a" * 100_000) == ["a" * 64]


def test_days_and_numbers_come_in_one_form_for_all_languages():
    assert dates_and_numbers("13 September 2023") == dates_and_numbers("2023年9月13日")
    assert dates_and_numbers("dua juta") == dates_and_numbers("2,000,000") == ["2000000"]


def test_day_on_which_a_post_was_posted_is_not_what_it_is_about():
    assert dates_and_numbers("Nothing. — Somebody (@somebody) January 6, 2020") == []


def test_no_database_splits_a_day_or_a_number():
    assert not {" ", "-", ".", "%"} & set("".join(dates_and_numbers("13 September 2023, 12.5 and 13%")))


def test_text_knows_where_each_term_stands_first():
    said = Text(["weapons", "and", "weapon"], "en")
    assert said.places == {"weapon": 0, "and": 1}
    assert said.forms == {"=weapons", "=and", "=weapon"}


def test_indonesian_words_go_by_stems_of_their_own():
    sent, sends = (Text([word], "id") for word in ("dikirim", "kirimkan"))
    assert sent.places == sends.places == {"kirim·id": 0}
    assert (sent.forms, sends.forms) == ({"=dikirim·id"}, {"=kirimkan·id"})


def test_text_in_any_language_is_compared_with_all():
    assert Text(["dikirim"], *ANY).places == {"dikirim": 0, "kirim·id": 0}


def test_letter_quadruples_mark_the_ends_of_a_word():
    assert grams("corn") == ("_cor", "corn", "orn_")
    assert grams("aaaaa") == ("_aaa", "aaaa", "aaa_")
    assert grams("a") == ("_a_",)
    assert grams("kirim·id") == grams("kirim")


def test_words_of_strangers_fill_no_memory():
    most, letters = grams.cache_info().maxsize, grams("".join(map(chr, range(0x4E00, 0x4E00 + text.LONGEST))))
    assert most * (getsizeof(letters) + sum(map(getsizeof, letters))) < 300_000_000
