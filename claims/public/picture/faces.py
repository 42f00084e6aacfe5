"""The vendored fonts, and which of them has a character."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
JOINERS = frozenset({0x200C, 0x200D})  # they say how letters join, and have no shape of their own


class Style(NamedTuple):
    """Fonts in the order in which they are asked for a character."""

    names: tuple[str, ...]


BOLD = Style(("bold", "cjk"))
REGULAR = Style(("regular", "bold", "cjk"))


@lru_cache
def coverage() -> dict[str, frozenset[int]]:
    """The characters of each font."""
    lines = (line.split() for line in (FONTS / "coverage.txt").read_text().splitlines())
    return {name: JOINERS.union(*map(_codes, ranges)) for name, *ranges in lines}


@lru_cache
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels. Raqm shapes it: Arabic letters join, and Indic ones change places."""
    return ImageFont.truetype(FONTS / f"{name}.woff2", size, layout_engine=ImageFont.Layout.RAQM)


def font_of(cluster: str, style: Style, before: str | None = None) -> str | None:
    """The font for what a reader takes for one letter: the same as before it where that one has it."""
    codes = frozenset(map(ord, cluster))
    names = style.names if before is None else (before, *style.names)
    return next((name for name in names if codes <= coverage()[name]), None)


def _codes(ends: str) -> range:
    first, _, last = ends.partition("-")
    return range(int(first, 16), int(last, 16) + 1)
