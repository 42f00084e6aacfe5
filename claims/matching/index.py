"""The three indexes of matching, and the only place that writes them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import orjson
from django.db import connection, transaction

from claims.fulltext import MATCH
from claims.matching.entries import Entry, candidate, forms
from claims.matching.ranking import Candidate
from claims.models import (
    DeskMatchEntry,
    DeskMatchTerm,
    ExternalMatchEntry,
    ExternalMatchTerm,
    PublicMatchEntry,
    PublicMatchTerm,
)
from claims.models.counting import count
from claims.models.matching import MatchEntry

EVERYWHERE = ""  # the term that is in every claim: its count is how many claims there are
AT_ONCE = 500  # claims in one statement


class Index(NamedTuple):
    entries: type
    terms: type


PUBLIC = Index(PublicMatchEntry, PublicMatchTerm)
DESK = Index(DeskMatchEntry, DeskMatchTerm)
EXTERNAL = Index(ExternalMatchEntry, ExternalMatchTerm)  # its keys are other publishers' checks, and no claims


@transaction.atomic
def put(index: Index, entries: Mapping[int, Entry | None]) -> None:
    """Let claims be matched as they now read, by their keys; those that come as None no longer."""
    held = index.entries.objects.in_bulk(entries)
    kept = {key: entry for key, entry in entries.items() if entry}
    changes = Counter()
    for entry in kept.values():
        changes.update(counted(entry))
    for row in held.values():
        changes.subtract(counted(row))
    index.entries.objects.filter(pk__in=held.keys() - kept.keys()).delete()
    index.entries.objects.bulk_create(
        [index.entries(pk=key, **entry._asdict()) for key, entry in kept.items()],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=[index.entries._meta.pk.name],
        update_fields=Entry._fields,
    )
    count(index.terms, changes)


def counted(entry: Entry | MatchEntry) -> set[str]:
    """What is counted of a claim: its terms, and the forms of its words."""
    return {EVERYWHERE, *entry.terms.split(" ")} | forms(entry.versions)


def take_turn(index: Index) -> None:
    """Until this transaction ends, nobody else writes this index.

    The counts of terms are changed by what an entry held before, and an entry holds names that others may be changing:
    two writers at once would each miss what the other did, or wait for each other's terms for ever. SQLite has one
    writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [index.entries._meta.db_table])


def clear(index: Index) -> None:
    index.entries.objects.all().delete()
    index.terms.objects.all().delete()


def frequencies(index: Index, terms: Iterable[str]) -> tuple[int, dict[str, int]]:
    """How many claims there are, and how many of them hold each term."""
    held = dict.fromkeys([EVERYWHERE, *terms], 0)
    rows = _rows(f"SELECT word, claims FROM {index.terms._meta.db_table} WHERE word", list(held))
    held |= {word: max(claims, 0) for word, claims in rows}  # a count that somebody spoilt must not stop the matching
    return held.pop(EVERYWHERE), held


def holding(index: Index, asked: list[tuple[str, ...]], most: int) -> dict[int, list[str]]:
    """The terms of claims that hold all of any of some groups of terms, by their keys: at most so many, the newest."""
    finding, values = (_in_postgresql if connection.vendor == "postgresql" else _in_sqlite)(index, asked)
    # Found first and put in order then: or else PostgreSQL may go through all claims in order, to find a few of them.
    select = (
        f"WITH found AS MATERIALIZED ({finding}) SELECT claim_id, terms FROM found ORDER BY claim_id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(select, [*values, most])
        return {key: held.split(" ") for key, held in cursor.fetchall()}


def _in_postgresql(index: Index, asked: list[tuple[str, ...]]) -> tuple[str, list]:
    """Groups as rows and not as so many conditions, which would take longer to plan than to find."""
    table, held = index.entries._meta.db_table, "string_to_array(terms, ' ')"
    alone = [term for term, *others in asked if not others]
    together = [" ".join(terms) for terms in asked if len(terms) > 1]
    finding = f"SELECT claim_id, terms FROM {table} WHERE {held} && %s"
    if not together:
        return finding, [alone]
    # OFFSET 0: each group is asked for in the index, whatever PostgreSQL thinks of going through the claims instead.
    holding_all = f"SELECT claim_id, terms FROM {table} WHERE {held} @> string_to_array(asked, ' ') OFFSET 0"
    groups = f"SELECT claim_id, terms FROM unnest(%s::text[]) AS asked CROSS JOIN LATERAL ({holding_all}) AS held"
    return f"{finding} UNION {groups}", [alone, together]


def _in_sqlite(index: Index, asked: list[tuple[str, ...]]) -> tuple[str, list]:
    table = index.entries._meta.db_table
    found = f"SELECT rowid FROM {MATCH[table].name} WHERE {MATCH[table].name} MATCH %s"
    groups = ("(" + " AND ".join(f'"{term}"' for term in terms) + ")" for terms in asked)
    return f"SELECT claim_id, terms FROM {table} WHERE claim_id IN ({found})", [" OR ".join(groups)]


def candidates(index: Index, keys: Iterable[int]) -> dict[int, Candidate]:
    """What the index knows of some claims."""
    rows = _rows(f"SELECT claim_id, versions, names FROM {index.entries._meta.db_table} WHERE claim_id", list(keys))
    return {key: candidate(versions, names) for key, versions, names in rows}


def _rows(select: str, values: list) -> list[tuple]:
    """The rows whose last column named is one of some values. Django takes longer to ask than databases to answer."""
    if not values:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if isinstance(values[0], str):  # no term holds a space, and one text is written out sooner than an array
                # The space at its end: a text of nothing would be an array of nothing, and not of EVERYWHERE.
                cursor.execute(f"{select} = ANY(string_to_array(%s, ' '))", [" ".join(values) + " "])
            else:
                cursor.execute(f"{select} = ANY(%s)", [values])
        else:
            # One parameter: how many there may be depends on how SQLite was built, and long claims have many words.
            cursor.execute(f"{select} IN (SELECT value FROM json_each(%s))", [orjson.dumps(values).decode()])
        return cursor.fetchall()
