"""What happened, as readers see it, and documents published before it could be said."""

import re

import orjson
import pytest
from django.core.management import call_command

from claims import document, record
from tests.claims.test_document_schema import VALIDATOR
from tests.factories import add_event, approve, make_published_claim, make_source, make_verified_claim


@pytest.fixture
def of_before(monkeypatch):
    """While this is held, documents are rendered as they were before there were events."""
    render = document.render
    monkeypatch.setattr(
        document, "render", lambda claim: {name: of for name, of in render(claim).items() if name != "events"}
    )
    return monkeypatch


@pytest.fixture
def two_revisions(of_before, reporter, editor, other_editor):
    """One of before there were events, and one with an event."""
    claim = make_published_claim("The leaders met", by=reporter, approved_by=editor)
    of_before.undo()
    claim.move("revise", by=editor, note="Say when.")
    add_event(claim, what="Zebras ran.", source=make_source("Log"), locator="p. 2")
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    claim.move("publish", by=other_editor, kind="update", public_note="It is said when.")
    return claim


def rows_of(html):
    """The table of the timeline, as text."""
    table = re.search(r'<table class="timeline">.*?</table>', html, re.DOTALL)[0]
    return [" | ".join(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row))
            for row in re.findall(r"<tr id.*?</tr>", table)]  # fmt: skip


def test_events_stand_in_the_timeline_as_exactly_as_they_are_known(client, weapons):
    html = client.get("/claims/weapons/").content.decode()
    numbers = {
        source["title"]: source["number"] for source in client.get("/claims/weapons/").context["page"]["sources"]
    }
    panel, paper = numbers["Panel report"], numbers["Surat kabar"]
    told = [row for row in rows_of(html) if "| Happened |" in row]
    assert told == [
        f"14 October 2006 | Happened | Dewan memberlakukan larangan. (in Indonesian) Source [{panel}]",
        "2023 | Happened | Puing ditemukan. (in Indonesian)",
        f"September 2023 | Happened | Kedua pemimpin bertemu. (in Indonesian) (hlm. 2) Source [{paper}]",
        "September 2023 to February 2024 | Happened | Kapal berlayar &lt;pulang pergi&gt;. (in Indonesian)",
        "June 2024 | Happened | Perjanjian dibuat. (in Indonesian)",
    ]
    assert '<time datetime="2023-09">September 2023</time> to <time datetime="2024-02">February 2024</time>' in html
    assert '<time datetime="2023">2023</time>' in html
    assert '<span lang="id" dir="ltr">Puing ditemukan.</span>' in html


def test_events_are_dated_in_the_language_of_the_reader(client, weapons):
    html = client.get("/id/claims/weapons/").content.decode()
    assert "September 2023 sampai Februari 2024 | Terjadi | Kapal berlayar &lt;pulang pergi&gt;." in rows_of(html)
    assert "<title>September 2023 sampai Februari 2024: Kapal berlayar &lt;pulang pergi&gt;.</title>" in html


def test_claim_of_before_there_were_events_is_read_as_it_was(client, of_before, reporter, editor):
    claim = make_published_claim("The leaders met", by=reporter, approved_by=editor)
    of_before.undo()
    body = orjson.loads(claim.publications.get().document)
    assert "events" not in body
    VALIDATOR.validate(body)
    html = client.get("/claims/the-leaders-met/").content.decode()
    assert [row for row in rows_of(html) if "Happened" in row] == []
    assert client.get("/api/v1/claims/the-leaders-met/").json() == body
    assert client.get("/api/v1/claims/the-leaders-met/?fields=slug,events").json() == {"slug": "the-leaders-met"}


def test_revisions_of_before_and_after_are_compared(client, two_revisions):
    html = client.get("/claims/the-leaders-met/revisions/1/").content.decode()
    assert "<li><strong>What happened:</strong> 1 added</li>" in html
    compared = client.get("/claims/the-leaders-met/revisions/1/compare/2/").context["changes"]
    told = [(change.heading, change.fate) for change in compared if "Event" in change.heading]
    assert told == [("Event: September 2023", "added")]


def test_claim_is_found_by_what_happened_once_that_is_published(client, two_revisions):
    found = client.get("/api/v1/verdicts/?q=zebras").json()["results"]
    assert [(row["slug"], row["revision"]) for row in found] == [("the-leaders-met", 2)]
    assert record.verify() is None
    call_command("rebuild_public")
    assert record.verify() is None
    assert client.get("/api/v1/verdicts/?q=zebras").json()["results"] == found


def test_claim_approved_before_there_were_events_can_be_published(of_before, reporter, editor):
    claim = make_verified_claim("The leaders met", by=reporter, approved_by=editor)
    of_before.undo()
    claim.move("publish", by=editor)
    assert orjson.loads(claim.publications.get().document)["events"] == []
