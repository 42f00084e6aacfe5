"""The lineage of sources as a drawing: numbered nodes in rows, first-hand ones on top. Pure functions, whole numbers.

The page lists the same facts as text beside it, under the same numbers.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", int, str)

STEP_X, STEP_Y, RADIUS, MARGIN = 56, 72, 15, 20
WIDEST = 6  # nodes side by side: more would be too small to read on a telephone
CLOSE = 44  # from one line of a row to its next
LARGEST = 60  # more nodes than this make no legible drawing; the list remains


class Node(NamedTuple):
    number: int
    title: str
    lineage: str
    x: int
    y: int


class Edge(NamedTuple):
    x1: int
    y1: int
    x2: int
    y2: int


class Graph(NamedTuple):
    nodes: list[Node]
    edges: list[Edge]
    width: int
    height: int
    radius: int = RADIUS


def draw(sources: dict[str, dict]) -> Graph | None:
    """Draw a document's sources; None where nothing repeats anything, or there are too many to see."""
    if len(sources) > LARGEST or not any(source["derived_from"] for source in sources.values()):
        return None
    return lay_out(sources)


def lay_out(sources: Mapping[Key, dict]) -> Graph:
    """Of at least one source: under its key its `title`, its `lineage`, and the keys of those it is `derived_from`."""
    rows = _rows(sources)
    widest = min(max(len(row) for row in rows), WIDEST)
    numbers = {key: number for number, key in enumerate(sources, start=1)}
    repeated = {parent for source in sources.values() for parent in source["derived_from"]}
    nodes: dict[Key, Node] = {}
    y = MARGIN
    for row in rows:
        # What nothing repeats comes first, so that no edge has to pass it.
        row.sort(key=lambda key: (key in repeated, _middle(sources[key]["derived_from"], nodes)))
        for line in _lines(row):
            left = MARGIN + (widest - len(line)) * STEP_X // 2
            for x, key in enumerate(line):
                source = sources[key]
                nodes[key] = Node(numbers[key], source["title"], source["lineage"], left + x * STEP_X, y)
            y += CLOSE
        y += STEP_Y - CLOSE
    return Graph(
        nodes=sorted(nodes.values()),
        edges=[_edge(nodes[parent], nodes[key]) for key in sources for parent in sources[key]["derived_from"]],
        width=2 * MARGIN + (widest - 1) * STEP_X,
        height=y - STEP_Y + MARGIN,
    )


def _lines(row: list[Key]) -> list[list[Key]]:
    """A row as lines that are not too wide, the last of them full."""
    first = len(row) % WIDEST or WIDEST
    return [row[:first], *(row[start : start + WIDEST] for start in range(first, len(row), WIDEST))]


def _rows(sources: Mapping[Key, dict]) -> list[list[Key]]:
    """Keys by the longest way to a source that repeats nothing."""
    depths: dict[Key, int] = {}

    def depth(key: Key) -> int:
        if key not in depths:
            depths[key] = max((depth(parent) + 1 for parent in sources[key]["derived_from"]), default=0)
        return depths[key]

    rows: list[list[Key]] = [[] for _ in range(max(map(depth, sources)) + 1)]
    for key in sources:
        rows[depths[key]].append(key)
    return rows


def _middle(parents: list[Key], nodes: dict[Key, Node]) -> int:
    return sum(nodes[parent].x for parent in parents) // len(parents) if parents else 0


def _edge(parent: Node, child: Node) -> Edge:
    """From the lower rim of what is repeated to the upper rim of what repeats it."""
    return Edge(parent.x, parent.y + RADIUS, child.x, child.y - RADIUS)
