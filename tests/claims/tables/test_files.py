"""Files as newsrooms have them, and files that somebody made to do harm."""

import io
import random
import zipfile
from datetime import date

import openpyxl
import pytest

from claims.tables import files
from claims.tables.files import Row, Unreadable, read
from tests.claims.tables.making import as_csv, as_xlsx, saved

EXPECTED = ["slug", "name", "said_on"]


def refusal(content):
    with pytest.raises(Unreadable) as found:
        read(content, EXPECTED)
    return str(found.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_with_any_sign_between_and_with_or_without_bom(encoding, sign):
    content = f'Name{sign}Said on\r\n"Józef{sign} ""Ivan"""{sign}2024-06-18\r\n'.encode(encoding)
    assert read(content, EXPECTED) == (
        ["name", "said_on"],
        [Row(2, {"name": f'Józef{sign} "Ivan"', "said_on": "2024-06-18"}, [])],
        [],
    )


def test_cells_may_hold_lines_and_rows_count_as_in_a_spreadsheet():
    rows = read(b'name\n"one\r\ntwo"\n\nthree\n', EXPECTED).rows
    assert [(row.number, row.cells["name"]) for row in rows] == [(2, "one\ntwo"), (4, "three")]


def test_short_row_ends_in_empty_cells():
    assert read(b"slug,name,said_on\na\n", EXPECTED).rows == [Row(2, {"slug": "a", "name": "", "said_on": ""}, [])]


def test_long_row_is_told_by_its_column():
    (row,) = read(b"slug,name\na,b,c\n", EXPECTED).rows
    assert [fault[1].split(",")[0] for fault in row.faults] == ["There is something in column C"]


def test_spreadsheet_is_read_with_its_days_and_numbers():
    content = as_xlsx(["Slug", "Name", "Said on"], ["a", 5.0, date(2024, 6, 18)], [], ["b", None, "2024"])
    assert read(content, EXPECTED).rows == [
        Row(2, {"slug": "a", "name": "5", "said_on": "2024-06-18"}, []),
        Row(4, {"slug": "b", "name": "", "said_on": "2024"}, []),
    ]


def test_formula_in_a_spreadsheet_is_told_by_row_and_column():
    (row,) = read(as_xlsx(["name", "slug"], ["=1+1", "a"]), EXPECTED).rows
    assert (row.number, row.cells, [column for column, _fault in row.faults]) == (
        2,
        {"name": "", "slug": "a"},
        ["name"],
    )


def test_error_in_a_spreadsheet_is_told():
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["#REF!"])
    book.active["A2"].data_type = "e"
    (row,) = read(saved(book), EXPECTED).rows
    assert row.faults == [("name", "This cell holds the error #REF!: correct it.")]


def test_only_the_first_sheet_is_read_and_that_is_said():
    book = openpyxl.Workbook()
    book.active.title = "Ours"
    book.active.append(["name"])
    book.active.append(["x"])
    book.create_sheet("Other").append(["slug"])
    sheet = read(saved(book), EXPECTED)
    assert (len(sheet.rows), sheet.notes) == (1, ["The file has several sheets: only the first, “Ours”, is read."])


def test_merged_title_above_the_headings_is_told_with_those_expected():
    book = openpyxl.Workbook()
    book.active.append(["Our actors", None, None])
    book.active.append(EXPECTED)
    book.active.merge_cells("A1:C1")
    assert refusal(saved(book)) == (
        "Not known are the headings: “Our actors”. The first row must hold the headings. Those expected are: "
        "slug, name, said_on."
    )


@pytest.mark.parametrize("content", [b"", b" \r\n "])
def test_empty_file_is_refused(content):
    assert refusal(content) == "The file is empty."


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_heading_twice_is_refused(make):
    assert refusal(make(["name", "Name "], ["a", "b"])) == (
        "These headings are there more than once: name. Keep one of each."
    )


def test_empty_first_row_is_refused():
    assert refusal(b",,\nslug,name\n").startswith("The first row is empty. The first row must hold the headings.")


def test_file_in_another_encoding_is_refused_with_the_line():
    assert refusal("slug,name\na,b\nc,Müller\n".encode("latin-1")).startswith("Line 3 is not in UTF-8.")


@pytest.mark.parametrize(
    "content",
    [
        b"name\na\x00b\n",
        "name\nAgence\n".encode("utf-16"),
        b"%PDF-1.7\n\x00\x01",
        random.Random(1).randbytes(5000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"PK\x03\x04 and then nothing",
        b'name\n"never closed\nx\n',
        b"name\n" + b"x" * 200_000,
        b'name\n"a"b"\n',
    ],
)
def test_what_is_no_table_is_refused_in_words(content):
    assert len(refusal(content)) > 40


def test_zip_that_is_no_spreadsheet_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(buffer.getvalue()).startswith("This XLSX file is damaged, or none.")


def test_truncated_spreadsheet_is_refused():
    assert refusal(as_xlsx(["name"], ["a"])[:-200]).startswith("This XLSX file is damaged")


def test_control_character_is_told_by_row_and_column():
    (row,) = read(b"name\na\x07b\n", EXPECTED).rows
    assert row.faults == [("name", "There is a character in it that cannot be seen (U+0007): type it again.")]


def test_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1024 * 1024)
    assert refusal(b"name\n" + b"x\n" * 600_000) == (
        "The file is larger than 1 MB, the most that is read. Import it in parts."
    )


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_too_many_rows_are_refused(make):
    read(make(["name"], *([["x"]] * 10)), EXPECTED, 10)
    with pytest.raises(Unreadable, match="more than 10 rows"):
        read(make(["name"], *([["x"]] * 11)), EXPECTED, 10)


def test_ten_thousand_rows_are_read():
    assert len(read(b"name\n" + b"x\n" * files.MOST_ROWS, EXPECTED).rows) == 10_000


def _with_part(name, content):
    """A real spreadsheet, one part of which is another."""
    source, target = zipfile.ZipFile(io.BytesIO(as_xlsx(["name"], ["a"]))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, content if part == name else source.read(part))
    return target.getvalue()


def test_bomb_is_refused_before_it_is_unpacked():
    bomb = _with_part("xl/worksheets/sheet1.xml", b"<" * (files.LARGEST_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb).startswith("Unpacked, this XLSX file is larger than 60 MB")


def test_entities_that_multiply_are_refused():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    sheet = '<worksheet><sheetData><row r="1">&e11;</row></sheetData></worksheet>'
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>{sheet}'
    assert refusal(_with_part("xl/worksheets/sheet1.xml", xml.encode())).startswith("This XLSX file is damaged")


def test_row_at_the_end_of_the_sheet_is_read():
    """A million empty rows lie between."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c>'
    rows = "".join(f'<row r="{n}">{cell.format(n, text)}</row>' for n, text in [(1, "name"), (2, "a"), (1048576, "z")])
    xml = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    sheet = read(_with_part("xl/worksheets/sheet1.xml", xml.encode()), EXPECTED)
    assert [(row.number, row.cells["name"]) for row in sheet.rows] == [(2, "a"), (1048576, "z")]


def test_cell_far_to_the_right_is_refused():
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active["XFD1"] = "x"
    assert refusal(saved(book)) == "Row 1 has more than 100 columns. Delete those to the right of the table."


def test_text_that_a_spreadsheet_has_cut_is_told():
    (row,) = read(as_xlsx(["name"], ["x" * 40_000]), EXPECTED).rows
    assert [column for column, _fault in row.faults] == ["name"]
