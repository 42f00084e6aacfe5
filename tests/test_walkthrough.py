"""The main job in a real browser: from an empty form at the desk to the verdict that a reader sees."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from claims import record
from tests.browser import browse, needs_browser
from tests.factories import make_actor, make_person, make_source


@pytest.fixture
def desk(live_server, settings):
    settings.SITE_URL = live_server.url
    make_person("rita", "Reporter")
    make_person("edith", "Editor")
    make_actor("South Korea")
    make_source("Wire report")
    return live_server.url


def follow(page, link):
    """Click, and wait until all of the next page is there."""
    with page.expect_navigation():
        link.click()


def log_in(page, desk, username):
    page.context.clear_cookies()
    page.goto(f"{desk}/admin/")
    page.fill("#id_username", username)
    page.fill("#id_password", "correct horse battery")
    follow(page, page.locator("input[type=submit]"))


def choose(page, field, text):
    """Pick from a list that is searched while typing."""
    chosen = page.locator(f".field-{field.rpartition('-')[2]}:has(#id_{field}) .select2-selection")
    chosen.click()
    # Until the answer has come, the list is that of the empty search, and what is clicked in it may be gone.
    with page.expect_request_finished(lambda request: parse_qs(urlsplit(request.url).query).get("term") == [text]):
        page.fill(".select2-dropdown .select2-search__field", text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()
    chosen.get_by_text(text).wait_for()


def log_a_claim(page, desk):
    page.goto(f"{desk}/admin/claims/claim/add/")
    page.fill("#id_headline", "Weapons were sent")
    page.fill("#id_statement", "Weapons were sent across the border.")
    choose(page, "accuser", "South Korea")
    expect(page.locator("#id_slug")).to_have_value("weapons-were-sent")
    follow(page, page.locator("input[name=_continue]"))


def research(page):
    choose(page, "accusations-0-source", "Wire report")
    page.click("text=Add another Evidence")
    choose(page, "evidence-0-source", "Wire report")
    page.select_option("#id_evidence-0-bearing", "supports")
    page.select_option("#id_evidence-0-credibility", "2")
    page.fill("#id_evidence-0-paraphrase", "It shows the trains.")
    if not page.locator("#id_verdicts-0-summary").is_visible():
        page.click("text=Add another Verdict")
    page.select_option("#id_verdicts-0-rating", label="Mostly true")
    page.fill("#id_verdicts-0-summary", "The trains were seen.")
    page.fill("#id_verdicts-0-explanation", "They were seen **twice**.")
    page.fill("#id_verdicts-0-as_of", "2024-06-20")
    follow(page, page.locator("input[name=_continue]"))


def make_move(page, label):
    follow(page, page.locator("#content a", has_text=label).first)
    follow(page, page.locator("#content form [type=submit]").last)


def read_second(page, label):
    follow(page, page.locator("#content a", has_text="Read second").first)
    page.get_by_label(label, exact=False).first.check()
    follow(page, page.locator("#content form [type=submit]").last)


@needs_browser
def test_claim_goes_from_form_to_verdict(desk):
    def walk(page):
        log_in(page, desk, "rita")
        log_a_claim(page, desk)
        claim = page.url
        make_move(page, "Take up")
        research(page)
        make_move(page, "Submit for review")

        log_in(page, desk, "edith")
        page.goto(claim)
        assert page.get_by_text("The trains were seen.").count() == 0
        read_second(page, "Mostly true")
        assert page.get_by_text("The trains were seen.").count() == 1
        make_move(page, "Approve")
        make_move(page, "Publish")

        page.context.clear_cookies()
        page.goto(f"{desk}/claims/weapons-were-sent/")
        assert page.locator("h1").inner_text() == "Weapons were sent"
        assert page.get_by_text("The trains were seen.").count() == 1

    watch = browse(walk)
    assert watch.complaints == []
    assert watch.hosts == {desk.removeprefix("http://")}
    assert record.verify() is None
