"""What no constraint can say: derivations form no cycle.

Installed after every migration (see apps.py), because SQLite drops a table's triggers whenever Django alters it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

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


def install(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]:
            cursor.execute(statement)
