"""Numbers in digits and in words. The readers are as in dates.py, whose readers come first."""

import re
from decimal import Decimal

from .tokens import Token, is_year

ENGLISH_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
INDONESIAN_UNITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# Word: its value, and what a word that is added to it must stay below ("twenty" is followed by one to nine).
SIMPLE = {
    **{word: (n, 1) for units in (ENGLISH_UNITS, INDONESIAN_UNITS) for n, word in enumerate(units, start=1)},
    **{word: (n, 1) for n, word in enumerate(TEENS, start=10)},
    **{word: (10 * n, 10) for n, word in enumerate(TENS, start=2)},
}
HUNDRED = {"hundred", "ratus"}
ENGLISH_POWERS = {"thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "tn": 12}
POWERS = ENGLISH_POWERS | {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12}
LETTERS = {"k": 3, "m": 6, "b": 9}  # powers right after digits; all but the first of money only
MAY_FOLLOW_SE = {"belas", "puluh", "ratus", "ribu", "juta", "miliar", "milyar", "triliun"}
FRACTIONS = {"setengah", "koma", "point"}
# Whatever a number written in words may go on with, and so begin with.
WORDS = SIMPLE.keys() | HUNDRED | POWERS.keys() | FRACTIONS | {f"se{word}" for word in MAY_FOLLOW_SE}
WORDS |= {"belas", "puluh", "and", "-"}
TOO_COMMON = {"one", "satu", "seribu", "sejuta", "semiliar", "semilyar", "setriliun"}  # unless more follows
MONEY = {"$", "€", "£", "¥", "₩", "usd", "eur", "gbp"}
MAY_TOUCH_DIGITS = MONEY | {"rp", "idr", "rm", "sgd"}
ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}
UNCLEAR = {"s", "m", "b"} | ORDINAL_ENDINGS  # right after digits: decades, metres or millions, ordinals
EAST_ASIAN_POWERS = tuple("万萬만億亿억兆조千천百백")
CLOCK_BEFORE, CLOCK_AFTER = {"jam", "pukul"}, {"am", "pm", "wib", "wita", "wit", "gmt", "utc"}
PERCENT = {"%", "percent", "persen", "prosen", "pct"}
DIGITS = 15  # longer ones are identifiers


def figures(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """What is written in digits: one number, or two as in "2-3 million"."""
    text, unit = tokens[at].text, tokens[at + 1]
    if not text[-1:].isdecimal():
        return [], at
    if _is_part_of_a_name(tokens, at) or _is_clock_time(tokens, at):
        return [], at + 1
    if "/" in text:
        return [part for part in text.split("/") if is_year(part)], at + 1
    is_letter = unit.touches and (unit.text == "k" or (unit.text in LETTERS and tokens[at - 1].text in MONEY))
    is_unclear = unit.touches and (unit.text in UNCLEAR or unit.text.startswith((*EAST_ASIAN_POWERS, "/")))
    decimal_mark = "." if is_letter or unit.text in ENGLISH_POWERS else "," if unit.text in POWERS else ""
    numbers = [_number(part, decimal_mark) for part in text.split("-")]
    if len(numbers) > 2 or None in numbers or (is_unclear and not is_letter):
        return [], at + 1
    if is_letter:
        return _named([number * 10 ** LETTERS[unit.text] for number in numbers], tokens, at + 2)
    sums = [_sum(tokens, at + 1, number) for number in numbers]
    return _named([value for value, _ in sums], tokens, sums[0][1])


def number_words(tokens: list[Token], at: int) -> tuple[list[str], int]:
    """What is written in words: twenty-five thousand, dua puluh lima ribu."""
    value, after = _sum(tokens, at)
    if not value or (after == at + 1 and tokens[at].text in TOO_COMMON):
        return [], after
    return _named([value], tokens, after)


def is_no_day(tokens: list[Token], at: int) -> bool:
    """Whether the number before is no day of a month: March 20 million, March 20%, Long March 5B."""
    follows = tokens[at].text
    if tokens[at].touches and follows.isalpha() and follows not in ORDINAL_ENDINGS:
        return True
    return follows in POWERS.keys() | HUNDRED or _past_percent(tokens, at) > at


def _is_part_of_a_name(tokens: list[Token], at: int) -> bool:
    """Such as S400 and S-400, and ke-75; a year after a hyphen is meant as one (mid-2023)."""
    earlier, before, token = tokens[at - 2 : at + 1]
    if not token.touches:
        return False
    if before.text == "-" and before.touches:
        return earlier.text.isalpha() and not is_year(token.text)
    return before.text.isascii() and before.text.isalpha() and before.text not in MAY_TOUCH_DIGITS


def _is_clock_time(tokens: list[Token], at: int) -> bool:
    return ":" in tokens[at].text or tokens[at - 1].text in CLOCK_BEFORE or tokens[at + 1].text in CLOCK_AFTER


def _named(values: list[Decimal | None], tokens: list[Token], at: int) -> tuple[list[str], int]:
    """Numbers as text, with the sign for the word for percent after them; only those that would be read as meant."""
    after = _past_percent(tokens, at)
    texts = [format(value.normalize(), "f") for value in values if value is not None]
    return [text + "%" * (after > at) for text in texts if _number(text) in values], after


def _past_percent(tokens: list[Token], at: int) -> int:
    if tokens[at].text in PERCENT:
        return at + 1
    return at + 2 if (tokens[at].text, tokens[at + 1].text) == ("per", "cent") else at


def _number(text: str, decimal_mark: str = "") -> Decimal | None:
    """The value of digits with points and commas; None where they make no number."""
    groups, marks = re.split("[.,]", text), re.findall("[.,]", text)
    if sum(map(len, groups)) > DIGITS or not text[-1].isdecimal():
        return None
    if len(set(marks)) <= 1 and _are_thousands(groups) and marks != [decimal_mark]:
        return Decimal("".join(groups))
    is_decimal = len(marks) == 1 or (len(set(marks)) == 2 and marks[-1] not in marks[:-1])
    if not is_decimal or not _are_thousands(groups[:-1]):
        return None
    return Decimal("".join(groups[:-1]) + "." + groups[-1])


def _are_thousands(groups: list[str]) -> bool:
    """Whether these are what stands between the marks of a whole number; 0912 and 007 are codes."""
    first, *others = groups
    if first.startswith("0"):
        return groups == ["0"]
    return not others or (len(first) <= 3 and all(len(group) == 3 for group in others))


def _sum(tokens: list[Token], at: int, figure: Decimal | None = None) -> tuple[Decimal | None, int]:
    """The value of the number words from here on, and of a figure before them; None where they do not fit together.

    `group` is what the next power of a thousand multiplies; `room` is what a word that is added must stay below.
    """
    total, group, power, fits = Decimal(0), figure or Decimal(0), 99, True
    room, room_before = (1000 if figure is None else 1), 1000
    while True:
        word, is_one = tokens[at].text, False
        if word[:2] == "se" and word[2:] in MAY_FOLLOW_SE and room > 1:
            word, is_one, group, room, room_before = word[2:], True, group + 1, 1, room
        if word in SIMPLE and SIMPLE[word][0] < room:
            value, below = SIMPLE[word]
            group, room, room_before = group + value, below, room
        elif word in ("belas", "puluh"):
            fits = fits and room == 1 and room_before >= 100 and group % 10 > 0
            group += 10 if word == "belas" else 9 * (group % 10)
            room = 1 if word == "belas" or is_one else 10
        elif word in HUNDRED:
            fits = fits and 0 < group < 100
            group, room = group * 100, 100
        elif word in POWERS:
            fits = fits and group > 0 and POWERS[word] < power
            total, group, power, room = total + group * 10 ** POWERS[word], Decimal(0), POWERS[word], 1000
        elif _is_fraction(tokens, at):
            fits = False
        elif not _joins(tokens, at, room):
            return (total + group if fits else None), at
        if not fits:
            total, group, room = Decimal(0), Decimal(0), 1000  # it must not grow; what comes after belongs to it
        at += 1


def _joins(tokens: list[Token], at: int, room: int) -> bool:
    """The hyphen of twenty-five; "and" of two hundred and five, not of one hundred and two hundred."""
    before, joint, after, later = (token.text for token in tokens[at - 1 : at + 3])
    if joint == "-":
        return before in TENS and after in ENGLISH_UNITS
    return joint == "and" and before == "hundred" and room == 100 and after in SIMPLE and later not in HUNDRED


def _is_fraction(tokens: list[Token], at: int) -> bool:
    """The beginning of what makes the number before no whole one: dua setengah, satu koma dua, two and a half."""
    words = [token.text for token in tokens[at : at + 3]]
    return words[0] in FRACTIONS or words == ["and", "a", "half"]
