"""What else may have been meant, where nothing is found: words that are known, and only a slip or two away."""

from collections.abc import Callable

from django.db.models import Q
from django.db.models.functions import Length

from claims import text
from claims.models import SearchWord
from claims.search.query import Query, Term, word

SHORTEST = 4  # characters: anything is near to a shorter word
MOST_LOOKED_AT = 5_000  # known words, the most common first


def corrected(query: Query, is_known: Callable[[Term], bool]) -> Query | None:
    """The query with each word that no claim holds replaced by the nearest that some do; None where there is none.

    `is_known` says of a Term whether any claim holds it.
    """
    wanted = tuple(term if is_known(term) else _corrected(term) for term in query.wanted)
    if None in wanted or wanted == query.wanted:
        return None
    return query._replace(wanted=wanted, whole=None)


def slips(typed: str, known: str, most: int) -> int:
    """How many letters were left out, put in, changed or swapped with their neighbour; `most` + 1 where more."""
    before, row = [], list(range(len(known) + 1))
    for i, letter in enumerate(typed, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(known, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and typed[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _corrected(term: Term) -> Term | None:
    if len(term.words) > 1 or term.is_prefix:
        return None
    nearest = _nearest(term.words[0])
    return word(nearest) if nearest else None


def _nearest(typed: str) -> str | None:
    """Of the known words with the fewest slips the most common one."""
    if len(typed) < SHORTEST or text.is_paired(typed):
        return None
    most = 1 if len(typed) < 6 else 2
    near = [
        (found, -claims, known)
        for known, claims in _alike(typed, most)
        if len(set(known) ^ set(typed)) <= 2 * most and (found := slips(typed, known, most)) <= most
    ]
    return min(near)[2] if near else None


def _alike(typed: str, most: int) -> list[tuple[str, int]]:
    """Known words of about its length that begin with one of its first two letters, and how many claims hold each."""
    begins = Q(word__startswith=typed[0]) | Q(word__startswith=typed[1])
    length = (len(typed) - most, len(typed) + most)
    known = SearchWord.objects.alias(length=Length("word")).filter(begins, claims__gt=0, length__range=length)
    return list(known.order_by("-claims").values_list("word", "claims")[:MOST_LOOKED_AT])
