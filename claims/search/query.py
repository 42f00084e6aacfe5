"""What a reader types → what is looked for: words, "phrases", -exclusions and prefixes*."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from claims import text

MOST_TERMS = 32
MOST_WORDS = 500  # of all terms: a phrase has several, and so may have a single character
MOST_CHARACTERS = 500

# One piece of a query: perhaps excluded, perhaps in quotation marks of whatever shape; an open one reaches to the end.
QUOTES = '"“”„«»'
PIECES = re.compile(
    rf"""
    (?P<sign> (?<!\S) [-−–] (?=\S) )?
    (?: [{QUOTES}] (?P<phrase> [^{QUOTES}]* ) [{QUOTES}]? | (?P<word> [^\s{QUOTES}]+ ) )
    """,
    re.VERBOSE,
)

# Words that say nothing of what is looked for. They count within quotation marks, or where there is nothing else.
ENGLISH = """
    a an and are as at be been by did do does for from had has have how if in is it its of on or that the their there
    this to was were what when where which who why will with
"""
INDONESIAN = """
    ada adalah akan apa apakah atau bagaimana dalam dan dari dengan di ini itu juga karena ke kepada mengapa oleh pada
    para saat sebagai telah tentang untuk yang
"""
FUNCTION_WORDS = frozenset((ENGLISH + INDONESIAN).split())


class Unsearchable(ValueError):
    """It cannot be searched for; the message says what to do."""


class Term(NamedTuple):
    """Words that stand side by side. `stems` are other ways to find a single word; a prefix is of the last word.

    `written` is how to type it.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...] = ()
    is_prefix: bool = False
    written: str = ""

    def __str__(self) -> str:
        return self.written


class Query(NamedTuple):
    """Every term of `wanted` must be there, and none of `unwanted`. `whole` is all that is wanted, side by side."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()
    whole: Term | None = None

    def __str__(self) -> str:
        """How to type it."""
        return " ".join([*map(str, self.wanted), *(f"-{term}" for term in self.unwanted)])

    def exactly(self) -> "Query":
        """What is wanted, by no stems."""
        return Query(tuple(term._replace(stems=()) for term in self.wanted))


def parse(typed: str) -> Query:
    """Raises Unsearchable where there is nothing to look for, or too much."""
    if len(typed) > MOST_CHARACTERS:
        most = {"most": MOST_CHARACTERS}
        raise Unsearchable(_("Search for at most %(most)s characters, or check a whole text at /check/.") % most)
    # Folded first: that resolves fullwidth signs, and takes away what shows nothing and would hide a quote or a minus.
    found = PIECES.finditer(text.fold(typed))
    pieces = [piece for piece in found if text.runs(piece["phrase"] or piece["word"] or "")]
    wanted = dict.fromkeys(_term(piece) for piece in pieces if not piece["sign"])
    unwanted = dict.fromkeys(_term(piece) for piece in pieces if piece["sign"])
    if len(wanted | unwanted) > MOST_TERMS or sum(len(term.words) for term in wanted | unwanted) > MOST_WORDS:
        most = {"most": MOST_TERMS}
        raise Unsearchable(_("Search for at most %(most)s words, or check a whole text at /check/.") % most)
    if unwanted and not wanted:
        raise Unsearchable(_("Say also what to look for, not only what to leave out."))
    if not wanted:
        raise Unsearchable(_("Search for at least one word."))
    telling = [term for term in wanted if not _is_function_word(term)]
    whole = Term(tuple(word for term in wanted for word in term.words), is_prefix=[*wanted][-1].is_prefix)
    return Query(tuple(telling or wanted), tuple(unwanted), whole)


def as_prefix(query: Query) -> Query | None:
    """The query with its last word not yet typed to the end; None where that word is a phrase, or a prefix already."""
    *before, last = query.wanted
    if last.is_prefix or len(last.words) != 1 or len(last.words[0]) < 2:
        return None
    return query._replace(wanted=(*before, word(last.words[0], is_prefix=True)), whole=None)


def word(written: str, *, is_prefix: bool = False) -> Term:
    """The term for one folded word as it is written: covid-19 has two words, side by side, 북한이 two pairs.

    A single letter is not taken for a prefix, or else it would find nearly everything, and slowly.
    """
    runs, found = text.runs(written), tuple(text.words(written))
    is_prefix = is_prefix and (len("".join(found)) > 1 or text.is_paired(found[0]))
    written = "-".join(runs) + ("*" if is_prefix else "")
    if len(found) > 1:
        return Term(found, is_prefix=is_prefix, written=written)
    # One character out of a script that is found by pairs: whatever begins with it.
    is_prefix = is_prefix or (text.is_paired(found[0]) and len(found[0]) == 1)
    stems = () if is_prefix else tuple(stem for language in text.STEMMERS for stem in text.stems(found, language))
    return Term(found, stems, is_prefix, written)


def _term(piece: re.Match) -> Term:
    if piece["phrase"] is not None:
        return Term(tuple(text.words(piece["phrase"])), written=f'"{" ".join(text.runs(piece["phrase"]))}"')
    return word(piece["word"], is_prefix=piece["word"].endswith("*"))


def _is_function_word(term: Term) -> bool:
    """One that was typed plainly: in quotation marks it has no stems."""
    return bool(term.stems) and term.words[0] in FUNCTION_WORDS
