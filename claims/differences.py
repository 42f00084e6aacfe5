"""What differs between two texts, word by word. Pure functions."""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.text import PAIRED, SIGNS

# A word, one character of a script without spaces, one sign, or the space between them.
TOKENS = re.compile(rf"[{PAIRED}]|(?:[^\W{PAIRED}]|[{SIGNS}\u0300-\u036f])+|\s+|.", re.DOTALL)
# Comparing takes up to the product of both lengths. What is beyond is shown as one replaced by the other.
LARGEST = 4_000_000
SHOWN = 100  # characters kept on each side of a change, where the rest is left out
LEAST = 0.3  # of a text, that must have stayed to be told word by word
LEFT_OUT = " … "


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Part(NamedTuple):
    kind: Kind
    text: str


TAGS = {Kind.SAME: "{}", Kind.REMOVED: "<del>{}</del>", Kind.ADDED: "<ins>{}</ins>"}


def differences(old: str, new: str) -> list[Part]:
    """The parts of which both texts are made: the old one of what is the same or removed, the new of same or added."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle = _compared(before[start : len(before) - end], after[start : len(after) - end])
    parts = [Part(Kind.SAME, "".join(before[:start])), *middle, Part(Kind.SAME, "".join(before[len(before) - end :]))]
    return _joined(parts)


def marked(old: str, new: str, *, whole: bool = False) -> SafeString:
    """Two texts as one, in HTML: what went in <del>, what came in <ins>. Long parts that stayed only if `whole`."""
    parts = differences(old, new)
    stayed = sum(len(part.text) for part in parts if part.kind is Kind.SAME)
    if stayed < LEAST * max(len(old), len(new)):
        parts = [Part(Kind.REMOVED, old), Part(Kind.ADDED, new)]
    if not whole:
        parts = [_shortened(part, place == 0, place == len(parts) - 1) for place, part in enumerate(parts)]
    parts = [part for part in parts if part.text]
    return mark_safe("".join(TAGS[part.kind].format(escape(part.text)) for part in parts))  # noqa: S308 (escaped)


def _shortened(part: Part, is_first: bool, is_last: bool) -> Part:
    if part.kind is not Kind.SAME or len(part.text) <= 2 * SHOWN + len(LEFT_OUT):
        return part
    begin = "" if is_first else part.text[:SHOWN].rpartition(" ")[0]
    end = "" if is_last else part.text[-SHOWN:].partition(" ")[2]
    return part._replace(text=f"{begin}{LEFT_OUT}{end}")


def _common(before: list[str], after: list[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(before), len(after)))


def _compared(before: list[str], after: list[str]) -> list[Part]:
    if len(before) * len(after) > LARGEST:
        return [Part(Kind.REMOVED, "".join(before)), Part(Kind.ADDED, "".join(after))]
    parts = []
    for same, i, j, k, m in SequenceMatcher(str.isspace, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        if same == "equal" and removed.strip():
            parts.append(Part(Kind.SAME, removed))
        else:  # a space between two changed words is part of the change
            parts += [Part(Kind.REMOVED, removed), Part(Kind.ADDED, added)]
    return parts


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbouring changes as one removal and one addition, in this order."""
    joined: list[Part] = []
    removed = added = ""
    for kind, text in [*parts, Part(Kind.SAME, "")]:
        if kind is Kind.REMOVED:
            removed += text
        elif kind is Kind.ADDED:
            added += text
        elif text or (removed or added):
            joined += [Part(Kind.REMOVED, removed), Part(Kind.ADDED, added)]
            joined.append(Part(Kind.SAME, text))
            removed = added = ""
    return [part for part in joined if part.text]
