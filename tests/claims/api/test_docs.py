"""The API's reader in a real browser, under the policy it is served with."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import sync_playwright

from claims.api.docs import POLICY

CHROMIUM = shutil.which("chromium")


def visit(address):
    """What the page shows, what the browser complained about, and which hosts it asked."""
    complaints, hosts = [], set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.partition("://")[2].partition("/")[0]))
        page.goto(address)
        page.locator(".opblock").first.wait_for(timeout=60_000)
        operations = page.locator(".opblock").count()
        page.locator(".opblock-summary-control").first.click()
        page.locator(".opblock-body").first.wait_for()
        browser.close()
    # Swagger UI grumbles about its own links, through the same channel.
    return operations, [text for text in complaints if not text.startswith("Deprecated:")], hosts


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_docs_work_in_a_browser_and_ask_no_other_host(live_server, settings):
    settings.SITE_URL = live_server.url
    # In a thread of its own, so that Playwright's event loop does not stand in the way of the database.
    with ThreadPoolExecutor(1) as threads:
        operations, complaints, hosts = threads.submit(visit, f"{live_server.url}/api/v1/docs/").result()
    assert (operations, complaints) == (11, [])
    assert hosts == {live_server.url.removeprefix("http://")}


def test_policy_of_docs_allows_nothing_inline(client, db):
    policy = client.get("/api/v1/docs/").headers["Content-Security-Policy"]
    assert {part.split()[0] for part in policy.split("; ")} == set(POLICY)
    assert "unsafe" not in policy
