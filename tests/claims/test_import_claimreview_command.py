"""manage.py import_claimreview: fates, reports, and an import that is killed in the middle."""

import csv
import io
import json
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from claims.models import ExternalCheck
from tests.claims.desk import everything
from tests.factcheck.test_settings import BASE_DIR, DEVELOPMENT


def line(number, **members):
    given = {
        "@type": "ClaimReview",
        "url": f"https://facts.example/{number}",
        "claimReviewed": f"Otter number {number}",
    }
    return json.dumps(given | members)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [line(1), line(2, url="mailto:x"), line(3, reviewRating={"alternateName": "=1+1"}), "{", line(1)]
    (tmp_path / "a.ndjson").write_text("\n".join(lines))
    return tmp_path


def imported(*arguments):
    out = io.StringIO()
    call_command("import_claimreview", *arguments, "--as", "external", stdout=out)
    return out.getvalue().splitlines()


def test_fate_of_every_record_is_told(db, folder):
    skipped, broken, counts = imported("a.ndjson")
    assert skipped == "a.ndjson:2: Its address is not one of a web page: “mailto:x”."
    assert broken.startswith("a.ndjson:4: It is no JSON: ")
    assert counts == "created: 2, updated: 0, unchanged: 1, skipped: 2"
    before = everything()
    assert imported("a.ndjson")[-1] == "created: 0, updated: 0, unchanged: 3, skipped: 2"
    assert everything() == before


def test_report_has_a_row_for_each_record_and_no_formula(db, folder):
    imported(".", "--report", "../report.csv")
    with (folder.parent / "report.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["fate"] for row in rows] == ["created", "skipped", "created", "skipped", "unchanged"]
    assert [rows[2][name] for name in ("where", "url", "claim", "rating", "reason")] == [
        "a.ndjson:3", "https://facts.example/3", "Otter number 3", "'=1+1", "",
    ]  # fmt: skip


def test_what_a_terminal_would_obey_is_not_printed(db, folder):
    (folder / "b.json").write_text(line(1, url="\x1b[31m"))
    assert imported("b.json")[0] == "b.json:1: Its address is not one of a web page: “ [31m”."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.json"], "There is no such file or directory: missing.json."),
        (["a.ndjson", "--report", "no/such/folder.csv"], "no/such/folder.csv: No such file or directory."),
    ],
)
def test_wrong_file_is_refused_before_anything_is_written(db, folder, arguments, message):
    with pytest.raises(CommandError) as refusal:
        imported(*arguments)
    assert str(refusal.value) == message
    assert ExternalCheck.objects.count() == 0


def test_what_it_is_imported_as_must_be_said(db, folder):
    with pytest.raises(CommandError, match="--as"):
        call_command("import_claimreview", "a.ndjson")


PROGRAM = """
import django, os, signal
django.setup()
from claims.claimreviews import external
from claims.matching import elsewhere, index
from claims.models import ExternalCheck, ExternalMatchEntry
from django.core.management import call_command

def keep(checks):
    put(checks)
    if ExternalCheck.objects.count() == {killed_at}:
        os.kill(os.getpid(), signal.SIGKILL)

put, elsewhere.keep, external.AT_ONCE = elsewhere.keep, keep, 10
call_command("migrate", verbosity=0)
print(ExternalCheck.objects.count(), ExternalMatchEntry.objects.count(), index.frequencies(index.EXTERNAL, [])[0])
call_command("import_claimreview", "{file}", "--as", "external")
print(ExternalCheck.objects.count(), ExternalMatchEntry.objects.count(), index.frequencies(index.EXTERNAL, [])[0])
"""


def test_import_that_is_killed_loses_and_doubles_nothing(tmp_path):
    """In the middle of a transaction, when checks and index are written and not yet kept."""
    place = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3", "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    file = tmp_path / "checks.ndjson"
    file.write_text("\n".join(line(number) for number in range(45)))

    def run(killed_at):
        command = [sys.executable, "-c", PROGRAM.format(killed_at=killed_at, file=file)]
        options = {"env": DEVELOPMENT | place | {"PYTHONUNBUFFERED": "1"}, "cwd": BASE_DIR, "check": False}
        ended = subprocess.run(command, capture_output=True, text=True, **options)
        return ended.returncode, ended.stdout.splitlines()

    assert run(killed_at=30) == (-signal.SIGKILL, ["0 0 0"])
    assert run(killed_at=-1) == (0, ["20 20 20", "created: 25, updated: 0, unchanged: 20, skipped: 0", "45 45 45"])
