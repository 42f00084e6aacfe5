from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.tables.cells import guarded, in_words, normal, unguarded


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_text_that_a_spreadsheet_would_run_is_guarded(sign):
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "plain", "1 = 1", "'tis so", "a\n=b"])
def test_other_text_goes_out_as_it_is(text):
    assert guarded(text) == text


@given(st.text(alphabet="'=+-@\t\r\na b"))
def test_guard_is_taken_off_again_exactly(text):
    assert unguarded(guarded(text)) == text


def test_line_ends_and_space_around_are_no_difference():
    assert normal(" a\r\nb\rc\n") == "a\nb\nc"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("as it is", "as it is"),
        (3.0, "3"),
        (2.5, "2.5"),
        (datetime.fromisoformat("2024-06-18"), "2024-06-18"),
        (datetime.fromisoformat("2024-06-18 09:30"), "2024-06-18T09:30:00"),
        (date(2024, 6, 18), "2024-06-18"),
        (time(9, 30), "09:30:00"),
        (True, "True"),
    ],
)
def test_cell_of_a_spreadsheet_in_words(value, text):
    assert in_words(value) == text
