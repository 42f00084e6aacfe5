"""The claim's page in a real browser: by keyboard, at 200 % zoom, and after a refused save."""

import pytest
from playwright.sync_api import expect

from claims.models import Claim, InternalNote
from tests.browser import browse, needs_browser
from tests.claims.admin.browser import claim_url
from tests.factories import make_person, make_researched_claim
from tests.test_walkthrough import follow, log_in

pytestmark = needs_browser


@pytest.fixture
def claim(live_server, settings):
    settings.SITE_URL = live_server.url
    return make_researched_claim("Weapons were sent", by=make_person("rita", "Reporter"))


def opened(page, live_server, claim):
    log_in(page, live_server.url, "rita")
    page.goto(live_server.url + claim_url(claim))


def test_what_was_refused_comes_first_and_one_save_keeps_everything(live_server, claim):
    def visit(page):
        opened(page, live_server, claim)
        row = page.locator("#evidence-0")
        assert not row.locator("#id_evidence-0-paraphrase").is_visible()
        row.locator("summary").first.focus()
        page.keyboard.press("Enter")
        page.fill("#id_evidence-0-paraphrase", "")
        page.fill("#id_note", "Typed beside the form.")
        follow(page, page.get_by_role("button", name="Save all"))

        assert page.locator(".desk-sections .desk-errors").all_inner_texts() == ["1 error"]
        assert page.url.endswith("#section-evidence")
        assert page.locator("#id_evidence-0-paraphrase").is_visible()
        assert page.locator(".desk-sections [aria-current]").inner_text().startswith("Evidence and lineage")
        assert page.input_value("#id_note") == "Typed beside the form."
        page.fill("#id_evidence-0-paraphrase", "It shows something else.")
        follow(page, page.get_by_role("button", name="Save all"))
        assert page.url.endswith(claim_url(claim) + "#section-evidence")

    assert browse(visit).complaints == []
    assert Claim.objects.get().evidence.get().paraphrase == "It shows something else."
    assert InternalNote.objects.get().text == "Typed beside the form."


def test_refusal_of_the_whole_form_is_in_sight(live_server, claim):
    """Somebody else saved meanwhile; the section that was worked on is far below the message."""

    def visit(page):
        opened(page, live_server, claim)
        colleague = page.context.browser.new_page()
        opened(colleague, live_server, claim)
        colleague.fill("#id_context", "A colleague's words.")
        follow(colleague, colleague.locator("[name=_continue]").first)
        page.fill("#id_verdicts-0-summary", "Mine.")
        follow(page, page.locator("[name=_continue]").first)
        expect(page.get_by_text("Somebody has saved this claim since you opened it").first).to_be_in_viewport()
        assert page.input_value("#id_verdicts-0-summary") == "Mine."

    assert browse(visit).complaints == []


def test_page_is_read_and_worked_by_keyboard(live_server, claim):
    def visit(page):
        opened(page, live_server, claim)
        page.get_by_role("link", name="Evidence and lineage").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("location.hash === '#section-evidence'")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "no_known_origin"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.get_by_text("Add another Evidence").focus()
        page.keyboard.press("Enter")
        page.locator("#evidence-1").wait_for()
        assert page.evaluate("document.activeElement.closest('.inline-related').id") == "evidence-1"

    assert browse(visit).complaints == []


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (820, False), (640, False)])
def test_nothing_is_cut_off_and_moves_stay_in_sight(live_server, claim, width, is_beside):
    def visit(page):
        page.set_viewport_size({"width": width, "height": 800})
        opened(page, live_server, claim)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        aside, form = page.locator(".desk-aside").bounding_box(), page.locator("#claim_form").bounding_box()
        assert (aside["x"] > form["x"] + form["width"]) == is_beside
        assert (aside["y"] + aside["height"] < form["y"]) == (not is_beside)
        page.locator("#section-verdict").scroll_into_view_if_needed()
        if is_beside:
            assert page.get_by_role("link", name="Submit for review").is_visible()
            assert page.locator(".desk-aside").bounding_box()["y"] >= 0

    assert browse(visit).complaints == []
