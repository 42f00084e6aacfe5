"""Files and directories → the JSON texts in them: bare, in HTML pages, compressed or not."""

import codecs
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from html import unescape
from pathlib import Path
from typing import BinaryIO, NamedTuple

STANDARD_INPUT = "-"
PIECE = 1 << 16  # characters read at once
LONGEST_SCRIPT = 1 << 24
GZIP = b"\x1f\x8b"
HEAD = 1024  # bytes in which a page says how it is encoded, by the HTML standard
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
OPENING = re.compile(r"<script\b([^>]*)>|<!--", re.IGNORECASE)
JSON_LD = re.compile(r"type\s*=\s*[\"']?\s*application/ld\+json", re.IGNORECASE)
END_OF_SCRIPT = re.compile(r"</script\s*>", re.IGNORECASE)
END_OF_COMMENT = re.compile("-->")
NOT_WANTED = OPENING.match("<script>")
LONGEST_TAG = 1_000  # characters: so many are kept in case that a piece ends within one
WRAPPED = re.compile(
    r"(?:\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?)(.*?)(?:(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*)",
    re.DOTALL,
)


class Unreadable(Exception):
    """The message is a sentence that says why."""


class Script(NamedTuple):
    """What stands in a script element, and the line on which it begins; or what is wrong with it."""

    line: int
    text: str = ""
    fault: str = ""


def listed(paths: Iterable[str]) -> Iterator[str]:
    """The files, and those in the directories: in the order of their names, but hidden ones."""
    for path in map(str, paths):
        if path != STANDARD_INPUT and Path(path).is_dir():
            inside = sorted(each for each in Path(path).rglob("*") if each.is_file())
            yield from (str(each) for each in inside if not _is_hidden(each.relative_to(path)))
        else:
            yield path


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file to read from, decompressed where it is gzip, whatever its name."""
    try:
        with nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb") as file:
            is_gzip = file.peek(len(GZIP))[: len(GZIP)] == GZIP
            yield io.BufferedReader(gzip.GzipFile(fileobj=file), PIECE) if is_gzip else file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"The compressed file is damaged: {error}.") from error
    except OSError as error:
        raise Unreadable(f"It cannot be read: {error.strerror or error}.") from error


def pieces(file: BinaryIO) -> Iterator[str]:
    """The text of a file. Bytes that are none stay, as “surrogateescape” has them."""
    decoder = codecs.getincrementaldecoder(_encoding(file.peek(HEAD)[:HEAD]))("surrogateescape")
    while piece := file.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def scripts(text: Iterable[str]) -> Iterator[Script]:
    """The JSON-LD of a page, or of a file with one script a line. What stands in comments is none."""
    kept, line, opening, searched = "", 1, None, 0
    for piece in text:
        kept, start = kept + piece, 0
        while found := _awaited(opening).search(kept, max(start, searched)):
            if _is_wanted(opening):
                yield Script(line, _unwrapped(kept[start : found.start()]))
            line += kept.count("\n", start, found.end())
            start, searched, opening = found.end(), 0, None if opening else found
        if _is_wanted(opening) and len(kept) - start > LONGEST_SCRIPT:
            yield Script(line, fault="It is too long.")
            opening = NOT_WANTED
        tail = max(start, len(kept) - LONGEST_TAG)
        forgotten = start if _is_wanted(opening) else tail
        line += kept.count("\n", start, forgotten)
        kept, searched = kept[forgotten:], tail - forgotten
    if _is_wanted(opening):
        yield Script(line, fault="The file ends in the middle of it.")


def _awaited(opening: re.Match | None) -> re.Pattern:
    if opening is None:
        return OPENING
    return END_OF_COMMENT if opening[0] == "<!--" else END_OF_SCRIPT


def _is_wanted(opening: re.Match | None) -> bool:
    return opening is not None and JSON_LD.search(opening[1] or "") is not None


def _unwrapped(text: str) -> str:
    """Without what some systems put around a script, or do to its quotation marks."""
    if wrapped := WRAPPED.fullmatch(text):
        text = wrapped[1]
    return unescape(text) if '"' not in text else text


def _encoding(head: bytes) -> str:
    for mark, name in {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}.items():
        if head.startswith(mark):
            return name
    declared = CHARSET.search(head)
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8-sig"
    except LookupError:
        return "utf-8-sig"


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
