"""The full-text indexes of both databases: SQLite's FTS5, PostgreSQL's GIN.

They index columns that hold words separated by spaces, by themselves, in the transaction that writes them. What a
word is was decided in Python, so that both find the same. Installed after every migration (see apps.py), because
SQLite drops a table's triggers whenever Django alters it.
"""

from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from claims.text import OF


class FullText(NamedTuple):
    """An index of some columns of a table whose primary key is `claim_id`."""

    table: str
    columns: tuple[str, ...]
    options: str = ""  # of FTS5
    postgresql: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.table}_fts"

    @property
    def triggers(self) -> dict[str, str]:
        """Those that keep the index of SQLite in step, by name."""
        new, old, names = (", ".join(f"{row}{each}" for each in self.columns) for row in ("new.", "old.", ""))
        add = f"INSERT INTO {self.name} (rowid, {names}) VALUES (new.claim_id, {new});"
        take_away = f"INSERT INTO {self.name} ({self.name}, rowid, {names}) VALUES ('delete', old.claim_id, {old});"
        return {
            f"{self.name}_insert": f"AFTER INSERT ON {self.table} BEGIN {add} END",
            f"{self.name}_delete": f"AFTER DELETE ON {self.table} BEGIN {take_away} END",
            f"{self.name}_update": f"AFTER UPDATE ON {self.table} BEGIN {take_away} {add} END",
        }


# In the order of their weights, which PostgreSQL calls A, B and C.
SEARCHED = ("headline", "names", "rest")
# to_tsvector would split by rules of its own. No word holds a character that means anything to a tsvector.
# Stems are never asked for side by side, and places are few: they all take the first.
WORDS = f"""
CREATE OR REPLACE FUNCTION claims_words(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(coalesce(string_agg(
        word || ':' || CASE WHEN strpos(word, '{OF}') > 1 THEN 1 ELSE place END, ' '), '')::tsvector, $2)
    FROM unnest(string_to_array($1, ' ')) WITH ORDINALITY AS words (word, place) WHERE word <> ''
$$
"""
VECTOR = """
ALTER TABLE claims_searchentry ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS
    (claims_words(headline, 'A') || claims_words(names, 'B') || claims_words(rest, 'C')) STORED
"""
SEARCH = FullText(
    "claims_searchentry",
    SEARCHED,
    postgresql=(
        WORDS,
        VECTOR,
        "CREATE INDEX IF NOT EXISTS claims_searchentry_vector ON claims_searchentry USING gin (vector)",
    ),
)


def _match(table: str) -> FullText:
    """Only which claims hold a term: neither where, nor among how many others.

    Few entries wait to be merged into PostgreSQL's index, because every match has to read them.
    """
    gin = (
        f"CREATE INDEX IF NOT EXISTS {table}_terms ON {table}"
        " USING gin (string_to_array(terms, ' ')) WITH (gin_pending_list_limit = 256)"
    )
    return FullText(table, ("terms",), ", detail=none, columnsize=0", (gin,))


MATCH = {table: _match(table) for table in ("claims_publicmatchentry", "claims_deskmatchentry")}
ALL = (SEARCH, *MATCH.values())


def install(connection: BaseDatabaseWrapper) -> None:
    for index in ALL:
        for statement in index.postgresql if connection.vendor == "postgresql" else _sqlite(connection, index):
            _execute(connection, statement)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """While Django migrates SQLite, which renames no table that a trigger asks."""
    for name in [name for index in ALL for name in index.triggers]:
        _execute(connection, f"DROP TRIGGER IF EXISTS {name}")


def _sqlite(connection: BaseDatabaseWrapper, index: FullText) -> list[str]:
    triggers = [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in index.triggers.items()]
    if index.name in connection.introspection.table_names():
        return triggers
    # The tokenizer splits at ASCII characters that are no letters and no digits: of those, there are only spaces.
    shape = f"{', '.join(index.columns)}, content='{index.table}', content_rowid='claim_id', tokenize='ascii'"
    return [
        f"CREATE VIRTUAL TABLE {index.name} USING fts5 ({shape}{index.options})",
        f"INSERT INTO {index.name} ({index.name}) VALUES ('rebuild')",
        *triggers,
    ]


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
