"""Which of some claims a text likeliest repeats.

Two steps, the second dearer and over fewer claims: quick() weighs the words that a text and a claim share, for a
thousand claims or two; Ranking compares the best of them by their texts.
"""

import math
import operator
from collections.abc import Mapping, Set

from claims.matching.words import DASH, FORM, INDONESIAN_MARK, Text, grams

# Rare words count for more than in BM25: a claim is a sentence, which one or two names identify.
IDF_POWER = 1.5
# How far a long claim is held to share words by chance: 0 not at all, 1 in proportion.
LENGTH = 0.3
# A word with so many others before it counts half: what a text repeats it says early, its comment comes after.
LEAD = 15

# Fitted on training data: conditional logit, which claim of the shortlist is the one. A score is in nats.
GRAMS = 15.0  # times the likeness by letter quadruples, 0–1: word forms, compounds, misspellings
COVER = 6.0  # times the share of the statement that the text has, 0–1
HEADLINE = 0.065  # times the weight of what is shared with the headline, which holds the point of the claim
EARLY = 0.065  # times the weight of what is shared at all, less the later it stands in the text
EXACT = 0.032  # times the weight of what is shared to the letter
# Chosen by the cross-language set, so that they cost the texts of one language nothing.
NAMES = 0.15  # times the weight of the names of its actors that the text has besides, in whatever language
DATES = 0.2  # times the weight of the dates and numbers that both name besides


class Version:
    """A claim as it was said, in one language and one wording."""

    def __init__(self, headline: Text, statement: Text) -> None:
        self.wording = " ".join([*headline.words, *statement.words])
        self.headline = headline.places.keys()
        self.statement = statement.places.keys()
        self.terms = self.headline | self.statement
        self.forms = headline.forms | statement.forms
        self.grams = frozenset().union(*map(grams, self.terms))


class Candidate:
    """A claim in all its versions; `names` are the terms of its actors in all languages, its dates and its numbers.

    `wording` is its first version, the claim's own, as folded words.
    """

    def __init__(self, versions: list[Version], names: Text) -> None:
        self.versions = versions
        self.wording = versions[0].wording
        self.names = names.places.keys()
        self.terms = self.names | {term for version in versions for term in version.terms}


class Rarity:
    """How much each term tells, by how many claims hold it.

    `held`: in how many claims each term is; `claims`: how many there are; `indonesian`: how many of them are told in
    Indonesian, to which its words are compared, or else all of them would be rare on a desk that speaks another
    language.
    """

    def __init__(self, held: Mapping[str, int], claims: int, indonesian: int) -> None:
        self.claims, self.indonesian = claims, indonesian
        self.held: dict[str, int] = {}
        self.weights: dict[str, float] = {}
        self.add(held)

    def add(self, held: Mapping[str, int]) -> None:
        self.held |= held
        self.weights |= {term: self._idf(term, number) ** IDF_POWER for term, number in held.items()}

    def _idf(self, term: str, held: int) -> float:
        """From 0 for a term that all claims hold to the logarithm of their number, in either language."""
        if not term.endswith(INDONESIAN_MARK):
            return max(0.0, math.log((self.claims + 1) / (held + 0.5)))
        share = math.log((self.indonesian + 1) / (held + 0.5)) / math.log(self.indonesian + 2)
        return max(0.0, share) * math.log(self.claims + 1)

    def of_grams(self) -> dict[str, float]:
        """Nobody counts the claims that hold a quadruple: those that hold a word with it stand for them."""
        held: dict[str, int] = {}  # a Counter takes half as long again
        for term, number in self.held.items():
            if not term.startswith(FORM):
                for gram in grams(term):
                    held[gram] = held.get(gram, 0) + number
        return {gram: max(0.0, math.log((self.claims + 1) / (number + 0.5))) ** 2 for gram, number in held.items()}


def quick(weights: Mapping[str, float], terms: list[str], average: float) -> float:
    """The weight of what a claim shares with a text, less if the claim is long.

    `weights` are of the terms of the text; `average` is how many terms claims have.
    """
    shared = sum([weights[term] for term in terms if term in weights])
    return shared / (1 - LENGTH + LENGTH * len(terms) / average)


class Ranking:
    """A text, and the dates and numbers it names, against which candidates are compared.

    `rarity` knows their terms and those of the candidates.
    """

    def __init__(self, said: Text, named: list[str], rarity: Rarity) -> None:
        self.said = said
        self.named = set(named)
        self.weights = rarity.weights
        self.gram_weights = rarity.of_grams()
        self.said_terms = said.places.keys()
        self.said_grams = frozenset().union(*map(grams, self.said_terms))
        self.said_gram_weight = self._gram_weight(self.said_grams)

    def score(self, candidate: Candidate) -> float:
        """That of its best version, and of its names."""
        return max(self._score(version, candidate.names) for version in candidate.versions)

    def features(self, version: Version) -> tuple[float, float, float, float, float]:
        """What GRAMS, COVER, HEADLINE, EARLY and EXACT are the factors of."""
        weights, places = self.weights, self.said.places
        length = math.sqrt(self._gram_weight(version.grams) * self.said_gram_weight)
        whole = self._weight(version.statement)
        return (
            self._gram_weight(version.grams & self.said_grams) / length if length else 0.0,
            self._weight(version.statement & self.said_terms) / whole if whole else 0.0,
            self._weight(version.headline & self.said_terms),
            sum([weights[term] / (1 + places[term] / LEAD) for term in version.terms & self.said_terms]),
            self._weight(version.forms & self.said.forms),
        )

    def words(self, candidate: Candidate) -> list[str]:
        """The words of the text that made the match, those that tell most first."""
        shared = self.said_terms & candidate.terms
        telling = sorted((-self.weights[term], term) for term in shared if self.weights[term] > 0)
        return list(dict.fromkeys(self.said.words[self.said.places[term]] for _, term in telling))

    def _score(self, version: Version, names: Set[str]) -> float:
        score = sum(map(operator.mul, self.features(version), (GRAMS, COVER, HEADLINE, EARLY, EXACT)))
        besides = (names & (self.said_terms | self.named)) - version.terms
        dates = {term for term in besides if term in self.named or term.isdecimal()}
        return score + NAMES * self._weight(besides - dates) + DATES * self._weight(_most_exact(dates))

    def _weight(self, terms: Set[str]) -> float:
        return sum([self.weights[term] for term in terms])

    def _gram_weight(self, some: Set[str]) -> float:
        return sum([self.gram_weights[gram] for gram in some])


def _most_exact(terms: set[str]) -> set[str]:
    """Without the month and the year of a day that is there, and the year of a month."""
    dates = [term for term in terms if DASH in term]
    return {term for term in terms if not any(term != date and term in date for date in dates)}
