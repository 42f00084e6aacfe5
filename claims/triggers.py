"""What no constraint can say: the record and the history are append-only, on both databases.

Installed after every migration (see apps.py), because SQLite drops a table's triggers whenever Django alters it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("claims_publication", "claims_transition")

SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {event} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """
    for table in APPEND_ONLY
    for event in ("update", "delete")
] + [
    """
    CREATE TRIGGER IF NOT EXISTS claims_head_no_delete BEFORE DELETE ON claims_head
    BEGIN SELECT RAISE(ABORT, 'claims_head is append-only'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS claims_head_forward BEFORE UPDATE ON claims_head
    WHEN NOT EXISTS (
        SELECT 1 FROM claims_publication
        WHERE sequence = OLD.sequence + 1 AND sequence = NEW.sequence AND digest = NEW.digest
    )
    BEGIN SELECT RAISE(ABORT, 'the head moves only to the next publication'); END
    """,
]

POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION claims_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    *(
        f"""
        CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION claims_append_only()
        """
        for table in APPEND_ONLY
    ),
    """
    CREATE OR REPLACE TRIGGER claims_head_no_delete BEFORE DELETE OR TRUNCATE ON claims_head
    FOR EACH STATEMENT EXECUTE FUNCTION claims_append_only()
    """,
    """
    CREATE OR REPLACE FUNCTION claims_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM claims_publication
            WHERE sequence = OLD.sequence + 1 AND sequence = NEW.sequence AND digest = NEW.digest
        ) THEN
            RAISE EXCEPTION 'the head moves only to the next publication'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER claims_head_forward BEFORE UPDATE ON claims_head
    FOR EACH ROW EXECUTE FUNCTION claims_head_forward()
    """,
]


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For tests that tamper with the record, as somebody with the database's own password could."""
    sqlite = [f"DROP TRIGGER {table}_no_{event}" for table in APPEND_ONLY for event in ("update", "delete")]
    sqlite += ["DROP TRIGGER claims_head_no_delete", "DROP TRIGGER claims_head_forward"]
    postgresql = [f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY]
    postgresql += [f"DROP TRIGGER claims_head_{name} ON claims_head" for name in ("no_delete", "forward")]
    with connection.cursor() as cursor:
        for statement in {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]:
            cursor.execute(statement)
