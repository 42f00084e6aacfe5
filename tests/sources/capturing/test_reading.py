import io
import time

import pytest

from sources.capturing import reading
from sources.capturing.reading import readable

ARTICLE = """<!doctype html><html><head><title>Statement</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>Statement</h1><p>The ministry said on Monday that the shells had left the port, and that nobody had seen
them since that day.</p><p>It would not say to whom they belonged, nor who had paid for them in the end.</p></article>
<script>alert("x")</script></body></html>"""


def read(content, content_type="text/html"):
    return readable(io.BytesIO(content), content_type)


def test_text_of_a_page_is_read_without_what_surrounds_it():
    text = read(ARTICLE.encode())
    assert "The ministry said on Monday" in text
    assert "alert" not in text


def test_plain_text_is_its_own_text():
    assert read("Zeile\0 – eins\n".encode(), "text/plain") == "Zeile – eins"


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/zip"])
def test_other_kinds_have_no_text(content_type):
    assert read(b"%PDF-", content_type) == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\0\0", b"<" * 100_000, b"<div>" * 50_000, b"<p>\0\0</p>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"],
)
def test_page_that_cannot_be_read_has_no_text_and_breaks_nothing(content):
    assert read(content) == ""


def test_page_that_is_too_long_is_not_read(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_PAGE", 1000)
    assert read(ARTICLE.encode() * 5) == ""


def test_reader_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.2)
    begun = time.monotonic()
    assert read(ARTICLE.encode()) == ""  # it takes longer to begin
    assert time.monotonic() - begun < 5


def test_file_is_left_at_its_start():
    file = io.BytesIO(b"text")
    readable(file, "text/plain")
    assert file.tell() == 0
