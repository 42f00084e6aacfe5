"""Files as they come: JSON-LD, pages, feeds, dumps, compressed or not, whole or broken."""

import gzip
import io
import json
import sys
import tracemalloc
from types import SimpleNamespace

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from claims.claimreviews import files, texts
from claims.claimreviews.reading import Review, read


def review(number, **members):
    address = f"https://facts.example/{number}"
    return {"@type": "ClaimReview", "url": address, "claimReviewed": f"Claim {number}"} | members


def line(number, **members):
    return json.dumps(review(number, **members))


def script(text, opening='<script type="application/ld+json">'):
    return f"{opening}{text}</script>"


@pytest.fixture
def fates(tmp_path, monkeypatch):
    """What becomes of the records of a file: where, without its name, and the claim or why it was skipped."""
    monkeypatch.chdir(tmp_path)

    def fates(content):
        (tmp_path / "f").write_bytes(content if isinstance(content, bytes) else content.encode())
        found = [(each.where, each.claim if isinstance(each, Review) else each.reason) for each in read(["f"])]
        assert all(where.startswith("f") for where, _ in found)
        return [(where[1:], told) for where, told in found]

    return fates


def test_json_ld_of_one_review(fates):
    assert fates(json.dumps(review(1), indent=2)) == [(":1", "Claim 1")]


def test_list_at_the_top(fates):
    text = json.dumps([review(1), None, [review(2)], "x", review(3)])
    assert fates(text) == [
        (":1/1", "Claim 1"), (":1/2", "There is no ClaimReview in it."), (":1/3/1", "Claim 2"),
        (":1/4", "There is no ClaimReview in it."), (":1/5", "Claim 3"),
    ]  # fmt: skip


def test_graph_with_other_things_in_it(fates):
    assert fates(json.dumps({"@graph": [{"@type": "WebPage"}, review(1)]})) == [(":1/2", "Claim 1")]


def test_review_deep_inside_something_else(fates):
    page = {"@type": "WebPage", "mainEntity": {"@type": "Article", "review": [review(1), review(2)]}}
    assert fates(json.dumps(page)) == [(":1/1", "Claim 1"), (":1/2", "Claim 2")]


def test_lines_of_json(fates):
    text = f"{line(1)}\n\n{line(2)}\r\n" + '{"@type": "NewsArticle"}\n' + line(3)
    assert fates(text) == [
        (":1", "Claim 1"), (":3", "Claim 2"), (":4", "There is no ClaimReview in it."), (":5", "Claim 3"),
    ]  # fmt: skip


def test_feed(fates):
    def element(*item):
        return {"@type": "DataFeedItem", "url": "https://facts.example/x", "item": list(item)}

    feed = {"@type": "DataFeed", "dataFeedElement": [element(review(1)), element(), element(review(2), review(3))]}
    expected = [
        (":1/1", "Claim 1"), (":1/2", "The item of the feed holds no ClaimReview."),
        (":1/3/1", "Claim 2"), (":1/3/2", "Claim 3"),
    ]  # fmt: skip
    assert fates(json.dumps(feed)) == expected


def test_feed_of_any_size_is_read_item_by_item(fates, monkeypatch):
    monkeypatch.setattr(texts, "LARGE", 500)
    monkeypatch.setattr(files, "PIECE", 64)
    elements = [{"@type": "DataFeedItem", "item": [review(n)]} for n in range(1, 60)]
    feed = {"@type": "DataFeed", "dataFeedElement": elements, "name": "x" * 900}
    assert [told for _, told in fates(json.dumps(feed))] == [f"Claim {n}" for n in range(1, 60)]
    numbers = [where for where, _ in fates(json.dumps(feed, indent=1))]
    assert numbers[:2] == [":4/1", ":14/2"]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 65_536])
def test_pieces_may_end_anywhere(fates, monkeypatch, size):
    text = "\n".join(
        [line(1), '{"@type": "Claim', line(2, n=123456, e="é\\u00e9"), json.dumps([review(3)], indent=1), "7"]
    )
    whole = fates(text)
    monkeypatch.setattr(files, "PIECE", size)
    assert fates(text) == whole
    assert [told for _, told in whole][0::2] == ["Claim 1", "Claim 2", "There is no ClaimReview in it."]


def test_page_with_scripts(fates):
    page = "\n".join(
        [
            "<!DOCTYPE html><html><head><title>Otters</title>",
            script(json.dumps({"@type": "BreadcrumbList"})),
            "<script>var s = '<!--'; if (1 < 2) {}</script>",
            f"<!-- {script(line(1))} -->",
            script(json.dumps(review(2), indent=1), "<SCRIPT data-x='1' type='application/ld+json'\n id=a>"),
            script(f"//<![CDATA[\n{line(3)}\n//]]>", "<script type=application/ld+json>"),
            script(f"<!--\n{line(4)}\n-->"),
            script(line(5).replace('"', "&quot;")),
            "</head></html>",
        ]
    )
    assert [told for _, told in fates(page)] == ["Claim 2", "Claim 3", "Claim 4", "Claim 5"]


def test_dump_with_a_script_a_line(fates):
    dump = "".join(f"{script(each)}\n" for each in (line(1), '{"@type": "ClaimReview",', line(2)))
    for content in (dump.encode(), gzip.compress(dump.encode())):
        (first, second, third) = fates(content)
        assert (first, third) == ((":1", "Claim 1"), (":3", "Claim 2"))
        assert second[0] == ":2"
        assert second[1].startswith("It is no JSON: ")


def test_script_that_is_not_closed_or_too_long_is_named(fates, monkeypatch):
    assert fates(f"<html>\n{script(line(1))}<script type='application/ld+json'>{line(2)}") == [
        (":2", "Claim 1"), (":2", "The file ends in the middle of it."),
    ]  # fmt: skip
    monkeypatch.setattr(files, "LONGEST_SCRIPT", 500)
    monkeypatch.setattr(files, "PIECE", 200)
    assert fates(script(line(1, x="y" * 900)) + script(line(2))) == [(":1", "It is too long."), (":1", "Claim 2")]


def test_page_without_any_is_named_once(fates):
    assert fates("<html><script type='application/ld+json'>{}</script>") == [("", "There is no ClaimReview in it.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n\n", "The file is empty."),
        (b"otters", "It is neither JSON nor HTML."),
        (b"\x89PNG\r\n", "It is neither JSON nor HTML."),
        (b"\x1f\x8bnot gzip", "The compressed file is damaged: Unknown compression method."),
    ],
)
def test_file_that_is_something_else_is_named(fates, content, reason):
    assert fates(content) == [("", reason)]


def test_compressed_file_that_was_cut_short_gives_what_there_is(fates):
    whole = gzip.compress("\n".join(f"{line(n)}{' ' * 200}" for n in range(3_000)).encode())
    found = fates(whole[: len(whole) // 2])
    assert found[0] == (":1", "Claim 0")
    assert found[-1][1].startswith("The compressed file is damaged: ")


def test_raw_line_breaks_in_strings_are_read(fates):
    text = '{"@type": "ClaimReview", "url": "https://facts.example/1",\n"claimReviewed": "Claim\n1\t."}'
    assert fates(f"{text}\n{line(2)}") == [(":1", "Claim 1 ."), (":4", "Claim 2")]


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "ClaimReview", "url": "https://facts.example/9',
        '{"@type": "ClaimReview", "url": "https://facts.example/9", "cl',
        '{"@type": "ClaimReview", "claimReviewed": "He said "no" to them"}',
        '{"@type": "ClaimReview" "url": 1}',
        '{"@type": "ClaimReview", "url": {"a": [1, 2}',
        "{'@type': 'ClaimReview'}",
        "otters",
        "}",
        '{"a": ' + "9" * 5_000 + "}",
        "{" + '"a": {' * 2_000,
    ],
)
def test_broken_record_is_named_and_loses_none_of_the_others(fates, broken):
    """Also where what is missing in it could be found in the next one."""
    text = f"{line(1)}\n{broken}\n{line(2)}\n{line(3)}\n"
    first, fault, second, third = fates(text)
    assert (first, second, third) == ((":1", "Claim 1"), (":3", "Claim 2"), (":4", "Claim 3"))
    assert fault[0] == ":2"
    assert fault[1].startswith("It is ")
    for indent in ("  ", ""):
        listed = f"[\n{indent}{line(1)},\n{indent}{broken},\n{indent}{line(2)},\n{indent}{line(3)}\n]\n{line(4)}"
        found = fates(listed)
        assert [told for _, told in found if told.startswith("Claim")] == [
            f"Claim {n}" for n in (1, 2, 3, 4)
        ] or indent == ""


def test_comma_too_many_or_missing_is_forgiven(fates):
    text = f"[{line(1)[:-1]},}},{line(2)} {line(3)},,{line(4)},]"
    assert [told for _, told in fates(text)] == ["Claim 1", "Claim 2", "Claim 3", "Claim 4"]


def test_broken_element_on_the_same_line_loses_none_of_the_others(fates):
    text = f'[{line(1)},{{"a": [1 2], "b": "}}"}},{line(2)}]'
    assert fates(text) == [
        (":1/1", "Claim 1"),
        (":1/2", "It is no JSON: Expecting ',' delimiter."),
        (":1/3", "Claim 2"),
    ]


def test_bytes_that_are_no_text_are_told_of_their_record_alone(fates):
    text = (
        f"{line(1)}\n".encode()
        + '{"@type": "ClaimReview", "claimReviewed": "Käse"}\n'.encode("latin-1")
        + line(2).encode()
    )
    reason = "It holds bytes that are no text in the encoding of this file; save it as UTF-8."
    assert fates(text) == [(":1", "Claim 1"), (":2", reason), (":3", "Claim 2")]


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "koi8-r"])
def test_page_says_how_it_is_encoded(fates, encoding):
    claim = "выдра" if encoding == "koi8-r" else "Fähre"
    text = json.dumps(review(1, claimReviewed=claim), ensure_ascii=False)
    page = f'<html><meta charset="{encoding}">{script(text)}'
    assert fates(page.encode(encoding)) == [(":1", claim)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_is_understood(fates, encoding):
    assert fates(json.dumps(review(1, claimReviewed="武"), ensure_ascii=False).encode(encoding)) == [(":1", "武")]


def test_directories_are_read_in_order_but_for_what_is_hidden(tmp_path):
    for name in ("b/2.json", "a.json", ".git/x.json", "b/.hidden.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(line(name))
    assert [each.claim for each in read([str(tmp_path)])] == ["Claim a.json", "Claim b/2.json"]


def test_missing_file_is_named(tmp_path):
    (fate,) = read([str(tmp_path / "x.json")])
    assert fate.reason == "It cannot be read: No such file or directory."


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_standard_input_is_a_dash(monkeypatch, compress):
    given = io.BufferedReader(io.BytesIO(compress(line(1).encode())))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
    assert [(each.where, each.claim) for each in read(["-"])] == [("-:1", "Claim 1")]


@pytest.mark.parametrize("form", ["lines", "feed", "dump"])
def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch, form):
    monkeypatch.setattr(texts, "LARGE", 8_000)
    monkeypatch.setattr(files, "PIECE", 2_000)

    def peak(count):
        file = tmp_path / f"{count}.json"
        records = [line(n, x="y" * 1_000) for n in range(count)]
        text = {
            "lines": "\n".join(records),
            "feed": '{"dataFeedElement": [' + ", ".join(records) + "]}",
            "dump": "\n".join(map(script, records)),
        }[form]
        file.write_text(text)
        del text, records
        tracemalloc.start()
        assert sum(isinstance(each, Review) for each in read([str(file)])) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(800) < 2 * peak(100)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary() | st.text(alphabet='{}[]",:\\n\\\\<>!-/ a1é').map(str.encode))
def test_any_bytes_are_read_to_their_end(tmp_path, content):
    file = tmp_path / "any"
    for wrapped in (
        content,
        b"{" + content,
        script(content.decode(errors="replace")).encode(),
        gzip.compress(content),
    ):
        file.write_bytes(wrapped)
        assert list(read([str(file)]))
