"""The lineage of sources as a drawing: numbered nodes in rows, first-hand ones on top. Pure functions, whole numbers.

The page lists the same facts as text beside it, under the same numbers.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", int, str)

STEP_X, STEP_Y, RADIUS, MARGIN = 56, 72, 15, 20
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
    widest = max(len(row) for row in rows)
    nodes = {}
    for depth, row in enumerate(rows):
        row.sort(key=lambda key: _middle(sources[key]["derived_from"], nodes))
        left = MARGIN + (widest - len(row)) * STEP_X // 2
        for place, key in enumerate(row):
            number = list(sources).index(key) + 1
            nodes[key] = Node(
                number, sources[key]["title"], sources[key]["lineage"], left + place * STEP_X, MARGIN + depth * STEP_Y
            )
    return Graph(
        nodes=sorted(nodes.values()),
        edges=[_edge(nodes[parent], nodes[key]) for key in sources for parent in sources[key]["derived_from"]],
        width=2 * MARGIN + (widest - 1) * STEP_X,
        height=2 * MARGIN + (len(rows) - 1) * STEP_Y,
    )


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
