"""A collection of claims, of texts that repeat them, and of which repeats which: files as CheckThat! 2020 has them."""

import csv
import random
from pathlib import Path
from typing import NamedTuple


class Unreadable(ValueError):
    """A file is not what it should be; the message says which, and where."""


class Said(NamedTuple):
    """A claim as a collection has it."""

    name: str
    headline: str
    statement: str


class Query(NamedTuple):
    """A text, and the names of the claims that it repeats."""

    text: str
    gold: frozenset[str]


def read_claims(path: Path) -> list[Said]:
    """Tab-separated with a heading: number, `vclaim`, `title`."""
    return [Said(row[0], row[2], row[1]) for row in _rows(path, 3)]


def read_queries(texts: Path, gold: Path) -> list[Query]:
    """Texts, tab-separated with a heading: number, `tweet_content`; and TREC's qrels: text, 0, claim, 1."""
    repeats: dict[str, set[str]] = {}
    for number, line in enumerate(_read(gold).splitlines(), start=1):
        if len(columns := line.split()) != 4:
            raise Unreadable(f"{gold}, line {number}: four columns are wanted: text, 0, claim, 1.")
        repeats.setdefault(columns[0], set()).add(columns[2])
    return [Query(text, frozenset(repeats[name])) for name, text in _rows(texts, 2) if name in repeats]


def grown(claims: list[Said], size: int) -> list[Said]:
    """So many claims: the first of these, or these and others made of a half of each of two of them."""
    dice = random.Random(0)  # noqa: S311 - the same ones every time
    made = [_crossed(f"made {n}", *dice.sample(claims, 2)) for n in range(size - len(claims))]
    return [*claims[:size], *made]


def _crossed(name: str, one: Said, other: Said) -> Said:
    return Said(name, _halves(one.headline, other.headline), _halves(one.statement, other.statement))


def _halves(one: str, other: str) -> str:
    front, back = one.split(), other.split()
    return " ".join(front[: len(front) // 2] + back[len(back) // 2 :])


def _rows(path: Path, columns: int) -> list[list[str]]:
    rows = list(csv.reader(_read(path).splitlines(keepends=True), delimiter="\t"))[1:]
    for number, row in enumerate(rows, start=2):
        if len(row) != columns:
            raise Unreadable(f"{path}, record {number}: {columns} columns are wanted, there are {len(row)}.")
    return rows


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Unreadable(f"{path} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise Unreadable(f"{path} is not UTF-8, at byte {fault.start}.") from fault
