"""Editors paste what others wrote. Whatever it is, the pages show it as text."""

import re
from xml.etree import ElementTree

import pytest

from claims.models import ClaimTranslation
from tests.factories import (
    add_accusation,
    add_evidence,
    add_rebuttal,
    add_reply_request,
    approve,
    draft_verdict,
    make_actor,
    make_claim,
    make_outlet,
    make_source,
    make_topic,
)

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\u2028</script><!--\x0b"
MARKDOWN = f"[x](javascript:alert(1)) <script>alert(1)</script> ![x](https://evil.example/x.png) {EVIL}"
ADDRESSES = [
    "/", "/claims/", "/claims/evil/", "/claims/evil/revisions/1/", "/claims/evil/revisions/2/", "/actors/",
    "/actors/evil/", "/sources/", "/sources/evil/", "/topics/evil/", "/corrections/",
]  # fmt: skip


@pytest.fixture
def evil(reporter, editor, other_editor):
    """A claim with the same hostile text wherever a text can be."""
    claim = make_claim(EVIL, by=reporter, slug="evil", statement=EVIL, context=EVIL)
    actor, topic = _actor(), _topic()
    claim.topics.add(topic)
    claim.accused.add(actor)
    claim.move("take_up", by=reporter)
    source = _source()
    said = {"source": source, "quote": EVIL, "paraphrase": EVIL, "locator": EVIL, "language": "en"}
    add_accusation(claim, actor, **said)
    add_rebuttal(claim, actor, **said)
    add_evidence(claim, **said)
    add_reply_request(claim, actor, channel=EVIL)
    add_reply_request(claim, make_actor("Waived"), channel="", asked_on=None, due_on=None, waived_reason=EVIL)
    draft_verdict(claim, by=reporter, summary=EVIL, explanation=MARKDOWN)
    texts = {"headline": EVIL, "statement": EVIL, "context": EVIL, "summary": EVIL, "explanation": MARKDOWN}
    ClaimTranslation.objects.create(claim=claim, language="id", **texts)
    claim.move("submit", by=reporter)
    approve(claim, by=editor)
    claim.move("publish", by=editor)
    claim.move("revise", by=editor, note=EVIL)
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    claim.move("publish", by=other_editor, kind="correction", public_note=EVIL)
    return claim


def _actor():
    actor = make_actor("Evil")
    actor.name = EVIL
    actor.save()
    return actor


def _topic():
    topic = make_topic("Evil")
    topic.name = EVIL
    topic.save()
    return topic


def _source():
    outlet = make_outlet("Evil outlet")
    outlet.name = EVIL
    outlet.save()
    return make_source(EVIL, slug="evil", outlet=outlet, author=EVIL, document_number=EVIL[:100])


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_text_is_shown_as_text(client, evil, address):
    html = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    data = re.compile(r'<script type="application/ld\+json">[^<]*</script>')
    assert "<script" not in data.sub("", html)
    assert "<img" not in html
    assert "<!--" not in html
    assert 'href="javascript:' not in html


@pytest.mark.parametrize("address", ["/feeds/claims.atom", "/feeds/corrections.atom", "/sitemap.xml"])
def test_hostile_text_leaves_xml_well_formed(client, evil, address):
    ElementTree.fromstring(client.get(address).getvalue())
