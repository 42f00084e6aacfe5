"""The two indexes of matching, and the only place that writes them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from claims.fulltext import MATCH
from claims.models import DeskMatchEntry, DeskMatchTerm, PublicMatchEntry, PublicMatchTerm
from claims.models.counting import count

EVERYWHERE = ""  # the term that is in every claim: its count is how many claims there are
AT_ONCE = 500  # claims in one statement


class Entry(NamedTuple):
    """What the index keeps of one claim: its terms, and the texts that are compared in full, as JSON."""

    terms: frozenset[str]
    passages: str


class Index(NamedTuple):
    entries: type
    terms: type


PUBLIC = Index(PublicMatchEntry, PublicMatchTerm)
DESK = Index(DeskMatchEntry, DeskMatchTerm)


@transaction.atomic
def put(index: Index, entries: Mapping[int, Entry | None]) -> None:
    """Let claims be matched as they now read, by their keys; those that come as None no longer."""
    held = index.entries.objects.in_bulk(entries)
    kept = {key: entry for key, entry in entries.items() if entry}
    changes = Counter()
    for entry in kept.values():
        changes.update([EVERYWHERE, *entry.terms])
    for row in held.values():
        changes.subtract([EVERYWHERE, *row.terms.split()])
    index.entries.objects.filter(pk__in=held.keys() - kept.keys()).delete()
    index.entries.objects.bulk_create(
        [
            index.entries(pk=key, terms=" ".join(sorted(entry.terms)), passages=entry.passages)
            for key, entry in kept.items()
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["terms", "passages"],
    )
    count(index.terms, changes)


def clear(index: Index) -> None:
    index.entries.objects.all().delete()
    index.terms.objects.all().delete()


def frequencies(index: Index, terms: Iterable[str]) -> dict[str, int]:
    """In how many claims each term is, and under EVERYWHERE how many claims there are; without those in none."""
    counted = index.terms.objects.filter(word__in=[EVERYWHERE, *terms], claims__gt=0)
    return dict(counted.values_list("word", "claims"))


def holding(index: Index, terms: list[str], most: int) -> list[tuple[int, str, str]]:
    """Claims that hold any of some terms, at most so many, the newest: their keys, terms and passages."""
    found = index.entries.objects.filter(pk__in=_holding_any(index.entries._meta.db_table, terms))
    return list(found.values_list("pk", "terms", "passages").order_by("-pk")[:most])


def _holding_any(table: str, terms: list[str]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT claim_id FROM {table} WHERE string_to_array(terms, ' ') && %s", [terms])
    name = MATCH[table].name
    return RawSQL(f"SELECT rowid FROM {name} WHERE {name} MATCH %s", [" OR ".join(f'"{term}"' for term in terms)])
