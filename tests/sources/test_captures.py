import hashlib
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sources.files import capture_path, captures_storage, digest
from sources.models import Capture
from tests.factories import make_person, make_source


@pytest.mark.parametrize(
    ("filename", "suffix"),
    [
        ("report.pdf", ".pdf"),
        ("REPORT.PDF", ".pdf"),
        ("page.html", ".html"),
        ("archive.tar.gz", ".gz"),
        ("clip.mp4", ".mp4"),
        ("", ""),
        (".", ""),
        ("..", ""),
        ("report", ""),
        (".htaccess", ""),
        ("../../etc/passwd", ""),
        ("../../evil.php", ".php"),
        ("..\\..\\evil.exe", ".exe"),
        ("/etc/cron.d/x.sh", ".sh"),
        ("x.", ""),
        ("x.p/df", ""),
        ("x.pdf\x00.exe", ".exe"),
        ("x.p\x00", ""),
        ("x.p df", ""),
        ("x.pdf;rm", ""),
        ("x.toolong", ""),
        ("x.ünï", ""),
        ("x.٣٤", ""),
        ("x.ＰＤＦ", ""),
        ("x\u202efdp.exe", ".exe"),
        ("a" * 5000 + ".pdf", ".pdf"),
        ("x." + "a" * 5000, ""),
    ],
)
def test_capture_path_keeps_no_more_than_a_plain_suffix(filename, suffix):
    path = capture_path(Capture(source_id=7), filename)
    assert re.fullmatch(rf"7/[0-9a-f]{{32}}{re.escape(suffix)}", path) is not None


def test_capture_path_is_another_each_time():
    capture = Capture(source_id=7)
    assert capture_path(capture, "a.pdf") != capture_path(capture, "a.pdf")


def test_digest_is_of_the_bytes_and_leaves_the_file_at_its_start():
    content = b"evidence" * 100_000
    file = ContentFile(content)
    file.read(10)
    assert digest(file) == (hashlib.sha256(content).hexdigest(), len(content))
    assert file.tell() == 0


def test_digest_of_an_empty_file_is_that_of_nothing():
    assert digest(ContentFile(b"")) == ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0)


def _capture(**fields):
    by = make_person("wendy")
    return Capture(source=make_source(no_copy_reason=""), captured_at=timezone.now(), captured_by=by, **fields)


def test_capture_of_a_file_with_a_hostile_name_stays_in_the_store(db, private_store):
    file = SimpleUploadedFile("../../evil.php", b"<?php", "text/html")
    sha256, size = digest(file)
    capture = _capture(file=file, sha256=sha256, size=size)
    capture.save()
    kept = [path for path in private_store.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [b"<?php"]
    assert re.fullmatch(rf"{capture.source_id}/[0-9a-f]{{32}}\.php", capture.file.name) is not None


def test_source_has_a_copy_once_there_is_a_capture(db):
    capture = _capture(archived_url="https://archive.example/1")
    assert capture.source.has_copy is False
    capture.save()
    assert capture.source.has_copy is True


def test_source_with_a_capture_cannot_be_deleted(db):
    capture = _capture(archived_url="https://archive.example/1")
    capture.save()
    with pytest.raises(Exception, match="protected foreign keys"):
        capture.source.delete()
    assert Capture.objects.count() == 1


def test_copies_are_for_the_server_alone(private_store):
    path = private_store / captures_storage().save("1/copy.pdf", ContentFile(b"%PDF-"))
    assert [each.stat().st_mode & 0o077 for each in (path, path.parent)] == [0, 0]
