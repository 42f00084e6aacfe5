import hypothesis.strategies as st
import pytest
from hypothesis import given

from claims.matching.sentences import LONGEST, sentences


@pytest.mark.parametrize(("text", "expected"), [
    ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
    ("What?! Never... He left.", ["What?!", "Never...", "He left."]),
    ("One line\nanother line\r\n\r\na third", ["One line", "another line", "a third"]),
    ("One\u2028two\u2029three\x85four", ["One", "two", "three", "four"]),
    ("武器を送った。否定した！本当か？はい", ["武器を送った。", "否定した！", "本当か？", "はい"]),
    ("هل أرسلت أسلحة؟ نعم. انتهى", ["هل أرسلت أسلحة؟", "نعم.", "انتهى"]),
    ("उसने हथियार भेजे। रूस ने मना किया।", ["उसने हथियार भेजे।", "रूस ने मना किया।"]),
    ("Senjata dikirim. Rusia membantah.", ["Senjata dikirim.", "Rusia membantah."]),
    ("Он отправил оружие. Россия отрицает.", ["Он отправил оружие.", "Россия отрицает."]),
])  # fmt: skip
def test_sentences_end_at_the_stops_of_their_language(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize("text", [
    "The U.S. President spoke", "Mr. Kim met Dr. Santoso", "J. K. Tan and George W. Bush", "It rose by 12.5 percent",
    "It cost Rp. 5.000 in all", "Building No. 4 burnt", "See pp. 12 and Art. 5", "On Sept. 11 it fell",
    "At 9 a.m. Moscow time", "Weapons, e.g. shells, etc. were sent", "It cost 1.500.000,50 euros", "Brazil vs. Peru",
    "Kantor di Jl. Sudirman", "See www.example.org/a.html for it", "Really?yes", "“Stop!” he said", "Well... maybe",
    "1. First point", "z.B. Berlin und d.h. Potsdam", "В. Путин и т.д. Москва", "(Prof. Tan)", "Yahoo! was sold",
])  # fmt: skip
def test_sentence_does_not_end_within(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(("text", "expected"), [
    ('He said “No.” She left.', ["He said “No.”", "She left."]),
    ('He said "No." She left.', ['He said "No."', "She left."]),
    ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
    ("„Nein.“ Er ging.", ["„Nein.“", "Er ging."]),
    ("« Non !\u00a0» Elle part.", ["« Non !\u00a0»", "Elle part."]),
    ("「行った。」彼は言った。", ["「行った。」", "彼は言った。"]),
    ("It ended. “Really?” She left.", ["It ended.", "“Really?”", "She left."]),
    ('He lives in the "U.S." She does not.', ['He lives in the "U.S."', "She does not."]),
    ("¿Qué? ¡Nada! Sí.", ["¿Qué?", "¡Nada!", "Sí."]),
])  # fmt: skip
def test_marks_that_close_after_a_stop_belong_to_the_sentence(text, expected):
    assert sentences(text) == expected


def test_number_ends_a_sentence_unless_it_begins_it():
    assert sentences("It was 1990. Then it fell. 2. The second. No. I did not. They were 12. He left.") == [
        "It was 1990.", "Then it fell.", "2. The second.", "No.", "I did not.", "They were 12.", "He left.",
    ]  # fmt: skip


def test_small_letter_begins_a_sentence_only_where_there_are_no_capitals():
    assert sentences("he sent it. then he left.") == ["he sent it.", "then he left."]
    assert sentences("He sent approx. five. then he left.") == ["He sent approx. five. then he left."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "...", "?!", "-- * --", "‏‎", "😀", "\ud800"])
def test_what_holds_no_letter_and_no_digit_is_no_sentence(text):
    assert sentences(text) == []


def test_what_goes_on_for_long_is_cut_between_words():
    words = "word " * 1_000
    found = sentences(words)
    assert {len(each) <= LONGEST for each in found} == {True}
    assert " ".join(found) == words.strip()


def test_what_has_no_space_is_cut_anywhere():
    assert [len(each) for each in sentences("a" * 2_500)] == [1_000, 1_000, 500]


@given(st.text(st.sampled_from("aA1. \n!?…。\"'»)«(\u00a0\x00\u200f-U.S")))
def test_nothing_but_spaces_is_lost_and_nothing_raises(text):
    kept = "".join("".join(sentences(text)).split())
    everything = "".join(text.split())
    letters = [each for each in everything if each.isalnum()]
    assert [each for each in kept if each.isalnum()] == letters


@pytest.mark.parametrize("unit", [".", "a", " ", '."', "a. ", "U.S. ", "\n", ".\u00a0»", "(", '. "', "。", "no. "])
def test_time_grows_no_faster_than_the_text(unit):
    """With the square of half a million this would go on for hours."""
    assert sum(map(len, sentences(unit * 500_000))) <= len(unit) * 500_000
