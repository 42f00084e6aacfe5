"""Dates. Readers take tokens and a place; they return the names they read there and the place after, or the same."""

import re
from datetime import date

from .numbers import ORDINAL_ENDINGS, is_no_day
from .tokens import Token, is_year

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan",
            "february februari pebruari feb",
            "march maret mar",
            "april apr",
            "may mei",
            "june juni jun",
            "july juli jul",
            "august agustus agust aug agu ags agt",
            "september sept sep",
            "october oktober oct okt",
            "november nopember nov",
            "december desember dec des",
        ),
        start=1,
    )
    for name in names.split()
}
ALSO_WORDS = {"may", "march", "mar", "des"}  # months if written with a capital or with a year
ABBREVIATED = {name for name in MONTHS if len(name) <= 4} - {"may", "mei", "june", "juni", "july", "juli"}
BEFORE_YEAR = {".", ",", "-", "of", "tahun"}

DAYS = re.compile(r"([0-9]{1,2})(?:[/-]([0-9]{1,2}))?")
DAY_ALONE = re.compile(r"--([0-9]{2})-([0-9]{2})")
YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2})([./-])([0-9]{1,2})\2([0-9]{1,2})")
YEAR_LAST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2((?:19|20)[0-9]{2})")


def written_date(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """13 September 2023; September 13, 2023; September 2023; 12-13 September."""
    days = _days(tokens[at])
    name = _past(ORDINAL_ENDINGS | {"of", "-"}, tokens, at + 1) if days else at
    word = tokens[name]
    if word.text not in MONTHS:
        return [], at
    year, after = _year(tokens, name + 1)
    if not days and not year:
        number = _past({"."} if word.text in ABBREVIATED else set(), tokens, name + 1)
        days = _days(tokens[number])
        if not days or is_no_day(tokens, number + 1):
            return [], at
        year, after = _year(tokens, _past(ORDINAL_ENDINGS, tokens, number + 1))
    if not year and word.text in ALSO_WORDS and not word.capital:
        return [], at
    month = MONTHS[word.text]
    return [name for day in days for name in _day(year, month, day)] or _month(year, month), after


def east_asian_date(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """2023년 9월 13일, 2023年9月13日, and parts of them. A month or day alone is read, and named by nothing."""
    parts, after = [], at
    for signs, longest in (("年년", 4), ("月월", 2), ("日일", 2)):
        number, sign = tokens[after].text, tokens[after + 1].text
        is_here = number.isdecimal() and len(number) <= longest and sign.startswith(tuple(signs))
        parts.append(int(number) if is_here else None)
        after += 2 if is_here else 0
    year, month, day = parts
    if year is not None and not is_year(str(year)):
        return [], at  # a hundred years, say
    if month and day:
        return _day(year, month, day), after
    return _month(year, month), after


def numeric_date(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """2023-09-13 and 2023-09; 13/09/2023 and 9/13/2023 if they can be read in one way only."""
    text = tokens[at].text
    if match := DAY_ALONE.fullmatch(text):
        return _day(None, int(match[1]), int(match[2])), at + 1
    if match := YEAR_MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2])), at + 1
    if match := YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4])), at + 1
    if match := YEAR_LAST.fullmatch(text):
        month, day = sorted((int(match[1]), int(match[3])))
        return (_day(int(match[4]), month, day) if day > 12 or day == month else []), at + 1
    return [], at


def _day(year: int | None, month: int, day: int) -> list[str]:
    """The names of a day, or of its month where it has no such day."""
    try:
        iso = date(year or 2000, month, day).isoformat()
    except ValueError:
        return _month(year, month)
    return [*([iso, *_month(year, month)] if year else []), f"--{iso[5:]}"]


def _month(year: int | None, month: int | None) -> list[str]:
    if not year:
        return []
    return [f"{year}-{month:02}", str(year)] if month and month <= 12 else [str(year)]


def _days(token: Token) -> list[int]:
    """[13] of "13", [12, 13] of "12-13"."""
    match = DAYS.fullmatch(token.text)
    days = [int(day) for day in match.groups() if day] if match else []
    return days if all(1 <= day <= 31 for day in days) else []


def _year(tokens: list[Token], at: int) -> tuple[int | None, int]:
    """The year that comes next, and the place after it."""
    after = _past(BEFORE_YEAR, tokens, at)
    return (int(tokens[after].text), after + 1) if is_year(tokens[after].text) else (None, at)


def _past(fillers: set[str], tokens: list[Token], at: int) -> int:
    """The place after at most two fillers."""
    first, second = (token.text in fillers for token in tokens[at : at + 2])
    return at + first + (first and second)
