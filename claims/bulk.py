"""Many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite.

For rows that a program has made whole: no save(), no signal, no history but what insert_with_history() says.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models

Row = dict[str, Any]


def keys(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many new rows, which nobody else gets. In a transaction: on SQLite it is the only one writing."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        [(last,)] = cursor.fetchall()
        return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], rows: list[Row]) -> None:
    """Rows by attribute, all with the same ones. What they do not name is the field's default, the same for all."""
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if field.attname in rows[0] or not field.primary_key]
    given = {field.attname: field.get_default() for field in fields}
    names = [field.attname for field in fields]
    values = ([row.get(name, given[name]) for name in names] for row in rows)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({columns}) FROM STDIN", fields, values)
    else:
        _execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})", fields, values)


def insert_with_history(model: type[models.Model], rows: list[Row], *, by: User, at: datetime) -> None:
    """The same, with what history says of a row that somebody has saved."""
    insert(model, rows)
    said = {"history_date": at, "history_type": "+", "history_user_id": by.pk, "history_change_reason": None}
    insert(model.history.model, [row | said for row in rows])


def _copy(statement: str, fields: list[models.Field], values: Iterable[list]) -> None:
    """PostgreSQL's driver writes what Python has; only JSON it would take for something else."""
    documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in values:
            for place in documents:
                row[place] = fields[place].get_db_prep_save(row[place], connection)
            copy.write_row(row)


def _execute(statement: str, fields: list[models.Field], values: Iterable[list]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
                for row in values
            ],
        )
