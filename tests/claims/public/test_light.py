"""What a page costs, and whom it asks: one document, one style sheet, nobody else."""

import gzip
import re
from contextlib import contextmanager

import pytest

from tests import leaks
from tests.browser import needs_browser
from tests.public_pages import LANGUAGES, NEEDS_SCRIPTS, NOT_PAGES, PAGES

pytestmark = pytest.mark.django_db  # see test_accessible.py
READABLE = [page.name for page in PAGES if page.name not in NEEDS_SCRIPTS]
MOST = 50_000  # bytes of a claim's page and all that it loads, compressed
FILES = ("/static/claims/public.css", "/static/claims/favicon.svg")


# How wide a window is in which nothing may have to be scrolled sideways, for each way to set the text.
WIDTHS = {
    "": [320, 390, 768],  # 320 pixels are 1280 at 400 % (WCAG 1.4.10)
    "html { font-size: 200% }": [390, 640, 1280],  # 1.4.4
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }": [
        320
    ],  # 1.4.12
}
# Of a page with everything unfolded. The policy lets in no other style sheet, so the rule joins the one there is.
WIDEST = """rule => {
    document.querySelectorAll('details').forEach(folded => { folded.open = true; });
    const sheet = document.styleSheets[0], element = document.documentElement;
    if (rule) sheet.insertRule(rule, sheet.cssRules.length);
    const width = element.scrollWidth;
    if (rule) sheet.deleteRule(sheet.cssRules.length - 1);
    return width;
}"""


@contextmanager
def watched(page):
    """What the browser and its policy complain about meanwhile, and what the page asks for."""
    said, asked = [], []
    listeners = {
        "console": lambda message: said.append(message.text) if message.type == "error" else None,
        "pageerror": lambda fault: said.append(str(fault)),
        "request": lambda request: asked.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield said, asked
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


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
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READABLE)
def test_page_fits_and_asks_nobody_else(site, chromium, language, name):
    """No file but the style sheet and the icon, nothing wrong for the browser or the policy, no scrolling sideways."""
    address = site.url + site.pages[language][name]

    def look(page):
        with watched(page) as (said, asked):
            page.goto(address)
            too_wide = []
            for rule, widths in WIDTHS.items():
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 844})
                    if (widest := page.evaluate(WIDEST, rule)) > width:
                        too_wide.append((rule, width, widest))
        return said, asked, too_wide

    said, asked, too_wide = chromium.visit(look)
    assert set(asked) <= {address, *(site.url + file for file in FILES)}
    status = next(page.status for page in PAGES if page.name == name)
    assert [text for text in said if status == 200 or str(status) not in text] == []
    assert too_wide == []
