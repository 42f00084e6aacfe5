"""The full-text indexes of both databases: SQLite's FTS5, PostgreSQL's GIN.

They index columns that hold words separated by spaces, by themselves, in the transaction that writes them. What a
word is was decided in Python, so that both find the same. Installed after every migration (see apps.py), because
SQLite drops a table's triggers whenever Django alters it.
"""

from typing import NamedTuple

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper


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


# PostgreSQL's indexes merge new entries by and by, and whoever asks has to read those that wait. So many kilobytes may
# wait: few where one question asks the index a hundred times, more where it asks a few times, and claims are longer.
MATCHED_MAY_WAIT, SEARCHED_MAY_WAIT = 256, 1024


def _gin(name: str, table: str, indexed: str, may_wait: int) -> tuple[str, str]:
    return (
        f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin ({indexed})",
        f"ALTER INDEX {name} SET (gin_pending_list_limit = {may_wait})",
    )


# In the order of their weights, which PostgreSQL calls A, B and C.
SEARCHED = ("headline", "names", "rest")
# to_tsvector would split by rules of its own. No word holds a character that means anything to a tsvector. Not kept is
# where a word stands, only in which column: all take the first place, which the weight needs. Written out as the text
# of a tsvector, because nothing else that PostgreSQL can do with so many words is as quick.
WORDS = """
CREATE OR REPLACE FUNCTION claims_words(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((replace(nullif($1, ''), ' ', ':1' || $2::text || ' ') || ':1' || $2::text)::tsvector, '')
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
        *_gin("claims_searchentry_vector", "claims_searchentry", "vector", SEARCHED_MAY_WAIT),
    ),
)


def _match(table: str) -> FullText:
    """Only which claims hold a term: neither where, nor among how many others."""
    gin = _gin(f"{table}_terms", table, "string_to_array(terms, ' ')", MATCHED_MAY_WAIT)
    return FullText(table, ("terms",), ", detail=none, columnsize=0", gin)


MATCHED = ("claims_publicmatchentry", "claims_deskmatchentry", "claims_externalmatchentry")
MATCH = {table: _match(table) for table in MATCHED}
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
        return triggers if _is_in_step(connection, index) else [_rebuild(index), *triggers]
    # The tokenizer splits at ASCII characters that are no letters and no digits: of those, there are only spaces.
    shape = f"{', '.join(index.columns)}, content='{index.table}', content_rowid='claim_id', tokenize='ascii'"
    return [
        f"CREATE VIRTUAL TABLE {index.name} USING fts5 ({shape}{index.options})",
        _rebuild(index),
        *triggers,
    ]


def _rebuild(index: FullText) -> str:
    return f"INSERT INTO {index.name} ({index.name}) VALUES ('rebuild')"


def _is_in_step(connection: BaseDatabaseWrapper, index: FullText) -> bool:
    """Whether the table was not changed while its triggers were away, by a migration or by somebody who published."""
    try:
        _execute(connection, f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
