"""manage.py match: whole files, sentence by sentence."""

import csv
import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.matching import desk
from claims.search.query import Unsearchable
from tests.claims.desk import everything
from tests.factories import make_claim, make_external_check, make_published_claim

SAID = "Walruses swam to Greenland"


@pytest.fixture
def claims(reporter, editor):
    found = {
        "desk": make_claim("Otters built a dam", by=reporter, statement="A dam was built by otters."),
        "public": make_published_claim(
            SAID, by=reporter, approved_by=editor, statement="Walruses swim.", slug="walrus"
        ),
    }
    desk.rebuild()
    return found


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a file into the present folder; returns its name."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="text.txt"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


def matched(*arguments):
    out = io.StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue()


def matched_rows(*arguments):
    return [json.loads(line) for line in matched(*arguments, "--format", "jsonl").splitlines()]


def refused(*arguments):
    """What is printed all the same, and what is then said."""
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("match", *arguments, stdout=out)
    assert error.value.returncode == 1
    return out.getvalue(), str(error.value).splitlines()


def test_sentences_with_candidates_are_printed_with_their_lines(claims, write):
    name = write(f"Nothing here.\n\nXylophones. {SAID}! Good.\nOtters build dams.\n")
    score = matched_rows(name)[0]["candidates"][0]["score"]
    first, candidate, second, other = matched(name).splitlines()
    assert (first, second) == ("text.txt:3: Walruses swam to Greenland!", "text.txt:4: Otters build dams.")
    assert candidate.startswith(f"  {score:6.2f}  published  walrus  (")
    assert set(candidate.partition("(")[2].strip(")").split(", ")) == {"walruses", "swam", "greenland"}
    assert other.split()[1:3] == ["logged", "otters-built-a-dam"]


def test_lines_of_json_say_the_same(claims, write):
    (row,) = matched_rows(write(f"\n{SAID}."))
    (candidate,) = row.pop("candidates")
    assert row == {"file": "text.txt", "line": 2, "sentence": f"{SAID}.", "elsewhere": []}
    assert candidate.pop("score") > 5
    assert sorted(candidate.pop("words")) == ["greenland", "swam", "walruses"]
    assert candidate == {"state": "published", "public": True, "slug": "walrus", "headline": SAID}


def test_what_others_have_checked_is_printed_but_not_as_part_of_the_public_record(claims, write):
    check = make_external_check("Narwhals fly south.", rating_text="False\x1b[31m")
    name = write("Narwhals fly south")
    _, printed = matched(name).splitlines()
    assert printed.split()[1:5] == ["elsewhere", "Facts:", "“False", "[31m”"]
    assert check.url in printed
    (row,) = matched_rows(name)
    assert (row["candidates"], [each["url"] for each in row["elsewhere"]]) == ([], [check.url])
    (cells,) = csv.DictReader(io.StringIO(matched(name, "--format", "csv")))
    assert [cells[each] for each in ("state", "public", "slug", "headline", "url", "checked_on")] == [
        "elsewhere", "no", "", "Narwhals fly south.", check.url, "2024-06-18",
    ]  # fmt: skip
    assert matched(name, "--public") == ""


def test_table_has_a_row_for_each_candidate(claims, write):
    table = list(csv.DictReader(io.StringIO(matched(write(f'"{SAID}", otters; dams\n'), "--format", "csv"))))
    assert [(row["line"], row["sentence"], row["slug"], row["public"]) for row in table] == [
        ("1", f'"{SAID}", otters; dams', "walrus", "yes"),
        ("1", f'"{SAID}", otters; dams', "otters-built-a-dam", "no"),
    ]


def test_public_record_alone_does_not_tell_what_the_desk_is_doing(claims, write, editor):
    claims["public"].move("revise", by=editor, note="Again.")
    claims["public"].headline = "Never published"
    claims["public"].save(update_fields=["headline"])
    name = write(f"{SAID}. Otters built a dam.")
    (row,) = matched_rows(name, "--public")
    assert [(each["state"], each["headline"]) for each in row["candidates"]] == [("published", SAID)]
    everywhere = matched(name)
    assert "researching, public  walrus" in everywhere
    assert "otters-built-a-dam" in everywhere


def test_candidates_are_limited_by_number_and_score(claims, write):
    name = write(f"{SAID}, otters dams")
    best, other = matched_rows(name, "--most", "2", "--least", "0")[0]["candidates"]
    assert [row["candidates"] for row in matched_rows(name, "--most", "1")] == [[best]]
    assert [row["candidates"] for row in matched_rows(name, "--least", str(best["score"] - 0.1))] == [[best]]
    assert best["score"] > other["score"]
    assert matched_rows(name, "--least", "1000") == []


@pytest.mark.parametrize("arguments", [["--most", "0"], ["--most", "x"], ["--least", "x"], ["--format", "xml"]])
def test_wrong_option_is_refused(claims, write, arguments):
    with pytest.raises(CommandError, match="argument"):
        matched(write(SAID), *arguments)


def test_standard_input_is_a_dash(claims, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(f"\n{SAID}\n".encode())))
    assert matched("-").startswith(f"-:2: {SAID}\n")


def test_files_that_cannot_be_read_are_named_and_the_others_matched(claims, write, tmp_path):
    (tmp_path / "folder").mkdir()
    names = [
        "missing.txt",
        "folder",
        write("", "empty.txt"),
        write("\ufeff \n\n", "blank.txt"),
        write(f"{SAID}\nKäse\n{SAID}".encode("latin-1"), "latin.txt"),
        write(b"\x89PNG\r\n\x1a\n\0\0", "picture.png"),
        write(SAID.encode("utf-16"), "utf16.txt"),
        write("Fine.\nXylophoné".encode()[:-1], "half.txt"),
        write(f"\ufeff{SAID}", "good.txt"),
    ]
    printed, problems = refused(*names)
    assert [line.partition(" ")[0] for line in printed.splitlines()[::2]] == ["latin.txt:1:", "good.txt:1:"]
    assert problems == [
        "missing.txt: No such file or directory.",
        "folder: Is a directory.",
        "empty.txt: the file is empty.",
        "blank.txt: the file is empty.",
        "latin.txt:2: this is not UTF-8 (byte 0xe4); save it as UTF-8.",
        "picture.png:1: this is not UTF-8 (byte 0x89); save it as UTF-8.",
        "utf16.txt:1: there is a null byte, so this is no text.",
        "half.txt:2: this is not UTF-8 (byte 0xc3); save it as UTF-8.",
    ]


@pytest.mark.parametrize("text", [
    '"*^()-:&|!<> weapons" OR {x} NEAR', "\u200f\u202eweapons\u200e", "?!… --", "x", "武" * 40_000, "x" * 200_000,
])  # fmt: skip
def test_any_text_is_answered(claims, write, text):
    assert matched(write(text)) == ""


def test_long_line_is_read_in_pieces_and_no_character_is_lost_between(claims, write):
    text = "é" * 40_000 + " " + f"{SAID}. " * 2
    assert [row["line"] for row in matched_rows(write(text))] == [1, 1]


def test_what_a_terminal_would_obey_is_not_printed(claims, write):
    name = write(f"\x1b[31m{SAID}\x07\n")
    assert "\x1b" not in matched(name)
    assert matched_rows(name)[0]["sentence"] == f"\x1b[31m{SAID}\x07"


def test_nothing_is_stored(claims, write):
    before = everything()
    matched(write(SAID))
    assert everything() == before


def test_progress_is_for_a_terminal_that_shows_nothing_else(claims, write):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    name, watched, piped = write(f"{SAID}\n" * 60), Terminal(), io.StringIO()
    call_command("match", name, stdout=io.StringIO(), stderr=watched)
    call_command("match", name, stdout=Terminal(), stderr=(silent := Terminal()))
    call_command("match", name, stdout=io.StringIO(), stderr=piped)
    assert watched.getvalue() == "\rtext.txt: line 1\rtext.txt: line 51\n"
    assert (silent.getvalue(), piped.getvalue()) == ("", "")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The same with any database.")
def test_whoever_has_read_enough_may_stop(tmp_path, write):
    """As `head` does: no traceback."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/desk.sqlite3", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    program = (
        f"import os, sys, django; os.environ |= {settings!r}; django.setup()\n"
        "from django.core.management import call_command; from claims.matching import desk\n"
        "call_command('migrate', verbosity=0)\n"
        "from tests.factories import make_claim, make_person\n"
        f"make_claim({SAID!r}, by=make_person('w')); desk.rebuild(); call_command('match', '-')"
    )
    text = tmp_path / "long.txt"
    text.write_text(f"{SAID}\n" * 3_000)
    with text.open() as given, subprocess.Popen(
        [sys.executable, "-c", program], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
    ) as process:  # fmt: skip
        assert process.stdout.readline().decode() == f"-:1: {SAID}\n"
        process.stdout.close()
        assert process.stderr.read().decode() == ""
    assert process.returncode == 0


def test_what_takes_too_long_is_named(claims, write, monkeypatch):
    def ended(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr(desk, "match", ended)
    with pytest.raises(CommandError, match=r"text\.txt:2: This takes too long to find\."):
        call_command("match", write(f"\n{SAID}\n"))
