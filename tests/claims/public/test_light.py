"""What a page costs, and whom it asks: one document, one style sheet, nobody else."""

import gzip
import re

import pytest

from tests import leaks
from tests.browser import needs_browser
from tests.public_pages import LANGUAGES, NEEDS_SCRIPTS, NOT_PAGES, PAGES

pytestmark = pytest.mark.django_db  # see test_accessible.py
READABLE = [page.name for page in PAGES if page.name not in NEEDS_SCRIPTS]
MOST = 50_000  # bytes of a claim's page and all that it loads, compressed
FILES = ("/static/claims/public.css", "/static/claims/favicon.svg")


def complaints(page, address):
    """What the browser and its policy complain about while the page is loaded, and what it asks for."""
    said, asked = [], []
    listeners = {
        "console": lambda message: said.append(message.text) if message.type == "error" else None,
        "pageerror": lambda fault: said.append(str(fault)),
        "request": lambda request: asked.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    page.goto(address, wait_until="networkidle")
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    return said, asked


def test_every_kind_of_page_is_looked_at():
    looked_at = {page.view for page in PAGES if page.view.startswith("public:")}
    there_are = {name for name in leaks.public_patterns() if name.startswith("public:")}
    assert looked_at | {f"public:{name}" for name in NOT_PAGES} == there_are


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READABLE)
def test_page_says_its_language(site, language, name):
    address = site.pages[language].get(name)
    if address is None:
        pytest.skip("has the same address in another language")
    assert f'<html lang="{language}"' in site.html(address)


@pytest.mark.parametrize("name", ["claim", "claim off the scale", "claim from right to left", "newest revision"])
def test_page_of_a_claim_is_light(site, name):
    page = site.answers[site.pages["en"][name]].body
    assert re.findall(rb'<(?:img|script src|iframe|link rel="(?:stylesheet|preload)")[^>]*>', page) == [
        b'<link rel="stylesheet" href="/static/claims/public.css">'
    ]
    files = [page, *map(site.file, FILES)]
    assert sum(len(gzip.compress(file, 6)) for file in files) < MOST


@needs_browser
@pytest.mark.parametrize("name", READABLE)
def test_page_fits_and_asks_nobody_else(site, chromium, name):
    """No file but the style sheet and the icon, nothing wrong for the browser or the policy, no scrolling sideways.

    320 pixels are 1280 at 400 % (WCAG 1.4.10).
    """
    address = site.url + site.pages["en"][name]

    def look(page):
        said, asked = complaints(page, address)
        widths = {}
        for width in (320, 390, 768):
            page.set_viewport_size({"width": width, "height": 844})
            widths[width] = page.evaluate("document.documentElement.scrollWidth")
        return said, asked, widths

    said, asked, widths = chromium.visit(look)
    assert set(asked) <= {address, *(site.url + file for file in FILES)}
    status = next(page.status for page in PAGES if page.name == name)
    assert [text for text in said if status == 200 or str(status) not in text] == []
    assert widths == {width: width for width in widths}
