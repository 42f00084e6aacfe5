"""Where the lines of a picture end, and in which order what is in them stands."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as configured

from claims.public.picture import drawing, faces, order
from claims.public.picture.lines import LEFT_OUT, fit, length
from tests.claims.public.test_sharing import box, needs_shaping, words

# A text, a width, and the lines that somebody who reads the language would make of it.
LINES = {
    "th": ("เกาหลีเหนือส่งอาวุธให้รัสเซีย", 450, ["เกาหลีเหนือส่ง", "อาวุธให้รัสเซีย"]),
    "th, narrow": ("เกาหลีเหนือส่งอาวุธให้รัสเซีย", 330, ["เกาหลีเหนือ", "ส่งอาวุธให้", "รัสเซีย"]),
    "ko": ("북한은 러시아에 무기를 보냈다", 370, ["북한은", "러시아에", "무기를 보냈다"]),
    "ja": ("北朝鮮はロシアに武器を送った。", 500, ["北朝鮮はロシアに", "武器を送った。"]),
    "zh": ("朝鲜向俄罗斯。运送了武器", 370, ["朝鲜向", "俄罗斯。运送", "了武器"]),
    "en": ("North Korea sent shells to Russia", 500, ["North Korea", "sent shells to", "Russia"]),
    "en, a dash": ("A well-known ship", 330, ["A well-", "known", "ship"]),
}
# A text, whether its paragraph runs from right to left, and its runs as the eye meets them, from left to right.
ORDERS = {
    "Chinese in Arabic": ("قالت 新华社 نعم", True, ["نعم", " ", "新华社", "قالت "]),
    "a date in Chinese in Arabic": ("قالت 3月5日 نعم", True, ["نعم", " ", "3", "月", "5", "日", "قالت "]),
    "Chinese, Latin, Chinese in Hebrew": ("כן 北京 and 上海 לא", True, ["לא", " ", "北京 ", "and ", "上海", "כן "]),
    "two in brackets in Arabic": ("قال (北京) و (上海)", True, [")", "上海", ") و (", "北京", "قال ("]),
    "a country in Hebrew": ("דובר BBC (UK) אמר", True, [" אמר", "BBC (UK)", "דובר "]),
    "a share in Hebrew": ("עוד 12.5% (כ-3,400)", True, [")", "3,400", " (כ-", "12.5%", "עוד "]),
    "Arabic with a number in Latin": ("said “نعم 12 سفينة” of 北京", False, [
        "said “", " سفينة", "12", "نعم ", "” of ", "北京",
    ]),
    "Hebrew and Chinese in Latin": ("a כן 北京 לא b", False, ["a ", "כן", " ", "北京 ", "לא", " b"]),
}  # fmt: skip


def runs(text, is_right_to_left=None, width=drawing.INNER):
    lines = fit(text, faces.BOLD, ((40, 4),), width, is_right_to_left)
    return [[run.text for run in line.runs] for line in lines]


def lines(text, width):
    return ["".join(run.text for run in line.runs) for line in fit(text, faces.BOLD, ((60, 4),), width)]


@pytest.mark.parametrize("language", LINES)
def test_lines_end_between_words(language):
    text, width, expected = LINES[language]
    assert lines(text, width) == expected


def test_word_longer_than_a_line_is_broken():
    assert lines("W" * 30, 600) == ["W" * 10] * 3


def test_long_text_is_smaller_then_cut():
    sizes = ((60, 2), (30, 2))
    assert [line.size for line in fit("North Korea sent shells", faces.BOLD, sizes, 500)] == [60, 60]
    assert [line.size for line in fit("North Korea sent shells to Russia", faces.BOLD, sizes, 500)] == [30]
    cut = fit("North Korea sent shells to Russia " * 3, faces.BOLD, sizes, 500)
    assert [line.size for line in cut] == [30, 30]
    assert cut[-1].runs[-1].text.endswith("…")
    assert max(line.width for line in cut) <= 500


def test_what_is_on_a_level_or_above_it_is_turned_round():
    """With the levels that the standard gives in its own example; capitals are read from right to left."""
    said = [("DID YOU SAY '", 1), ('he said "', 2), ("car", 4), (" MEANS CAR", 3), ('"', 2), ("'?", 1)]
    text = "".join(part for part, _ in said)
    levels = [level for part, level in said for _ in part]
    assert "".join(text[place] for place in order.from_left(levels)) == "?'he said \"RAC SNAEM car\"' YAS UOY DID"


@needs_shaping
@pytest.mark.parametrize("name", ORDERS)
def test_runs_stand_in_the_order_of_the_algorithm(name):
    text, is_right_to_left, expected = ORDERS[name]
    assert runs(text, is_right_to_left) == [expected]


@needs_shaping
def test_lines_are_broken_in_the_order_of_reading_and_then_put_in_order():
    assert runs("קודם 北京 and 上海 אחר כך", True, 200) == [["北京", "קודם "], ["and ", "上海"], ["אחר כך"]]


@needs_shaping
def test_number_goes_by_what_is_read_before_it_on_another_line():
    """After Arabic letters they run from right to left, as a range of theirs does; alone, from left to right."""
    assert runs("سفينة 12-5", True, 140) == [["سفينة"], ["5", "-", "12"]]
    assert runs("12-5", True) == [["12-5"]]


@needs_shaping
@pytest.mark.parametrize(("text", "expected"), [
    ("12 כן (北京)", [")", "北京", " כן (", "12"]),
    ("12 yes (כן)", ["12 yes (", "כן", ")"]),
    ("12 (34)", ["12 (34)"]),
])  # fmt: skip
def test_direction_that_is_not_given_is_that_of_the_first_letter(text, expected):
    assert runs(text) == [expected]


@needs_shaping
def test_text_from_right_to_left_that_is_cut_ends_at_the_left():
    (line,) = fit("كلمة and many other words", faces.BOLD, ((40, 1),), 300)
    assert [run.text for run in line.runs] == ["…", "and man", "كلمة "]
    assert line.width <= 300


@needs_shaping
def test_runs_are_drawn_where_their_order_says():
    """Another day is another picture only where the day stands: within the date, which is left of the verb."""
    (line,) = fit("قالت 3月5日", faces.BOLD, ((72, 1),), drawing.INNER, True)
    assert [run.text for run in line.runs] == ["3", "月", "5", "日", "قالت "]
    before, month, day, *_ = (length(run, 72) for run in line.runs)
    start = drawing.WIDTH - drawing.MARGIN - line.width + before + month
    left, _, right, _ = box(words("قالت 3月5日", "ar"), words("قالت 3月7日", "ar"))
    assert start <= left < right <= start + day


@needs_shaping
def test_headline_that_begins_with_a_foreign_name_has_the_direction_of_its_language():
    assert box(words("", "ar"), words("CNN: نعم", "ar"))[2] > 1100


def test_without_fribidi_what_it_shapes_is_said_to_be_left_out(without_fribidi):
    program = (
        "from claims.public.picture import drawing, faces, lines;"
        "[line] = lines.fit('Seoul نعم כן हाँ (ไทย) 北京', faces.BOLD, ((40, 1),), 1000, True);"
        "drawing.png(drawing.Words('a', 'b', 'نعم 北京', True, 'c', 1, 1, 5, 'd', 'e', 'https://f', 'g'));"
        "print(''.join(run.text for run in line.runs))"
    )
    environment = os.environ | without_fribidi | {"PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=configured.BASE_DIR, capture_output=True, check=False
    )
    assert (result.stderr.decode(), result.stdout.decode()) == ("", f"Seoul {LEFT_OUT} (ไทย) 北京\n")
