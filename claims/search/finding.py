"""The claims that a query finds, and their order."""

from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Prefetch, QuerySet, Value, When
from django.db.models.expressions import Combinable

from claims.models import SearchEntry
from claims.search import typing
from claims.search.databases import found
from claims.search.query import Query, as_prefix, parse

# More hits than these are listed newest first: to rank them all would take long, and tell little.
MOST_RANKED = 1_000
# A place in a list is rank × this + verdict_sequence: one whole number, which a cursor can name.
RANK = 10**15


class Search(NamedTuple):
    """What was typed, and what is searched for. `instead` says it where nothing holds what was typed."""

    typed: str
    query: Query
    instead: str = ""
    is_ranked: bool = True


def search(typed: str) -> Search:
    """Look for what was typed, or else for what may have been meant. Raises Unsearchable.

    Where nothing is found, the last word may not be typed to its end, or words may be mistyped.
    """
    query = parse(typed)
    if hits := _count(query):
        return Search(typed, query, is_ranked=hits <= MOST_RANKED)
    for other in filter(None, [as_prefix(query), typing.corrected(query, lambda term: _count(Query((term,))) > 0)]):
        if hits := _count(other):
            return Search(typed, other, str(other), hits <= MOST_RANKED)
    return Search(typed, query)


def search_exactly(typed: str) -> Search:
    """Look for what was typed and nothing else, for answers that could not say what was looked for instead."""
    query = parse(typed)
    return Search(typed, query, is_ranked=_count(query) <= MOST_RANKED)


def among(claims: QuerySet, search: Search) -> QuerySet:
    """Those of some PublishedClaims that are found."""
    return claims.filter(pk__in=found(search.query))


def in_order(claims: QuerySet, search: Search, beside: int | None = None) -> QuerySet:
    """What was found, in descending order of `place`: the best first, of equals the newest.

    `beside` is the place of a claim listed before, so that a list goes on as it began.
    """
    is_ranked = search.is_ranked if beside is None else beside >= RANK
    best = rank(search.query) * RANK if is_ranked else Value(0)
    return in_order_of(claims, best + F("verdict_sequence"))


def in_order_of(claims: QuerySet, place: Combinable) -> QuerySet:
    """What was found, in descending order of a number, which is its `place`."""
    # Django takes a sum of integers for a small one, and leaves out the conditions that no small one can fail. Of a
    # plain column, a database would walk along the index of all claims instead of sorting those that are found.
    place = ExpressionWrapper(Value(0) + place, output_field=BigIntegerField())
    # Not by a join: the words are long, and most hits are only sorted.
    passages = Prefetch("search_entry", SearchEntry.objects.only("passages"))
    return claims.annotate(place=place).order_by("-place").prefetch_related(passages)


def rank(query: Query) -> Case:
    """How well a claim answers, from 1 to 5.

    From the query and the claim alone, so that nothing published meanwhile moves a claim.
    """
    whole = [When(pk__in=found(Query((query.whole,)), 1), then=5)] if query.whole and len(query.wanted) > 1 else []
    return Case(
        *whole,
        When(pk__in=found(query.exactly(), 1), then=4),
        When(pk__in=found(Query(query.wanted), 1), then=3),
        When(pk__in=found(Query(query.wanted), 2), then=2),
        default=1,
    )


def _count(query: Query) -> int:
    """How many claims are found, or one more than are ranked."""
    hits = found(query)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({hits.sql} LIMIT {MOST_RANKED + 1}) AS hits", hits.params)  # noqa: S608
        return cursor.fetchone()[0]
