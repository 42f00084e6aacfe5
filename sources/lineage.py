"""Lineage: trace sources to their origins, and count origins instead of outlets.

Ten outlets that repeat one wire story are one source. Three numbers say so for a set of sources: `reports`, how
many there are; `origins`, how many different first-hand sources they trace to; `unknown`, how many trace to no
known origin. Unknown never counts as independent.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from django.apps import apps
from django.utils.translation import gettext, ngettext

Key = TypeVar("Key", int, str)
Parents = Mapping[Key, Iterable[Key]]


class Lineage(NamedTuple):
    reports: int
    origins: int
    unknown: int

    def __str__(self) -> str:
        reports = ngettext("%(n)d report", "%(n)d reports", self.reports) % {"n": self.reports}
        origins = ngettext("%(n)d independent origin", "%(n)d independent origins", self.origins) % {"n": self.origins}
        words = {"reports": reports, "origins": origins, "unknown": self.unknown}
        return gettext("%(reports)s, %(origins)s, %(unknown)d of unknown lineage") % words


def count(reports: Iterable[Key], parents: Parents, originals: Collection[Key]) -> Lineage:
    """Count a set of sources.

    `parents` maps a source to those it repeats; it may hold more than is asked about. `originals` are the sources
    known to be first-hand.
    """
    found = [origins_of(report, parents, originals) for report in set(reports)]
    return Lineage(len(found), len(set().union(*found)), sum(not origins for origins in found))


def origins_of(report: Key, parents: Parents, originals: Collection[Key]) -> set[Key]:
    """The first-hand sources that one source traces to; itself alone, where it is first-hand."""
    ended = {source: () if source in originals else parents.get(source, ()) for source in [*parents, report]}
    return {source for source in _reached([report], ended) if source in originals}


def parents_of(sources: Iterable[int]) -> dict[int, list[int]]:
    """Every source reached by following derivations from these, mapped to the sources that it repeats.

    One query for each step of the longest chain.
    """
    return _followed(sources, "source", "derived_from")


def children_of(sources: Iterable[int]) -> dict[int, list[int]]:
    """Every source that repeats one of these, directly or through others, mapped to those that repeat it; as above."""
    return _followed(sources, "derived_from", "source")


def _followed(sources: Iterable[int], start: str, end: str) -> dict[int, list[int]]:
    derivation = apps.get_model("sources", "Derivation")
    found: dict[int, list[int]] = {}
    step = set(sources)
    while step:
        found |= {source: [] for source in step}
        edges = derivation.objects.filter(**{f"{start}__in": step}).order_by(end).values_list(start, end)
        for source, other in edges:
            found[source].append(other)
        step = {other for _, other in edges} - found.keys()
    return found


def trace(sources: Iterable[int]) -> Lineage:
    """Count sources given by primary key, as the desk knows them now."""
    reports = set(sources)
    parents = parents_of(reports)
    model = apps.get_model("sources", "Source")
    originals = set(model.objects.filter(pk__in=parents, lineage=model.Lineage.ORIGINAL).values_list("pk", flat=True))
    return count(reports, parents, originals)


def _reached(start: Iterable[Key], parents: Parents) -> set[Key]:
    reached: set[Key] = set()
    waiting = list(start)
    while waiting:
        source = waiting.pop()
        if source not in reached:
            reached.add(source)
            waiting.extend(parents.get(source, ()))
    return reached
