"""WCAG 2.2 AA on every kind of page, in every language, light and dark, on a phone and on a desk; and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import needs_browser
from tests.public_pages import LANGUAGES, NEEDS_SCRIPTS, PAGES, Site

# The database is there when the site is first made: pytest-django makes it only for tests that say that they need it.
pytestmark = [needs_browser, pytest.mark.django_db]

AXE = Axe()
PARTS_OF_A_DAY = 4  # stops in the field of a date: day, month, year, calendar
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What width and colours can change: no rule of the style sheet hides anything, so all else is the same document.
APPEARANCE = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
LOOKS = [
    (PHONE, "light", EVERYTHING),
    (PHONE, "dark", APPEARANCE),
    (DESK, "light", APPEARANCE),
    (DESK, "dark", APPEARANCE),
]
# Swagger UI is not ours. The page is, and the same in words is the OpenAPI description, which it leads to.
CONTEXT = {"exclude": [["#swagger-ui"]]}

# How many milliseconds anything on the page takes to move, at most.
LONGEST_MOVE = """() => Math.max(0, ...[...document.querySelectorAll('*')].flatMap(element => {
    const style = getComputedStyle(element);
    return [style.transitionDuration, style.animationDuration].flatMap(all => all.split(',').map(parseFloat));
}))"""
FOCUSABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(element => element.tabIndex >= 0 && element.checkVisibility({visibilityProperty: true}))
    .length"""
# Of each link of the menus: whether it is where one is, and whether it is drawn with a line.
MARKS = """() => [...document.querySelectorAll('.masthead li a')].map(link => {
    const style = getComputedStyle(link);
    const line = style.textDecorationLine !== 'none' || parseFloat(style.borderBottomWidth) > 0;
    return [link.hasAttribute('aria-current'), line];
})"""
FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    window.seen ??= new Map();
    if (element === document.body) return null;
    if (!window.seen.has(element)) window.seen.set(element, window.seen.size);
    return {
        number: window.seen.get(element),
        what: element.outerHTML.slice(0, 90),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth && box.right > 0,
    };
}"""


def address_of(site: Site, language: str, name: str) -> str:
    if name not in site.pages[language]:
        pytest.skip("has the same address in another language")
    return site.url + site.pages[language][name]


def complaints(page, rules: dict) -> list[str]:
    found = AXE.run(page, context=CONTEXT, options={"resultTypes": ["violations"], "runOnly": rules}).response
    return [
        f"{violation['id']}: {node['html'][:120]} – {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_axe_finds_nothing(site, chromium, language, name):
    address = address_of(site, language, name)

    def look(page):
        page.goto(address, wait_until="networkidle" if name in NEEDS_SCRIPTS else "load")
        found = {}
        for size, scheme, rules in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            found[f"{size['width']} {scheme}"] = complaints(page, rules)
        return {look: said for look, said in found.items() if said}

    assert chromium.visit(look, bypass_csp=True) == {}


@pytest.mark.parametrize("name", ["home", "list with every filter", "claim", "check with matches", "methodology"])
def test_everything_is_reached_by_keyboard_and_seen(site, chromium, name):
    """From the link that skips to the content onwards: every stop that there is, each outlined and in sight."""
    address = address_of(site, "en", name)

    def tab_through(page):
        page.set_viewport_size(DESK)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
        expected, stops = page.evaluate(FOCUSABLE), []
        for _ in range(PARTS_OF_A_DAY * expected):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None or stop["number"] < len(stops) - 1:
                break
            stops += [stop] if stop["number"] == len(stops) else []
        return expected, stops

    expected, stops = chromium.visit(tab_through, bypass_csp=True)
    assert 'class="skip"' in stops[0]["what"]
    assert len(stops) == expected
    assert [stop["what"] for stop in stops if not (stop["outlined"] and stop["inSight"])] == []


def test_skip_link_leads_to_the_content(site, chromium):
    def skip(page):
        page.goto(address_of(site, "en", "claim"))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        return page.evaluate("document.activeElement.id")

    assert chromium.visit(skip) == "content"


@pytest.mark.parametrize("name", ["home", "list with every filter", "claim", "card"])
def test_nothing_moves_for_those_who_want_it_still(site, chromium, name):
    def longest(page):
        page.emulate_media(reduced_motion="reduce")
        page.goto(address_of(site, "en", name))
        return page.evaluate(LONGEST_MOVE), page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")

    assert chromium.visit(longest, bypass_csp=True) == (0, "auto")


@pytest.mark.parametrize("name", ["list", "claim"])
def test_menu_marks_where_one_is_in_the_readers_own_colours_too(site, chromium, name):
    """They show every border, also one that is transparent otherwise."""

    def marks(page):
        page.goto(address_of(site, "en", name))
        return page.evaluate("matchMedia('(forced-colors: active)').matches"), page.evaluate(MARKS)

    is_forced, found = chromium.visit(marks, forced_colors="active")
    assert is_forced
    assert [drawn for _, drawn in found] == [current for current, _ in found]
    assert [current for current, _ in found].count(True) == 2  # the section, and the language


@pytest.mark.parametrize("name", ["home", "claim", "card", "nothing there"])
def test_dark_is_dark(site, chromium, name):
    def brightness(page):
        page.goto(address_of(site, "en", name))
        seen = {}
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            seen[scheme] = sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(", "))) / 3
        return seen

    seen = chromium.visit(brightness)
    assert seen["dark"] < 48
    assert seen["light"] > 224
