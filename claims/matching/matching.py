"""Any text → the claims that it may repeat. They are candidates: nobody can tell by words alone."""

from itertools import combinations
from typing import NamedTuple

from claims.matching import index
from claims.matching.fusion import fused, similarity
from claims.matching.index import Index
from claims.matching.ranking import Ranking, Rarity, quick
from claims.matching.words import ANY, INDONESIAN_MARK, Text, dates_and_numbers, words
from claims.search.query import FUNCTION_WORDS

MOST_CHARACTERS = 20_000
MOST_TERMS = 200  # of one text that are looked up: of a longer one, what comes first
BUDGET = (400, 2_000)  # claims that are looked at for one text: a share of all, at least and at most so many
SHARE = 150  # one in so many
MOST_PAIRED = 12  # terms that are asked for in pairs
TOGETHER = 4  # times as often as by chance, two words of a text stand in one claim
SHORTLIST = 20  # of those looked at, how many are compared by their texts


class Match(NamedTuple):
    """A claim that a text may repeat, by its key, and the telling words that made the match, the rarest first."""

    claim: int
    score: float
    words: list[str]


def match(said: str, where: Index, most: int = 10, *, by_words_alone: bool = False) -> list[Match]:
    """The likeliest first; of equals the oldest. A text in any language, of which MOST_CHARACTERS are read.

    `by_words_alone`: without the second opinion that an installation may have, which takes as long as its model does.
    """
    said = said[:MOST_CHARACTERS]
    spoken = Text(words(said)[:MOST_TERMS], *ANY)
    named = [each for each in dates_and_numbers(said) if each not in spoken.places][:MOST_TERMS]
    claims, held = index.frequencies(where, [INDONESIAN_MARK, *spoken.places, *spoken.forms, *named])
    rarity = Rarity(held, claims, held.pop(INDONESIAN_MARK))
    keys = _shortlist(where, {term: held[term] for term in [*spoken.places, *named] if held[term]}, rarity)
    if not keys:
        return []
    candidates = index.candidates(where, keys)
    theirs = {term for candidate in candidates.values() for term in candidate.terms}
    rarity.add(index.frequencies(where, theirs - held.keys())[1])
    ranking = Ranking(spoken, named, rarity)
    scores = {key: round(ranking.score(candidate), 6) for key, candidate in sorted(candidates.items())}
    if not by_words_alone and (similar := similarity()):
        alike = similar(said, [candidate.wording for candidate in candidates.values()])
        scores = fused(scores, dict(zip(candidates, alike, strict=True)))
    likeliest = sorted(scores, key=lambda key: -scores[key])[:most]  # of equals whoever comes first, the oldest
    return [Match(key, scores[key], list(filter(_tells, ranking.words(candidates[key])))) for key in likeliest]


def _tells(word: str) -> bool:
    """Neither a function word, which is rare where there are few claims, nor a letter: the “s” of “Putin’s”."""
    return word not in FUNCTION_WORDS and not (len(word) == 1 and word.isascii() and word.isalpha())


def _shortlist(where: Index, held: dict[str, int], rarity: Rarity) -> list[int]:
    """The claims that share most with a text, by how many claims hold each of its terms."""
    if not held:
        return []
    budget = min(max(BUDGET[0], rarity.claims // SHARE), BUDGET[1])
    found = index.holding(where, asked_for(held, rarity.claims, budget), budget)
    if not found:
        return []  # withdrawn since they were counted
    weights = {term: rarity.weights[term] for term in held}
    average = sum(map(len, found.values())) / len(found)
    scores = {key: round(quick(weights, terms, average), 6) for key, terms in found.items()}
    return sorted(scores, key=lambda key: (-scores[key], key))[:SHORTLIST]


def asked_for(held: dict[str, int], claims: int, budget: int) -> list[tuple[str, ...]]:
    """Which terms to ask the index for, by how many claims hold each: some alone, others in pairs.

    Half the budget goes to the rarest terms; one of them is asked for however common it is. What is more common tells
    little alone and much together: the other half goes to the pairs that fewest claims can be expected to hold.
    """
    alone, together = [], 0
    by_rarity = sorted(held, key=lambda term: (held[term], term))
    for term in by_rarity:
        together += held[term]
        if alone and together > budget // 2:
            break
        alone.append(term)
    pairs = list(combinations(by_rarity[len(alone) :][:MOST_PAIRED], 2))
    expected = {pair: 1 + held[pair[0]] * held[pair[1]] * TOGETHER // claims for pair in pairs}
    chosen, together = [], 0
    for pair in sorted(pairs, key=lambda pair: (expected[pair], pair)):
        together += expected[pair]
        if together > budget // 2:
            break
        chosen.append(pair)
    return [*((term,) for term in alone), *chosen]
