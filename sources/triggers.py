"""What no constraint can say: derivations form no cycle, and history is append-only.

Installed after every migration (see apps.py), because SQLite drops a table's triggers whenever Django alters it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from sources import append_only, history

MESSAGE = "derivations must not form a cycle"

SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS sources_derivation_no_cycle_{event} BEFORE {event} ON sources_derivation
    BEGIN
        SELECT RAISE(ABORT, '{MESSAGE}') WHERE NEW.source_id IN (
            WITH RECURSIVE reached (id) AS (
                SELECT NEW.derived_from_id
                UNION
                SELECT derived_from_id FROM sources_derivation JOIN reached ON source_id = reached.id
            )
            SELECT id FROM reached
        );
    END
    """
    for event in ("INSERT", "UPDATE")
]

# The advisory lock makes writers take turns: two of them could otherwise each add half a cycle unseen.
POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION sources_derivation_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('sources_derivation'));
        IF NEW.source_id IN (
            WITH RECURSIVE reached (id) AS (
                SELECT NEW.derived_from_id
                UNION
                SELECT derived_from_id FROM sources_derivation JOIN reached ON source_id = reached.id
            )
            SELECT id FROM reached
        ) THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER sources_derivation_no_cycle BEFORE INSERT OR UPDATE ON sources_derivation
    FOR EACH ROW EXECUTE FUNCTION sources_derivation_no_cycle()
    """,
]


HISTORY = history.tables("sources")
HISTORY_SQLITE = {
    name: body
    for table, key in HISTORY.items()
    for name, body in append_only.sqlite(table, f"{key} = NEW.{key}").items()
}
HISTORY_POSTGRESQL = {
    name: body for table in HISTORY for name, body in append_only.postgresql(table, "sources_append_only").items()
}


def install(connection: BaseDatabaseWrapper) -> None:
    _execute(connection, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def install_history(connection: BaseDatabaseWrapper) -> None:
    sqlite = [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in HISTORY_SQLITE.items()]
    postgresql = [f"CREATE OR REPLACE TRIGGER {name} {body}" for (_, name), body in HISTORY_POSTGRESQL.items()]
    function = append_only.postgresql_function("sources_append_only")
    _execute(connection, {"sqlite": sqlite, "postgresql": [function, *postgresql]})


def remove_history(connection: BaseDatabaseWrapper) -> None:
    """For tests that tamper with history, or empty all tables."""
    sqlite = [f"DROP TRIGGER IF EXISTS {name}" for name in HISTORY_SQLITE]
    postgresql = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in HISTORY_POSTGRESQL]
    _execute(connection, {"sqlite": sqlite, "postgresql": postgresql})


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
