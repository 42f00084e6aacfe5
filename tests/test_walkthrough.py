"""The main job in a real browser: from words that were seen to what readers see of them, and back again.

The reporter logs, researches and submits; the editor reads second, approves, publishes and revises; the chief editor
reads the second round and withdraws.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from claims import record
from claims.matching import desk as matching
from tests.browser import browse, needs_browser
from tests.factories import make_actor, make_claim, make_outlet, make_person, make_source

SEEN = "Weapons were sent across the border."
SUMMARY, EXPLANATION = "The trains were seen.", "They were seen twice."
CORRECTED, CORRECTION = "One train was seen.", "There was one train, not several."
WITHDRAWAL = "The photographs show another border."
# What the browser itself notes down when a gate refuses.
REFUSED = "Failed to load resource: the server responded with a status of 409 (Conflict)"


@pytest.fixture
def desk(live_server, settings):
    settings.SITE_URL = live_server.url
    rita = make_person("rita", "Reporter")
    make_person("edith", "Editor")
    make_person("chris", "Chief editor")
    make_actor("South Korea")
    make_outlet("Wire")
    make_source("Ministry report")
    make_claim("Weapons crossed the border by train", by=rita)
    matching.rebuild()
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


def save(page):
    follow(page, page.locator("input[name=_continue]"))


def at_work(page, desk, username, claim):
    log_in(page, desk, username)
    page.goto(claim)


def log_a_claim(page, desk):
    """Paste, look at what is already there, and save what is proposed."""
    page.goto(f"{desk}/admin/claims/claim/add/")
    page.fill("#id_seen_text", SEEN)
    page.fill("#id_seen_where", "A forum")
    expect(page.locator("#claim-found .desk-candidates a").first).to_have_text("Weapons crossed the border by train")
    expect(page.locator("#id_statement")).to_have_value(SEEN)
    expect(page.locator("#id_slug")).to_have_value("weapons-were-sent-across-the-border")
    choose(page, "accuser", "South Korea")
    save(page)
    return page.url.partition("#")[0]


def add_source(page, row):
    """In the window that opens beside a row of evidence."""
    with page.expect_popup() as opened:
        row.locator(".field-source .add-related").click()
    window = opened.value
    window.fill("#id_title", "Wire report")
    window.fill("#id_document_number", "W 12")
    window.fill("#id_no_copy_reason", "Printed only.")
    choose(window, "outlet", "Wire")
    with window.expect_event("close"):
        window.locator("input[name=_save]").click()
    expect(row.locator(".field-source .select2-selection")).to_contain_text("Wire report")


def add_evidence(page, row, source=""):
    """From a source that is already there, or from one that is added on the way; graded."""
    page.click("text=Add another Evidence")
    if source:
        choose(page, f"{row}-source", source)
    else:
        add_source(page, page.locator(f"#{row}"))
    page.select_option(f"#id_{row}-bearing", "supports")
    page.select_option(f"#id_{row}-credibility", "2")
    page.fill(f"#id_{row}-paraphrase", "It shows the trains.")


def gather_evidence(page):
    """The lineage is drawn while the evidence is put together."""
    counted = page.locator(".desk-counted strong")
    add_evidence(page, "evidence-0", source="Ministry report")
    expect(counted).to_have_text("1 report, 1 independent origin, 0 of unknown lineage")
    add_evidence(page, "evidence-1")
    expect(counted).to_have_text("2 reports, 1 independent origin, 1 of unknown lineage")
    page.get_by_label("This source").select_option("2. Wire report")
    page.get_by_label("repeats this one").select_option("1. Ministry report")
    page.get_by_role("button", name="Note it").click()
    expect(counted).to_have_text("2 reports, 1 independent origin, 0 of unknown lineage")
    expect(page.locator(".desk-graph line")).to_have_count(1)


def draft_the_verdict(page):
    page.select_option("#id_verdicts-0-rating", label="Mostly true")
    page.fill("#id_verdicts-0-summary", SUMMARY)
    page.fill("#id_verdicts-0-explanation", EXPLANATION)
    page.fill("#id_verdicts-0-as_of", "2024-06-20")


def make_move(page, label, **words):
    follow(page, page.locator("#content a", has_text=label).first)
    for name, text in words.items():
        page.fill(f"#id_{name}", text)
    follow(page, page.locator("#content form [type=submit]").last)


def put_right(page, missing):
    """From the checklist to the part of the page where it is done."""
    expect(page.locator(".desk-checks .is-missing a")).to_have_text([missing])
    follow(page, page.get_by_role("link", name=missing))
    assert page.url.endswith("#section-accusations")
    page.locator("#accusations-0 summary").first.click()
    choose(page, "accusations-0-source", "Wire report")
    save(page)


def read_second(page, rating, unseen):
    """Nothing of the verdict is in the page, nor in the one beside whose evidence it is rated."""
    hidden = [words for words in unseen if words in page.content()]
    follow(page, page.locator("#content a", has_text="Read second").first)
    assert hidden + [words for words in unseen if words in page.content()] == []
    page.get_by_label(rating).first.check()
    follow(page, page.locator("#content form [type=submit]").last)
    expect(page.get_by_text(f"The two ratings agree: “{rating}”.")).to_be_visible()
    assert [words for words in unseen if words not in page.content()] == []


def publish_a_correction(page):
    follow(page, page.locator("#content a", has_text="Publish").first)
    page.locator("[name=kind][value=correction]").check()
    page.fill("#id_public_note", CORRECTION)
    follow(page, page.locator("#content form [type=submit]").last)


def read_as_the_public(page, desk):
    page.context.clear_cookies()
    page.goto(f"{desk}/claims/weapons-were-sent-across-the-border/")


@needs_browser
def test_claim_goes_from_what_was_seen_to_what_is_published_and_back(desk):
    def walk(page):
        log_in(page, desk, "rita")
        claim = log_a_claim(page, desk)
        make_move(page, "Take up")
        gather_evidence(page)
        draft_the_verdict(page)
        save(page)
        make_move(page, "Submit for review")
        assert page.url.endswith("/move/submit/")
        put_right(page, "Name the source in which South Korea says so.")
        make_move(page, "Submit for review")

        at_work(page, desk, "edith", claim)
        read_second(page, "Mostly true", unseen=[SUMMARY, EXPLANATION])
        make_move(page, "Approve")
        make_move(page, "Publish")
        read_as_the_public(page, desk)
        assert page.locator("h1").inner_text() == "Weapons were sent across the border"
        expect(page.get_by_text(SUMMARY)).to_be_visible()
        assert page.locator(".notice").count() == 0

        at_work(page, desk, "edith", claim)
        make_move(page, "Revise", note="A reader counted one train.")
        page.fill("#id_verdicts-0-summary", CORRECTED)
        save(page)
        make_move(page, "Submit for review")
        at_work(page, desk, "chris", claim)
        read_second(page, "Mostly true", unseen=[CORRECTED])
        make_move(page, "Approve")
        publish_a_correction(page)
        read_as_the_public(page, desk)
        expect(page.locator(".notice")).to_contain_text("Correction, ")
        expect(page.locator(".notice")).to_contain_text(CORRECTION)
        expect(page.get_by_text(CORRECTED)).to_be_visible()
        assert page.get_by_text(SUMMARY).count() == 0

        at_work(page, desk, "chris", claim)
        make_move(page, "Withdraw", public_note=WITHDRAWAL)
        read_as_the_public(page, desk)
        expect(page.get_by_text(WITHDRAWAL).first).to_be_visible()
        assert page.title().startswith("Withdrawn: ")
        assert page.get_by_text(CORRECTED).count() == 0

    watch = browse(walk)
    assert watch.complaints == [REFUSED]
    assert watch.hosts == {desk.removeprefix("http://")}
    assert record.verify() is None
