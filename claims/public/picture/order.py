"""In which order letters of several directions stand: the Unicode bidirectional algorithm (UAX #9), by FriBiDi.

It is the library of the system that Pillow's wheels shape with, too. Where there is none, neither is done.
"""

import ctypes
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from claims.public.picture.faces import CAN_SHAPE

LIBRARY = "libfribidi.dylib" if sys.platform == "darwin" else "libfribidi.so.0"
LEFT_TO_RIGHT, RIGHT_TO_LEFT, AS_ITS_FIRST_LETTER = 0x110, 0x111, 0x40  # as fribidi-bidi-types.h has them


@lru_cache
def _fribidi() -> ctypes.CDLL:
    library = ctypes.CDLL(LIBRARY)
    words, count = ctypes.POINTER(ctypes.c_uint32), ctypes.c_int
    library.fribidi_get_bidi_types.argtypes = [words, count, words]
    library.fribidi_get_bracket_types.argtypes = [words, count, words, words]
    levels = ctypes.POINTER(ctypes.c_int8)
    library.fribidi_get_par_embedding_levels_ex.argtypes = [words, words, count, words, levels]
    return library


def levels(text: str, is_right_to_left: bool | None = None) -> tuple[int, list[int]]:
    """The level of a paragraph and of each of its characters: odd ones are read from right to left.

    Unless it is given, the direction of the paragraph is that of the first letter that has one.
    """
    count = len(text)
    if not (count and CAN_SHAPE):
        return 0, [0] * count
    numbers = ctypes.c_uint32 * count
    codes, types, brackets, found = numbers(*map(ord, text)), numbers(), numbers(), (ctypes.c_int8 * count)()
    given = {None: AS_ITS_FIRST_LETTER, False: LEFT_TO_RIGHT, True: RIGHT_TO_LEFT}[is_right_to_left]
    direction = ctypes.c_uint32(given)
    _fribidi().fribidi_get_bidi_types(codes, count, types)
    _fribidi().fribidi_get_bracket_types(codes, count, types, brackets)
    _fribidi().fribidi_get_par_embedding_levels_ex(types, brackets, count, ctypes.byref(direction), found)
    return direction.value & 1, list(found)


def from_left(levels: Sequence[int]) -> list[int]:
    """Places in a line as the eye meets them: what is on a level or above it is turned round (rule L2)."""
    places = list(range(len(levels)))
    for least in range(max(levels, default=0), 0, -1):
        parts = groupby(places, lambda place, least=least: levels[place] >= least)
        places = [place for is_turned, part in parts for place in (reversed(list(part)) if is_turned else part)]
    return places
