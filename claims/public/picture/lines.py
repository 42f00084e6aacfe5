"""Any text → lines that fit, in letters that the fonts have.

A letter here is a grapheme cluster: what a reader takes for one, with its marks.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from claims.public.picture.faces import JOINERS, Style, face, font_of

LONGEST = 300  # characters that are looked at: more do not fit any picture
MOST_MARKS = 4  # on one letter; more would be drawn over the lines above and below
ELLIPSIS, LEFT_OUT = "…", "[…]"
GAPS = regex.compile(r"(?:\[…\]\s*)+")
CLUSTERS = regex.compile(r"\X")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Scripts that are written without spaces, of which a line may end after any letter …
IDEOGRAPHS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u30fc\u3000-\u303f\uff01-\uffee]")
# … but does not begin with these, nor end with those.
NOT_FIRST = regex.compile(r"[\p{Pe}\p{Pf}!%,.:;?‰、。，．・：；？！ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]")
NOT_LAST = regex.compile(r"[\p{Ps}\p{Pi}]")


class Line(NamedTuple):
    runs: tuple[tuple[str, str], ...]  # the name of a font and what is in it, in the order of reading
    size: int

    @property
    def width(self) -> float:
        return sum(length(name, self.size, text) for name, text in self.runs)


@lru_cache(maxsize=4096)
def length(name: str, size: int, text: str) -> float:
    return face(name, size).getlength(text)


def letters(text: str, style: Style) -> list[str]:
    """What of a text can be shown. What no font has letters for is said to be left out, once for all of it."""
    visible = unicodedata.normalize("NFC", "".join(map(_visible, text[:LONGEST])))
    shown = "".join(_legible(cluster, style) for cluster in CLUSTERS.findall(visible))
    shown = GAPS.sub(f"{LEFT_OUT} ", shown) + (ELLIPSIS if len(text) > LONGEST else "")
    return CLUSTERS.findall(" ".join(shown.split()))


def _visible(character: str) -> str:
    """Without what only controls: the direction of text, above all, is that of its letters."""
    if character.isspace():
        return " "
    selects = "\ufe00" <= character <= "\ufe0f"
    hidden = selects or (unicodedata.category(character) in UNSEEN and ord(character) not in JOINERS)
    return "" if hidden else character


def _legible(cluster: str, style: Style) -> str:
    """The letter; with fewer marks; or the plain letters that it stands for, as A for 𝗔. Emoji have none."""
    base, marked = cluster[0], cluster[: MOST_MARKS + 1]
    candidates = [marked, unicodedata.normalize("NFKC", marked), base, unicodedata.normalize("NFKC", base)]
    if found := next((letter for letter in candidates if font_of(letter, style)), None):
        return found
    return LEFT_OUT if unicodedata.category(base) == "Sm" or unicodedata.category(base)[0] in "LN" else ""


def fit(text: str, style: Style, sizes: Iterable[tuple[int, int]], width: int) -> list[Line]:
    """At the first size at which it fits into so many lines; else at the last, and cut."""
    shown = letters(text, style)
    for size, most in sizes:
        lines = _wrapped(shown, style, size, width)
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], _cut(lines[most - 1], style, size, width)]
    return [_line(line, style, size) for line in lines]


def _wrapped(shown: list[str], style: Style, size: int, width: int) -> list[list[str]]:
    lines: list[list[str]] = []
    room = 0.0
    for part in _parts(shown, style, size, width):
        needed = _line(part, style, size).width
        if not lines or needed > room:
            lines.append([])
            room = width
        lines[-1] += part
        room -= needed + (length(style.names[0], size, " ") if part[-1] == " " else 0)
    return lines


def _parts(shown: list[str], style: Style, size: int, width: int) -> Iterator[list[str]]:
    """The pieces; one that is longer than a line, letter by letter."""
    for piece in _pieces(shown):
        if _line(piece, style, size).width <= width:
            yield piece
        else:
            yield from ([letter] for letter in piece)


def _pieces(shown: list[str]) -> Iterator[list[str]]:
    """Between which a line may end. A space belongs to what is before it."""
    piece: list[str] = []
    for letter in shown:
        if piece and _may_end(piece[-1], letter):
            yield piece
            piece = []
        piece.append(letter)
    if piece:
        yield piece


def _may_end(before: str, after: str) -> bool:
    if after == " " or before == " ":
        return before == " "
    if NOT_FIRST.match(after) or NOT_LAST.match(before):
        return False
    return bool(IDEOGRAPHS.match(before) or IDEOGRAPHS.match(after) or before in "-–—/")


def _cut(line: list[str], style: Style, size: int, width: int) -> list[str]:
    line = list(line)
    while line and (line[-1] == " " or _line([*line, ELLIPSIS], style, size).width > width):
        line.pop()
    return [*line, ELLIPSIS]


def _line(shown: list[str], style: Style, size: int) -> Line:
    """In as few runs as can be. A space at the end takes no room."""
    runs: list[tuple[str, str]] = []
    for letter in shown[:-1] if shown[-1:] == [" "] else shown:
        before = runs[-1] if runs else (None, "")
        name = font_of(letter, style, before[0]) or style.names[0]
        if name == before[0]:
            runs[-1] = (name, before[1] + letter)
        else:
            runs.append((name, letter))
    return Line(tuple(runs), size)
