import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import differences as module
from claims.differences import Kind, Part, differences, marked

SAME, ADDED, REMOVED = Kind.SAME, Kind.ADDED, Kind.REMOVED


def test_equal_texts_are_one_part():
    assert differences("As it was.", "As it was.") == [Part(SAME, "As it was.")]


def test_two_empty_texts_have_no_parts():
    assert differences("", "") == []


def test_changed_word_stands_between_what_stayed():
    assert differences("It sent ten guns.", "It sent two guns.") == [
        Part(SAME, "It sent "),
        Part(REMOVED, "ten"),
        Part(ADDED, "two"),
        Part(SAME, " guns."),
    ]


def test_neighbouring_changes_are_one():
    assert differences("the old grey mare", "the young white mare") == [
        Part(SAME, "the "),
        Part(REMOVED, "old grey"),
        Part(ADDED, "young white"),
        Part(SAME, " mare"),
    ]


def test_new_text_is_all_added_and_a_gone_one_all_removed():
    assert differences("", "Two words") == [Part(ADDED, "Two words")]
    assert differences("Two words", "") == [Part(REMOVED, "Two words")]


def test_script_without_spaces_is_compared_by_characters():
    assert differences("北朝鮮は武器", "北朝鮮が武器") == [
        Part(SAME, "北朝鮮"),
        Part(REMOVED, "は"),
        Part(ADDED, "が"),
        Part(SAME, "武器"),
    ]


def test_word_with_vowel_signs_is_one_word():
    assert differences("हिन्दी", "हिन्दू") == [Part(REMOVED, "हिन्दी"), Part(ADDED, "हिन्दू")]


def test_texts_too_long_to_compare_are_replaced_but_for_their_ends(monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 3)
    assert differences("Begin a b end.", "Begin x b end.") == [
        Part(SAME, "Begin "),
        Part(REMOVED, "a"),
        Part(ADDED, "x"),
        Part(SAME, " b end."),
    ]
    assert differences("Begin a b c end.", "Begin x b y end.") == [
        Part(SAME, "Begin "),
        Part(REMOVED, "a b c"),
        Part(ADDED, "x b y"),
        Part(SAME, " end."),
    ]


texts = st.lists(st.sampled_from(["a", "b ", " ", "\n", "word", "é", "北", ".", "@"]), max_size=30).map("".join)


@given(texts, texts)
def test_parts_make_up_both_texts(old, new):
    parts = differences(old, new)
    assert "".join(part.text for part in parts if part.kind is not ADDED) == old
    assert "".join(part.text for part in parts if part.kind is not REMOVED) == new
    assert [part for part in parts if not part.text] == []


@pytest.mark.parametrize("text", ["a b c", "\n\n", "北朝鮮"])
def test_text_differs_from_itself_in_nothing(text):
    assert differences(text, text) == [Part(SAME, text)]


def test_text_of_which_little_stayed_is_marked_as_one_change():
    old, new = "They say that it began in 2022, and went on.", "My own words, and others."
    assert marked(old, new) == f"<del>{old}</del><ins>{new}</ins>"


def test_marks_are_html_and_the_text_is_not():
    assert marked("a <b>", "a <i> & c") == "a &lt;<del>b</del><ins>i</ins>&gt;<ins> &amp; c</ins>"


def test_long_parts_that_stayed_are_left_out_unless_asked_for():
    old = "begin " + "word " * 200 + "end"
    new = old.replace("begin", "start").replace("end", "stop")
    assert " … " in marked(old, new)
    assert len(marked(old, new)) < 400
    assert marked(old, new, whole=True).count("word") == 200
