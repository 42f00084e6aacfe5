"""A text → the words by which it is compared, alike in every language."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from claims import text
from claims.matching.quantities import quantities

LINKS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S*")
# How a quoted post ends: “— Name (@handle) January 6, 2020”.
POSTED = re.compile(r"\(@\w{1,30}\) *\w{3,12} \d{1,2}, \d{4}")
# Inside #DefundTheCBC, @realDonaldTrump, #G7Summit: small|Capital, ABC|Def, letter|digit, digit|letter.
JOINTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
FORM = "="
INDONESIAN = "id"
INDONESIAN_MARK = f"{text.OF}{INDONESIAN}"
# The language of a text that may be in any, and of texts in languages that are not stemmed.
ANY = ("", INDONESIAN)
# Quantities are no words, and FTS5 would split them at these.
DASH = "‐"
MARKS = str.maketrans({"-": DASH, ".": "․", "%": "％"})


def words(said: str) -> list[str]:
    """The folded words of a text, in order, without links. Of #JoinedWords come the parts, then the whole."""
    said = LINKS.sub(" ", unescape(said))
    if not said.isascii():
        said = text.bare(said)  # before it is split: no word may turn out to hold a space, or to be nothing but marks
    found = []
    for run in (text.ASCII_RUNS if said.isascii() else text.RUNS).findall(said):
        if run.isascii() and run.islower():
            found.append(run[: text.LONGEST])
        else:
            found += _parts(run)
    return found


def dates_and_numbers(said: str) -> list[str]:
    """Those that a text names, written so that no database splits them; not the day on which it was posted."""
    return [each.translate(MARKS) for each in quantities(POSTED.sub(" ", said))]


@lru_cache(maxsize=2**17)
def term(word: str, language: str) -> str:
    """By what a word is compared. English stems do little to the words of other languages, and the same to each.

    Indonesian puts its affixes before words as well as after them: its words go by stems of their own, marked as such.
    """
    return f"{text.stem(word, language)}{INDONESIAN_MARK}" if language == INDONESIAN else text.stem(word, "en")


def forms(found: Iterable[str], language: str) -> set[str]:
    """Words to the letter, marked as such and with their language, as terms are."""
    mark = INDONESIAN_MARK if language == INDONESIAN else ""
    return {f"{FORM}{word}{mark}" for word in found}


@lru_cache(maxsize=2**15)
def grams(term: str) -> tuple[str, ...]:
    """The letter quadruples of a term, each once, its ends marked: “_cor”, “corn”, “orn_”.

    A tuple, and no more of them, because anybody may fill the cache with words of 64 letters.
    """
    marked = f"_{term.removesuffix(INDONESIAN_MARK)}_"
    return tuple(dict.fromkeys(marked[at : at + 4] for at in range(max(1, len(marked) - 3))))


class Text:
    """The words of a text as they are compared, in one language or, where nobody knows it, in all.

    `places`: of each term, how many words stand before its first occurrence.
    """

    def __init__(self, found: list[str], *languages: str) -> None:
        self.words = found
        self.places: dict[str, int] = {}
        self.forms: set[str] = set()
        for language in languages:
            for place, word in enumerate(found):
                self.places.setdefault(term(word, language), place)
            self.forms |= forms(found, language)


def _parts(run: str) -> list[str]:
    if text.is_paired(run):
        return text.pairs(text.fold(run))
    whole = text.fold(run)[: text.LONGEST]
    parts = [] if run.islower() or run.isdecimal() else JOINTS.split(run)
    return [*(text.fold(part)[: text.LONGEST] for part in parts if len(parts) > 1), whole]
