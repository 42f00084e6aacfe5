"""The words found, marked where they stand."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from claims import text
from claims.search.query import Query, Term

LENGTH = 220  # characters of a snippet, about
WORDS = re.compile(rf"[{text.PAIRED}]+|[^\W_{text.PAIRED}]+")


class Word(NamedTuple):
    start: int
    end: int
    folded: str


class Mark(NamedTuple):
    start: int
    end: int
    term: int


class Snippet(NamedTuple):
    language: str
    html: SafeString


def marked(said: str, query: Query) -> SafeString:
    """A text as HTML, with <mark> around what the query finds in it."""
    return _html(said, _marks(said, query))


def snippet(passages: str, query: Query) -> Snippet | None:
    """The part of a SearchEntry's passages in which most of what is looked for stands close together.

    None where only the headline, the first of them, holds any of it.
    """
    best, most = None, 0
    for line in passages.splitlines()[1:]:
        language, _, passage = line.partition("\t")
        marks = _marks(passage, query)
        if (held := len({mark.term for mark in marks})) > most:
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
    first = max(marks, key=lambda mark: len({other.term for other in marks if 0 <= other.start - mark.start < LENGTH}))
    start = _space(passage, first.start - LENGTH // 4) if first.start > LENGTH // 4 else 0
    end = start + LENGTH
    return start, _space(passage, end) if end < len(passage) else len(passage)


def _space(passage: str, near: int) -> int:
    """The end of the last word before a place, or the place itself in a script without spaces."""
    found = passage.rfind(" ", max(near - 30, 0), near)
    return found + 1 if found >= 0 else near


def _marks(said: str, query: Query) -> list[Mark]:
    """In order, none over another."""
    words = _words(said)
    found = sorted(mark for number, term in enumerate(query.wanted) for mark in _marks_of(words, term, number))
    return [mark for before, mark in pairwise([Mark(-1, -1, -1), *found]) if mark.start >= before.end]


def _words(said: str) -> list[Word]:
    if said.isascii():  # by far the quickest, and what most texts are
        return [Word(*found.span(), found[0]) for found in WORDS.finditer(said.lower())]
    return [Word(*found.span(), text.fold(found[0])) for found in WORDS.finditer(said)]


def _marks_of(words: list[Word], term: Term, number: int) -> Iterator[Mark]:
    if text.is_paired(term.words[0]):
        return _marks_in_runs(words, term, number)
    if len(term.words) > 1:
        return _marks_of_phrase(words, term, number)
    is_meant = _judge(term)
    return (Mark(word.start, word.end, number) for word in words if is_meant(word.folded))


def _marks_of_phrase(words: list[Word], term: Term, number: int) -> Iterator[Mark]:
    *before, last = term.words
    is_last = _judge(Term((last,), is_prefix=term.is_prefix))
    for place in range(len(before), len(words)):
        run = words[place - len(before) : place + 1]
        if is_last(run[-1].folded) and [word.folded for word in run[:-1]] == before:
            yield Mark(run[0].start, run[-1].end, number)


def _marks_in_runs(words: list[Word], term: Term, number: int) -> Iterator[Mark]:
    """Where the characters of a term stand within a run without spaces."""
    wanted = term.words[0] + "".join(pair[-1] for pair in term.words[1:])
    for word in words:
        at = word.folded.find(wanted)
        if at >= 0 and len(word.folded) == word.end - word.start:  # what folding made longer cannot be counted off
            yield Mark(word.start + at, word.start + at + len(wanted), number)


@lru_cache(maxsize=256)
def _judge(term: Term):
    """Says of a folded word whether a term of one word means it, and remembers what it said."""

    @lru_cache(maxsize=5_000)
    def is_meant(folded: str) -> bool:
        if term.is_prefix:
            return folded.startswith(term.words[0])
        if folded == term.words[0]:
            return True
        return any(stem in term.stems for language in text.STEMMERS for stem in text.stems([folded], language))

    return is_meant


def _html(said: str, marks: list[Mark]) -> SafeString:
    html, at = [], 0
    for mark in marks:
        html += [escape(said[at : mark.start]), format_html("<mark>{}</mark>", said[mark.start : mark.end])]
        at = mark.end
    return mark_safe("".join([*html, escape(said[at:])]))  # noqa: S308 - every part is escaped
