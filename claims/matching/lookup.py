"""Looking claims of the desk up by words, in the index by which they are matched: as quick however many there are.
So can other publishers' checks be.

A claim is found by its headline, statement and quotes in any of their languages, the names of its actors, and its
notes. Every word must be there, in any form; the last one may not be typed to its end.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from claims.fulltext import MATCH
from claims.matching.entries import NOTED
from claims.matching.index import DESK, Index, frequencies
from claims.matching.words import ANY, FORM, INDONESIAN_MARK, term, words
from claims.search.limit import time_limit

MOST = 1_000  # claims: more are of no use in a list, and take longer to fetch
MOST_WORDS = 32
SHORTEST_BEGINNING = 3  # letters: with fewer, nearly every word begins
MOST_ENDINGS = 50
# What so many claims hold is found sooner by going through the newest claims than by asking the index for all of them.
COMMON = 20_000

Groups = Sequence[list[str]]


def look_up(typed: str, where: Index = DESK) -> list[int]:
    """The keys of the newest claims that hold what was typed, at most one more than MOST.

    Raises Unsearchable where it takes too long.
    """
    found = words(typed)[:MOST_WORDS]
    if not found:
        return []
    with time_limit():
        groups = [*(_forms(word) for word in found[:-1]), _begun(where, found[-1])]
        return _holding(where, [[*group, *(f"{NOTED}{each}" for each in group)] for group in groups])


def _forms(word: str) -> list[str]:
    return [*dict.fromkeys(term(word, language) for language in ANY)]


def _begun(where: Index, word: str) -> list[str]:
    """A word, and the most common ones that begin so."""
    if len(word) < SHORTEST_BEGINNING:
        return _forms(word)
    begins = _begins(word) | _begins(f"{FORM}{word}") | _begins(f"{NOTED}{word}")
    known = where.terms.objects.filter(begins, claims__gt=0)
    endings = known.order_by("-claims", "word").values_list("word", flat=True)[:MOST_ENDINGS]
    return [*dict.fromkeys([*_forms(word), *(each for ending in endings for each in _terms(ending))])]


def _terms(known: str) -> list[str]:
    """By what a known word is found: by itself where it is a term, else by the terms of its form."""
    if known.startswith(FORM):
        return _forms(known.removeprefix(FORM).removesuffix(INDONESIAN_MARK))
    return [known.removeprefix(NOTED)]


def _begins(start: str) -> Q:
    """Both databases answer from an index: SQLite knows no other way, and PostgreSQL orders by its own rules."""
    if connection.vendor == "postgresql":
        return Q(word__startswith=start)
    return Q(word__gte=start, word__lt=f"{start}\U0010ffff")


def _holding(where: Index, groups: Groups) -> list[int]:
    select, values = (_postgresql if connection.vendor == "postgresql" else _sqlite)(where, groups)
    with connection.cursor() as cursor:
        cursor.execute(select, [*values, MOST + 1])
        return [key for (key,) in cursor.fetchall()]


def _sqlite(where: Index, groups: Groups) -> tuple[str, list]:
    """FTS5 goes through its lists in the order of the keys, and stops when it has enough."""
    name = MATCH[where.entries._meta.db_table].name
    match = " AND ".join("(" + " OR ".join(f'"{each}"' for each in group) + ")" for group in groups)
    return f"SELECT rowid FROM {name} WHERE {name} MATCH %s ORDER BY rowid DESC LIMIT %s", [match]


def _postgresql(where: Index, groups: Groups) -> tuple[str, list]:
    table = where.entries._meta.db_table
    condition = " AND ".join(["string_to_array(terms, ' ') && %s"] * len(groups))
    select = f"SELECT claim_id FROM {table} WHERE {condition}"
    if not _are_common(where, groups):
        select = f"WITH found AS MATERIALIZED ({select}) SELECT claim_id FROM found"
    return f"{select} ORDER BY claim_id DESC LIMIT %s", list(groups)


def _are_common(where: Index, groups: Groups) -> bool:
    """Whether even the rarest word is in very many claims."""
    _, counts = frequencies(where, [each for group in groups for each in group])
    return min(sum(counts[each] for each in group) for group in groups) > COMMON
