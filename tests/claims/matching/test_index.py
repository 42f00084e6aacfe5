"""What the indexes keep, and that their counts follow every change."""

from collections import Counter

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import projection
from claims.matching import index
from claims.matching.entries import Entry, of_claim, of_document
from claims.matching.index import DESK, EVERYWHERE, PUBLIC
from claims.models import Claim, DeskMatchEntry, DeskMatchTerm, PublicMatchEntry, PublicMatchTerm
from claims.search.limit import time_limit
from tests.factories import make_claim, make_published_claim


def entry(*terms, said=""):
    return Entry(" ".join(terms), f"en\t{said}\t", "")


def counted(model):
    return dict(model.objects.filter(claims__gt=0).values_list("word", "claims"))


@pytest.fixture
def keys(reporter):
    return [make_claim(by=reporter).pk for _ in range(3)]


def test_counts_follow_what_is_put_changed_and_taken_away(keys):
    one, two, three = keys
    index.put(DESK, {one: entry("a", "b"), two: entry("b", "c")})
    assert index.frequencies(DESK, ["a", "b", "c", "d"]) == (2, {"a": 1, "b": 2, "c": 1, "d": 0})
    index.put(DESK, {one: entry("c"), three: entry("c", "d")})
    assert index.frequencies(DESK, ["a", "b", "c", "d"]) == (3, {"a": 0, "b": 1, "c": 3, "d": 1})
    index.put(DESK, {two: None})
    assert index.frequencies(DESK, ["b", "c"]) == (2, {"b": 0, "c": 2})


def test_forms_of_words_are_counted_too(keys):
    index.put(DESK, {keys[0]: entry("weapon", said="weapons")})
    assert counted(DeskMatchTerm) == {EVERYWHERE: 1, "weapon": 1, "=weapons": 1}


def test_same_put_twice_counts_once(keys):
    for _ in range(2):
        index.put(DESK, {key: entry("a") for key in keys})
    assert index.frequencies(DESK, ["a"]) == (3, {"a": 3})


def test_claims_are_held_by_any_term_alone_or_all_of_a_pair(keys):
    one, two, three = keys
    index.put(DESK, {one: entry("a", "b"), two: entry("b", "c"), three: entry("c", "d")})
    assert set(index.holding(DESK, [("a",)], 9)) == {one}
    assert set(index.holding(DESK, [("a",), ("d",)], 9)) == {one, three}
    assert set(index.holding(DESK, [("b", "c")], 9)) == {two}
    assert set(index.holding(DESK, [("a",), ("b", "c")], 9)) == {one, two}
    assert index.holding(DESK, [("a", "d"), ("x",)], 9) == {}
    assert index.holding(DESK, [("a",)], 9) == {one: ["a", "b"]}


def test_no_more_claims_are_held_than_asked_for_and_those_are_the_newest(keys):
    index.put(DESK, {key: entry("a") for key in keys})
    assert list(index.holding(DESK, [("a",)], 2)) == keys[:0:-1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no planner to choose otherwise")
@pytest.mark.parametrize("asked", [[("common",)], [("common",), ("common", "rare7")], [("common", "rare7")]])
def test_postgresql_asks_its_index_for_terms_however_common(reporter, asked):
    """And does not go through the claims in order until it has enough of them."""
    claims = [Claim(headline=f"{n}", slug=f"c{n}", statement="s", created_by=reporter) for n in range(3_000)]
    claims = Claim.objects.bulk_create(claims)
    terms = {claim: ["other" if claim.pk % 10 else "common", f"rare{claim.pk}"] for claim in claims}
    rows = [DeskMatchEntry(claim=claim, **entry(*held)._asdict()) for claim, held in terms.items()]
    DeskMatchEntry.objects.bulk_create(rows)
    with time_limit(), connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_deskmatchentry")
        with CaptureQueriesContext(connection) as queries:
            index.holding(DESK, asked, 10)
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on claims_deskmatchentry_terms" in plan
    assert "claims_deskmatchentry_pkey" not in plan


@pytest.mark.parametrize(
    "term", ["북한", "北朝", "‐‐01‐06", "2023‐09‐13", "13％", "12․5", "kirim·id", "and", "or", "not"]
)
def test_no_term_means_anything_to_a_database(keys, term):
    index.put(DESK, {keys[0]: entry(term), keys[1]: entry("b")})
    assert index.frequencies(DESK, [term]) == (2, {term: 1})
    assert set(index.holding(DESK, [(term,)], 9)) == {keys[0]}


def test_published_claim_is_kept_as_its_document_says(weapons):
    body = orjson.loads(weapons.publications.get().document)
    kept = of_document(body)
    assert PublicMatchEntry.objects.values_list("terms", "versions", "names").get() == kept
    assert {"russia", "rusia"} & set(kept.terms.split(" ")) or "korea" in kept.terms.split(" ")
    assert counted(PublicMatchTerm)[EVERYWHERE] == 1


def test_desk_keeps_a_claim_in_the_same_form_as_the_record(weapons):
    mine, published = of_claim(weapons), of_document(orjson.loads(weapons.publications.get().document))
    assert mine.versions == published.versions
    assert set(mine.terms.split()) == set(published.terms.split())


def test_withdrawn_claim_is_matched_no_longer(withdrawn):
    assert not PublicMatchEntry.objects.exists()
    assert counted(PublicMatchTerm) == {}


def test_rebuilding_gives_the_same(weapons, reporter, editor):
    make_published_claim("Another one", by=reporter, approved_by=editor)
    before = counted(PublicMatchTerm), list(PublicMatchEntry.objects.order_by("pk").values())
    projection.rebuild()
    assert (counted(PublicMatchTerm), list(PublicMatchEntry.objects.order_by("pk").values())) == before


def test_counts_are_those_of_the_entries(weapons, reporter, editor):
    make_published_claim("Another one", by=reporter, approved_by=editor)
    told = Counter(term for row in PublicMatchEntry.objects.all() for term in row.terms.split())
    held = counted(PublicMatchTerm)
    assert {term: held[term] for term in told} == told


def test_public_index_knows_nothing_of_the_desk(reporter):
    claim = make_claim("A secret thing", by=reporter)
    index.put(DESK, {claim.pk: of_claim(claim)})
    assert DeskMatchEntry.objects.count() == 1
    assert index.frequencies(PUBLIC, ["secret", "thing"]) == (0, {"secret": 0, "thing": 0})
