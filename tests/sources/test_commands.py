import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sources.models import Capture, CaptureRequest
from tests.factories import make_source
from tests.sources.capturing.server import answer

TEXT = answer(b"What it says.", content_type="text/plain")


def run(*arguments):
    """What was printed, and the complaint if there was one."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as complaint:
        return out.getvalue(), err.getvalue(), str(complaint)
    return out.getvalue(), err.getvalue(), ""


@pytest.fixture
def kept(reporter, reachable, private_store):
    reachable.pages["/"] = TEXT
    make_source("Report", url=reachable.url())
    assert run("capture", "report", "--by", "rita")[2] == ""
    return Capture.objects.get()


def test_sources_are_captured_by_name(kept, reporter):
    assert (kept.captured_by, kept.size, kept.source.slug) == (reporter, 13, "report")


def test_those_without_a_copy_are_captured(kept, reachable):
    reachable.pages["/b"] = TEXT
    other = make_source("Other", url=reachable.url("/b"))
    make_source("Bare")
    assert run("capture", "--missing", "--by", "rita")[2] == ""
    assert [capture.source for capture in Capture.objects.all()] == [other, kept.source]


def test_what_could_not_be_captured_is_named(reporter, reachable):
    make_source("Gone", url=reachable.url("/gone"))
    _, told, complaint = run("capture", "gone", "--by", "rita")
    assert (
        told.strip() == "gone: The server answered with an error. Check the address, or upload a file. 404 Not Found"
    )
    assert complaint == "1 could not be fetched."


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["bare", "--by", "nobody"], "There is no account “nobody”."),
        (["--by", "rita"], "Name sources by their slugs, or give --missing."),
        (["bare", "--missing", "--by", "rita"], "Name sources by their slugs, or give --missing."),
        (["none", "--by", "rita"], "There is no source: none"),
        (["bare", "--by", "rita"], "Without an address: bare"),
    ],
)
def test_capturing_says_what_is_wrong(reporter, arguments, complaint):
    make_source("Bare")
    assert run("capture", *arguments)[2] == complaint
    assert CaptureRequest.objects.count() == 0


def test_copies_that_are_as_they_were_are_verified(kept):
    assert run("verify_captures") == ("1 copies are as they were kept.\n", "", "")


def test_changed_copy_is_named(kept, private_store):
    (private_store / kept.file.name).write_bytes(b"What it sayz.")
    _, told, complaint = run("verify_captures")
    assert told.strip() == f"{kept.file.name}: changed (copy {kept.pk} of “Report”)"
    assert complaint == "1 of 1 copies are not as they were kept."


def test_missing_copy_is_named(kept, private_store):
    (private_store / kept.file.name).unlink()
    _, told, complaint = run("verify_captures")
    assert told.strip() == f"{kept.file.name}: missing (copy {kept.pk} of “Report”)"
    assert complaint == "1 of 1 copies are not as they were kept."


def test_copy_that_cannot_be_read_is_named(kept, private_store):
    (private_store / kept.file.name).unlink()
    (private_store / kept.file.name).mkdir()
    assert "not to be read: Is a directory" in run("verify_captures")[1]


def test_files_of_unknown_origin_are_named_unless_they_may_just_be_being_kept(kept, private_store):
    for name, age in (("old.html", 7200), ("young.html", 0)):
        path = private_store / name
        path.write_bytes(b"?")
        os.utime(path, (time.time() - age,) * 2)
    out, told, complaint = run("verify_captures")
    assert (told, complaint) == ("old.html: of unknown origin\n", "")
    assert out == "1 copies are as they were kept.\n"


def test_store_that_is_not_there_yet_is_as_it_was(db, private_store):
    assert run("verify_captures") == ("0 copies are as they were kept.\n", "", "")
