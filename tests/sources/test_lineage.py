from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import lineage
from sources.lineage import Lineage
from sources.models import Source
from tests.factories import make_derivation, make_source

# A wire and an eyewitness are first-hand; everybody else repeats them, or nobody known.
PARENTS = {
    "daily": ["wire"],
    "weekly": ["wire"],
    "blog": ["daily", "weekly"],
    "book": ["blog", "eyewitness"],
    "rumour": ["hearsay"],
    "mixed": ["wire", "hearsay"],
    "one": ["other"],
    "other": ["one"],
    "spun": ["one", "wire"],
    "eyewitness": ["daily"],
}
ORIGINALS = {"wire", "eyewitness"}


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], (0, 0, 0)),
        (["wire"], (1, 1, 0)),
        (["wire", "wire"], (1, 1, 0)),
        (["daily", "weekly"], (2, 1, 0)),
        (["daily", "wire"], (2, 1, 0)),
        (["daily", "eyewitness"], (2, 2, 0)),
        (["blog"], (1, 1, 0)),
        (["book"], (1, 2, 0)),
        (["book", "blog", "daily", "weekly", "wire", "eyewitness"], (6, 2, 0)),
        (["rumour"], (1, 0, 1)),
        (["rumour", "hearsay", "nobody knows"], (3, 0, 3)),
        (["rumour", "wire"], (2, 1, 1)),
        (["mixed"], (1, 1, 0)),
        (["one"], (1, 0, 1)),
        (["one", "other"], (2, 0, 2)),
        (["spun", "one"], (2, 1, 1)),
    ],
)
def test_lineage_of_reports_counts_origins(reports, expected):
    assert lineage.count(reports, PARENTS, ORIGINALS) == Lineage(*expected)


@pytest.mark.parametrize(
    ("report", "origins"),
    [("wire", {"wire"}), ("book", {"wire", "eyewitness"}), ("rumour", set()), ("one", set()), ("spun", {"wire"})],
)
def test_origins_of_a_report_are_the_first_hand_sources_behind_it(report, origins):
    assert lineage.origins_of(report, PARENTS, ORIGINALS) == origins


graphs = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3))
sets = st.sets(st.integers(0, 7))


@given(reports=sets, parents=graphs, originals=sets)
def test_lineage_of_any_graph_never_counts_more_than_there_is(reports, parents, originals):
    counted = lineage.count(reports, parents, originals)
    assert counted.reports == len(reports)
    assert counted.origins <= len(originals)
    assert 0 <= counted.unknown <= counted.reports
    assert (counted.origins == 0) == (counted.unknown == counted.reports)


@given(reports=sets, parents=graphs, originals=sets, repeated=st.integers(0, 7))
def test_lineage_gains_no_origin_from_one_more_report_of_the_same(reports, parents, originals, repeated):
    before = lineage.count(reports | {repeated}, parents, originals)
    after = lineage.count(reports | {repeated, 8}, parents | {8: [repeated]}, originals)
    assert (after.reports, after.origins) == (before.reports + 1, before.origins)


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ((7, 2, 1), "7 reports, 2 independent origins, 1 of unknown lineage"),
        ((1, 1, 0), "1 report, 1 independent origin, 0 of unknown lineage"),
        ((0, 0, 0), "0 reports, 0 independent origins, 0 of unknown lineage"),
    ],
)
def test_lineage_in_words(counted, words):
    assert str(Lineage(*counted)) == words


def _chain(length):
    """Sources of which each repeats the next; the last is first-hand."""
    chain = [make_source() for _ in range(length)]
    for source, derived_from in pairwise(chain):
        make_derivation(source, derived_from)
    return chain


@pytest.mark.parametrize("length", [1, 2, 4])
def test_trace_asks_once_a_step_and_once_for_the_origins(db, django_assert_num_queries, length):
    chain = _chain(length)
    with django_assert_num_queries(length + 1):
        assert lineage.trace([chain[0].pk]) == Lineage(1, 1, 0)


@pytest.mark.parametrize("width", [1, 3])
def test_trace_asks_no_more_for_more_reports(db, django_assert_num_queries, width):
    wire = make_source()
    reports = [make_derivation(make_source(), wire).source_id for _ in range(width)]
    with django_assert_num_queries(3):
        assert lineage.trace(reports) == Lineage(width, 1, 0)


def test_trace_of_nothing_asks_for_no_derivation(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert lineage.trace([]) == Lineage(0, 0, 0)


def test_trace_of_unknown_and_derived_sources_finds_no_origin(db):
    unknown, derived = make_source(lineage="unknown"), make_source(lineage="derived")
    assert lineage.trace([unknown.pk, derived.pk]) == Lineage(2, 0, 2)


def test_new_source_is_of_unknown_lineage():
    assert Source().lineage == "unknown"


def test_parents_hold_the_whole_graph(db):
    book, blog, wire = _chain(3)
    assert lineage.parents_of([book.pk]) == {book.pk: [blog.pk], blog.pk: [wire.pk], wire.pk: []}
