"""A text in tokens: runs of letters, runs of digits with the marks inside them, and other characters one by one."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from claims.text import is_mark

PADDING = 4  # empty tokens before and after, so that readers may look ahead and back

TOKEN = re.compile(r"--[0-9]{2}-[0-9]{2}(?![0-9-])|[0-9]+(?:[.,/:-][0-9]+)*|[^\W\d_]+|\S")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
SAME = str.maketrans("‐‑‒–—−٫٬٪", "------.,%")
SET_APART = ("<super>", "<sub>", "<circle>")  # 10² is not 102


class Token(NamedTuple):
    text: str  # case folded
    touches: bool  # the token before it, with nothing between
    capital: bool


def tokens_of(text: str) -> list[Token]:
    nothing = [Token("", False, False)] * PADDING
    tokens, end = [], -1
    if not text.isascii():
        text = unicodedata.normalize("NFKC", "".join(map(_plain, text)))
    for match in TOKEN.finditer(text):
        tokens.append(Token(match[0].casefold(), match.start() == end, match[0][0].isupper()))
        end = match.end()
    return nothing + tokens + nothing


def is_year(text: str) -> bool:
    return YEAR.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A character as it is compared: digits of any script as 0-9, dashes and marks of numbers as in English."""
    decimal = unicodedata.decimal(character, None)
    if decimal is not None and not unicodedata.decomposition(character).startswith(SET_APART):
        return str(decimal)
    # Normalising takes linear time only where no marks pile up. Direction marks would part what belongs together.
    if is_mark(character):
        return ""
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if kind == "<fraction>":
        return "/"  # 2½ is neither 2 nor 21/2
    return " " if kind in SET_APART else character.translate(SAME)
