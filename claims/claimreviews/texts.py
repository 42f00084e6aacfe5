"""JSON text of any size → its values, in constant memory. What is broken is named, and what follows it read.

No JSON parser in C survives a fault in the middle, and the faults are what the wild is full of: here values are found
one by one, and each is read by Python's own parser, which takes raw line breaks in strings, too.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from json import JSONDecoder
from typing import NamedTuple

LARGE = 1 << 20  # characters: up to here a value is read in one go; a larger one member by member
LARGEST = 1 << 24  # of a single member; nothing larger is a review
DEEPEST = 4  # lists in feeds in lists
FEEDS = {"dataFeedElement", "@graph", "itemListElement"}
SPACE = re.compile(r"[\s\ufeff\x1e]*")
NEXT_LINE = re.compile(r"\n(?=[{\[])")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[{}\[\]]', re.DOTALL)
UNDECODED = re.compile("[\udc80-\udcff]")  # how Python's “surrogateescape” keeps bytes that are no text
DECODER = JSONDecoder(strict=False)


class Found(NamedTuple):
    """A value, or what is wrong with it; the line on which it begins, and its places in the lists around it."""

    line: int
    places: tuple[int, ...]
    value: object = None
    fault: str = ""


class Broken(Exception):
    """No value begins here. `depth`: how many of the brackets opened since one did are still open."""

    depth = 0


class Source:
    """Text that comes in pieces, of which only what is not read yet is kept."""

    def __init__(self, pieces: Iterable[str], line: int = 1) -> None:
        self.pieces = iter(pieces)
        self.text, self.at = "", 0
        self.is_ended = False
        self._line, self._counted = line, 0

    @property
    def line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def more(self) -> None:
        """Take in as much again as is kept, so that trying anew costs no more than reading did.

        One character of what was read is kept, too: whether it is a line break.
        """
        self._line, start = self.line, max(0, self.at - 1)
        kept = [self.text[start:]]
        wanted = max(1, len(kept[0]))
        while wanted > 0 and not self.is_ended:
            piece = next(self.pieces, None)
            self.is_ended = piece is None
            kept.append(piece or "")
            wanted -= len(kept[-1])
        self.text, self.at = "".join(kept), self.at - start
        self._counted = self.at

    def next(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            self.at = SPACE.match(self.text, self.at).end()
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_ended:
                return ""
            self.more()

    def take(self, character: str) -> None:
        if self.next() != character:
            raise Broken(f"it is no JSON: “{character}” is missing")
        self.at += 1

    def value(self, longest: int) -> object:
        """The value that begins here. Raises Broken, and stays where it is."""
        self.next()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except ValueError as error:  # also of a number with thousands of digits
                fault = f"it is no JSON: {getattr(error, 'msg', error)}"
            except RecursionError:
                fault = "it is nested too deeply"
            else:
                # A number may go on in the next piece.
                if self.is_ended or end < len(self.text) or isinstance(value, str | list | dict):
                    return self._checked(value, end)
                fault = ""
            if self.is_ended:
                raise Broken(fault)
            if len(self.text) - self.at >= longest:
                raise Broken(fault if fault and longest < LARGEST else "it is too long")
            self.more()

    def _checked(self, value: object, end: int) -> object:
        if UNDECODED.search(self.text, self.at, end):
            raise Broken("it holds bytes that are no text in the encoding of this file; save it as UTF-8")
        self.at = end
        return value

    def skip_to_line(self) -> None:
        """To the next line that begins as a record does, at the margin: no part of a record is taken for one."""
        while not (found := NEXT_LINE.search(self.text, max(0, self.at - 1))):
            self.at = len(self.text)
            if self.is_ended:
                return
            self.more()
        self.at = found.end()

    def skip_out(self, depth: int) -> None:
        """Past what closes so many brackets. Where a quotation mark is missing, that may be much, or all the rest."""
        while True:
            for token in TOKEN.finditer(self.text, self.at):
                if token.end() == len(self.text) and token[0] not in "{}[]" and not self.is_ended:
                    break  # a string that may go on in the next piece
                self.at = token.end()
                depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
                if depth == 0:
                    return
            else:
                self.at = len(self.text)
            if self.is_ended or len(self.text) - self.at > LARGEST:
                self.at = len(self.text)
            if self.is_ended:
                return
            self.more()


def values(pieces: Iterable[str], line: int = 1) -> Iterator[Found]:
    """Each value of a text that holds any number of them; of lists and feeds, each of their elements."""
    source = Source(pieces, line)
    while source.next():
        start = source.line
        try:
            yield from _read(source, ())
        except Broken as fault:
            yield Found(start, (), fault=f"{fault}.")
            source.skip_to_line()


def _read(source: Source, places: tuple[int, ...]) -> Iterator[Found]:
    """The value that begins here, or its elements. Raises Broken where it is neither."""
    begins, line = source.next(), source.line
    if begins == "[" and len(places) < DEEPEST:
        yield from _elements(source, places)
        return
    try:
        value = source.value(LARGE)
    except Broken:
        if begins != "{" or len(places) >= DEEPEST:
            raise
        value = yield from _members(source, places)
        if value is None:
            return
    yield Found(line, places, value)


def _elements(source: Source, places: tuple[int, ...]) -> Iterator[Found]:
    source.take("[")
    number = 0
    while source.next() not in ("]", ""):
        number += 1
        line, begins = source.line, source.next()
        try:
            yield from _read(source, (*places, number))
        except Broken as fault:
            if begins not in "{[":  # where it ends cannot be told
                fault.depth += 1
                raise
            yield Found(line, (*places, number), fault=f"{fault}.")
            source.skip_out(fault.depth)
        if source.next() == ",":
            source.at += 1
    source.take("]")


def _members(source: Source, places: tuple[int, ...]) -> Generator[Found, None, dict | None]:
    """The object that begins here, or, of a feed, its elements: then it is None."""
    source.take("{")
    held, is_feed = {}, False
    try:
        while source.next() != "}":
            name = source.value(LARGE)
            source.take(":")
            if name in FEEDS and source.next() == "[":
                is_feed = True
                yield from _elements(source, places)
            else:
                held[name] = source.value(LARGEST)
            if source.next() != "}":
                source.take(",")
    except Broken as fault:
        fault.depth += 1
        raise
    source.at += 1
    return None if is_feed else held
