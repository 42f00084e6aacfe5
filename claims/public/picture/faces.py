"""The vendored fonts, and which of them has a character."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import regex
from PIL import ImageFont, features

FONTS = Path(__file__).parent / "fonts"
JOINERS = frozenset({0x200C, 0x200D})  # they say how letters join, and have no shape of their own
# Raqm shapes text: Arabic letters join, and Indic ones change places. It wants FriBiDi from the system.
CAN_SHAPE = features.check("raqm")
ENGINE = ImageFont.Layout.RAQM if CAN_SHAPE else ImageFont.Layout.BASIC
SHAPED = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}\u0900-\u0dff\ua8e0-\ua8ff]")


class Style(NamedTuple):
    """Fonts in the order in which they are asked for a character."""

    names: tuple[str, ...]


BOLD = Style(("bold", "cjk"))
REGULAR = Style(("regular", "bold", "cjk"))


@lru_cache
def coverage() -> dict[str, frozenset[int]]:
    """The characters of each font; without those that would be unlike themselves, where they cannot be shaped."""
    lines = (line.split() for line in (FONTS / "coverage.txt").read_text().splitlines())
    return {name: JOINERS.union(*map(_codes, ranges)) for name, *ranges in lines}


@lru_cache
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels."""
    return ImageFont.truetype(FONTS / f"{name}.woff2", size, layout_engine=ENGINE)


def font_of(cluster: str, style: Style, before: str | None = None) -> str | None:
    """The font for what a reader takes for one letter: the same as before it where that one has it."""
    codes = frozenset(map(ord, cluster))
    names = style.names if before is None else (before, *style.names)
    return next((name for name in names if codes <= coverage()[name]), None)


def _codes(ends: str) -> frozenset[int]:
    first, _, last = ends.partition("-")
    codes = range(int(first, 16), int(last, 16) + 1)
    return frozenset(code for code in codes if CAN_SHAPE or not SHAPED.match(chr(code)))
