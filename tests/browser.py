"""A real browser for tests: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
# Where REQUIRE_BROWSER is set, a browser that is missing fails the tests.
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="needs Chromium: apt-get install chromium"
)


class Watch:
    """What a browser complained about, in whichever of its windows, and which hosts it asked."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        context.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        context.on("weberror", lambda fault: self.complaints.append(str(fault.error)))
        context.on("request", lambda request: self.hosts.add(request.url.partition("://")[2].partition("/")[0]))


def browse(visit: Callable[[Page], object]) -> Watch:
    """Let `visit` use a page of a fresh browser, and say what came up.

    In a thread of its own, so that Playwright's event loop does not stand in the way of the database.
    """

    def run() -> Watch:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            watch = Watch(page.context)
            try:
                visit(page)
            except Exception as fault:
                fault.add_note(f"At {page.url}, which says:\n{page.inner_text('body')}\n{watch.complaints}")
                raise
            finally:
                browser.close()
            return watch

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result()
