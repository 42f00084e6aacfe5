"""JSON text of any size → its values, in constant memory. What is broken is named, and what follows it read.

No parser that streams survives a fault in the middle, and the wild is full of them: here values are found one by one,
and each is read by Python's own parser, which takes raw line breaks in strings, too.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from json import JSONDecoder
from typing import NamedTuple

LARGE = 1 << 20  # characters: up to here a value is read in one go; a larger one member by member
LARGEST = 1 << 24  # nothing larger is a review
DEEPEST = 4  # lists in feeds in lists
FEEDS = {"dataFeedElement", "@graph", "itemListElement"}
SPACE = re.compile(r"[\s\ufeff\x1e]*")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[{}\[\]]', re.DOTALL)
DEEPER = {"{": 1, "[": 1, "}": -1, "]": -1}
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
    """Text that comes in pieces, of which no more is kept than from where the value in hand begins.

    `margin`: the spaces before the next character, where it is the first of its line; else None.
    """

    def __init__(self, pieces: Iterable[str], line: int = 1) -> None:
        self.pieces = iter(pieces)
        self.text, self.at, self.begun = "", 0, 0
        self.is_ended = False
        self.margin: str | None = None
        self._line, self._counted = line, 0

    @property
    def line(self) -> int:
        if self.at < self._counted:
            self._line -= self.text.count("\n", self.at, self._counted)
        else:
            self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def more(self) -> None:
        """Take in as much again as is kept, so that trying anew costs no more than reading did."""
        self._line, start = self.line, self.begun
        kept = [self.text[start:]]
        wanted = max(1, len(kept[0]))
        while wanted > 0 and not self.is_ended:
            piece = next(self.pieces, None)
            self.is_ended = piece is None
            kept.append(piece or "")
            wanted -= len(kept[-1])
        self.text, self.at, self.begun = "".join(kept), self.at - start, 0
        self._counted = self.at

    def next(self) -> str:
        """The next character that is no space; empty at the end."""
        self.at = self._beyond_space()
        return self.text[self.at : self.at + 1]

    def begin(self) -> str:
        """The same where a value begins: what is before it is forgotten."""
        end = self._beyond_space()
        _, line_break, spaces = self.text[self.at : end].rpartition("\n")
        self.margin = spaces if line_break else None
        self.at = self.begun = end
        return self.text[end : end + 1]

    def _beyond_space(self) -> int:
        while (end := SPACE.match(self.text, self.at).end()) == len(self.text) and not self.is_ended:
            self.more()
        return end

    def take(self, character: str) -> None:
        if self.next() != character:
            raise Broken(f"It is no JSON: “{character}” is missing")
        self.at += 1

    def value(self, longest: int) -> object:
        """The value that begins here. Raises Broken, and stays where it is."""
        self.next()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except ValueError as error:  # also of a number with thousands of digits
                fault = f"It is no JSON: {getattr(error, 'msg', error)}"
            except RecursionError:
                fault = "It is nested too deeply"
            else:
                # A number may go on in the next piece.
                if self.is_ended or end < len(self.text) or isinstance(value, str | list | dict):
                    return self._checked(value, end)
                fault = ""
            if self.is_ended:
                raise Broken(fault)
            if len(self.text) - self.begun >= longest:
                raise Broken("It is too long" if longest == LARGEST else fault)
            self.more()

    def _checked(self, value: object, end: int) -> object:
        if UNDECODED.search(self.text, self.at, end):
            raise Broken("It holds bytes that are no text in the encoding of this file; save it as UTF-8")
        self.at = end
        return value

    def skip_to_line(self, margin: str, closing: str = "") -> None:
        """From where the value in hand begins, to the next line that begins as its own does, or that closes the list.

        Looking at the margin alone, no part of a record is taken for one, whatever is missing in it.
        """
        spaces = re.escape(margin)
        line = re.compile(rf"\n(?:{spaces}(?=[{{\[{closing}])" + (rf"|(?!{spaces})[ \t]*(?=\]))" if closing else ")"))
        while not (found := line.search(self.text, self.begun)):
            if self.is_ended:
                self.at = self.begun = len(self.text)
                return
            # A line break and its margin may stand at the end of the piece.
            self.at = self.begun = max(self.begun, len(self.text) - len(margin) - 2)
            self.more()
        self.at = self.begun = found.start()

    def skip_out(self, depth: int) -> None:
        """Past what closes so many brackets. Where a quotation mark is missing, that may be much, or all the rest."""
        while True:
            for token in TOKEN.finditer(self.text, self.at):
                if token.end() == len(self.text) and token[0] not in DEEPER and not self.is_ended:
                    break  # a string that may go on in the next piece
                self.at = token.end()
                depth += DEEPER.get(token[0], 0)
                if depth == 0:
                    return
            else:
                self.at = len(self.text)
            if self.is_ended or len(self.text) - self.at > LARGEST:
                self.at = len(self.text)
            if self.is_ended:
                return
            self.begun = self.at
            self.more()


def values(pieces: Iterable[str], line: int = 1) -> Iterator[Found]:
    """Each value of a text that holds any number of them; of lists and feeds, each of their elements."""
    source = Source(pieces, line)
    while source.begin():
        start = source.line
        try:
            yield from _read(source, ())
        except Broken as fault:
            yield Found(start, (), fault=f"{fault}.")
            source.skip_to_line("")


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
    while (begins := source.begin()) not in ("]", ""):
        if begins == ",":
            source.at += 1
            continue
        number += 1
        line, margin = source.line, source.margin
        try:
            yield from _read(source, (*places, number))
        except Broken as fault:
            yield Found(line, (*places, number), fault=f"{fault}.")
            if margin is not None:
                source.skip_to_line(margin, "\\]")
            elif begins in "{[":
                source.skip_out(fault.depth)
            else:
                raise Broken("It is no JSON: what follows in this list cannot be told apart") from fault
    source.take("]")


def _members(source: Source, places: tuple[int, ...]) -> Generator[Found, None, dict | None]:
    """The object that begins here, or, of a feed, its elements: then it is None. A comma at its end is forgiven."""
    source.take("{")
    held, is_feed = {}, False
    try:
        while source.next() != "}":
            if source.next() != '"':
                raise Broken("It is no JSON: the name of a member is missing")
            name = source.value(LARGEST)
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
