"""manage.py import_claimreview --as own: who may, what is told, and imports that are killed or meet one another."""

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from claims import record
from claims.claimreviews import archive
from claims.claimreviews.ratings import Ratings
from claims.models import Claim, Publication
from tests.claims.claimreviews.test_archive import review
from tests.claims.desk import everything
from tests.claims.test_race import at_once
from tests.factcheck.test_settings import BASE_DIR, DEVELOPMENT
from tests.factories import make_person


def line(number, **members):
    given = {
        "@type": "ClaimReview",
        "url": f"https://old.example/{number}",
        "claimReviewed": f"Otter number {number} swam",
        "datePublished": "2019-02-03",
        "reviewRating": {"alternateName": "Pants on fire"},
    }
    return json.dumps(given | members)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive.ndjson").write_text("\n".join([line(1), line(2, reviewRating={"alternateName": "Hm"})]))
    (tmp_path / "ratings.csv").write_text("text,rating\nPants on fire,false\n")
    return tmp_path


def imported(*arguments):
    out = io.StringIO()
    call_command("import_claimreview", "archive.ndjson", *arguments, stdout=out)
    return out.getvalue().splitlines()


OWN = ("--as", "own", "--by", "chen", "--ratings", "ratings.csv")


def test_archive_is_published_and_what_is_left_out_is_told(chief, folder):
    assert imported(*OWN, "--language", "id") == [
        "archive.ndjson:2: Its rating “Hm” is not mapped to one of ours: add it to the table of ratings.",
        "created: 1, updated: 0, unchanged: 0, skipped: 1",
    ]
    claim = Claim.objects.get()
    assert (claim.language, claim.verdict.rating.slug, claim.created_by) == ("id", "false", chief)
    before = everything()
    assert imported(*OWN, "--language", "id")[-1] == "created: 0, updated: 0, unchanged: 1, skipped: 1"
    assert everything() == before


def test_each_publisher_of_a_dump_is_brought_in_with_a_table_of_its_own(chief, folder):
    there = line(2, url="https://www.other.example/2", claimReviewed="Herons swam")
    (folder / "archive.ndjson").write_text("\n".join([line(1), there, "{"]))
    broken = imported(*OWN, "--site", "old.example")[0]
    assert broken.startswith("archive.ndjson:3: ")
    (folder / "ratings.csv").write_text("text,rating\nPants on fire,mostly-false\n")
    assert imported(*OWN, "--site", "WWW.other.example") == [
        broken,
        "created: 1, updated: 0, unchanged: 0, skipped: 1",
    ]
    ratings = Claim.objects.order_by("pk").values_list("statement", "published__rating")
    assert list(ratings) == [("Otter number 1 swam", "false"), ("Herons swam", "mostly-false")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as", "own"], "Say with --by USERNAME who brings the archive in: somebody with an account at the desk."),
        (["--as", "own", "--by", "nobody"],
         "Say with --by USERNAME who brings the archive in: somebody with an account at the desk."),
        (["--as", "own", "--by", "charlie"], "“charlie” may not bring in an archive: Chief editors may."),
        (["--as", "own", "--by", "edith"], "“edith” may not bring in an archive: Chief editors may."),
        (["--as", "own", "--by", "chen", "--ratings", "no.csv"], "no.csv: No such file or directory."),
        (["--as", "own", "--by", "chen", "--language", "Bahasa"],
         "--language: Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”."),
        (["--as", "external", "--by", "chen"], "--by: only with --as own."),
        (["--as", "external", "--site", "old.example"], "--site: only with --as own."),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused_before_anything_is_read(chief, editor, charlie, folder, arguments, message):
    with pytest.raises(CommandError) as refusal:
        imported(*arguments)
    assert str(refusal.value) == message
    assert Claim.objects.count() == 0


PROGRAM = """
import django, os, signal
django.setup()
from claims import record, record_bulk
from claims.claimreviews import archive
from claims.models import Claim, ClaimImport, DeskMatchEntry, Publication
from django.contrib.auth.models import Group, User
from django.core.management import call_command

def let_match(*batch):
    finish(*batch)
    if Publication.objects.count() == {killed_at}:
        os.kill(os.getpid(), signal.SIGKILL)

def told():
    print(*(model.objects.count() for model in (Publication, Claim, ClaimImport, DeskMatchEntry)), record.verify())

finish, record_bulk._let_match, archive.AT_ONCE = record_bulk._let_match, let_match, 10
call_command("migrate", verbosity=0)
User.objects.get_or_create(username="chen")[0].groups.add(Group.objects.get(name="Chief editor"))
told()
call_command("import_claimreview", "{file}", "--as", "own", "--by", "chen", "--ratings", "{ratings}")
told()
"""


def test_import_that_is_killed_loses_and_doubles_nothing_and_leaves_no_process(tmp_path, folder):
    """In the middle of a transaction, when everything of a batch is written and not yet kept."""
    place = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3", "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    file = folder / "archive.ndjson"
    file.write_text("\n".join(line(number) for number in range(45)))

    def run(killed_at):
        program = PROGRAM.format(killed_at=killed_at, file=file, ratings=folder / "ratings.csv")
        options = {"env": DEVELOPMENT | place | {"PYTHONUNBUFFERED": "1"}, "cwd": BASE_DIR, "text": True}
        with subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True, **options
        ) as begun:
            out = begun.stdout.read()
        await_end_of_group(begun.pid)
        return begun.returncode, out.splitlines()

    assert run(killed_at=30) == (-signal.SIGKILL, ["0 0 0 0 None"])
    again = ["20 20 20 20 None", "created: 25, updated: 0, unchanged: 20, skipped: 0", "45 45 45 45 None"]
    assert run(killed_at=-1) == (0, again)


def await_end_of_group(number, patience=30):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            os.killpg(number, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("A process that prepared claims lives on.")


@pytest.mark.usefixtures("real_connections")
def test_two_imports_at_once_double_nothing(monkeypatch):
    monkeypatch.setattr(archive, "AT_ONCE", 5)
    chief = make_person("chen", "Chief editor")
    many = [review(number) for number in range(20)]

    def bring_in():
        return [each.fate.value for each in archive.bring_in(many, by=chief, ratings=Ratings(), processes=0)]

    told = at_once(bring_in, bring_in)
    assert sorted(one for each in told for one in each) == ["created"] * 20 + ["unchanged"] * 20
    assert (Claim.objects.count(), Publication.objects.count()) == (20, 20)
    assert record.verify() is None
