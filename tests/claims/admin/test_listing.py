"""The list of claims: what it asks of the database does not grow with it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.claim import ClaimAdmin
from claims.matching import desk, lookup
from claims.models import Claim, PublishedClaim
from claims.search.query import Unsearchable
from sources import paging
from tests.factories import (
    add_reply_request,
    make_actor,
    make_claim,
    make_published_claim,
    make_source,
    make_topic,
)

LIST = "/admin/claims/claim/"
LISTS = [LIST, "/admin/sources/source/", "/admin/sources/outlet/", "/admin/claims/actor/", "/admin/claims/topic/"]


def messages(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def five_claims(reporter):
    claims = [make_claim(f"A ship, number {number}", by=reporter) for number in range(5)]
    desk.keep(claims)
    return claims


def test_nothing_is_counted_beyond_the_last_page_that_can_be_reached(client, reporter, five_claims, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 4)
    monkeypatch.setattr(ClaimAdmin, "list_per_page", 2)
    client.force_login(reporter)
    response = client.get(LIST, {"p": 2})
    assert response.context["cl"].result_count == 4
    assert "4+ claims" in response.content.decode()
    assert [claim.pk for claim in response.context["cl"].result_list] == [five_claims[2].pk, five_claims[1].pk]
    assert client.get(LIST, {"p": 3}).url == f"{LIST}?e=1"


def test_short_list_is_counted_exactly(client, reporter, five_claims, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 5)
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert "5 claims" in page
    assert "5+" not in page


@pytest.mark.parametrize("path", LISTS)
def test_no_list_counts_its_table(client, superuser, five_claims, path):
    make_source(), make_actor(), make_topic()
    client.force_login(superuser)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
        assert client.get(path, {"_facets": "True"}).status_code == 200
    counts = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert len(counts) > 0
    assert [sql for sql in counts if "LIMIT 10001" not in sql] == []


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_few_queries_however_many_claims(client, reporter, number, django_assert_num_queries):
    for each in range(number):
        make_claim(f"Claim {each}", by=reporter, assigned_to=reporter)
    client.force_login(reporter)
    session_and_permissions, filters, count, rows, marks = 4, 3, 1, 1, 2
    with django_assert_num_queries(session_and_permissions + filters + count + rows + marks):
        client.get(LIST)


def test_list_is_ordered_by_what_is_indexed_only(client, reporter, five_claims):
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert re.findall(r'<th scope="col" class="sortable column-(\w+)', page) == ["updated_at"]
    assert [str(claim) for claim in client.get(LIST).context["cl"].result_list] == [
        str(claim) for claim in reversed(five_claims)
    ]


def test_filter_of_languages_has_those_there_are(client, reporter, five_claims):
    make_claim(by=reporter, language="id", headline="In Indonesian")
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert re.findall(r'href="\?language=(\w+)"', page) == ["en", "id"]
    listed = client.get(LIST, {"language": "id"}).context["cl"].result_list
    assert [str(claim) for claim in listed] == ["In Indonesian"]


def test_filter_of_languages_where_there_is_no_claim(client, reporter):
    client.force_login(reporter)
    assert client.get(LIST).status_code == 200


def test_search_is_narrowed_by_filters(client, reporter, five_claims):
    Claim.objects.filter(pk=five_claims[2].pk).update(language="id")
    client.force_login(reporter)
    listed = client.get(LIST, {"q": "ships", "language": "id"}).context["cl"].result_list
    assert [claim.pk for claim in listed] == [five_claims[2].pk]


def test_search_that_finds_too_much_says_so(client, reporter, five_claims, monkeypatch):
    monkeypatch.setattr(lookup, "MOST", 2)
    monkeypatch.setattr("claims.admin.listing.MOST", 2)
    client.force_login(reporter)
    response = client.get(LIST, {"q": "ship"})
    assert messages(response) == ["More than 2 claims hold this, and only the newest are listed. Add a word."]
    assert [claim.pk for claim in response.context["cl"].result_list] == [five_claims[4].pk, five_claims[3].pk]


def test_search_that_takes_too_long_says_so(client, reporter, five_claims, monkeypatch):
    def ended(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr("claims.admin.listing.look_up", ended)
    client.force_login(reporter)
    response = client.get(LIST, {"q": "ship"})
    assert messages(response) == ["This takes too long to find."]
    assert list(response.context["cl"].result_list) == []


@pytest.mark.parametrize("typed", ["\x00", "'", "%", "\\", "a" * 5000, "¶", "= ="])
def test_anything_may_be_typed(client, reporter, five_claims, typed):
    client.force_login(reporter)
    assert client.get(LIST, {"q": typed}).status_code == 200


def test_list_marks_what_is_overdue(client, reporter, editor):
    asked = make_claim("Asked", by=reporter)
    add_reply_request(asked, make_actor())
    published = make_published_claim("Published", by=reporter, approved_by=editor)
    PublishedClaim.objects.update(recheck_on=date(2024, 1, 1))
    make_claim("Neither", by=reporter)
    client.force_login(reporter)
    rows = client.get(LIST).context["cl"].result_list
    assert {str(claim): claim.marks for claim in rows} == {
        "Asked": ["Reply overdue"],
        str(published): ["Re-check due"],
        "Neither": [],
    }
    assert client.get(LIST).content.decode().count('class="desk-overdue"') == 2
