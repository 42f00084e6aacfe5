"""Write tables, so that reading them in again changes nothing."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator

import openpyxl
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from claims.tables.cells import guarded
from claims.tables.files import CUT_BY_EXCEL
from claims.tables.table import Table

AT_ONCE = 500  # objects in one query
MOST_IN_XLSX = 50_000  # rows: more of them take a spreadsheet too long
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else


class TooMuch(Exception):
    """It does not fit into a spreadsheet; the message says what to do."""


def lines(table: Table, rows: QuerySet | None) -> Iterator[list[str]]:
    """The headings, and a line for each row."""
    yield list(table.columns)
    if rows is not None:
        for obj in rows.prefetch_related(*table.read_with).iterator(chunk_size=AT_ONCE):
            yield [guarded(text) for text in table.cells_of(obj)]


def as_csv(table_lines: Iterable[list[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for line in table_lines:
        writer.writerow(line)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(table_lines: Iterable[list[str]], title: str) -> tempfile.SpooledTemporaryFile:
    """Raises TooMuch."""
    held = []  # before a file is begun, which could not be left unfinished
    for number, line in enumerate(table_lines, start=1):
        if number > MOST_IN_XLSX + 1:
            raise TooMuch(_("More than %s rows are too many for a spreadsheet: export CSV.") % f"{MOST_IN_XLSX:,}")
        if any(len(text) >= CUT_BY_EXCEL for text in line):
            raise TooMuch(_("Row %d holds a text that is too long for a cell of a spreadsheet: export CSV.") % number)
        held.append([ILLEGAL_CHARACTERS_RE.sub("", text) for text in line])
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for line in held:
        sheet.append(line)
    file = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 (whoever answers with it closes it)
    book.save(file)
    file.seek(0)
    return file
