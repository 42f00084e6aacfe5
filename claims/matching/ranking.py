"""Which of some claims a text likeliest repeats.

Two steps, the second dearer and over fewer claims: quick() weighs the words that a text and a claim share, for a
thousand claims or two; Ranking compares the best of them by their texts.
"""

import math
import operator
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from claims.matching.words import DASH, Text, grams

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
NAMES = 0.065  # times the weight of the names and dates of the claim that the text has besides


class Version(NamedTuple):
    """A claim as it was said, in one language and one wording."""

    headline: Text
    statement: Text


class Candidate(NamedTuple):
    """A claim in all its versions; `names` are those of its actors, in all languages, and its dates."""

    versions: list[Version]
    names: Text

    def texts(self) -> list[Text]:
        return [*(text for version in self.versions for text in version), self.names]


def weigh(frequencies: Mapping[str, int], claims: int) -> dict[str, float]:
    """The weight of each term by how many claims hold it: of 10,000 all 0, a hundred 10, one 26."""
    return {term: max(0.0, math.log((claims + 1) / (held + 0.5))) ** IDF_POWER for term, held in frequencies.items()}


def quick(weights: Mapping[str, float], terms: list[str], average: float) -> float:
    """The weight of what a claim shares with a text, less if the claim is long.

    `weights` are of the terms of the text; `average` is how many terms claims have.
    """
    shared = sum([weights[term] for term in terms if term in weights])
    return shared / (1 - LENGTH + LENGTH * len(terms) / average)


class Ranking:
    """A text, and the dates and numbers it names, against which candidates are compared.

    `frequencies` are of their terms and of those of the candidates.
    """

    def __init__(self, said: Text, named: list[str], frequencies: Mapping[str, int], claims: int) -> None:
        self.said = said
        self.named = set(named)
        self.weights = weigh(frequencies, claims)
        # Nobody counts the claims that hold a quadruple: those that hold a word with it stand for them.
        held = Counter()
        for term, number in frequencies.items():
            for gram in grams(term):
                held[gram] += number
        self.gram_weights = {gram: max(0.0, math.log((claims + 1) / (n + 0.5))) ** 2 for gram, n in held.items()}
        self.said_grams = self._grams(said)

    def score(self, candidate: Candidate) -> float:
        """That of its best version, and of its names."""
        return max(self._score(version, candidate.names) for version in candidate.versions)

    def features(self, version: Version) -> tuple[float, float, float, float, float]:
        """What GRAMS, COVER, HEADLINE, EARLY and EXACT are the factors of."""
        headline, statement = version
        places, weights = self.said.places, self.weights
        own = self._grams(headline, statement)
        length = math.sqrt(self._gram_weight(own) * self._gram_weight(self.said_grams))
        whole = self._weight(statement.places)
        exact = self.said.forms.keys() & (headline.forms.keys() | statement.forms.keys())
        return (
            self._gram_weight(own & self.said_grams) / length if length else 0.0,
            self._weight(statement.places.keys() & places.keys()) / whole if whole else 0.0,
            self._weight(headline.places.keys() & places.keys()),
            sum([weights[term] / (1 + places[term] / LEAD) for term in self._shared(version)]),
            sum([weights[self.said.forms[word]] for word in exact]),
        )

    def words(self, candidate: Candidate) -> list[str]:
        """The words of the text that made the match, those that tell most first."""
        shared = self.said.places.keys() & {term for text in candidate.texts() for term in text.places}
        telling = sorted((-self.weights[term], term) for term in shared if self.weights[term] > 0)
        return list(dict.fromkeys(self.said.words[self.said.places[term]] for _, term in telling))

    def _score(self, version: Version, names: Text) -> float:
        score = sum(map(operator.mul, self.features(version), (GRAMS, COVER, HEADLINE, EARLY, EXACT)))
        besides = (names.places.keys() & (self.said.places.keys() | self.named)) - self._shared(version)
        return score + NAMES * self._weight(_most_exact(besides))

    def _shared(self, version: Version) -> set[str]:
        return self.said.places.keys() & (version.headline.places.keys() | version.statement.places.keys())

    def _weight(self, terms) -> float:
        return sum([self.weights[term] for term in terms])

    def _grams(self, *texts: Text) -> set[str]:
        return set().union(*(grams(term) for each in texts for term in each.places))

    def _gram_weight(self, some: set[str]) -> float:
        return sum([self.gram_weights[gram] for gram in some])


def _most_exact(terms: set[str]) -> set[str]:
    """Without the month and the year of a day that is there, and the year of a month."""
    dates = [term for term in terms if DASH in term]
    return {term for term in terms if not any(term != date and term in date for date in dates)}
