import codecs
import csv
import json
import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, NamedTuple

from django.core.management.base import BaseCommand, CommandError

from claims.matching import desk, elsewhere, index
from claims.matching.sentences import sentences
from claims.search.query import Unsearchable
from claims.states import State

STANDARD_INPUT = "-"
LONGEST_LINE = 64 * 1024  # bytes: a longer line is read in pieces of so many, so that memory does not grow with it
PROGRESS = 50  # sentences between two signs of life
ELSEWHERE = "elsewhere"
COLUMNS = [
    "file", "line", "sentence", "score", "state", "public", "slug", "headline", "words",
    "publisher", "rating", "checked_on", "url",
]  # fmt: skip
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # what a terminal would obey


class Unreadable(Exception):
    """A file, or the rest of it, is left out; the message says why, and where."""


class Found(NamedTuple):
    """A sentence with its candidates, which hold what every format shows of them."""

    file: str
    line: int
    sentence: str
    candidates: list[dict]
    elsewhere: list[dict]


class Command(BaseCommand):
    help = (
        "Print the claims that the sentences of texts may repeat, and what other publishers have checked: candidates, "
        "which somebody has to read. Line breaks end sentences. A file that is missing, empty or no UTF-8 text is "
        "left out from there on and named at the end, with exit code 1; the others are matched all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a text in UTF-8, or - for standard input")
        parser.add_argument("--public", action="store_true", help="match against the public record alone")
        parser.add_argument("--most", type=_number, default=3, help="candidates for each sentence (default: 3)")
        parser.add_argument(
            "--least",
            type=float,
            metavar="SCORE",
            help="the score from which a candidate is printed (default: what outweighs the number of claims)",
        )
        parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")

    def handle(self, *, files: list[str], **options) -> None:
        problems = []
        try:
            for printed in FORMATS[options["format"]](self._found(files, options, problems)):
                self.stdout.write(printed)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads this has had enough, as `head` has: nor must Python's own last flush complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if problems:
            raise CommandError("\n".join(problems))

    def _found(self, files: list[str], options: dict, problems: list[str]) -> Iterator[Found]:
        """In every file that can be read; what is wrong with the others goes to `problems`."""
        for name in files:
            try:
                for line, sentence in self._counted(_sentences(name), name):
                    candidates, checks = _candidates(sentence, line, options)
                    if candidates or checks:
                        yield Found(name, line, sentence, candidates, checks)
            except Unreadable as problem:
                problems.append(f"{name}{problem}")

    def _counted(self, found: Iterator[tuple[int, str]], name: str) -> Iterator[tuple[int, str]]:
        """Says how far it is, where somebody is looking and sees nothing else."""
        is_watched = self.stderr.isatty() and not self.stdout.isatty()
        for number, (line, sentence) in enumerate(found):
            if is_watched and number % PROGRESS == 0:
                self.stderr.write(f"\r{name}: line {line}", style_func=str, ending="")
            yield line, sentence
        if is_watched:
            self.stderr.write("", style_func=str)


def _sentences(name: str) -> Iterator[tuple[int, str]]:
    """The sentences of a file with the numbers of their lines."""
    is_empty = True
    try:
        with nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else Path(name).open("rb") as file:
            for line, text in _lines(file):
                is_empty = is_empty and not text.strip()
                yield from ((line, sentence) for sentence in sentences(text))
    except OSError as error:
        raise Unreadable(f": {error.strerror or error}.") from error
    if is_empty:
        raise Unreadable(": the file is empty.")


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines of a file by their numbers; those that are longer than LONGEST_LINE in pieces."""
    decoder, line = codecs.getincrementaldecoder("utf-8-sig")(), 1
    while piece := file.readline(LONGEST_LINE):
        if b"\0" in piece:
            raise Unreadable(f":{line}: there is a null byte, so this is no text.")
        yield line, _decoded(decoder, piece, line)
        line += piece.endswith(b"\n")
    _decoded(decoder, b"", line)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, line: int) -> str:
    """What `piece` ends with may be half a character, unless it is empty: then the file ends."""
    try:
        return decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]
        raise Unreadable(f":{line}: this is not UTF-8 (byte 0x{wrong:02x}); save it as UTF-8.") from error


def _candidates(sentence: str, line: int, options: dict) -> tuple[list[dict], list[dict]]:
    """Of claims, and of what was checked elsewhere, which is no part of the public record."""
    public_alone, limits = options["public"], {"most": options["most"], "least": options["least"]}
    where = (index.PUBLIC,) if public_alone else desk.EVERYTHING
    try:
        found = desk.similar(sentence, where=where, **limits)
        checks = [] if public_alone else elsewhere.similar(sentence, **limits)
    except Unsearchable as fault:
        raise Unreadable(f":{line}: {fault}") from fault
    return [_shown(each, public_alone=public_alone) for each in found], [_shown_elsewhere(each) for each in checks]


def _shown(found: desk.Similar, *, public_alone: bool) -> dict:
    """Of the public record alone, nothing of what the desk is doing with a claim."""
    shown = found.public if public_alone and found.public else found.claim
    return {
        "score": round(found.score, 2),
        "state": State.PUBLISHED.value if public_alone else found.state,
        "public": found.public is not None,
        "slug": shown.slug,
        "headline": shown.headline,
        "words": found.words,
    }


def _shown_elsewhere(found: elsewhere.Elsewhere) -> dict:
    check = found.check
    return {
        "score": round(found.score, 2),
        "publisher": check.publisher.name,
        "rating": check.rating.text if check.rating else "",
        "checked_on": check.reviewed_on.isoformat() if check.reviewed_on else "",
        "url": check.url,
        "claim": check.claim,
        "words": found.words,
    }


def _as_text(some: Iterable[Found]) -> Iterator[str]:
    for found in some:
        yield CONTROLS.sub(" ", f"{found.file}:{found.line}: {found.sentence}")
        for each in found.candidates:
            under_revision = each["public"] and each["state"] != State.PUBLISHED
            state = f"{each['state']}, public" if under_revision else each["state"]
            yield f"  {each['score']:6.2f}  {state}  {each['slug']}  ({', '.join(each['words'])})"
        for each in found.elsewhere:
            told = f"{each['publisher']}: “{each['rating']}” {each['checked_on']}"
            line = f"  {each['score']:6.2f}  {ELSEWHERE}  {told}  {each['url']}  ({', '.join(each['words'])})"
            yield CONTROLS.sub(" ", line)


def _as_jsonl(some: Iterable[Found]) -> Iterator[str]:
    return (json.dumps(found._asdict(), ensure_ascii=False) for found in some)


def _as_csv(some: Iterable[Found]) -> Iterator[str]:
    """A row for each candidate."""
    table = csv.writer(SimpleNamespace(write=str), lineterminator="")  # writerow() returns what write() does
    yield table.writerow(COLUMNS)
    for found in some:
        rows = [each | {"public": "yes" if each["public"] else "no"} for each in found.candidates]
        rows += [each | {"state": ELSEWHERE, "public": "no", "headline": each["claim"]} for each in found.elsewhere]
        for each in rows:
            values = found._asdict() | each | {"words": " ".join(each["words"])}
            yield table.writerow([values.get(name, "") for name in COLUMNS])


FORMATS = {"text": _as_text, "jsonl": _as_jsonl, "csv": _as_csv}


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and 0 < len(typed) < 4 and int(typed)):
        raise ArgumentTypeError("give a number from 1 to 999.")
    return int(typed)
