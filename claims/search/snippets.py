"""The words found, marked where they stand."""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from claims import text
from claims.search.query import Query, Term

LENGTH = 220  # characters of a snippet, about
BEFORE = 55  # characters of it before the first mark
NEAR = 30  # characters in which a space is looked for, to cut at


class Mark(NamedTuple):
    start: int
    end: int
    term: int


class Snippet(NamedTuple):
    language: str
    html: SafeString


def marked(said: str, language: str, query: Query) -> SafeString:
    """A text as HTML, with <mark> around what the query finds in it."""
    said = unicodedata.normalize("NFC", said)
    return _html(said, _marks(said, language, query))


def snippet(passages: str, query: Query, besides: Collection[str]) -> Snippet | None:
    """The part of a SearchEntry's passages in which most of what is looked for stands close together.

    None where nothing holds any of it `besides` the headlines, which are shown anyway.
    """
    best, most, shown = None, 0, {text.gist(headline) for headline in besides}
    for line in passages.splitlines():
        language, _, passage = line.partition("\t")
        marks = _marks(passage, language, query)
        if (held := len({mark.term for mark in marks})) > most and text.gist(passage) not in shown:
            best, most = (language, passage, marks), held
        if most == len(query.wanted):
            break
    return _cut(*best) if best else None


def _cut(language: str, passage: str, marks: list[Mark]) -> Snippet:
    start, end = _window(passage, marks)
    shown = [mark._replace(start=mark.start - start, end=mark.end - start) for mark in marks]
    html = _html(passage[start:end], [mark for mark in shown if mark.start >= 0 and mark.end <= end - start])
    return Snippet(language, format_html("{}{}{}", "… " if start else "", html, " …" if end < len(passage) else ""))


def _window(passage: str, marks: list[Mark]) -> tuple[int, int]:
    """Where to cut: before and after whole words, around as many different terms as there is room for."""
    if len(passage) <= LENGTH:
        return 0, len(passage)
    first = _first(marks)
    start = _space(passage, first.start - BEFORE) if first.start > BEFORE else 0
    end = start + LENGTH
    return start, max(_space(passage, end), first.end) if end < len(passage) else len(passage)


def _first(marks: list[Mark]) -> Mark:
    """The first mark of those that a snippet has room for, where they are of most terms."""
    most, first, nearest = 0, marks[0], {}
    for mark in reversed(marks):
        nearest[mark.term] = mark.end
        held = sum(end - mark.start <= LENGTH - BEFORE - NEAR for end in nearest.values())
        if held >= most:
            most, first = held, mark
    return first


def _space(passage: str, near: int) -> int:
    """The end of the last word before a place, or the place itself in a script without spaces."""
    found = passage.rfind(" ", max(near - NEAR, 0), near)
    return found + 1 if found >= 0 else near


def _marks(said: str, language: str, query: Query) -> list[Mark]:
    """In order, none over another: of two that begin together the longer."""
    words, marks = text.places(said), []
    found = [mark for number, term in enumerate(query.wanted) for mark in _marks_of(words, language, term, number)]
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return marks


def _marks_of(words: list[text.Place], language: str, term: Term, number: int) -> Iterator[Mark]:
    *before, last = term.words
    is_meant = _judge(last, term.stems, language, is_prefix=term.is_prefix)
    for at in range(len(before), len(words)):
        if is_meant(words[at].word) and all(
            words[at - back].word == word for back, word in enumerate(reversed(before), start=1)
        ):
            yield Mark(words[at - len(before)].start, words[at].end, number)


@lru_cache(maxsize=128)
def _judge(word: str, stems: tuple[str, ...], language: str, *, is_prefix: bool) -> Callable[[str], bool]:
    """Says of a folded word in some language whether it is found by a term's last word; it remembers what it said."""

    @lru_cache(maxsize=2_000)
    def is_meant(said: str) -> bool:
        if said.startswith(word) if is_prefix else said == word:
            return True
        own = text.stems([said], language)
        return any(stem.startswith(word) for stem in own) if is_prefix else any(stem in stems for stem in own)

    return is_meant


def _html(said: str, marks: list[Mark]) -> SafeString:
    html, at = [], 0
    for mark in marks:
        html += [escape(said[at : mark.start]), format_html("<mark>{}</mark>", said[mark.start : mark.end])]
        at = mark.end
    return mark_safe("".join([*html, escape(said[at:])]))  # noqa: S308 - every part is escaped
