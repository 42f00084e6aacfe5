"""A real browser for tests: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

Seen = TypeVar("Seen")

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
            browser = _launch(playwright)
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


class Chromium:
    """One browser for many tests, in a thread of its own. Its windows are kept, one for each set of options."""

    def __enter__(self) -> Self:
        self.thread = ThreadPoolExecutor(1)
        self.thread.submit(self._start).result()
        return self

    def __exit__(self, *fault: object) -> None:
        self.thread.submit(self._stop).result()
        self.thread.shutdown()

    def visit(self, do: Callable[[Page], Seen], **options: object) -> Seen:
        """What `do` makes of a window with these options, as Playwright's new_context() takes them."""

        def run() -> Seen:
            if (kind := repr(options)) not in self.windows:
                self.windows[kind] = self.browser.new_context(**options).new_page()
            return do(self.windows[kind])

        return self.thread.submit(run).result()

    def _start(self) -> None:
        self.windows: dict[str, Page] = {}
        self.playwright = sync_playwright().start()
        self.browser = _launch(self.playwright)

    def _stop(self) -> None:
        self.browser.close()
        self.playwright.stop()


def _launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
