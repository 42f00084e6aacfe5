"""Files to import, and what comes of them."""

import csv
import io

import openpyxl

from claims.tables import TABLES, imports
from claims.tables.files import read


def as_csv(*lines) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(lines)
    return buffer.getvalue().encode()


def as_xlsx(*lines) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    return saved(book)


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plan(table: str, *lines, by):
    return TABLES[table](by).plan(read(as_csv(*lines), TABLES[table]().columns).rows)


def told(planned) -> list:
    """Of each row its fate, and its errors by column."""
    return [(str(each.fate), each.errors) for each in planned]


def bring_in(table: str, content: bytes, *, by):
    """As the desk does: upload, look, confirm."""
    made = imports.start(table, "table.csv", imports.open_file(table, content), by=by)
    imports.go_on(made)
    made.refresh_from_db()
    if imports.confirm(made):
        made.refresh_from_db()
        imports.go_on(made)
        made.refresh_from_db()
    return made


def errors_of(made) -> list:
    return [(row.number, *error) for row in made.rows.all() for error in row.errors]
