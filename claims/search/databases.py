"""What is searched for, in the language of SQLite's full text and of PostgreSQL's."""

from django.db import connection
from django.db.models.expressions import RawSQL

from claims.fulltext import SEARCH, SEARCHED
from claims.search.query import Query, Term

ALL = len(SEARCHED)


def found(query: Query, columns: int = ALL) -> RawSQL:
    """The keys of the claims that hold what the query asks for, in the first `columns` of SEARCHED."""
    if connection.vendor == "postgresql":
        return _postgresql(query, columns)
    return RawSQL(f"SELECT rowid FROM {SEARCH.name} WHERE {SEARCH.name} MATCH %s", [_match(query, columns)])


def _match(query: Query, columns: int) -> str:
    wanted = f"{{{' '.join(SEARCHED[:columns])}}} : ({' AND '.join(map(_fts5, query.wanted))})"
    return f"{wanted} NOT ({' OR '.join(map(_fts5, query.unwanted))})" if query.unwanted else wanted


def _fts5(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}'
    return "(" + " OR ".join([phrase, *(f'"{stem}"' for stem in term.stems)]) + ")"


def _postgresql(query: Query, columns: int) -> RawSQL:
    """The index says who holds all the words, and the columns themselves whether they stand side by side.

    PostgreSQL's own phrases know only so many places of a word, and no more than 16,383 words of a text.
    """
    weights = "ABC"[:columns] if columns < ALL else ""  # the index alone can answer for all of them
    lexemes = [_lexemes(term, weights) for term in query.wanted]
    lexemes += [f"!{_lexemes(term)}" for term in query.unwanted if not _is_phrase(term)]
    conditions, values = ["vector @@ %s::tsquery"], [" & ".join(lexemes)]
    for term in filter(_is_phrase, query.wanted):
        conditions.append(_side_by_side(SEARCHED[:columns]))
        values += [_phrase(term)] * columns
    for term in filter(_is_phrase, query.unwanted):
        conditions.append(f"NOT {_side_by_side(SEARCHED)}")
        values += [_phrase(term)] * ALL
    return RawSQL(f"SELECT claim_id FROM {SEARCH.table} WHERE {' AND '.join(conditions)}", values)


def _lexemes(term: Term, weights: str = "") -> str:
    *before, last = term.words
    words = [*(_lexeme(word, weights) for word in before), _lexeme(last, f"*{weights}" if term.is_prefix else weights)]
    return "(" + " | ".join([f"({' & '.join(words)})", *(_lexeme(stem, weights) for stem in term.stems)]) + ")"


def _lexeme(word: str, label: str) -> str:
    return f"'{word}':{label}" if label else f"'{word}'"


def _is_phrase(term: Term) -> bool:
    return len(term.words) > 1


def _side_by_side(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"strpos(' ' || {column} || ' ', %s) > 0" for column in columns) + ")"


def _phrase(term: Term) -> str:
    return f" {' '.join(term.words)}{'' if term.is_prefix else ' '}"
