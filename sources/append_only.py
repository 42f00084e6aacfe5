"""Triggers that let rows be added to a table, and neither changed nor deleted."""


def sqlite(table: str, in_the_way: str) -> dict[str, str]:
    """By the trigger's name. `in_the_way` says which rows INSERT OR REPLACE would remove: no other trigger sees it."""
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    replaced = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {in_the_way})"
    return {
        f"{table}_no_update": f"BEFORE UPDATE ON {table} {refusal}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} {refusal}",
        f"{table}_no_replace": f"BEFORE INSERT ON {table} {replaced} {refusal}",
    }


def postgresql(table: str, function: str) -> dict[tuple[str, str], str]:
    """By table and name of the trigger; `function` is made by `postgresql_function`."""
    body = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    return {(table, f"{table}_append_only"): body}


def postgresql_function(name: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
