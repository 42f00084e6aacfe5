"""Caching by the version of the record, and answers that know nobody."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from claims.models import Head, Rating
from factcheck import middleware
from tests.factories import make_published_claim, make_researched_claim, publish_again

CACHE_CONTROL = "public, max-age=0, must-revalidate"
API = ["/api/v1/claims/", "/api/v1/claims/a-claim/", "/api/v1/changes/", "/api/v1/schema/", "/api/v1/docs/",
       "/api/v1/match/?text=claim", "/api/v1/export/claims.ndjson", "/api/v1/export/claimreview.json",
       "/api/v1/export/claims.csv", "/v1alpha1/claims:search?query=claim"]  # fmt: skip
PAGES = ["/", "/claims/", "/claims/a-claim/", "/record/", "/feeds/claims.atom", "/check/", "/check/?text=claim"]
READ = API + PAGES
ASKED_SAME = ["ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"]


@pytest.fixture
def claim(reporter, editor):
    return make_published_claim("A claim", by=reporter, approved_by=editor)


def again(client, path, etag, method="get", **headers):
    return getattr(client, method)(path, headers={"If-None-Match": etag, **headers})


@pytest.mark.parametrize("path", READ)
def test_unchanged_answer_is_304_in_one_query(client, claim, path, django_assert_num_queries):
    first = client.get(path)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, CACHE_CONTROL)
    for method in ("get", "head"):
        with django_assert_num_queries(1):
            second = again(client, path, first.headers["ETag"], method)
        assert (second.status_code, second.content) == (304, b"")
        assert [second.headers.get(name) for name in ASKED_SAME] == [first.headers.get(name) for name in ASKED_SAME]


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "no-such"])
@pytest.mark.parametrize("path", ["/claims/?q=", "/check/?text=", "/api/v1/verdicts/?q=", "/admin/login/?next="])
def test_address_is_read_in_one_way(client, db, path, charset):
    asked = f"{path}claim%5Cud800+%2B2AA-"
    answer, other = client.get(asked), client.get(asked, headers={"Content-Type": f"text/plain; charset={charset}"})
    assert other.status_code == answer.status_code == 200
    if not path.startswith("/admin"):
        assert other.content == answer.content


@pytest.mark.parametrize("path", ["/", "/api/v1/docs/"])
def test_304_leaves_the_policy_of_the_kept_answer_alone(client, claim, path):
    first = client.get(path)
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    assert "Content-Security-Policy" not in again(client, path, first.headers["ETag"]).headers


@pytest.mark.parametrize("path", ["/", "/claims.csv", "/feeds/claims.atom", "/sitemap.xml", "/api/v1/claims/"])
def test_304_leaves_the_type_of_the_kept_answer_alone(client, claim, path):
    first = client.get(path)
    second = again(client, path, first.headers["ETag"])
    assert (first.status_code, second.status_code) == (200, 304)
    for name in ("Content-Type", "Content-Language"):
        assert second.headers.get(name) in (None, first.headers.get(name))


@pytest.mark.parametrize("path", READ)
def test_public_answer_knows_nobody(client, claim, editor, path):
    client.force_login(editor)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(path)
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert [query["sql"] for query in asked if "django_session" in query["sql"]] == []


def test_etag_is_weak(client, claim):
    assert client.get("/api/v1/claims/").headers["ETag"].startswith('W/"')


@pytest.mark.parametrize("form", ["{0}", '"{1}"', '"x", {0}', 'W/"x",{0} , "y"'])
def test_any_form_of_the_etag_matches(client, claim, form):
    etag = client.get("/api/v1/claims/").headers["ETag"]
    given = form.format(etag, etag.removeprefix("W/").strip('"'))
    assert again(client, "/api/v1/claims/", given).status_code == 304


@pytest.mark.parametrize("given", ["*", "", '"x"', 'W/"x"', "nonsense", '"', ",,"])
def test_other_etags_get_the_answer(client, claim, given):
    assert again(client, "/api/v1/claims/", given).status_code == 200


def test_star_does_not_make_a_missing_page_unchanged(client, db):
    assert again(client, "/api/v1/claims/nobody-said-this/", "*").status_code == 404


@pytest.mark.parametrize(("path", "status"), [
    ("/api/v1/claims/?nonsense=1", 400),
    ("/api/v1/claims/?page_size=x", 400),
    ("/claims/?rating=none", 400),
    ("/api/v1/claims/nobody-said-this/", 404),
    ("/claims/nobody-said-this/", 404),
    ("/api/v1/nothing/", 404),
])  # fmt: skip
def test_etag_of_another_address_does_not_make_a_mistake_unchanged(client, claim, path, status):
    for other in ("/api/v1/claims/", "/claims/", "/api/v1/record/head"):
        etag = client.get(other).headers["ETag"]
        assert again(client, path, etag).status_code == status


@pytest.mark.parametrize("path", [*READ, "/claims.csv", "/sitemap.xml", "/admin/login/", "/nothing/", "/healthz"])
def test_head_is_sent_without_a_body(rf, claim, path):
    """Asked past the test client, which takes bodies away itself."""
    server = get_wsgi_application()
    head, get = (server.get_response(getattr(rf, method)(path)) for method in ("head", "get"))
    assert b"".join(head) == b""
    assert b"".join(get) != b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers.get(name) == get.headers.get(name)


def test_head_that_is_not_modified_says_nothing_of_a_length(rf, claim):
    server = get_wsgi_application()
    etag = server.get_response(rf.get("/claims/")).headers["ETag"]
    answer = server.get_response(rf.head("/claims/", headers={"If-None-Match": etag}))
    assert (answer.status_code, answer.headers.get("Content-Length")) == (304, None)


def test_publication_changes_the_etag(client, claim, editor, other_editor):
    etag = client.get("/api/v1/claims/").headers["ETag"]
    publish_again(claim, by=editor, approved_by=other_editor)
    answer = again(client, "/api/v1/claims/", etag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


def test_changed_scale_changes_the_etag(client, claim):
    etag = client.get("/api/v1/ratings/").headers["ETag"]
    rating = Rating.objects.first()
    rating.label = "Altogether true"
    rating.save()
    assert again(client, "/api/v1/ratings/", etag).json()["results"][0]["label"] == "Altogether true"


def test_release_changes_the_etag(client, claim, monkeypatch):
    etag = client.get("/api/v1/claims/").headers["ETag"]
    monkeypatch.setattr(middleware, "RELEASE", "another")
    assert again(client, "/api/v1/claims/", etag).status_code == 200


def test_work_on_the_desk_does_not_change_the_etag(client, claim, reporter):
    etag = client.get("/").headers["ETag"]
    make_researched_claim("Something else", by=reporter)
    assert again(client, "/", etag).status_code == 304


def test_json_and_json_ld_never_share_an_etag(client, claim):
    path = "/api/v1/claims/a-claim/"
    plain = client.get(path, headers={"Accept": "application/json"})
    linked = client.get(path, headers={"Accept": "application/ld+json"})
    assert plain.headers["ETag"] != linked.headers["ETag"]
    assert again(client, path, plain.headers["ETag"], Accept="application/ld+json").content == linked.content
    assert again(client, path, linked.headers["ETag"], Accept="Application/LD+JSON").status_code == 304


def test_version_is_read_before_the_view(rf, claim):
    """A publication while the view runs must not mark the old body as the new version."""
    before = Head.objects.version()
    seen = []

    def view(request):
        Rating.objects.first().save()
        seen.append(Head.objects.version())
        return HttpResponse("old")

    answer = middleware.RecordVersion(view)(rf.get("/"))
    assert seen != [before]
    assert middleware.RecordVersion(view)(rf.get("/", headers={"If-None-Match": answer.headers["ETag"]})).content


@pytest.mark.parametrize("path", ["/claims/nobody-said-this/", "/api/v1/nothing/", "/api/v1/changes/?after=x"])
def test_errors_are_not_kept(client, db, path):
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None)


@pytest.mark.parametrize("path", ["/admin/login/", "/healthz", "/readyz", "/static/nothing.css"])
def test_what_is_not_public_has_no_etag(client, db, path):
    answer = client.get(path)
    assert "ETag" not in answer.headers
    assert answer.headers.get("Cache-Control") != CACHE_CONTROL


def test_other_methods_pass(rf: RequestFactory, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = middleware.RecordVersion(lambda request: HttpResponse())(rf.post("/"))
    assert "ETag" not in answer.headers


def test_view_may_say_itself_how_it_is_kept(rf, db):
    def view(request):
        return HttpResponse(headers={"Cache-Control": "no-cache"})

    assert middleware.RecordVersion(view)(rf.get("/")).headers["Cache-Control"] == "no-cache"
