import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.public import catalogues, lists, views
from claims.public.lists import page_of
from tests.claims.public.newsroom import make_rich_claim
from tests.factories import make_published_claim


@pytest.fixture
def claims(reporter, editor):
    return [make_published_claim(f"Claim number {n}", by=reporter, approved_by=editor) for n in range(3)]


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def headlines(html):
    return [re.sub("</?mark>", "", headline) for headline in re.findall(r"<h3><a [^>]*>(.+?)</a></h3>", html)]


def test_list_shows_the_newest_first(client, claims):
    assert headlines(read(client, "/claims/")) == ["Claim number 2", "Claim number 1", "Claim number 0"]


def test_list_finds_words_in_any_language(client, weapons, claims):
    assert headlines(read(client, "/claims/?q=WEAPONS sent")) == ["Senjata dikirim"]


def test_active_filters_are_readable_and_can_be_removed_one_by_one(client, weapons):
    html = read(client, "/claims/?rating=mostly-true&rating=false&accuser=south-korea&language=id&page=1")
    found = re.findall(r'<li><a href="([^"]+)"><span class="visually-hidden">Remove</span> '
                       r'<span class="key">([^<]+):</span> ([^<]+) <', html)  # fmt: skip
    assert found == [
        ("/claims/?rating=false&amp;accuser=south-korea&amp;language=id", "Rating", "Mostly true"),
        ("/claims/?rating=mostly-true&amp;accuser=south-korea&amp;language=id", "Rating", "False"),
        ("/claims/?rating=mostly-true&amp;rating=false&amp;language=id", "Accuser", "South Korea"),
        ("/claims/?rating=mostly-true&amp;rating=false&amp;accuser=south-korea", "Language", "Indonesian"),
    ]


def test_filters_survive_the_next_search(client, weapons):
    html = read(client, "/claims/?accuser=south-korea&rating=mostly-true")
    assert '<input id="filter-accuser" name="accuser" value="south-korea">' in html
    assert '<input type="checkbox" name="rating" value="mostly-true" checked>' in html


def test_list_without_matches_helps(client, claims):
    assert "Nothing matches" in read(client, "/claims/?q=zebra")


@pytest.mark.parametrize(("query", "words"), [
    ("rating=excellent", "excellent is not one of the available choices"),
    ("said_after=soon", "It was given as “soon”."),
    ("actor=nobody", "There is nothing public under “nobody”."),
    ("topic=a%20b", "It was given as “a b”."),
    ("language=English", "Give a language as a BCP 47 tag"),
    ("q=%3F%3F", "Search for at least one word."),
    ("q=%00", "Null characters are not allowed."),
    ("rating=%00", "is not one of the available choices"),
    ("q=%3Cscript%3Ealert(1)%3C/script%3E&rating=%3Cscript%3E", "&lt;script&gt; is not one of the available choices"),
])  # fmt: skip
def test_wrong_filter_is_shown_and_lists_nothing(client, claims, query, words):
    html = read(client, f"/claims/?{query}", status=400)
    assert words in html
    assert headlines(html) == []
    assert "<script>" not in html


@pytest.mark.parametrize("address", ["/claims/", "/actors/", "/sources/", "/corrections/", "/topics/arms-transfers/"])
def test_page_that_does_not_exist_is_not_found(client, weapons, address):
    for number in ("abc", "99999", "0", "-1", "", "%00", "9" * 5000, "<script>"):
        html = read(client, f"{address}?page={number}", status=404)
        assert "in this list: the last one is 1." in html
        assert "<script>" not in html


def test_pages_keep_the_filters(client, reporter, editor, monkeypatch):
    for n in range(3):
        make_published_claim(f"Claim number {n}", by=reporter, approved_by=editor)
    monkeypatch.setattr(lists, "page_of", partial(page_of, size=2))
    html = read(client, "/claims/?rating=mostly-true&q=number")
    assert '<a rel="next" href="?rating=mostly-true&amp;q=number&amp;page=2">' in html
    assert headlines(read(client, "/claims/?rating=mostly-true&q=number&page=2")) == ["Claim number 0"]


def queries_of(rf, view, address, **kwargs):
    with CaptureQueriesContext(connection) as queries:
        response = view(rf.get(address), **kwargs)
        response.context_data["site_name"] = "Test"
        response.render()
    return len(queries)


RELATED = 5 if connection.vendor == "sqlite" else 9


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("view", "address", "kwargs", "expected"), [
    (views.home, "/", {}, 2),  # claims, topics
    (views.claim_list, "/claims/", {}, 4),  # ratings, how many, claims, languages
    # The claim with its document, the scale; what may be related: terms, whether a few hold them, what these hold, who
    # they are, and whatever the database's limit of time takes.
    (views.claim, "/claims/weapons/", {"slug": "weapons"}, 2 + RELATED),
    (catalogues.actors, "/actors/", {}, 2),  # how many, actors
    (catalogues.sources, "/sources/", {}, 2),  # how many, sources
    (catalogues.topic, "/topics/arms-transfers/", {"slug": "arms-transfers"}, 3),  # topic, how many, claims
    (catalogues.actor, "/actors/north-korea/", {"slug": "north-korea"}, 4),  # actor, a query for each part
])  # fmt: skip
def test_number_of_queries_does_not_grow(rf, reporter, editor, view, address, kwargs, expected, count):
    make_rich_claim(by=reporter, approved_by=editor)
    for n in range(count - 1):
        make_published_claim(f"Claim number {n}", by=reporter, approved_by=editor)
    assert queries_of(rf, view, address, **kwargs) == expected


@pytest.mark.parametrize("address", ["/claims/", "/feeds/claims.atom", "/api/v1/claims/", "/api/v1/verdicts/"])
@pytest.mark.parametrize("query", [" ".join(f"w{n}" for n in range(33)), f'"{400 * chr(0xFDFA)}"'])
def test_more_words_than_a_database_can_compare_are_a_bad_request(client, db, address, query):
    """U+FDFA is one character that stands for four words."""
    response = client.get(address, {"q": query})
    assert response.status_code == 400
    assert "at most 32 words" in response.content.decode()
