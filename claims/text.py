"""From text to words: what searching and matching compare. Pure functions; nothing here knows a database."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.indonesian_stemmer import IndonesianStemmer

STEMMERS = {"en": EnglishStemmer, "id": IndonesianStemmer}
# Stands between a stem and its language. It is in no word, so no word is taken for a stem.
OF = "·"

# Scripts that put no space between words, and Hangul, which joins particles to them: found by pairs of characters.
PAIRED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
# Vowel signs of the Indian scripts are letters to their readers, though not to Python.
RUNS = re.compile(rf"[{PAIRED}]+|(?:[^\W_{PAIRED}]|[\u0900-\u0963\u0966-\u0dff])+")
IS_PAIRED = re.compile(f"[{PAIRED}]")
TAGS = re.compile(r"<[^>]*>")
# A database gives a word so many bytes; nothing longer is a word.
LONGEST = 64

_own = threading.local()


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents dropped: what is compared with what."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(each for each in decomposed if not _is_mark(each)))


def words(text: str) -> list[str]:
    """The folded words of a text, in order. A run without spaces comes as its overlapping pairs of characters."""
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


def stems(found: Iterable[str], language: str) -> list[str]:
    """The stem of each word, marked with its language; none for a language that is not stemmed (BCP 47)."""
    primary = language.partition("-")[0].lower()
    return [f"{stem(word, primary)}{OF}{primary}" for word in found] if primary in STEMMERS else []


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The stem by Snowball's algorithm for `language`, one of STEMMERS."""
    if not hasattr(_own, "stemmers"):  # a stemmer keeps the word in itself while it works: one for each thread
        _own.stemmers = {language: stemmer() for language, stemmer in STEMMERS.items()}
    return _own.stemmers[language].stemWord(word)


def plain(html: str) -> str:
    """The text of a document's HTML, which richtext.py has made, so that tags are well formed."""
    return unescape(TAGS.sub(" ", html))


def _is_mark(character: str) -> bool:
    """An accent, or one of the signs that steer what is shown and show nothing themselves: joiners, soft hyphens."""
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"
