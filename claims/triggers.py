"""What no constraint can say: the record and the history are append-only, on both databases.

Installed after every migration (see apps.py), because SQLite drops a table's triggers whenever Django alters it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from sources import append_only, history

# Which rows INSERT OR REPLACE would put out of the way: SQLite asks no other trigger before it does.
IN_THE_WAY = {
    "claims_publication": "sequence = NEW.sequence OR previous_digest = NEW.previous_digest"
    " OR (claim_id = NEW.claim_id AND revision = NEW.revision)",
    "claims_transition": "id = NEW.id",
    **{table: f"{key} = NEW.{key}" for table, key in history.tables("claims").items()},
}
APPEND_ONLY = tuple(IN_THE_WAY)
# To a later publication, over no gap: an archive is appended many claims at a time.
IS_NEXT = (
    "SELECT 1 FROM claims_publication WHERE sequence = NEW.sequence AND sequence > OLD.sequence"
    " AND digest = NEW.digest AND NEW.sequence - OLD.sequence = (SELECT count(*) FROM claims_publication"
    " WHERE sequence > OLD.sequence AND sequence <= NEW.sequence)"
)


HEAD = append_only.sqlite("claims_head", "id = NEW.id")
# By the trigger's name.
SQLITE = {
    name: body for table, rows in IN_THE_WAY.items() for name, body in append_only.sqlite(table, rows).items()
} | {
    **{name: HEAD[name] for name in ("claims_head_no_delete", "claims_head_no_replace")},
    "claims_head_forward": f"BEFORE UPDATE ON claims_head WHEN NOT EXISTS ({IS_NEXT}) "
    "BEGIN SELECT RAISE(ABORT, 'the head moves only to the next publication'); END",
}

POSTGRESQL_FUNCTIONS = [
    append_only.postgresql_function("claims_append_only"),
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
    name: body for table in APPEND_ONLY for name, body in append_only.postgresql(table, "claims_append_only").items()
} | {
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
