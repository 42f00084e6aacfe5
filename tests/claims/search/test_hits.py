"""Whatever the documents say and whatever is typed: the hits and their order are those of the definition.

The definition is written out plainly here, in Python. It is the same for both databases, so that they find the same.
"""

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import text
from tests.claims.search.indexed import body, found, reindex
from tests.factories import make_published_claim

WORDS = [
    "weapon", "Weapons", "weaponry", "we", "the", "of", "kirim", "dikirim", "mengirim", "북한", "북한이", "북",
    "무기를", "COVID-19", "covid", "École", "ecole", "19", "-", "ℌe", "пам'ять", "½", "हिन्दी", "*", "x" * 70,
    "중국·북한",
]  # fmt: skip
SAID = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
TYPED = [word for word in WORDS if text.words(word) and not set(word) & set("-·'")]


class Piece(NamedTuple):
    """A part of a query. `words` are as they are typed; several are a phrase."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_prefix: bool = False
    is_unwanted: bool = False

    def __str__(self):
        typed = " ".join(self.words)
        quoted = f'"{typed}"' if self.is_phrase else typed
        return f"{'-' if self.is_unwanted else ''}{quoted}{'*' if self.is_prefix else ''}"


def pieces(*, is_unwanted):
    word, phrase = st.tuples(st.sampled_from(TYPED)), st.lists(st.sampled_from(TYPED), min_size=1, max_size=3)
    return st.one_of(
        word.map(lambda words: Piece(words, is_unwanted=is_unwanted)),
        word.map(lambda words: Piece(words, is_prefix=True, is_unwanted=is_unwanted)),
        phrase.map(lambda words: Piece(tuple(words), is_phrase=True, is_unwanted=is_unwanted)),
    )


DOCUMENTS = st.builds(
    lambda language, headline, statement, name, quotes: body(
        headline, language=language, statement=statement, topics=[{"name": name}], evidence=quotes
    ),
    st.sampled_from(["en", "id", "ko"]),
    SAID,
    SAID,
    SAID,
    st.lists(st.builds(dict, quote=SAID, paraphrase=SAID, language=st.sampled_from(["en", "id", None])), max_size=2),
)
WANTED = st.lists(pieces(is_unwanted=False), min_size=1, max_size=3)
QUERIES = st.tuples(WANTED, st.lists(pieces(is_unwanted=True), max_size=1))


def columns(document):
    """What weighs most, less, least: each some texts with their languages."""
    language = document["language"]
    quotes = [(each["quote"], each["language"] or "") for each in document["evidence"]]
    return (
        [(document["headline"], language), (document["statement"], language)],
        [(topic["name"], language) for topic in document["topics"]],
        [*quotes, *((each["paraphrase"], language) for each in document["evidence"])],
    )


def says(texts, piece, *, by_stems=True):
    """Whether any of some texts holds a piece of a query."""
    wanted = text.words(" ".join(piece.words))
    is_prefix = (piece.is_prefix and len("".join(wanted)) > 1) or _is_one_of_a_pair(piece, wanted)
    for said, language in texts:
        words = text.words(said)
        if any(_is_run(words[at : at + len(wanted)], wanted, is_prefix) for at in range(len(words))):
            return True
        stems = set(text.stems(words, language))
        if is_prefix and len(wanted) == 1 and any(stem.startswith(wanted[0]) for stem in stems):
            return True
        may_be_a_stem = by_stems and not (is_prefix or piece.is_phrase) and len(wanted) == 1
        if may_be_a_stem and stems & set(text.stems(wanted, language)):
            return True
    return False


def _is_one_of_a_pair(piece, wanted):
    return not piece.is_phrase and len(wanted) == 1 and len(wanted[0]) == 1 and text.is_paired(wanted[0])


def _is_run(words, wanted, is_prefix):
    if not is_prefix:
        return words == wanted
    return len(words) == len(wanted) and words[:-1] == wanted[:-1] and words[-1].startswith(wanted[-1])


def place(document, wanted, unwanted):
    """0 where a document is not found; otherwise the higher the better."""
    texts = columns(document)
    telling = [piece for piece in wanted if piece.is_phrase or piece.is_prefix or piece.words[0] not in ("the", "of")]
    telling = telling or wanted
    every = [said for column in texts for said in column]
    if any(says(every, piece) for piece in unwanted) or not _hold(every, telling):
        return 0
    whole = Piece(tuple(word for piece in wanted for word in piece.words), True, wanted[-1].is_prefix)
    if len(telling) > 1 and says(texts[0], whole):
        return 5
    if all(says(texts[0], piece, by_stems=False) for piece in telling):
        return 4
    return 3 if _hold(texts[0], telling) else 2 if _hold(texts[0] + texts[1], telling) else 1


def _hold(texts, pieces):
    return all(says(texts, piece) for piece in pieces)


@pytest.fixture
def three(reporter, editor):
    for n in range(3):
        make_published_claim(f"Claim {n}", by=reporter, approved_by=editor)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(documents=st.lists(DOCUMENTS, min_size=3, max_size=3), queries=st.lists(QUERIES, min_size=5, max_size=5))
def test_hits_are_those_of_the_definition(three, documents, queries):
    reindex(documents)
    for wanted, unwanted in queries:
        wanted = list({(piece.words, str(piece).casefold()): piece for piece in wanted}.values())
        typed = " ".join(map(str, [*wanted, *unwanted]))
        places = {number: place(document, wanted, unwanted) for number, document in enumerate(documents)}
        best_first = sorted((number for number in places if places[number]), key=lambda n: (-places[n], -n))
        assert (typed, found(typed)) == (typed, best_first)
