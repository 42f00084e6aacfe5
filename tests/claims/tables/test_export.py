"""Tables that go out, and come in again unchanged."""

import csv
import io

import openpyxl
import pytest

from claims.models import Accusation, Actor, Claim
from claims.tables import TABLES, export, files
from claims.tables.export import TooMuch, as_csv, as_xlsx, lines
from claims.tables.files import read
from sources.models import Source
from tests.claims.desk import everything
from tests.claims.public.newsroom import make_rich_claim
from tests.claims.tables.making import bring_in
from tests.factories import add_accusation, make_actor, make_claim, make_derivation, make_source, make_topic

MODELS = {"claims": Claim, "actors": Actor, "sources": Source}
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''-", "\tx", '"; DROP', "a, b; c", "a\r\n=b", "'tis", "٣", "𝔘", " "]


def out(table, kind="csv"):
    made = lines(TABLES[table](), MODELS[table].objects.order_by("pk"))
    if kind == "csv":
        return "".join(as_csv(made)).encode()
    with as_xlsx(made, table) as file:
        return file.read()


@pytest.fixture
def desk_of_every_kind(reporter, editor):
    make_rich_claim(by=reporter, approved_by=editor)
    korea = make_actor("Northern Korea", wikidata="Q4230", country="KP")
    korea.names.create(language="id", name="Korea; Utara")
    korea.names.create(language="ko", name="북한")
    make_derivation(make_source("Copy", url="https://example.org/a;b"), make_source("=First"))
    for number, text in enumerate(HOSTILE):
        claim = make_claim(f"Claim {number}", by=reporter, statement=f"{text}{number}", notes=text, context=text)
        claim.topics.add(make_topic())
        claim.accused.add(korea)
        add_accusation(claim, korea, quote=text, paraphrase="p")
        add_accusation(claim, korea, quote="A second one.")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("table", MODELS)
def test_table_that_went_out_comes_in_again_and_changes_nothing(desk_of_every_kind, superuser, table, kind):
    content, before = out(table, kind), everything()
    made = bring_in(table, content, by=superuser)
    assert made.status == "done"
    assert set(made.rows.values_list("fate", flat=True)) == {"unchanged"}
    assert made.total == MODELS[table].objects.count()
    after = everything()
    for name in ("TableImport", "TableImportRow"):
        del before[name], after[name]
    assert after == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_begins_as_a_formula(desk_of_every_kind, kind):
    if kind == "csv":
        cells = [cell for line in csv.reader(io.StringIO(out("claims").decode("utf-8-sig"))) for cell in line]
    else:
        book = openpyxl.load_workbook(io.BytesIO(out("claims", kind)))
        assert "f" not in {cell.data_type for line in book.active.iter_rows() for cell in line}
        cells = [cell.value or "" for line in book.active.iter_rows() for cell in line]
    assert "'=1+1" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_csv_begins_as_excel_wants_it():
    assert "".join(as_csv(lines(TABLES["actors"](), None))) == (
        "\ufeffslug,name,kind,country,wikidata,names,notes\r\n"
    )


def test_empty_table_is_refused_for_want_of_rows(editor):
    for table in TABLES:
        with pytest.raises(files.Unreadable, match="no rows below"):
            bring_in(table, "".join(as_csv(lines(TABLES[table](), None))).encode(), by=editor)


def test_table_shows_nothing_of_the_verdict(desk_of_every_kind):
    headings = read(out("claims"), TABLES["claims"]().columns).headings
    assert headings == [
        "slug", "headline", "statement", "context", "language", "first_said_on", "accuser", "quote", "said_on",
        "said_in", "topics", "accused", "assigned_to", "notes", "state", "updated_at",
    ]  # fmt: skip


def test_text_too_long_for_a_spreadsheet_is_refused_and_not_cut(editor):
    make_claim("Long", by=editor, context="x" * 40_000)
    with pytest.raises(TooMuch, match="Row 2 holds a text that is too long"):
        out("claims", "xlsx")
    assert "x" * 40_000 in out("claims").decode()


def test_too_many_rows_for_a_spreadsheet_are_refused(editor, monkeypatch):
    monkeypatch.setattr(export, "MOST_IN_XLSX", 2)
    for _number in range(3):
        make_actor()
    with pytest.raises(TooMuch, match="More than 2 rows"):
        out("actors", "xlsx")


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow_with_the_rows(editor, django_assert_num_queries, count):
    for _number in range(count):
        claim = make_claim(by=editor, assigned_to=editor)
        claim.topics.add(make_topic())
        claim.accused.add(make_actor())
        add_accusation(claim)
    with django_assert_num_queries(7):
        out("claims")


def test_first_accusation_goes_out(editor):
    claim = make_claim(by=editor)
    first = add_accusation(claim, quote="First.")
    add_accusation(claim, quote="Second.", said_on="2001-01-01")
    (row,) = read(out("claims"), TABLES["claims"]().columns).rows
    assert (row.cells["accuser"], row.cells["quote"]) == (first.actor.slug, "First.")
    assert Accusation.objects.count() == 2
