"""Texts on their way into cells and out of them."""

import re
from datetime import date, datetime, time

# What a spreadsheet would take for a formula when it opens the file. Our own mark before it is an apostrophe.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff\ufffe\uffff]")


def normal(text: str) -> str:
    """As it is compared and kept: browsers, spreadsheets and files end their lines differently."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def guarded(text: str) -> str:
    """No spreadsheet runs it. `unguarded` undoes exactly this."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def in_words(value: object) -> str:
    """A cell of a spreadsheet, as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
