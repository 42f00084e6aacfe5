"""The page of a claim in a real browser: read, compared, on a telephone, on paper."""

import re

import pytest

from tests.browser import browse, needs_browser
from tests.factories import publish_again

pytestmark = needs_browser

COMPARISON = "/claims/weapons/revisions/1/compare/2/"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
DISPLAY = "element => getComputedStyle(element).display"
AFTER = "element => getComputedStyle(element, '::after').content"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Pairs of texts of a drawing that stand on each other.
OVERLAPS = """drawing => {
  const texts = [...drawing.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
  return texts.flatMap(([one, a], place) => texts.slice(place + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one} on ${other}`));
}"""


@pytest.fixture
def site(live_server, settings, weapons, editor, other_editor):
    settings.SITE_URL = live_server.url
    publish_again(weapons, by=editor, approved_by=other_editor, summary="Sebagian kecil benar.")
    return live_server.url


def seen_without_complaint(visit, site):
    watch = browse(visit)
    assert (watch.complaints, watch.hosts) == ([], {site.partition("://")[2]})


def test_reader_finds_a_section_and_compares_two_revisions(site):
    def visit(page):
        page.goto(f"{site}/claims/weapons/")
        anchor = page.locator("#timeline .anchor")
        opacity = "element => getComputedStyle(element).opacity"
        assert anchor.evaluate(opacity) == "0"
        anchor.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert anchor.evaluate(opacity) == "1"
        page.get_by_role("navigation", name="On this page").get_by_role("link", name="History").click()
        page.get_by_label("Compare").select_option("2")
        page.get_by_label("with").select_option("1")
        page.get_by_role("button", name="Show what changed").click()
        page.get_by_role("link", name="Compare forwards").click()
        page.wait_for_url(f"**{COMPARISON}")
        went, came = page.locator("del").first, page.locator("ins").first
        assert ("besar" in went.inner_text(), "kecil" in came.inner_text()) == (True, True)

    seen_without_complaint(visit, site)


def test_reader_searches_and_narrows_down(site):
    def visit(page):
        page.goto(f"{site}/")
        page.get_by_label("Search the claims").fill("weapons")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/claims/?q=weapons")
        assert page.locator("mark").first.inner_text().lower() == "weapons"
        page.get_by_role("complementary").get_by_role("link", name="Mostly true").click()
        page.wait_for_url("**/claims/?q=weapons&rating=mostly-true")
        page.get_by_text("Order and dates").click()
        page.get_by_label("First said on or after").fill("2024-01-01")
        page.get_by_role("button", name="Show these claims").click()
        page.get_by_role("heading", name="Nothing matches").wait_for()
        page.get_by_role("link", name="Remove First said on or after").click()
        page.locator(".row").wait_for()
        assert page.locator(".active li").all_inner_texts() != []

    seen_without_complaint(visit, site)


def test_link_into_what_is_folded_unfolds_it(site):
    def visit(page):
        page.goto(f"{site}/claims/weapons/")
        event = page.locator("#date-3")
        assert event.is_visible() is False
        page.goto(f"{site}/claims/weapons/#date-3")
        event.wait_for()

    seen_without_complaint(visit, site)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_a_telephone(site, scheme):
    def visit(page):
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme=scheme)
        for address in ("/claims/weapons/", "/claims/weapons/revisions/1/", COMPARISON, "/claims/weapons/compare/"):
            page.goto(site + address)
            assert (address, page.evaluate(TOO_WIDE)) == (address, 0)
        page.goto(f"{site}/claims/weapons/")
        assert page.locator(".chart svg").evaluate(OVERLAPS) == []
        assert page.locator(".graph svg").evaluate(OVERLAPS) == []

    seen_without_complaint(visit, site)


def test_page_on_paper_is_white_whole_and_says_where_it_is_from(site):
    def visit(page):
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(f"{site}/claims/weapons/")
        assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
        for gone in (
            ".masthead nav >> nth=0",
            ".contents",
            ".footer",
            ".skip",
            ".compare",
            ".anchor >> nth=0",
            ".embed",
        ):
            assert (gone, page.locator(gone).evaluate(DISPLAY)) == (gone, "none")
        for kept in (".chart svg", ".graph svg", ".timeline", "#history .history"):
            assert (kept, page.locator(kept).is_visible()) == (kept, True)
        assert f"{site}/claims/weapons/revisions/2/" in page.locator(".claim-head .on-paper").inner_text()
        away = page.locator("#lineage a[href^='https://example.org/panel']")
        assert away.evaluate(AFTER) == '" (https://example.org/panel?a=1&b=2)"'
        assert page.locator("details p").first.is_visible()
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) >= 2

    seen_without_complaint(visit, site)
