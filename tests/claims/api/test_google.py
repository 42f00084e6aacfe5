"""Google's interface: what it takes, how it pages, and how it refuses."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict

from claims.api.google import pages
from claims.api.google.parameters import read
from claims.models import PublishedClaim
from claims.search import limit
from factcheck import middleware
from tests.claims.claimreviews.test_archive import bring_in, review
from tests.claims.documents import make_bare_claim, make_full_claim
from tests.claims.search.test_limit import ADVICE, count_to
from tests.factories import make_claim, make_published_claim, publish_again

SEARCH = "/v1alpha1/claims:search"
VERSION = 1


def publish(count, *, by, approved_by):
    return [make_published_claim(f"Claim number {n}", by=by, approved_by=approved_by) for n in range(count)]


def search(client, **asked):
    answer = client.get(SEARCH, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(answer):
    return [claim["claimReview"][0]["title"] for claim in answer["claims"]]


def walk(client, between=lambda: None, **asked):
    """The titles of all pages; `between` is done after each page."""
    found, answer = [], search(client, **asked)
    while True:
        found += titles(answer)
        between()
        if "nextPageToken" not in answer:
            return found
        answer = search(client, **asked, pageToken=answer["nextPageToken"])


def refusal(client, asked):
    answer = client.get(SEARCH, asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    (error,) = answer.json().values()
    assert (error.pop("code"), error.pop("status")) == (400, "INVALID_ARGUMENT")
    (message,) = error.values()
    return message


def test_claim_is_told_in_google_s_words(client, reporter, editor, settings):
    settings.SITE_NAME, settings.SITE_URL = "The Checkers", "https://www.checkers.example:8443"
    claim = make_full_claim(by=reporter, approved_by=editor)
    published_at = claim.publications.get().published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert search(client, query="ship arms") == {
        "claims": [
            {
                "text": claim.statement,
                "claimant": claim.accusations.get().actor.name,
                "claimDate": "2024-06-18T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "The Checkers", "site": "checkers.example"},
                        "url": f"https://www.checkers.example:8443/claims/{claim.slug}/",
                        "title": "The ship carried arms",
                        "reviewDate": published_at,
                        "textualRating": "Mostly true",
                        "languageCode": "en",
                    }
                ],
            }
        ]
    }


def test_what_is_not_known_is_left_out(client, reporter, editor):
    make_bare_claim("It happened", by=reporter, approved_by=editor)
    (claim,) = search(client, query="happened")["claims"]
    assert set(claim) == {"text", "claimant", "claimReview"}
    assert claim["claimReview"][0]["textualRating"] == "Unproven"


def test_nothing_found_is_an_empty_list(client, reporter, editor):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    assert search(client, query="zebra") == {"claims": []}


def test_only_what_was_asked_for_is_found(client, reporter, editor):
    """Elsewhere a search may look for something else, and say so. Here it could not."""
    make_published_claim("Ships carried weapons", by=reporter, approved_by=editor)
    assert 'searched_for":"' in client.get("/api/v1/verdicts/?q=wepons").content.decode()
    assert search(client, query="wepons") == {"claims": []}


def test_best_match_comes_first(client, reporter, editor):
    for headline in ("Weapons and ships", "Ships carried weapons", "Ships"):
        make_published_claim(headline, by=reporter, approved_by=editor)
    assert titles(search(client, query="ships carried weapons")) == ["Ships carried weapons"]
    assert titles(search(client, query='"weapons and"')) == ["Weapons and ships"]


def test_only_verdicts_that_stand_are_found(client, reporter, editor, chief):
    gone, _ = publish(2, by=reporter, approved_by=editor)
    make_claim("Claim number 3", by=reporter)
    assert len(search(client, query="claim")["claims"]) == 2
    gone.move("withdraw", by=chief, public_note="It rested on a forgery.")
    assert titles(search(client, query="claim")) == ["Claim number 1"]


@pytest.mark.parametrize("asked", [{"query": "claim"}, {"reviewPublisherSiteFilter": "127.0.0.1"}])
@pytest.mark.parametrize("size", [1, 2, 4, 5])
def test_pages_show_everything_once(client, reporter, editor, asked, size):
    publish(4, by=reporter, approved_by=editor)
    whole = titles(search(client, **asked))
    assert len(whole) == 4
    assert walk(client, **asked, pageSize=size) == whole


@pytest.mark.parametrize("asked", [{"query": "claim"}, {"reviewPublisherSiteFilter": "127.0.0.1"}])
def test_pages_show_everything_once_while_something_is_published(client, reporter, editor, other_editor, chief, asked):
    """New claims do not push any back, those published again stay in their place, and a withdrawn one is gone."""
    claims = publish(5, by=reporter, approved_by=editor)
    first, *_, last = titles(search(client, **asked))
    by_title = {claim.headline: claim for claim in claims}
    steps = iter(
        [
            lambda: publish_again(by_title[first], by=editor, approved_by=other_editor, kind="update"),
            lambda: make_published_claim("Claim brand-new", by=reporter, approved_by=editor),
            lambda: publish_again(by_title[last], by=editor, approved_by=other_editor),
            lambda: None,
            lambda: None,
        ]
    )
    found = walk(client, lambda: next(steps)(), **asked, pageSize=1)
    assert found == [first, *found[1:-1], last]
    assert sorted(found) == sorted(by_title)


def test_claims_of_one_moment_are_told_apart(client, reporter, editor):
    publish(3, by=reporter, approved_by=editor)
    PublishedClaim.objects.update(first_published_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert walk(client, query="claim", pageSize=1) == ["Claim number 0", "Claim number 1", "Claim number 2"]


def test_too_many_to_rank_are_paged_all_the_same(client, reporter, editor, monkeypatch):
    publish(3, by=reporter, approved_by=editor)
    monkeypatch.setattr("claims.search.finding.MOST_RANKED", 2)
    assert sorted(walk(client, query="claim", pageSize=1)) == ["Claim number 0", "Claim number 1", "Claim number 2"]


def test_what_an_archive_published_before_1970_is_paged_too(client, chief):
    bring_in(chief, *(review(n, reviewed_on=date(1968, 1, n)) for n in (1, 2, 3)))
    asked = {"reviewPublisherSiteFilter": "127.0.0.1"}
    assert walk(client, **asked, pageSize=1) == [f"Walruses swam {n} miles up the river." for n in (3, 2, 1)]


def test_token_of_no_day_is_refused(client, db):
    asked = {"query": "claim"}
    place = pages.Place(1, 0, -99_999_999_999, "a")
    token = pages._token(read(QueryDict("query=claim")), place)
    assert "'pageToken'" in refusal(client, asked | {"pageToken": token})


def test_ten_are_on_a_page_unless_said_otherwise(client, monkeypatch, reporter, editor):
    monkeypatch.setattr("claims.api.google.parameters.PAGE_SIZE", 2)
    monkeypatch.setattr("claims.api.google.parameters.PAGE_SIZE_LIMIT", 3)
    publish(4, by=reporter, approved_by=editor)
    sizes = {given: len(search(client, query="claim", pageSize=given)["claims"]) for given in (0, 1, 3, 2**31 - 1)}
    assert sizes == {0: 2, 1: 1, 3: 3, 2**31 - 1: 3}
    assert len(search(client, query="claim")["claims"]) == 2


def test_offset_leaves_out_the_first(client, reporter, editor):
    publish(4, by=reporter, approved_by=editor)
    whole = titles(search(client, query="claim"))
    assert [titles(search(client, query="claim", offset=n)) for n in (0, 1, 3, 4, 2**31 - 1)] == [
        whole, whole[1:], whole[3:], [], []
    ]  # fmt: skip
    assert walk(client, query="claim", offset=1, pageSize=2) == whole[1:]


def test_offset_is_not_looked_at_with_a_token(client, reporter, editor):
    publish(4, by=reporter, approved_by=editor)
    token = search(client, query="claim", pageSize=1)["nextPageToken"]
    asked = {"query": "claim", "pageSize": 1, "pageToken": token}
    assert search(client, **asked, offset=2) == search(client, **asked)


@pytest.mark.parametrize("other", [{"query": "number"}, {"pageSize": 2}, {"languageCode": "en"}, {"maxAgeDays": 1},
    {"reviewPublisherSiteFilter": "127.0.0.1"}])  # fmt: skip
def test_token_holds_for_the_same_question_only(client, reporter, editor, other):
    publish(3, by=reporter, approved_by=editor)
    asked = {"query": "claim", "pageSize": 1}
    asked["pageToken"] = search(client, **asked)["nextPageToken"]
    assert search(client, **asked)["claims"] != []
    assert "'pageToken'" in refusal(client, asked | other)


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("token", ["x", "é", "%00", "AAAA", encoded("0" * 32 + ".0.1.1.a"), "=" * 5,
    encoded("0" * 32 + ".9999999.1.1.a"), encoded("0" * 32 + ".1.1.99999999999.a"), "a" * 5000])  # fmt: skip
def test_token_that_was_never_given_is_refused(client, db, token):
    assert "'pageToken'" in refusal(client, {"query": "claim", "pageToken": token})


def test_region_of_a_language_is_ignored(client, reporter, editor):
    for language in ("en", "en-GB", "sr", "sr-Latn", "sr-Cyrl-RS", "enm"):
        make_published_claim(f"Claim in {language}", by=reporter, approved_by=editor, language=language)
    found = {
        asked: {title.removeprefix("Claim in ") for title in titles(search(client, query="claim", languageCode=asked))}
        for asked in ("en", "EN-us", "en-GB-oed", "sr", "sr-RS", "sr-latn-ME", "sr-Cyrl", "fr", "")
    }
    english, serbian = {"en", "en-GB"}, {"sr", "sr-Latn", "sr-Cyrl-RS"}
    assert found == {
        "en": english, "EN-us": english, "en-GB-oed": english, "sr": serbian, "sr-RS": serbian,
        "sr-latn-ME": {"sr-Latn"}, "sr-Cyrl": {"sr-Cyrl-RS"}, "fr": set(), "": english | serbian | {"enm"},
    }  # fmt: skip


@pytest.mark.parametrize(("site", "count"), [("checkers.example", 1), ("www.checkers.example", 1),
    ("CHECKERS.example", 1), ("checkers.example:8443", 1), ("other.example", 0), ("example", 0),
    ("notcheckers.example", 0), ("prüfer.example", 0)])  # fmt: skip
@pytest.mark.parametrize("ours", ["https://checkers.example:8443", "https://www.checkers.example:8443"])
def test_site_is_a_host_with_or_without_www(client, settings, reporter, editor, ours, site, count):
    settings.SITE_URL = ours
    make_published_claim("A claim", by=reporter, approved_by=editor)
    assert len(search(client, reviewPublisherSiteFilter=site)["claims"]) == count
    assert len(search(client, reviewPublisherSiteFilter=site, query="claim")["claims"]) == count


def make_old(claim, *, said, reviewed):
    today = pages.today()
    PublishedClaim.objects.filter(claim=claim).update(
        first_said_on=today - timedelta(days=said) if said is not None else None,
        first_published_at=datetime.combine(today - timedelta(days=reviewed), datetime.min.time(), UTC),
    )


@pytest.mark.parametrize(("said", "reviewed", "found"), [(5, 9, True), (9, 5, True), (6, 6, False), (None, 5, True),
    (None, 6, False), (900, 0, True)])  # fmt: skip
def test_age_is_that_of_the_newer_date(client, reporter, editor, said, reviewed, found):
    make_old(make_published_claim("A claim", by=reporter, approved_by=editor), said=said, reviewed=reviewed)
    assert titles(search(client, query="claim", maxAgeDays=5)) == ["A claim"] * found
    for anything in (0, 2**31 - 1):
        assert titles(search(client, query="claim", maxAgeDays=anything)) == ["A claim"]


def test_midnight_takes_nothing_out_of_the_pages(client, reporter, editor, monkeypatch):
    for claim in publish(2, by=reporter, approved_by=editor):
        make_old(claim, said=None, reviewed=5)
    tomorrow = pages.today() + timedelta(days=1)
    found = walk(client, lambda: monkeypatch.setattr(pages, "today", lambda: tomorrow), query="claim", maxAgeDays=5,
                 pageSize=1)  # fmt: skip
    assert sorted(found) == ["Claim number 0", "Claim number 1"]
    assert search(client, query="claim", maxAgeDays=5) == {"claims": []}


def test_answer_is_another_on_another_day(client, reporter, editor, monkeypatch):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    etag = client.get(SEARCH, {"query": "claim"}).headers["ETag"]
    assert client.get(SEARCH, {"query": "claim"}, headers={"If-None-Match": etag}).status_code == 304
    monkeypatch.setattr(middleware.google, "today", lambda: date(2100, 1, 1))
    assert client.get(SEARCH, {"query": "claim"}, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("asked", [{}, {"query": ""}, {"query": "  "}, {"languageCode": "en"},
    {"reviewPublisherSiteFilter": ""}])  # fmt: skip
def test_query_or_site_is_required(client, db, asked):
    told = "Invalid value at 'query': It is required unless reviewPublisherSiteFilter is given."
    assert refusal(client, asked) == told


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in ("pageSize", "offset", "maxAgeDays")
     for value in ("x", "-1", "", "1.5", "٣", "1_0", " 1", "2147483648", "9" * 5000)]
    + [("languageCode", value) for value in ("e", "english", "en_US", "en-", "-", "e\x00n", "<en>")]
    + [("reviewPublisherSiteFilter", value) for value in ("https://a.example/", "a b", "a..b", "\x00", "a/b", "*")]
    + [("query", value) for value in ("?", "-without", "x" * 501)],
)  # fmt: skip
def test_malformed_value_is_refused_by_name(client, db, name, value):
    asked = {"query": "claim"} | {name: value}
    assert refusal(client, asked).startswith(f"Invalid value at '{name}': ")


@pytest.mark.parametrize("name", ["query", "languageCode", "reviewPublisherSiteFilter", "pageToken", "pageSize",
                                  "offset", "maxAgeDays"])  # fmt: skip
def test_value_given_twice_is_refused(client, db, name):
    assert refusal(client, {"query": "claim"} | {name: ["1", "1"]}) == f"Invalid value at '{name}': Give it once."


def test_unknown_parameters_are_ignored(client, reporter, editor):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    unknown = {"key": "x", "alt": ["json", "proto"], "prettyPrint": "false", "$.xgafv": "2", "fields": "claims",
               "page_size": "x", "callback": "alert"}  # fmt: skip
    answer = client.get(SEARCH, {"query": "claim"} | unknown)
    assert answer.content == client.get(SEARCH, {"query": "claim"}).content
    assert len(answer.json()["claims"]) == 1


@pytest.mark.parametrize("accept", ["text/html", "application/x-protobuf", "nonsense"])
def test_answer_is_json_whatever_is_accepted(client, db, accept):
    answer = client.get(SEARCH, {"query": "claim"}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_search_that_takes_too_long_is_refused(client, db, monkeypatch):
    monkeypatch.setattr("claims.search.finding._count", lambda query: count_to(10**9))
    monkeypatch.setattr(limit, "SECONDS", 0.05)
    assert refusal(client, {"query": "claim"}) == f"Invalid value at 'query': {ADVICE}"


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_few_queries(client, reporter, editor, count, django_assert_num_queries):
    publish(count, by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 2):
        assert len(search(client, reviewPublisherSiteFilter="127.0.0.1")["claims"]) == count


def test_long_question_may_be_posted(client, reporter, editor):
    make_published_claim("A claim", by=reporter, approved_by=editor)
    asked = {"data": "query=claim&key=x", "content_type": "application/x-www-form-urlencoded"}
    answer = client.post(SEARCH, **asked, headers={"X-HTTP-Method-Override": "GET"})
    assert titles(answer.json()) == ["A claim"]
    refused = client.post(SEARCH, **asked)
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, 405)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "no-such"])
def test_posted_question_is_read_in_one_way(client, db, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    question = b"query=claim%5Cud800"
    answer = client.generic("POST", SEARCH, question, kind, headers={"X-HTTP-Method-Override": "GET"})
    assert (answer.status_code, answer.json()) == (200, {"claims": []})


@pytest.mark.parametrize(("method", "path", "code", "status"), [
    ("get", "/v1alpha1/pages", 404, "NOT_FOUND"), ("post", "/v1alpha1/pages", 404, "NOT_FOUND"),
    ("get", "/v1alpha1/claims:imageSearch", 404, "NOT_FOUND"), ("delete", SEARCH, 405, "UNIMPLEMENTED"),
])  # fmt: skip
def test_what_is_not_offered_is_refused_in_google_s_form(client, db, method, path, code, status):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (code, "application/json")
    error = answer.json()["error"]
    assert (error["code"], error["status"], set(error)) == (code, status, {"code", "message", "status"})
