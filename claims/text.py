"""From text to words: what searching and matching compare. Pure functions; nothing here knows a database."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.indonesian_stemmer import IndonesianStemmer

STEMMERS = {"en": EnglishStemmer, "id": IndonesianStemmer}
# Where Indonesian prefixes take the place of a stem's first letter: mengirim is of kirim, penulis of tulis.
LOST = re.compile("[mp]en(g?)(?=[aeiou])")
# Stands between a stem and its language. It is in no word, so no word is taken for a stem.
OF = "·"

# Scripts that put no space between words, and Hangul, which joins particles to them: found by pairs of characters.
# Their punctuation is left out.
PAIRED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0eff"  # Thai, Lao
    "\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u17d7\u17dc-\u17ff"  # Burmese, Khmer
    "\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"  # Chinese, Korean
)
# Vowel signs of Thaana and the Indian scripts are letters to their readers, though not to Python. An apostrophe is
# none, even where Unicode says so: пам'ять is written with any of them.
SIGNS = "\u07a6-\u07b0\u0900-\u0963\u0966-\u096f\u0971-\u0dff"
RUNS = re.compile(rf"[{PAIRED}]+|(?:[^\W_ʹ-ʿˈˮ{PAIRED}]|[{SIGNS}])+")
ASCII_RUNS = re.compile("[A-Za-z0-9]+")  # the same of a text in ASCII, found by far the quickest
IS_PAIRED = re.compile(f"[{PAIRED}]")
TAGS = re.compile(r"<[^<>]*>")
# Letters that Unicode does not take apart, as they are typed without their keys.
PLAIN = dict(zip("æœøđðłħŧıþ", ["ae", "oe", *"oddlhti", "th"], strict=True))
# In a statement these are no punctuation.
KEPT_SIGNS = "%‰"
# What no text means anything by, and neither XML nor every database can hold.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
MINUS = re.compile(r"(?<![\w.,])[-–−](?=\d)")
# A database gives a word so many bytes; nothing longer is a word.
LONGEST = 64
# Of Tibetan: two accents in one character, which does not call itself one.
TWO_ACCENTS = "\u0f73\u0f75\u0f81"
MOST_FOLDED = 20_000  # characters remembered: several alphabets, and what Chinese there is in one newsroom

_own = threading.local()


class Place(NamedTuple):
    """A word, and where it stands in a text."""

    word: str
    start: int
    end: int


class Folding(dict):
    """What each character is folded to, by its code point. `case` says what becomes of capitals."""

    def __init__(self, case: Callable[[str], str]) -> None:
        self.case = case

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", self.case(unicodedata.normalize("NFKD", chr(code))))
        kept = "".join(PLAIN.get(each, each) for each in decomposed if not is_mark(each))
        if len(self) >= MOST_FOLDED:
            self.clear()
        self[code] = folded = unicodedata.normalize("NFC", kept)
        return folded


_folding = Folding(str.casefold)
_baring = Folding(str)


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents dropped: what is compared with what.

    One character at a time: to normalise a whole text, Unicode sorts its accents, and some have thousands on a letter.
    """
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.translate(_folding))


def bare(text: str) -> str:
    """As fold() does, but with its capitals."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_baring))


def words(text: str) -> list[str]:
    """The folded words of a text, in order. A run without spaces comes as its overlapping pairs of characters."""
    if text.isascii():  # what most texts are, and then nothing in them is paired
        return [run[:LONGEST] for run in ASCII_RUNS.findall(text.lower())]
    return [word for run in runs(text) for word in pairs(run)]


def runs(text: str) -> list[str]:
    """The folded words as they are written, before pairing."""
    return [run[:LONGEST] if not is_paired(run) else run for run in RUNS.findall(fold(text))]


def is_paired(run: str) -> bool:
    return IS_PAIRED.match(run) is not None


def pairs(run: str) -> list[str]:
    """北朝鮮 → 北朝 朝鮮; any other word is itself."""
    if len(run) < 2 or not is_paired(run):
        return [run]
    return [run[start : start + 2] for start in range(len(run) - 1)]


def places(text: str) -> list[Place]:
    """The words of a text in Unicode's form NFC, with where they stand."""
    if text.isascii():  # by far the quickest, and what most texts are
        return [Place(run[0][:LONGEST], *run.span()) for run in ASCII_RUNS.finditer(text.lower())]
    folded = [*map(_folding.__getitem__, map(ord, text))]
    joined, at, found = "".join(folded), range(len(text) + 1), []
    if "" in folded or len(joined) > len(text):
        at = [place for place, each in enumerate([*folded, " "]) for _ in each]
    for run in RUNS.finditer(joined):
        start, width = run.start(), 2 if is_paired(run[0]) and len(run[0]) > 1 else len(run[0])
        for first in range(start, run.end() - width + 1):
            last = first + width
            word = run[0][first - start : last - start][:LONGEST]
            found.append(Place(word, at[first], max(at[last - 1] + 1, at[last])))
    return found


def stems(found: Iterable[str], language: str) -> list[str]:
    """The stems of each word, marked with their language; none for a language that is not stemmed (BCP 47)."""
    primary = language.partition("-")[0].lower()
    if primary not in STEMMERS:
        return []
    return [stem for word in found for stem in _stems(word, primary)]


@lru_cache(maxsize=100_000)
def _stems(word: str, language: str) -> tuple[str, ...]:
    """More than one where the stemmer cannot know: of mengirim it says irim, which may be of kirim."""
    found, mark = stem(word, language), f"{OF}{language}"
    lost = LOST.match(word) if language == "id" else None
    if lost is None or not word.startswith(found, lost.end()):
        return (found + mark,)
    return found + mark, ("k" if lost[1] else "t") + found + mark


@lru_cache(maxsize=10_000)  # for searching and matching, one after the other; what each makes of it, each remembers
def stem(word: str, language: str) -> str:
    """The stem by Snowball's algorithm for `language`, one of STEMMERS."""
    if not hasattr(_own, "stemmers"):  # a stemmer keeps the word in itself while it works: one for each thread
        _own.stemmers = {language: stemmer() for language, stemmer in STEMMERS.items()}
    return _own.stemmers[language].stemWord(word)


def plain(html: str) -> str:
    """The text of a document's HTML, which richtext.py has made, so that tags are well formed."""
    return unescape(TAGS.sub(" ", html))


def without_controls(text: str) -> str:
    return CONTROLS.sub(" ", text)


def gist(text: str) -> str:
    """What is left where case, accents, spaces and punctuation do not count: equal for the same statement.

    Signs that change what is said stay: per cent, currencies, and the minus of a number.
    """
    folded = MINUS.sub("−", fold(text))
    if folded.isascii():  # what most texts are, and done by far the quickest
        return " ".join(folded.translate(SEPARATORS).split()) or text.strip()
    return " ".join("".join(" " if _separates(each) else each for each in folded).split()) or text.strip()


def _separates(character: str) -> bool:
    return character not in KEPT_SIGNS and unicodedata.category(character)[0] in "PZC"


SEPARATORS = {code: " " for code in range(128) if _separates(chr(code))}


def is_mark(character: str) -> bool:
    """An accent, or one of the signs that steer what is shown and show nothing themselves: joiners, soft hyphens."""
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return True
    if character in TWO_ACCENTS or character in "\u034fـ":
        return True
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
