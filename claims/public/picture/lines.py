"""Any text → lines that fit, in letters that the fonts have, each in the order in which it is seen.

A letter here is a grapheme cluster: what a reader takes for one, with its marks.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import regex
from icu4py.breakers import LineBreaker

from claims.public.picture import order
from claims.public.picture.faces import CAN_SHAPE, JOINERS, Style, face, font_of

LONGEST = 300  # characters that are looked at: more do not fit any picture
MOST_MARKS = 4  # on one letter; more would be drawn over the lines above and below
ELLIPSIS, LEFT_OUT = "…", "[…]"
NOTHING = regex.compile(r"\s+\0+(?=[\s,.;:!?)]|$)|\0")  # what is not shown leaves no space before a comma
GAPS = regex.compile(r"(?:\[…\]\s*)+")
CLUSTERS = regex.compile(r"\X")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Between words in every language, Thai and Chinese too; of Japanese and Korean ICU knows this by its name alone.
BETWEEN_WORDS = "ja-u-lw-phrase"


class Letter(NamedTuple):
    text: str
    font: str
    level: int  # odd where it is read from right to left


class Run(NamedTuple):
    """Letters of one font and direction, in the order of reading. Raqm puts them in that of sight."""

    text: str
    font: str
    level: int

    @property
    def direction(self) -> str | None:
        return ("ltr", "rtl")[self.level % 2] if CAN_SHAPE else None


class Line(NamedTuple):
    runs: tuple[Run, ...]  # from left to right
    size: int

    @property
    def width(self) -> float:
        return sum(length(run, self.size) for run in self.runs)


@lru_cache(maxsize=4096)
def length(run: Run, size: int) -> float:
    return face(run.font, size).getlength(run.text, direction=run.direction)


def legible(text: str, style: Style) -> str:
    """What of a text can be shown. What no font has letters for is said to be left out, once for all of it."""
    visible = unicodedata.normalize("NFC", "".join(map(_visible, text[:LONGEST])))
    shown = NOTHING.sub("", "".join(_likeness(cluster, style) for cluster in CLUSTERS.findall(visible)))
    shown = GAPS.sub(f"{LEFT_OUT} ", shown) + (ELLIPSIS if len(text) > LONGEST else "")
    return " ".join(shown.split())


def _visible(character: str) -> str:
    """Without what only controls: the direction of text, above all, is that of its letters."""
    if character.isspace():
        return " "
    selects = "\ufe00" <= character <= "\ufe0f"
    hidden = selects or (unicodedata.category(character) in UNSEEN and ord(character) not in JOINERS)
    return "" if hidden else character


def _likeness(cluster: str, style: Style) -> str:
    """The letter; with fewer marks; or the plain letters that it stands for, as A for 𝗔. Emoji are a NUL."""
    base, marked = cluster[0], cluster[: MOST_MARKS + 1]
    candidates = [marked, unicodedata.normalize("NFKC", marked), base, unicodedata.normalize("NFKC", base)]
    if found := next((letter for letter in candidates if font_of(letter, style)), None):
        return found
    return LEFT_OUT if unicodedata.category(base) == "Sm" or unicodedata.category(base)[0] in "LN" else "\0"


def fit(
    text: str, style: Style, sizes: Iterable[tuple[int, int]], width: int, is_right_to_left: bool | None = None
) -> list[Line]:
    """At the first size at which it fits into so many lines; else at the last, and cut.

    Unless it is given, the direction is that of the first letter that has one.
    """
    shown = legible(text, style)
    level, levels = order.levels(shown, is_right_to_left)
    pieces = _pieces(shown, levels, style)
    for size, most in sizes:
        lines = _wrapped(pieces, size, width)
        if len(lines) <= most:
            break
    else:
        end = Letter(ELLIPSIS, font_of(ELLIPSIS, style) or style.names[0], level)
        lines = [*lines[: most - 1], _cut(lines[most - 1], end, size, width)]
    return [_line(line, size) for line in lines]


def _pieces(shown: str, levels: list[int], style: Style) -> list[list[Letter]]:
    """Between which a line may end, says ICU. A space belongs to what is before it."""
    pieces: list[list[Letter]] = []
    font, at = None, 0
    for piece in LineBreaker(shown, BETWEEN_WORDS):
        pieces.append([])
        for cluster in CLUSTERS.findall(piece):
            font = font_of(cluster, style, font) or style.names[0]
            pieces[-1].append(Letter(cluster, font, levels[at]))
            at += len(cluster)
    return pieces


def _wrapped(pieces: list[list[Letter]], size: int, width: int) -> list[list[Letter]]:
    lines: list[list[Letter]] = []
    for part in _parts(pieces, size, width):
        if not lines or _line(lines[-1] + part, size).width > width:
            lines.append([])
        lines[-1] += part
    return lines


def _parts(pieces: list[list[Letter]], size: int, width: int) -> Iterator[list[Letter]]:
    """The pieces; one that is longer than a line, letter by letter."""
    for piece in pieces:
        if _line(piece, size).width <= width:
            yield piece
        else:
            yield from ([letter] for letter in piece)


def _cut(line: list[Letter], end: Letter, size: int, width: int) -> list[Letter]:
    line = list(line)
    while line and (line[-1].text == " " or _line([*line, end], size).width > width):
        line.pop()
    return [*line, end]


def _line(letters: list[Letter], size: int) -> Line:
    """In as few runs as can be. A space at the end takes no room."""
    seen = letters[:-1] if letters and letters[-1].text == " " else letters
    parts = groupby(seen, lambda letter: (letter.font, letter.level))
    runs = [Run("".join(letter.text for letter in part), font, level) for (font, level), part in parts]
    return Line(tuple(runs[place] for place in order.from_left([run.level for run in runs])), size)
