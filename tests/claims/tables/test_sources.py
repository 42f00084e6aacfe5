from datetime import date

import pytest

from sources.models import Source
from tests.claims.tables.making import as_csv, bring_in, plan, told
from tests.factories import make_derivation, make_outlet, make_source

CIRCLE = "“{}” repeats this source already, directly or through others: two sources cannot repeat each other."


def repeats(source):
    return sorted(source.derivations.values_list("derived_from__slug", flat=True))


def test_sources_come_in_and_may_repeat_later_rows(editor):
    outlet = make_outlet("The Wire")
    there = make_source("There already", url="https://example.org/there")
    made = bring_in("sources", as_csv(
        ["title", "outlet", "url", "published_on", "lineage", "derived_from", "kind"],
        ["Copy", "The Wire", "https://example.org/copy", "2024-06-18", "Repeats other sources",
         "https://example.org/first; https://example.org/there", "page"],
        ["First", "the-wire", "https://example.org/first", "", "original", "", "document"],
    ), by=editor)  # fmt: skip
    copy = Source.objects.get(slug="copy")
    assert (made.status, copy.outlet, copy.published_on, copy.kind) == ("done", outlet, date(2024, 6, 18), "page")
    assert (copy.lineage, repeats(copy)) == ("derived", ["first", there.slug])


def test_derivations_become_those_of_the_row(editor):
    copy, first, second = make_source("Copy"), make_source("First"), make_source("Second")
    kept, _gone = make_derivation(copy, first), make_derivation(copy, second)
    make_source("Third")
    bring_in("sources", as_csv(["slug", "derived_from"], ["copy", "first; third"]), by=editor)
    assert repeats(copy) == ["first", "third"]
    assert copy.derivations.get(derived_from=first) == kept


def test_circle_may_be_turned_round(editor):
    """Each row alone would close it."""
    a, b = make_source("A"), make_source("B")
    make_derivation(a, b)
    rows = [["slug", "lineage", "derived_from"], ["b", "derived", "a"], ["a", "original", ""]]
    bring_in("sources", as_csv(*rows), by=editor)
    assert (repeats(a), repeats(b)) == ([], ["a"])


def test_circle_is_refused(editor):
    a, b, c = make_source("A"), make_source("B"), make_source("C")
    make_derivation(a, b)
    make_derivation(b, c)
    rows = ["slug", "lineage", "derived_from"]
    assert told(plan("sources", rows, ["c", "derived", "a"], by=editor)) == [
        ("error", [("derived_from", CIRCLE.format("a"))])
    ]


def test_circle_within_the_file_is_refused(editor):
    make_outlet("The Wire")
    rows = [["A", "B"], ["B", "A"], ["C", "C"]]
    lines = [[title, "the-wire", f"D{title}", "derived", other.lower()] for title, other in rows]
    planned = plan("sources", ["title", "outlet", "document_number", "lineage", "derived_from"], *lines, by=editor)
    assert told(planned) == [("error", [("derived_from", CIRCLE.format(slug))]) for slug in "bac"]


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ({"outlet": "Nowhere"},
         [("outlet", "There is no outlet “Nowhere”: add it under Outlets first, or write the name it has there.")]),
        ({"url": "www example"}, [("url", "Give a whole address, such as https://example.org/page.")]),
        ({"url": "https://example.org/taken"},
         [("url", "“Taken” has this already. To change that one, write its slug, taken, into the row.")]),
        ({"document_number": ""},
         [("", "Give an address, a document number or a publication date, so that others can find this source.")]),
        ({"derived_from": "taken"},
         [("derived_from", "Say under “lineage” that it is derived, or leave this cell empty.")]),
        ({"lineage": "derived", "derived_from": "no"},
         [("derived_from", "There is no source “no”, here or in the file: write the slug or the address of one.")]),
    ],
)  # fmt: skip
def test_error_is_told_by_its_column(editor, cells, errors):
    make_source("Taken", url="https://example.org/taken", outlet=make_outlet("The Wire"))
    row = {"title": "New", "outlet": "The Wire", "url": "", "document_number": "1", "lineage": "", "derived_from": ""}
    row |= cells
    assert told(plan("sources", list(row), list(row.values()), by=editor)) == [("error", errors)]


def test_source_that_repeats_others_stays_one_unless_the_row_says_otherwise(editor):
    copy = make_source("Copy")
    make_derivation(copy, make_source("First"))
    (row,) = plan("sources", ["slug", "lineage"], ["copy", "original"], by=editor)
    assert [column for column, _error in row.errors] == ["lineage"]
    bring_in("sources", as_csv(["slug", "lineage", "derived_from"], ["copy", "original", ""]), by=editor)
    copy.refresh_from_db()
    assert (copy.lineage, repeats(copy)) == ("original", [])


def test_missing_outlet_of_a_new_source_is_told(editor):
    (row,) = plan("sources", ["title", "document_number"], ["New", "1"], by=editor)
    assert [column for column, _error in row.errors] == ["outlet"]
