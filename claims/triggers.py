"""What no constraint can say: the record and the history are append-only, on both databases.

Installed after every migration (see apps.py), because SQLite drops a table's triggers whenever Django alters it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("claims_publication", "claims_transition")

# Which rows INSERT OR REPLACE would put out of the way: SQLite asks no other trigger before it does.
IN_THE_WAY = {
    "claims_publication": "sequence = NEW.sequence OR previous_digest = NEW.previous_digest"
    " OR (claim_id = NEW.claim_id AND revision = NEW.revision)",
    "claims_transition": "id = NEW.id",
    "claims_head": "id = NEW.id",
}
IS_NEXT = (
    "SELECT 1 FROM claims_publication"
    " WHERE sequence = OLD.sequence + 1 AND sequence = NEW.sequence AND digest = NEW.digest"
)


def _sqlite(table: str, event: str, when: str = "", message: str = "") -> str:
    return f"BEFORE {event} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{message or f'{table} is append-only'}'); END"


# By the trigger's name.
SQLITE = {
    **{f"{table}_no_{event}": _sqlite(table, event) for table in APPEND_ONLY for event in ("update", "delete")},
    **{
        f"{table}_no_replace": _sqlite(table, "insert", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {rows})")
        for table, rows in IN_THE_WAY.items()
    },
    "claims_head_no_delete": _sqlite("claims_head", "delete"),
    "claims_head_forward": _sqlite(
        "claims_head", "update", f"WHEN NOT EXISTS ({IS_NEXT})", "the head moves only to the next publication"
    ),
}

POSTGRESQL_FUNCTIONS = [
    """
    CREATE OR REPLACE FUNCTION claims_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION claims_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS ({IS_NEXT}) THEN
            RAISE EXCEPTION 'the head moves only to the next publication'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
]
# By table and name.
POSTGRESQL = {
    **{
        (table, f"{table}_append_only"): (
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION claims_append_only()"
        )
        for table in APPEND_ONLY
    },
    ("claims_head", "claims_head_no_delete"): (
        "BEFORE DELETE OR TRUNCATE ON claims_head FOR EACH STATEMENT EXECUTE FUNCTION claims_append_only()"
    ),
    ("claims_head", "claims_head_forward"): (
        "BEFORE UPDATE ON claims_head FOR EACH ROW EXECUTE FUNCTION claims_head_forward()"
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    sqlite = [f"CREATE TRIGGER IF NOT EXISTS {name} {body}" for name, body in SQLITE.items()]
    postgresql = [f"CREATE OR REPLACE TRIGGER {name} {body}" for (_, name), body in POSTGRESQL.items()]
    _execute(connection, {"sqlite": sqlite, "postgresql": POSTGRESQL_FUNCTIONS + postgresql})


def remove(connection: BaseDatabaseWrapper) -> None:
    """For tests that tamper with the record, as somebody with the database's own password could."""
    sqlite = [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    postgresql = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in POSTGRESQL]
    _execute(connection, {"sqlite": sqlite, "postgresql": postgresql})


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there: a migration was cut short, or somebody took them away."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    wanted = {"sqlite": set(SQLITE), "postgresql": {name for _, name in POSTGRESQL}}
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return sorted(wanted[connection.vendor] - {name for (name,) in cursor.fetchall()})


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
