"""Files and directories → reviews, and of everything that is none, the reason."""

from collections.abc import Iterable, Iterator
from itertools import chain

from claims.claimreviews import files, texts
from claims.claimreviews.nodes import Node, Nodes
from claims.claimreviews.records import Claimant, Review, Skipped
from claims.claimreviews.reviews import Around, deleted, moment, review

__all__ = ["Claimant", "Review", "Skipped", "read"]


def read(paths: Iterable[str]) -> Iterator[Review | Skipped]:
    """What there is in files, directories and, as “-”, standard input: in order, and in constant memory."""
    for path in files.listed(paths):
        is_empty = True
        try:
            with files.opened(path) as file:
                for each in _of_text(files.pieces(file), path):
                    is_empty = False
                    yield each
        except files.Unreadable as fault:
            is_empty = False
            yield Skipped(path, str(fault))
        if is_empty:
            yield Skipped(path, "There is no ClaimReview in it.")


def _of_text(pieces: Iterator[str], path: str) -> Iterator[Review | Skipped]:
    head = ""
    while not (begins := head.lstrip("\ufeff\x1e \t\r\n")[:1]):
        if (piece := next(pieces, None)) is None:
            yield Skipped(path, "The file is empty.")
            return
        head = piece
    text = chain([head], pieces)
    if begins == "<":
        for script in files.scripts(text):
            if script.fault:
                yield Skipped(f"{path}:{script.line}", script.fault)
            for found in texts.values([script.text], script.line):
                yield from _of_value(found, path, is_page=True)
    elif begins in "{[":
        for found in texts.values(text):
            yield from _of_value(found, path, is_page=False)
    else:
        yield Skipped(path, "It is neither JSON nor HTML.")


def _of_value(found: texts.Found, path: str, *, is_page: bool) -> Iterator[Review | Skipped]:
    """The records in a value. Pages have scripts about other things: those are no records."""
    if found.fault:
        yield Skipped(_where(path, found.line, found.places), found.fault)
        return
    known, is_record = _known(found.value), not is_page
    for node, around, places in _records(found, known):
        is_record, where = False, _where(path, found.line, places)
        if "ClaimReview" in node.types:
            yield review(node, where, around)
        elif around.deleted_at:
            yield deleted(around, where)
        else:
            yield Skipped(where, "The item of the feed holds no ClaimReview.")
    if is_record:
        yield Skipped(_where(path, found.line, found.places), "There is no ClaimReview in it.")


def _records(found: texts.Found, known: Nodes) -> Iterator[tuple[Node, Around, tuple[int, ...]]]:
    """The reviews in a value, however deep, and the items of feeds that hold none."""
    waiting = [(found.value, Around(), found.places)]
    while waiting:
        value, around, places = waiting.pop()
        if isinstance(value, list):
            waiting += _numbered(value, around, places)
        if not isinstance(value, dict):
            continue
        node = Node(value, known)
        if "ClaimReview" in node.types:
            yield node, around, places
        elif "DataFeedItem" in node.types:
            around = Around(node.link("url"), moment(node.text("dateDeleted")))
            held = [each for each in node.values("item") if isinstance(each, dict)]
            waiting += _numbered(held, around, places) if len(held) > 1 else [(each, around, places) for each in held]
            if not held:
                yield node, around, places
        else:
            waiting += [(each, around, places) for each in reversed(value.values()) if isinstance(each, dict | list)]


def _numbered(values: list, around: Around, places: tuple[int, ...]) -> list[tuple]:
    """The last one first, as the next to be taken stands at the end."""
    return [(values[at], around, (*places, at + 1)) for at in reversed(range(len(values)))]


def _known(value: object) -> Nodes:
    """The nodes that others may refer to, by their names."""
    known, waiting = {}, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if len(each) > 1 and isinstance(name := each.get("@id"), str):
                known.setdefault(name, each)
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return known


def _where(path: str, line: int, places: tuple[int, ...]) -> str:
    return "/".join([f"{path}:{line}", *map(str, places)])
