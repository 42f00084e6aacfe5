"""Read an uploaded file into rows of texts. Nothing here knows what the rows are about."""

import csv
import io
import string
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import openpyxl
from django.utils.translation import gettext as _

from claims.tables.cells import CONTROLS, in_words, normal, unguarded

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 60 * MEGABYTE
MOST_ROWS = 10_000
MOST_COLUMNS = 100
LONGEST_CELL = 100_000  # characters
CUT_BY_EXCEL = 32_767  # characters: longer ones do not fit in its cells
BEGINS_ZIP = b"PK\x03\x04"
BEGINS_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file as a whole cannot be used; the message says what to do."""


class Row(NamedTuple):
    """`cells` by heading. `faults` are what was wrong before anybody asked what the cells mean."""

    number: int
    cells: dict[str, str]
    faults: list[tuple[str, str]]


class Sheet(NamedTuple):
    headings: list[str]
    rows: list[Row]
    notes: list[str]


class Cell(NamedTuple):
    text: str
    fault: str = ""


def read(content: bytes, expected: Iterable[str], most: int = MOST_ROWS) -> Sheet:
    """CSV or XLSX, whatever its name says. `expected` are the headings that there may be. Raises Unreadable."""
    expected = list(expected)
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > LARGEST:
        most = LARGEST // MEGABYTE
        raise Unreadable(_("The file is larger than %d MB, the most that is read. Import it in parts.") % most)
    if content.startswith(BEGINS_OLD_EXCEL):
        raise Unreadable(_("This is an old Excel file (.xls), or one with a password. Save it as .xlsx, without one."))
    notes: list[str] = []
    lines = _spreadsheet(content, notes) if content.startswith(BEGINS_ZIP) else _text(content, expected)
    try:
        headings = _headings(next(lines, (1, []))[1], expected)
        return Sheet([heading for heading in headings if heading], list(_rows(lines, headings, most)), notes)
    except csv.Error as fault:
        raise Unreadable(
            _("This CSV file cannot be read to its end: a quotation mark is missing, or a cell is far too long. (%s)")
            % fault
        ) from fault


def _headings(cells: list[Cell], expected: list[str]) -> list[str]:
    found = [cell.text.strip().lower().replace(" ", "_") for cell in cells]
    while found and not found[-1]:
        found.pop()
    expects = _("The first row must hold the headings. Those expected are: %s.") % ", ".join(expected)
    if not any(found):
        raise Unreadable(f"{_('The first row is empty.')} {expects}")
    unknown = [cells[place].text.strip()[:60] for place, name in enumerate(found) if name and name not in expected]
    if unknown:
        named = ", ".join(f"“{name}”" for name in unknown)
        raise Unreadable(f"{_('Not known are the headings: %s.') % named} {expects}")
    if twice := sorted({name for name in found if name and found.count(name) > 1}):
        raise Unreadable(_("These headings are there more than once: %s. Keep one of each.") % ", ".join(twice))
    return found


def _rows(lines: Iterator[tuple[int, list[Cell]]], headings: list[str], most: int) -> Iterator[Row]:
    count = 0
    for number, line in lines:
        if not any(cell.text or cell.fault for cell in line):
            continue
        count += 1
        if count > most:
            raise Unreadable(_("There are more than %s rows. Import the file in parts.") % f"{most:,}")
        yield _row(number, line, headings)


def _row(number: int, line: list[Cell], headings: list[str]) -> Row:
    faults = [(headings[place], cell.fault) for place, cell in enumerate(line[: len(headings)]) if cell.fault]
    nameless = [place for place, cell in enumerate(line) if cell.text and not (headings[place : place + 1] or [""])[0]]
    if nameless:
        fault = _("There is something in column %s, which has no heading: give it one, or empty it. In CSV, put cells "
                  "that hold a comma into quotation marks.")  # fmt: skip
        faults.append(("", fault % ", ".join(map(_letter, nameless))))
    padded = [cell.text for cell in line] + [""] * len(headings)
    return Row(number, {name: text for name, text in zip(headings, padded, strict=False) if name}, faults)


def _letter(place: int) -> str:
    letters = string.ascii_uppercase
    return letters[place] if place < 26 else letters[place // 26 - 1] + letters[place % 26] if place < 702 else "…"


def _cell(text: str) -> Cell:
    if len(text) > LONGEST_CELL:
        return Cell("", _("This cell holds more than %s characters.") % f"{LONGEST_CELL:,}")
    if found := CONTROLS.search(text):
        code = f"U+{ord(found[0]):04X}"
        return Cell("", _("There is a character in it that cannot be seen (%s): type it again.") % code)
    return Cell(unguarded(normal(text)))


def _text(content: bytes, expected: list[str]) -> Iterator[tuple[int, list[Cell]]]:
    if b"\x00" in content:
        raise Unreadable(_("This is neither a CSV file in UTF-8 nor an XLSX file. Save the table as one of the two."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise Unreadable(
            _("Line %d is not in UTF-8. In a spreadsheet, save the table as “CSV UTF-8” or as XLSX.") % line
        ) from fault
    return _lines(text, _delimiter(text, expected))


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, line in enumerate(reader, start=1):
        yield number, [_cell(text) for text in line]


def _delimiter(text: str, expected: list[str]) -> str:
    """Where the comma is a decimal sign, spreadsheets write semicolons: what finds most headings is right."""
    first = text.lstrip("\r\n").splitlines()[0].lower().replace('"', "").replace(" ", "_")
    known = {sign: sum(name.strip("_") in expected for name in first.split(sign)) for sign in ",;\t"}
    return max(known, key=known.get)


def _spreadsheet(content: bytes, notes: list[str]) -> Iterator[tuple[int, list[Cell]]]:
    """The first sheet. openpyxl raises whatever comes up in what is no spreadsheet."""
    _refuse_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        if len(book.worksheets) > 1:
            notes.append(_("The file has several sheets: only the first, “%s”, is read.") % sheet.title)
        for number, line in enumerate(sheet.iter_rows(), start=1):
            if len(line) > MOST_COLUMNS:
                raise Unreadable(
                    _("Row %(row)d has more than %(most)d columns. Delete those to the right of the table.")
                    % {"row": number, "most": MOST_COLUMNS}
                )
            yield number, [_cell_of(cell) for cell in line]
    except (Unreadable, GeneratorExit):
        raise
    except Exception as fault:
        raise Unreadable(
            _("This XLSX file is damaged, or none. Open it in a spreadsheet and save it again.")
        ) from fault


def _cell_of(cell) -> Cell:
    if cell.data_type == "f":
        return Cell("", _("This cell holds a formula: put its value there instead (copy, paste values only)."))
    if cell.data_type == "e":
        return Cell("", _("This cell holds the error %s: correct it.") % str(cell.value)[:20])
    text = in_words(cell.value)
    if len(text) >= CUT_BY_EXCEL:
        return Cell("", _("This text fills the cell: a spreadsheet has cut it there. Import it as CSV."))
    return _cell(text)


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise Unreadable(_("This XLSX file is damaged. Open it in a spreadsheet and save it again.")) from fault
    if len(parts) > 1000 or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable(
            _("Unpacked, this XLSX file is larger than %d MB: leave out pictures and empty rows, or import CSV.")
            % (LARGEST_UNPACKED // MEGABYTE)
        )
