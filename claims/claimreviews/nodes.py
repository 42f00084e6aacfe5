"""JSON-LD as people write it: every member is a list of values, whatever it holds and by whatever name it goes.

A missing member, null and "" are the empty list; one value is a list of one; {"@value"}, {"@list"} and {"@set"} are
what they hold; and {"@id"} alone is the node of that name, where there is one.
"""

import re
from collections.abc import Iterator
from html import unescape

PREFIX = re.compile(r"^(?:https?://schema\.org/|schema:)")
HOLDERS = ("@value", "@list", "@set")
DEEPEST = 8
# Neither of them can be stored, and nobody has written them on purpose.
IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)

Nodes = dict[str, dict]


class Node:
    """An object, and the nodes that it may refer to."""

    def __init__(self, body: dict, known: Nodes, depth: int = 0) -> None:
        self.body = {PREFIX.sub("", name): value for name, value in body.items()}
        self.known, self.depth = known, depth

    def values(self, *names: str) -> list:
        """Those of the first member that has any."""
        for name in names:
            if found := list(self._flat(self.body.get(name), 0)):
                return found
        return []

    def nodes(self, *names: str) -> list["Node"]:
        return [Node(value, self.known, self.depth + 1) for value in self.values(*names) if isinstance(value, dict)]

    def texts(self, *names: str) -> list[str]:
        """Word for word, but for spaces around them. Of objects, what they are called."""
        for name in names:
            if found := [text for value in self.values(name) if (text := self.text_of(value))]:
                return found
        return []

    def text(self, *names: str) -> str:
        return next(iter(self.texts(*names)), "")

    def links(self, *names: str) -> list[str]:
        """What may be addresses: as they are written, or of the objects that have one."""
        values = [Node(each, {}) if isinstance(each, dict) else each for each in self.values(*names)]
        found = [
            each.text("url", "@id", "contentUrl") if isinstance(each, Node) else self.text_of(each) for each in values
        ]
        return list(filter(None, found))

    def link(self, *names: str) -> str:
        """The first there is, of the first member that has any."""
        return next((links[0] for name in names if (links := self.links(name))), "")

    @property
    def types(self) -> set[str]:
        return {PREFIX.sub("", text) for text in self.texts("@type", "type")}

    def _flat(self, value: object, depth: int) -> Iterator:
        if depth > DEEPEST or value in (None, ""):
            return
        if isinstance(value, list):
            for each in value:
                yield from self._flat(each, depth + 1)
        elif isinstance(value, dict) and (holder := next((name for name in HOLDERS if name in value), None)):
            yield from self._flat(value[holder], depth + 1)
        elif isinstance(value, dict) and value.keys() == {"@id"}:
            yield self.known.get(str(value["@id"]), value)
        else:
            yield value

    def text_of(self, value: object) -> str:
        """Of a value: its text, or what it is called."""
        if isinstance(value, dict):
            inner = Node(value, self.known, self.depth + 1)
            return inner.text("text", "name", "alternateName") if self.depth < DEEPEST else ""
        if isinstance(value, bool):
            value = str(value).lower()
        return IMPOSSIBLE.sub("\ufffd", str(value)).strip()


def plain(text: str) -> str:
    """A text that may be HTML, or have been it twice, as a line of words."""
    for _ in range(2):
        text = unescape(TAG.sub(" ", text))
    return " ".join(IMPOSSIBLE.sub("\ufffd", text).split())
