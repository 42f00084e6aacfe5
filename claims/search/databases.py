"""What is searched for, in the language of SQLite's full text and of PostgreSQL's."""

from django.db import connection
from django.db.models.expressions import RawSQL

from claims.fulltext import SEARCH, SEARCHED
from claims.search.query import Query, Term

ALL = len(SEARCHED)


def found(query: Query, columns: int = ALL) -> RawSQL:
    """The keys of the claims that hold what the query asks for, in the first `columns` of SEARCHED."""
    if connection.vendor == "postgresql":
        sql, expression = f"SELECT claim_id FROM {SEARCH.table} WHERE vector @@ %s::tsquery", _tsquery(query, columns)
    else:
        sql, expression = f"SELECT rowid FROM {SEARCH.name} WHERE {SEARCH.name} MATCH %s", _match(query, columns)
    return RawSQL(sql, [expression])


def _match(query: Query, columns: int) -> str:
    wanted = f"{{{' '.join(SEARCHED[:columns])}}} : ({' AND '.join(map(_fts5, query.wanted))})"
    return f"{wanted} NOT ({' OR '.join(map(_fts5, query.unwanted))})" if query.unwanted else wanted


def _fts5(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}'
    return "(" + " OR ".join([phrase, *(f'"{stem}"' for stem in term.stems)]) + ")"


def _tsquery(query: Query, columns: int) -> str:
    wanted = [_lexemes(term, "ABC"[:columns]) for term in query.wanted]
    return " & ".join(wanted + [f"!{_lexemes(term, 'ABC')}" for term in query.unwanted])


def _lexemes(term: Term, weights: str) -> str:
    *before, last = term.words
    phrase = [*(f"'{word}':{weights}" for word in before), f"'{last}':{'*' if term.is_prefix else ''}{weights}"]
    return "(" + " | ".join([f"({' <-> '.join(phrase)})", *(f"'{stem}':{weights}" for stem in term.stems)]) + ")"
