"""Any text → the claims that it may repeat. They are candidates: nobody can tell by words alone."""

from typing import NamedTuple

from claims.matching import index
from claims.matching.index import Index
from claims.matching.ranking import Ranking, quick, weigh
from claims.matching.words import Text, dates_and_numbers, words

MOST_CHARACTERS = 20_000
MOST_TERMS = 200  # of one text that are looked up: of a longer one, what comes first
BUDGET = (500, 2_000)  # claims that are looked at for one text: a share of all, at least and at most so many
SHARE = 150  # one in so many
SHORTLIST = 40  # of those looked at, how many are compared by their texts


class Match(NamedTuple):
    """A claim that a text may repeat, by its key; the words that made the match, those that tell most first."""

    claim: int
    score: float
    words: list[str]


def match(said: str, where: Index, most: int = 10) -> list[Match]:
    """The likeliest first; of equals the oldest. A text in any language, of which MOST_CHARACTERS are read."""
    said = said[:MOST_CHARACTERS]
    spoken = Text(words(said)[:MOST_TERMS], is_indonesian=True)
    named = [each for each in dates_and_numbers(said) if each not in spoken.places][:MOST_TERMS]
    claims, held = index.frequencies(where, [*spoken.places, *named])
    keys = _shortlist(where, {term: number for term, number in held.items() if number}, claims)
    if not keys:
        return []
    candidates = index.candidates(where, keys)
    theirs = {term for candidate in candidates.values() for each in candidate.texts() for term in each.places}
    ranking = Ranking(spoken, named, held | index.frequencies(where, theirs - held.keys())[1], claims)
    scores = {key: round(ranking.score(candidate), 6) for key, candidate in candidates.items()}
    likeliest = sorted(scores, key=lambda key: (-scores[key], key))[:most]
    return [Match(key, scores[key], ranking.words(candidates[key])) for key in likeliest]


def _shortlist(where: Index, held: dict[str, int], claims: int) -> list[int]:
    """The claims that share most with a text, by how many claims hold each of its terms."""
    if not held:
        return []
    budget = min(max(BUDGET[0], claims // SHARE), BUDGET[1])
    found = index.holding(where, rarest(held, budget), budget)
    weights = weigh(held, claims)
    average = sum(map(len, found.values())) / len(found)
    scores = {key: round(quick(weights, terms, average), 6) for key, terms in found.items()}
    return sorted(scores, key=lambda key: (-scores[key], key))[:SHORTLIST]


def rarest(held: dict[str, int], budget: int) -> list[str]:
    """As many of the terms, the rarest first, as `budget` claims hold together; one of them however common it is."""
    chosen, together = [], 0
    for term, number in sorted(held.items(), key=lambda pair: (pair[1], pair[0])):
        together += number
        if chosen and together > budget:
            break
        chosen.append(term)
    return chosen
