"""The full text of SQLite and of PostgreSQL: the only place of searching that knows which one it is.

Both index the columns of SearchEntry by themselves, in the transaction that writes them, and split them at spaces:
what a word is was decided in Python, so both find the same. Installed after every migration (see apps.py), because
SQLite drops a table's triggers whenever Django alters it.
"""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from claims.search.query import Query, Term
from claims.text import OF

TABLE = "claims_searchentry"
FTS = f"{TABLE}_fts"
# In the order of their weights.
COLUMNS = ("headline", "names", "rest")

_NAMES = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)
_OLD = ", ".join(f"old.{name}" for name in COLUMNS)
_ADD = f"INSERT INTO {FTS} (rowid, {_NAMES}) VALUES (new.claim_id, {_NEW});"
_TAKE_AWAY = f"INSERT INTO {FTS} ({FTS}, rowid, {_NAMES}) VALUES ('delete', old.claim_id, {_OLD});"
SQLITE_TRIGGERS = {
    f"{FTS}_insert": f"AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"{FTS}_delete": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE_AWAY} END",
    f"{FTS}_update": f"AFTER UPDATE ON {TABLE} BEGIN {_TAKE_AWAY} {_ADD} END",
}
# Its tokenizer splits at ASCII characters that are no letters and no digits: of those, the columns hold only spaces.
SQLITE_TABLE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5 ({_NAMES}, content='{TABLE}', content_rowid='claim_id', tokenize='ascii')"
)
POSTGRESQL = [
    # to_tsvector would split by rules of its own. No word holds a character that means anything to a tsvector.
    # Stems are never asked for side by side, and places are few: they all take the first.
    f"""
    CREATE OR REPLACE FUNCTION claims_words(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT setweight(coalesce(string_agg(
            word || ':' || CASE WHEN strpos(word, '{OF}') > 1 THEN 1 ELSE place END, ' '), '')::tsvector, $2)
        FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS words (word, place) WHERE word <> ''
    $$
    """,
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS"
    " (claims_words(headline, 'A') || claims_words(names, 'B') || claims_words(rest, 'C')) STORED",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_vector ON {TABLE} USING gin (vector)",
]


def install(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "postgresql":
        _execute(connection, POSTGRESQL)
    elif FTS not in connection.introspection.table_names():
        _execute(connection, [SQLITE_TABLE, f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')"])
    if connection.vendor == "sqlite":
        _execute(connection, [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in SQLITE_TRIGGERS.items()])


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """While Django migrates SQLite, which renames no table that a trigger asks."""
    if connection.vendor == "sqlite":
        _execute(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS])


def found(query: Query, weight: int = len(COLUMNS)) -> RawSQL:
    """The keys of the claims that hold what the query asks for, in the first `weight` of COLUMNS."""
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT claim_id FROM {TABLE} WHERE vector @@ %s::tsquery", [_tsquery(query, weight)])
    return RawSQL(f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s", [_match(query, weight)])


def _match(query: Query, weight: int) -> str:
    """In the language of FTS5."""
    wanted = " AND ".join(_fts5(term) for term in query.wanted)
    expression = f"{{{' '.join(COLUMNS[:weight])}}} : ({wanted})"
    return f"{expression} NOT ({' OR '.join(map(_fts5, query.unwanted))})" if query.unwanted else expression


def _fts5(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}'
    return "(" + " OR ".join([phrase, *(f'"{stem}"' for stem in term.stems)]) + ")"


def _tsquery(query: Query, weight: int) -> str:
    """In the language of PostgreSQL."""
    labels = "ABC"[:weight]
    wanted = [_tsquery_of(term, labels) for term in query.wanted]
    return " & ".join(wanted + [f"!{_tsquery_of(term, 'ABC')}" for term in query.unwanted])


def _tsquery_of(term: Term, labels: str) -> str:
    *before, last = term.words
    lexemes = [*(f"'{word}':{labels}" for word in before), f"'{last}':{'*' if term.is_prefix else ''}{labels}"]
    return "(" + " | ".join([f"({' <-> '.join(lexemes)})", *(f"'{stem}':{labels}" for stem in term.stems)]) + ")"


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
