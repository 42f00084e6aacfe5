"""What is made quickly for a whole archive is what the slow way makes."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from claims import document, record_bulk, richtext
from claims.imported import Check

LINES = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \\`*_[]<>&#+=~|-1.)!\"'"), max_size=40
)
TIDY = LINES.map(lambda line: " ".join(line.split()))
ADDRESSES = st.sampled_from([
    "https://old.example/a?b=c&d=e#f",
    "http://old.example/%E4%B8%AD_(1)*x*",
    "https://bücher.example/ä b",
    "https://old.example/'\"`",
])  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abz-09_", max_size=6), inner, max_size=4),
    max_leaves=12,
)


def check(explanation, title, url):
    nothing = dict.fromkeys(Check._fields)
    return Check(**nothing | {"explanation": explanation, "imported": {"url": url, "title": title}})


@given(st.lists(TIDY.filter(bool), max_size=3), TIDY, ADDRESSES)
def test_html_of_an_explanation_is_what_its_markdown_is_rendered_to(explanation, title, url):
    made = check(explanation, title, url)
    assert made.html == richtext.render(made.markdown)


@given(VALUES)
def test_quick_canonical_text_is_the_canonical_text(value):
    assert record_bulk.canonical(value) == document.canonical(value)


def test_canonical_text_keeps_what_json_escapes():
    value = {"a": '\x00\x1f\x7f\u2028"\\/\b\t\n\f\r', "é".encode("ascii", "replace").decode(): "é😀"}
    assert orjson.loads(record_bulk.canonical(value)) == value
    assert record_bulk.canonical(value) == document.canonical(value)
