"""A claim with everything that a claim can have, and the pages that it brings about."""

from datetime import date

from claims.models import ClaimTranslation
from sources.models import Source
from tests.factories import (
    add_accusation,
    add_event,
    add_evidence,
    add_rebuttal,
    add_reply_request,
    approve,
    draft_verdict,
    make_actor,
    make_claim,
    make_derivation,
    make_outlet,
    make_source,
    make_topic,
)

EVERY_PAGE = [
    "/", "/claims/", "/actors/", "/sources/", "/corrections/", "/methodology/", "/record/",
    "/claims/weapons/", "/claims/weapons/revisions/1/", "/claims/weapons/embed/",
    "/actors/north-korea/", "/actors/south-korea/",
    "/sources/wire-report/", "/outlets/", "/outlets/wire/", "/outlets/wire/sources/", "/topics/",
    "/topics/arms-transfers/", "/check/", "/check/?text=weapons", "/check/?text=zebra",
    "/claims/weapons/compare/", "/claims/weapons/revisions/1/compare/1/",
]  # fmt: skip


def make_sources():
    wire = make_outlet(
        "Wire", reliability="B", reliability_reason="Long good.", reliability_graded_on=date(2024, 1, 1)
    )
    panel = make_source(
        "Panel report", kind="document", document_number="S/2024/215", published_on=date(2024, 3, 7),
        url="https://example.org/panel?a=1&b=2",
    )  # fmt: skip
    report = make_source("Wire report", outlet=wire, language="ko", published_on=date(2024, 6, 18))
    paper = make_source("Surat kabar", language="id", published_on=date(2024, 6, 19))
    blog = make_source("Blog", lineage=Source.Lineage.UNKNOWN)
    make_derivation(paper, report)
    make_derivation(paper, panel)
    return {"panel": panel, "wire": report, "paper": paper, "blog": blog}


def make_rich_claim(*, by, approved_by):
    """Published, in Indonesian with an English translation: three accusers, a denial, a waiver, four sources, five
    events: of a day, two months, a year and a longer time.
    """
    claim = make_claim(
        "Senjata dikirim", by=by, slug="weapons", language="id", statement="Korea Utara mengirim senjata.",
        context="Sanksi melarangnya.", first_said_on=date(2023, 9, 13),
    )  # fmt: skip
    claim.topics.add(make_topic("Arms transfers"))
    accused, waived = make_actor("North Korea", country="KP", wikidata="Q423"), make_actor("Russia")
    claim.accused.add(accused, waived)
    claim.move("take_up", by=by)
    sources = make_sources()
    for name in ("South Korea", "Ukraine", "United States"):
        add_accusation(
            claim, make_actor(name), source=sources["wire"], quote="그렇다.", language="ko", locator="para 2"
        )
    add_rebuttal(claim, accused, source=sources["paper"], said_on=date(2024, 6, 20))
    add_reply_request(claim, accused, outcome="no_answer")
    add_reply_request(claim, waived, channel="", asked_on=None, due_on=None, waived_reason="Sudah menjawab.")
    add_evidence(claim, sources["panel"], quote="Debris was found.", language="en", locator="p. 4")
    add_evidence(claim, sources["paper"], credibility=3)
    add_evidence(claim, sources["blog"], bearing="contradicts", credibility=6)
    add_evidence(claim, sources["wire"], bearing="context")
    add_event(claim, happened_on="2006-10-14", what="Dewan memberlakukan larangan.", source=sources["panel"])
    add_event(claim, happened_on="2023", what="Puing ditemukan.")
    add_event(claim, happened_on="2023-09", what="Kedua pemimpin bertemu.", source=sources["paper"], locator="hlm. 2")
    add_event(claim, happened_on="2023-09", until="2024-02", what="Kapal berlayar <pulang pergi>.")
    add_event(claim, happened_on="2024-06", what="Perjanjian dibuat.")
    draft_verdict(
        claim, by=by, rating="mostly-true", summary="Sebagian besar benar.", recheck_on=date(2025, 1, 1),
        explanation="Lihat *laporan* [panel](https://example.org/panel).",
    )  # fmt: skip
    ClaimTranslation.objects.create(
        claim=claim, language="en", headline="Weapons were sent", statement="North Korea sent weapons.",
        summary="Mostly so.", explanation="See the *report*.",
    )  # fmt: skip
    claim.move("submit", by=by)
    approve(claim, by=approved_by)
    claim.move("publish", by=approved_by)
    return claim
