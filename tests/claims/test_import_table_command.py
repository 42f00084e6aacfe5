import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, TableImport
from tests.claims.desk import everything
from tests.claims.tables.making import as_xlsx
from tests.factories import make_claim


@pytest.fixture
def file(tmp_path):
    def write(content, name="claims.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(*arguments, by="edith"):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_table", *arguments, "--by", by, stdout=out, stderr=err)
    except CommandError as fault:
        return str(fault), out.getvalue(), err.getvalue()
    return "", out.getvalue(), err.getvalue()


def test_file_is_imported(editor, file):
    make_claim("Rain", by=editor)
    fault, out, err = run("claims", file('slug,statement,notes\nrain,"Rain, it is said.",x\n,It snows.,\n'))
    assert (fault, err) == ("", "")
    assert out == (
        "Row 2: changed (notes): Rain\nRow 3: new: It snows.\nerror: 0, new: 1, changed: 1, unchanged: 0\n"
        "All of it was imported.\n"
    )
    assert sorted(Claim.objects.values_list("slug", "notes")) == [("it-snows", ""), ("rain", "x")]
    assert TableImport.objects.values_list("status", "by", "total").get() == ("done", editor.pk, 2)


def test_spreadsheet_is_imported(editor, file):
    fault, _out, _err = run("claims", file(as_xlsx(["statement"], ["It snows."]), "claims.xlsx"))
    assert (fault, Claim.objects.get().statement) == ("", "It snows.")


def test_dry_run_writes_nothing_at_all(editor, file):
    before = everything()
    fault, out, _err = run("claims", file("statement\nIt snows.\n"), "--dry-run")
    assert (fault, out) == (
        "",
        "Row 2: new: It snows.\nerror: 0, new: 1, changed: 0, unchanged: 0\nNothing was written.\n",
    )
    assert everything() == before


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_errors_are_told_by_row_and_column_and_nothing_is_written(editor, file, options):
    before = everything()
    fault, out, err = run("claims", file("statement,said_on\nIt snows.,June\nIt rains.,\n"), *options)
    assert fault == "Nothing was written: correct these errors first."
    assert err == ("Row 2, said_on: Give a day as year-month-day, such as 2024-06-18.\n")
    assert out == "Row 3: new: It rains.\nerror: 1, new: 1, changed: 0, unchanged: 0\n"
    assert everything() == before


def test_who_may_not_import_is_refused(editor, reporter, charlie, file):
    path = file("statement\nIt snows.\n")
    for name in ("rita", "charlie"):
        assert run("claims", path, by=name)[0] == (f"“{name}” may not import claims: Editors and Chief editors may.")
    assert run("claims", path, by="nobody")[0] == "There is nobody with the user name “nobody”."


def test_file_that_cannot_be_read_is_named(editor, file, tmp_path):
    missing, junk = str(tmp_path / "missing.csv"), file(b"PK\x03\x04")
    assert run("claims", missing)[0] == f"{missing}: No such file or directory."
    assert run("claims", junk)[0].startswith(f"{junk}: This XLSX file is damaged.")
