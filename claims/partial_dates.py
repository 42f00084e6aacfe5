"""Dates of which the day or the month may not be known, as ISO 8601 writes them: “2023”, “2023-09”, “2023-09-13”.

As text they stand in order by themselves, on every database: each before the days that it covers, as a heading does.
"""

import re
from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

FORM = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
YEAR, MONTH, DAY = 4, 7, 10  # how long each is
PATTERNS = {YEAR: "Y", MONTH: "YEAR_MONTH_FORMAT", DAY: "DATE_FORMAT"}
REFUSAL = gettext_lazy("Give a day, a month or a year that there is, such as 2023-09-13, 2023-09 or 2023.")


def validate(partial: str) -> None:
    try:
        is_right = FORM.fullmatch(partial) and first_day(partial)
    except ValueError:
        is_right = False
    if not is_right:
        raise ValidationError(REFUSAL)


def first_day(partial: str) -> date:
    return date.fromisoformat(partial + "-01-01"[len(partial) - YEAR :])


def last_day(partial: str) -> date:
    first = first_day(partial)
    month = first.month if len(partial) > YEAR else 12
    return first if len(partial) == DAY else date(first.year, month, monthrange(first.year, month)[1])


def words(partial: str) -> str:
    """As a reader writes it: “September 2023”."""
    return date_format(first_day(partial), PATTERNS[len(partial)])


def span(first: str, last: str | None = "") -> str:
    """The same of a time that went on; of a single date where there is no last one."""
    if not last:
        return words(first)
    return gettext("%(first)s to %(last)s") % {"first": words(first), "last": words(last)}
