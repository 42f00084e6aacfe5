import csv
import io
import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.public import catalogues, lists, table, views
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
    assert headlines(read(client, "/claims/?q=WEAPONS sent")) == ["Weapons were sent"]
    assert headlines(read(client, "/id/claims/?q=WEAPONS sent")) == ["Senjata dikirim"]


def test_list_is_in_the_readers_language_as_far_as_claims_are(client, weapons):
    for page in ("/claims/?topic=arms-transfers", "/", "/topics/arms-transfers/", "/actors/south-korea/"):
        assert '<h3><a href="/claims/weapons/" lang="en" dir="ltr">Weapons were sent</a></h3>' in read(client, page)
        own = '<h3><a href="/id/claims/weapons/" lang="id" dir="ltr">Senjata dikirim</a></h3>'
        assert own in read(client, f"/id{page}")


def test_headline_is_shown_in_its_own_language_where_only_that_holds_what_was_searched_for(client, weapons):
    html = read(client, "/claims/?q=senjata")
    assert 'lang="id" dir="ltr"><mark>Senjata</mark> dikirim</a>' in html


def test_active_filters_are_readable_and_can_be_removed_one_by_one(client, weapons):
    html = read(client, "/claims/?rating=mostly-true&rating=false&accuser=south-korea&language=id&page=1")
    found = re.findall(r'<li><a href="([^"]+)"><span class="visually-hidden">Remove</span> '
                       r'<span class="key">([^<]+):</span> <bdi>([^<]+)</bdi> <', html)  # fmt: skip
    assert found == [
        ("/claims/?rating=false&amp;accuser=south-korea&amp;language=id", "Rating", "Mostly true"),
        ("/claims/?rating=mostly-true&amp;accuser=south-korea&amp;language=id", "Rating", "False"),
        ("/claims/?rating=mostly-true&amp;rating=false&amp;language=id", "Accuser", "South Korea"),
        ("/claims/?rating=mostly-true&amp;rating=false&amp;accuser=south-korea", "Language", "Indonesian"),
    ]


def test_filters_survive_the_next_search(client, weapons):
    html = read(client, "/claims/?accuser=south-korea&rating=mostly-true")
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', html)
    assert hidden == [("rating", "mostly-true"), ("accuser", "south-korea")]


def test_rating_that_is_named_twice_counts_once(client, claims):
    html = read(client, "/claims/?rating=mostly-true&rating=mostly-true")
    assert re.search(r"<strong>\s*3 verdicts\s*</strong>", html)
    assert html.count('<span class="key">Rating:</span>') == 1


def test_list_without_matches_helps(client, claims):
    assert "Nothing matches" in read(client, "/claims/?q=zebra")


@pytest.mark.parametrize(("query", "words"), [
    ("rating=excellent", "There is no “excellent” here. Choose from: true, mostly-true,"),
    ("said_after=soon", "It was given as “soon”."),
    ("actor=nobody", "There is nothing public under “nobody”."),
    ("topic=a%20b", "It was given as “a b”."),
    ("year=24", "Give a year as four digits: 2024."),
    ("year=%D9%A2%D9%A0%D9%A2%D9%A4", "Give a year as four digits: 2024."),
    ("ordering=backwards", "There is no “backwards” here. Choose from: best, updated,"),
    ("ordering=best", "Only a search has a best match."),
    ("outlet=nobody", "There is nothing public under “nobody”."),
    ("language=English", "Give a language as a BCP 47 tag"),
    ("q=%3F%3F", "Search for at least one word."),
    ("q=%00", "Null characters are not allowed."),
    ("rating=%00", "here. Choose from: true,"),
    ("q=%3Cscript%3Ealert(1)%3C/script%3E&rating=%3Cscript%3E", "There is no “&lt;script&gt;” here."),
])  # fmt: skip
def test_wrong_filter_is_shown_and_lists_nothing(client, claims, query, words):
    html = read(client, f"/claims/?{query}", status=400)
    assert words in html
    assert headlines(html) == []
    assert "<script>" not in html


@pytest.mark.parametrize("address", [
    "/claims/", "/actors/", "/sources/", "/corrections/", "/topics/", "/topics/arms-transfers/", "/outlets/",
    "/outlets/wire/", "/outlets/wire/sources/", "/sources/wire-report/",
])  # fmt: skip
def test_page_that_does_not_exist_is_not_found(client, weapons, address):
    for number in ("abc", "99999", "0", "-1", "", "%00", "9" * 5000, "<script>"):
        html = read(client, f"{address}?page={number}", status=404)
        assert "in this list: the last one is 1." in html
        assert "<script>" not in html


def test_pages_keep_the_filters(client, reporter, editor, monkeypatch):
    for n in range(3):
        make_published_claim(f"Claim number {n}", by=reporter, approved_by=editor)
    monkeypatch.setattr(views, "page_of", partial(page_of, size=2))
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
    (views.home, "/", {}, 4),  # claims, translated, most common topics, their names
    (views.claim_list, "/claims/", {}, 12),  # ratings, counts twice, claims, translated, facets
    (views.claim_list, "/claims/?published_after=2020-01-01", {}, 10),  # facets are counted among the first of it
    # The claim with its document, the scale; what may be related: terms, whether a few hold them, what these hold, who
    # they are, and whatever the database's limit of time takes.
    (views.claim, "/claims/weapons/", {"slug": "weapons"}, 2 + RELATED),
    (catalogues.actors, "/actors/", {}, 5),  # how many, actors, the numbers of each part
    (catalogues.sources, "/sources/", {}, 3),  # how many, sources, their claims
    (catalogues.topics, "/topics/", {}, 3),  # how many, topics, their claims
    (catalogues.outlets, "/outlets/", {}, 3),  # how many, outlets, their claims
    (catalogues.outlet, "/outlets/wire/", {"slug": "wire"}, 8),  # outlet, ratings, its sources, the claims, translated
    (catalogues.topic, "/topics/arms-transfers/", {"slug": "arms-transfers"}, 6),  # topic, ratings, scale, claims
    (catalogues.actor, "/actors/north-korea/", {"slug": "north-korea"}, 16),  # actor, scale, 3 or 4 a part
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


def facets(html):
    """Each facet's values with their numbers, and what their links ask for."""
    found = {}
    for name, part in re.findall(r'<h3 id="facet-(\w+)">(.*?)</section>', html, re.DOTALL):
        items = re.findall(
            r'<a href="/claims/\??([^"]*)"[^>]*>(.*?)</a>(?:\s*<span class="count">([^<]+))?', part, re.DOTALL
        )
        found[name] = [(re.sub("<[^>]+>", "", label).strip(), query, count) for query, label, count in items]
    return found


def test_list_of_all_can_be_narrowed_down(client, weapons, claims):
    found = facets(read(client, "/claims/"))
    assert found["rating"] == [("Mostly true", "rating=mostly-true", "4")]
    assert found["topic"][0] == ("Arms transfers", "topic=arms-transfers", "1")
    assert found["language"] == [("English", "language=en", "3"), ("Indonesian", "language=id", "1")]
    assert found["year"] == [("2023", "year=2023", "1")]
    assert ("North Korea", "actor=north-korea", "1") in found["actor"]


def test_facet_that_is_chosen_can_be_removed_and_the_others_are_counted_within(client, weapons, claims):
    found = facets(read(client, "/claims/?language=id&page=1&ordering=oldest"))
    assert found["language"] == [("Remove Indonesian ×", "ordering=oldest", "")]
    assert found["rating"] == [("Mostly true", "language=id&amp;ordering=oldest&amp;rating=mostly-true", "1")]
    assert found["year"] == [("2023", "language=id&amp;ordering=oldest&amp;year=2023", "1")]
    assert len(found["actor"]) == 5


def test_other_ratings_can_be_added(client, weapons, claims):
    found = facets(read(client, "/claims/?rating=mostly-true&rating=false&q=claim"))
    assert found["rating"] == [
        ("Remove Mostly true ×", "rating=false&amp;q=claim", "3"),
        ("Remove False ×", "rating=mostly-true&amp;q=claim", "0"),
    ]
    assert found["language"] == [("English", "rating=mostly-true&amp;rating=false&amp;q=claim&amp;language=en", "3")]
    found = facets(read(client, "/claims/?rating=false&q=claim"))
    assert found["rating"][0] == ("Mostly true", "rating=false&amp;rating=mostly-true&amp;q=claim", "3")


def test_ratings_have_no_numbers_where_there_are_too_many_claims_to_count(client, weapons, claims, monkeypatch):
    monkeypatch.setattr("claims.public.facets.MOST", 2)
    assert {count for *_, count in facets(read(client, "/claims/?rating=false&q=claim"))["rating"]} == {""}


@pytest.mark.parametrize("filters", ["", "published_after=2020-01-01"])
def test_every_language_can_be_reached(client, reporter, editor, filters):
    languages = ["ar", "de", "en", "es", "fr", "id", "ko", "ru", "uk"]
    for language in languages:
        make_published_claim(f"Claim in {language}", by=reporter, approved_by=editor, language=language)
    html = read(client, f"/claims/?{filters}")
    assert len([query for _, query, count in facets(html)["language"] if count]) == 8
    more = filters + "&amp;facet=language" if filters else "facet=language"
    assert f'<a href="/claims/?{more}#facet-language" rel="nofollow">All languages</a>' in html
    html = read(client, "/claims/?" + more.replace("&amp;", "&"))
    found = facets(html)["language"]
    assert {query.rpartition("language=")[2] for _, query, _ in found} == set(languages)
    assert ("All languages" in html, "facet=" in found[0][1]) == (False, False)


def test_title_says_what_is_listed(client, weapons):
    def title(query, status=200):
        return re.search("<title>(.*?)</title>", read(client, f"/claims/{query}", status), re.DOTALL)[1].strip()

    assert title("").startswith("Claims – ")
    assert title("?rating=mostly-true&language=id").startswith("Claims: Rating Mostly true, Language Indonesian – ")
    assert title("?year=x", 400).startswith("Error: Claims – ")


def test_wrong_value_is_repeated_once(client, claims):
    html = read(client, "/claims/?rating=excellent", status=400)
    assert html[html.index('class="errors"') : html.index("<form")].count("excellent") == 1


def test_search_removed_takes_its_order_with_it(client, claims):
    html = read(client, "/claims/?q=claim&ordering=best")
    assert '<li><a href="/claims/"><span class="visually-hidden">Remove</span> <span class="key">Words:' in html
    assert read(client, "/claims/?ordering=oldest").count("Oldest first") == 4  # title, form, filters, above


def orders(html):
    options = re.search(r'<select id="filter-ordering".*?</select>', html, re.DOTALL)[0]
    return re.findall(r'<option value="(\w*)"( selected)?>(.*?)</option>', options)


def test_order_without_a_choice_is_called_what_it_is(client, claims):
    others = [("newest", "", "Newest first"), ("oldest", "", "Oldest first"), ("said", "", "Most recently said first")]
    usual = "Recently published or updated first"
    for query in ("", "?ordering=updated", "?q=%20"):
        assert orders(read(client, f"/claims/{query}")) == [("", "", usual), *others]
    assert orders(read(client, "/claims/?q=claim")) == [("", "", "Best match first"), ("updated", "", usual), *others]
    assert orders(read(client, "/claims/?ordering=newest"))[1] == ("newest", " selected", "Newest first")


@pytest.mark.parametrize(("query", "said"), [("", "3 verdicts"), ("?rating=mostly-true", "3 verdicts"),
    ("?language=en", "3 verdicts"), ("?language=en&rating=mostly-true", "3 verdicts"),
    ("?published_after=2020-01-01", "more than 2 verdicts")])  # fmt: skip
def test_long_list_is_counted_where_that_is_kept_and_ends_with_a_hint(client, claims, monkeypatch, query, said):
    monkeypatch.setattr(lists, "MOST", 2)
    monkeypatch.setattr(views, "page_of", partial(page_of, size=1))
    assert f"<strong>{said}" in read(client, f"/claims/{query}")
    more = query.replace("?", "&")
    last = read(client, f"/claims/?page=2{more}")
    assert "Page 2 of 2" in last
    assert "A list shows its first 2 entries." in last
    assert "Narrow it down to see others." in read(client, f"/claims/?page=3{more}", status=404)


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_list_as_a_table_is_the_same_list(client, weapons, claims, monkeypatch, settings, at_once):
    monkeypatch.setattr(table, "AT_ONCE", at_once)
    rows = rows_of(client.get("/claims.csv?language=en&ordering=oldest&q=claim"))
    assert [row["headline"] for row in rows] == ["Claim number 0", "Claim number 1", "Claim number 2"]
    (row,) = rows_of(client.get("/claims.csv?year=2023"))
    assert list(row) == list(table.COLUMNS)
    assert (row["url"], row["rating_value"], row["first_said_on"]) == (
        f"{settings.SITE_URL}/claims/weapons/", "4", "2023-09-13"
    )  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["published_at"])


def test_table_holds_no_formula_and_is_not_for_search_engines(client, reporter, editor):
    make_published_claim('=HYPERLINK("http://evil.example")', by=reporter, approved_by=editor, slug="formula")
    answer = client.get("/claims.csv")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert [row["headline"] for row in rows_of(answer)] == ['\'=HYPERLINK("http://evil.example")']


def test_table_ends_where_it_says(client, claims, monkeypatch):
    monkeypatch.setattr(table, "MOST", 2)
    assert len(rows_of(client.get("/claims.csv"))) == 2
    assert client.head("/claims.csv").status_code == 200


@pytest.mark.parametrize("query", ["rating=excellent", "ordering=best", "year=x", "q=%3F"])
def test_wrong_filter_makes_no_table(client, claims, query):
    answer = client.get(f"/claims.csv?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(query.partition("=")[0] + ": ")
