"""Claims whose documents have much in them, and little."""

from datetime import UTC, date, datetime

from claims.models import Actor, ActorName, ClaimTranslation, Rebuttal
from sources.models import Capture, Source
from tests.factories import (
    add_accusation,
    add_event,
    add_evidence,
    add_phrase,
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


def make_full_claim(headline="The ship carried arms", *, by, approved_by):
    """A published claim in whose document every optional member is there."""
    claim = make_claim(headline, by=by, context="It was said in parliament.", first_said_on=date(2024, 6, 18))
    claim.move("take_up", by=by)
    claim.topics.add(make_topic(f"Topic of {headline}"))
    _add_statements(claim)
    _add_sources(claim, by=by)
    draft_verdict(claim, by=by, recheck_on=date(2025, 6, 20))
    ClaimTranslation.objects.create(
        claim=claim,
        language="id",
        headline="Kapal itu membawa senjata",
        statement="Kapal itu, katanya, membawa senjata.",
        context="Di parlemen.",
        summary="Sebagian besar benar.",
        explanation="Karena *ini*.",
    )
    add_phrase(claim, "It no longer exists.", "Sudah tidak ada.")
    return through_to_publication(claim, by=by, approved_by=approved_by)


def make_bare_claim(headline="Something happened", *, by, approved_by):
    """A published claim off the scale, in whose document every member that can be None or empty is."""
    claim = make_claim(headline, by=by, no_known_origin=True)
    claim.move("take_up", by=by)
    outlet = make_outlet()
    bare = {"outlet": outlet, "document_number": "", "published_on": date(2024, 1, 1), "lineage": "unknown"}
    add_accusation(claim, source=make_source(f"Report on {headline}", **bare), said_on=None)
    add_evidence(claim, make_source(f"Remark on {headline}", **bare), credibility=6)
    draft_verdict(claim, by=by, rating="unproven")
    return through_to_publication(claim, by=by, approved_by=approved_by)


def through_to_publication(claim, *, by, approved_by):
    claim.move("submit", by=by)
    approve(claim, by=approved_by)
    claim.move("publish", by=approved_by)
    return claim


def _add_statements(claim):
    accuser = make_actor(f"Minister {claim.pk}", kind=Actor.Kind.PERSON, country="KR", wikidata=f"Q{claim.pk}1")
    ActorName.objects.create(actor=accuser, name="장관", language="ko")
    state, silent = make_actor(f"State {claim.pk}"), make_actor(f"Shipper {claim.pk}", kind=Actor.Kind.ORGANISATION)
    claim.accused.add(state, silent)
    where = make_source(f"Session {claim.pk}", url=f"https://parliament.example/{claim.pk}", language="ko")
    add_accusation(claim, accuser, quote="그렇다", language="ko", source=where, locator="p. 4")
    stance = Rebuttal.Stance.PARTLY_CONFIRMS
    add_rebuttal(claim, state, quote="No.", paraphrase="", language="en", locator="0:12", stance=stance)
    add_reply_request(claim, state, outcome="answered")
    add_reply_request(claim, silent, channel="", asked_on=None, due_on=None, waived_reason="It no longer exists.")


def _add_sources(claim, *, by):
    graded = make_outlet(
        f"Agency {claim.pk}", reliability="B", reliability_reason="Known.", reliability_graded_on=date(2024, 1, 1)
    )
    origin = make_source(f"Wire {claim.pk}", outlet=graded, author="A. Writer", published_on=date(2024, 6, 17))
    paper = make_source(f"Paper {claim.pk}", kind=Source.Kind.DATASET, url=f"https://paper.example/{claim.pk}")
    make_derivation(paper, origin)
    Capture.objects.create(
        source=paper,
        file="copies/one",
        sha256="a" * 64,
        size=1,
        captured_at=datetime(2024, 6, 20, 12, tzinfo=UTC),
        captured_by=by,
        archived_url=f"https://archive.example/{claim.pk}",
    )
    add_evidence(claim, paper, quote="Crates.", language="en", locator="p. 2")
    add_evidence(claim, bearing="contradicts", credibility=3)
    add_event(claim, happened_on="2024-05-30", until="2024-06-02", source=paper, locator="p. 3", notes="Internal.")
