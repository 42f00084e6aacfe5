"""manage.py bench_matching, on a collection of three claims."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from claims.matching.bench.collection import grown, read_claims

CLAIMS = (
    "\tvclaim\ttitle\n"
    "0\tThe ship carried arms.\tDid the ship carry arms?\n"
    '1\t"A ""satellite"" reached orbit."\tDid the satellite reach orbit?\n'
    "2\tFishing boats were sunk.\tWere boats sunk?\n"
)
QUERIES = "\ttweet_content\n7\tarms on that ship, they say\n8\tboats sunk\n9\tthis repeats nothing\n"
QRELS = "7\t0\t0\t1\n8\t0\t2\t1\n"


@pytest.fixture
def files(tmp_path):
    given = {"claims.tsv": CLAIMS, "small/queries.tsv": QUERIES, "small/gold.qrels": QRELS}
    (tmp_path / "small").mkdir()
    for name, text in given.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def bench(files, *options):
    paths = {"--claims": "claims.tsv", "--queries": "small/queries.tsv", "--qrels": "small/gold.qrels"}
    call_command("bench_matching", *(part for name, path in paths.items() for part in (name, files / path)), *options)


def test_files_are_read_with_their_quotation_marks(files):
    assert [claim.statement for claim in read_claims(files / "claims.tsv")][1] == 'A "satellite" reached orbit.'


def test_more_claims_are_made_of_halves_of_those_there_are(files):
    claims = read_claims(files / "claims.tsv")
    assert grown(claims, 2) == claims[:2]
    more = grown(claims, 6)
    assert (len(more), more[:3]) == (6, claims)
    assert more == grown(claims, 6)


@pytest.mark.parametrize(("name", "text", "told"), [
    ("claims.tsv", "\tvclaim\ttitle\n0\tonly one\n", "claims.tsv, record 2: 3 columns are wanted, there are 2."),
    ("small/gold.qrels", "7 0 0\n", "gold.qrels, line 1: four columns are wanted"),
])  # fmt: skip
def test_file_that_is_not_what_it_should_be_is_named(files, name, text, told):
    (files / name).write_text(text)
    with pytest.raises(CommandError, match=told):
        bench(files)


def test_file_that_is_not_text_or_not_there_is_named(files):
    (files / "claims.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="is not UTF-8, at byte 0"):
        bench(files)
    (files / "claims.tsv").unlink()
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        bench(files)


def test_each_split_has_its_gold(files):
    with pytest.raises(CommandError, match="one --qrels for each --queries"):
        bench(files, "--queries", files / "small/queries.tsv")


def test_it_measures_and_leaves_nothing_behind(files, db):
    """In a process of its own: it makes a database, as the tests have done here."""
    bench = [sys.executable, "manage.py", "bench_matching", "--settings=tests.settings", "--no-baselines"]
    paths = ["--claims", "claims.tsv", "--queries", "small/queries.tsv", "--qrels", "small/gold.qrels"]
    given = [each if each.startswith("--") else str(files / each) for each in paths]
    done = subprocess.run([*bench, *given], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    first, figures, *others = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert (done.returncode, first.split(", indexed")[0]) == (0, f"{connection.vendor}, 3 claims")
    assert figures.startswith("small: this MAP@5 1.000 recall@10 1.000 P@1 1.000 median")
    assert len(others) == 3
    assert left_behind() == []


def left_behind():
    """On SQLite it is in memory; on PostgreSQL it would lie beside the others."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench%%'")
        return cursor.fetchall()
