from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from claims import partial_dates

WRONG = [
    "", " 2023", "2023-9", "2023-13", "2023-00", "2023-02-29", "2023-09-31", "20230913", "2023-W37-3", "0000", "23",
    "2023-09-13T10:00", "2023/09", "September 2023", "٢٠٢٣", "2023\n",
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_date_is_answered_with_what_to_type_instead(wrong):
    with pytest.raises(ValidationError) as refusal:
        partial_dates.validate(wrong)
    said = ["Give a day, a month or a year that there is, such as 2023-09-13, 2023-09 or 2023."]
    assert refusal.value.messages == said


@pytest.mark.parametrize(("partial", "first", "last", "english", "indonesian"), [
    ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023", "2023"),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024", "Februari 2024"),
    ("2023-12", date(2023, 12, 1), date(2023, 12, 31), "December 2023", "Desember 2023"),
    ("2023-09-03", date(2023, 9, 3), date(2023, 9, 3), "3 September 2023", "3 September 2023"),
    ("0476", date(476, 1, 1), date(476, 12, 31), "0476", "0476"),
])  # fmt: skip
def test_days_and_words_of_a_date(partial, first, last, english, indonesian):
    partial_dates.validate(partial)
    assert (partial_dates.first_day(partial), partial_dates.last_day(partial)) == (first, last)
    assert partial_dates.words(partial) == english
    with translation.override("id"):
        assert partial_dates.words(partial) == indonesian


def test_text_is_in_order_of_the_first_days_and_what_covers_more_comes_first():
    dates = ["2022-12-31", "2023", "2023-01", "2023-01-01", "2023-09", "2023-09-13", "2023-10", "2024"]
    assert sorted(dates) == dates
    assert all(partial_dates.first_day(one) <= partial_dates.first_day(other) for one, other in pairwise(dates))


def test_span_names_both_ends_in_the_language_of_the_reader():
    assert partial_dates.span("2023-09", "2024") == "September 2023 to 2024"
    assert partial_dates.span("2023-09") == partial_dates.span("2023-09", None) == "September 2023"
    with translation.override("id"):
        assert partial_dates.span("2023-08-30", "2023-09") == "30 Agustus 2023 sampai September 2023"
