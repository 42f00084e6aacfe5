"""The API's reader in a real browser, under the policy it is served with."""

from django.urls import get_resolver

from claims.api.docs import POLICY
from tests.browser import browse, needs_browser


@needs_browser
def test_docs_work_in_a_browser_and_ask_no_other_host(live_server, settings):
    settings.SITE_URL = live_server.url

    def visit(page):
        page.goto(f"{live_server.url}/api/v1/docs/")
        page.locator(".opblock").first.wait_for(timeout=60_000)
        assert page.locator(".opblock").count() == 27
        page.locator(".opblock-summary-control").first.click()
        page.locator(".opblock-body").first.wait_for()

    watch = browse(visit)
    # Swagger UI grumbles about its own links, through the same channel.
    assert [text for text in watch.complaints if not text.startswith("Deprecated:")] == []
    assert watch.hosts == {live_server.url.removeprefix("http://")}


def test_index_leads_to_all_that_needs_no_slug(client, db, settings):
    listed = client.get("/api/v1/").json()
    patterns = get_resolver().namespace_dict["api"][1].url_patterns
    paths = {each.name: str(each.pattern) for each in patterns if "<" not in str(each.pattern)}
    assert listed == {
        name.replace("-", "_"): f"{settings.SITE_URL}/api/v1/{path}" for name, path in paths.items() if name != "index"
    }


def test_docs_load_their_script_and_refuse_what_they_do_not_know(client, db):
    assert client.get("/api/v1/docs/?script=").headers["Content-Type"] == "application/javascript"
    refused = client.get("/api/v1/docs/?script=&x=1")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["x"])


def test_policy_of_docs_allows_nothing_inline(client, db):
    policy = client.get("/api/v1/docs/").headers["Content-Security-Policy"]
    assert {part.split()[0] for part in policy.split("; ")} == set(POLICY)
    assert "unsafe" not in policy


def test_docs_say_what_they_are_without_a_script(client, db, settings):
    html = client.get("/api/v1/docs/").content.decode()
    assert f"<h1>{settings.SITE_NAME}: API for programs</h1>" in html
