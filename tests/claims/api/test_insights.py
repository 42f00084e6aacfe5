"""The table with the columns of the Fact-Check Insights data."""

import csv
import io

import orjson

from claims.api import tables
from claims.api.insights import COLUMNS, row
from tests.claims.documents import make_bare_claim, make_full_claim, through_to_publication
from tests.factories import add_accusation, make_actor, make_researched_claim, make_source


def table(client):
    answer = client.get("/api/v1/export/claims.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def test_row_of_a_full_claim(client, reporter, editor, settings):
    settings.SITE_NAME = "The Checkers"
    claim = make_full_claim(by=reporter, approved_by=editor)
    document = orjson.loads(claim.publications.get().document)
    accuser, where = claim.accusations.get().actor, claim.accusations.get().source
    (found,) = table(client)
    assert list(found) == COLUMNS
    assert {name: cell for name, cell in found.items() if cell} == {
        "id": str(claim.uid),
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "The ship carried arms",
        "datePublished": document["first_published_at"],
        "url": document["url"],
        "author.@type": "Organization",
        "author.name": "The Checkers",
        "author.url": f"{settings.SITE_URL}/",
        "itemReviewed.@type": "Claim",
        "itemReviewed.name": claim.statement,
        "itemReviewed.datePublished": "2024-06-18",
        "itemReviewed.author.name": accuser.name,
        "itemReviewed.author.@type": "Person",
        "itemReviewed.author.sameAs": f"https://www.wikidata.org/wiki/{accuser.wikidata}",
        "itemReviewed.firstAppearance.url": where.url,
        "itemReviewed.firstAppearance.type": "CreativeWork",
        "itemReviewed.appearance.1.url": where.url,
        "itemReviewed.appearance.1.@type": "CreativeWork",
        "reviewRating.@type": "Rating",
        "reviewRating.ratingValue": "4",
        "reviewRating.bestRating": "5",
        "reviewRating.worstRating": "1",
        "reviewRating.alternateName": "Mostly true",
        "reviewRating.ratingExplanation": "It is mostly so.",
    }


def test_verdict_off_the_scale_has_no_number(client, reporter, editor):
    make_bare_claim(by=reporter, approved_by=editor)
    (found,) = table(client)
    assert [found[f"reviewRating.{name}"] for name in ("ratingValue", "bestRating", "worstRating")] == ["", "", ""]
    assert found["reviewRating.alternateName"] == "Unproven"


def test_all_accusers_and_their_words_are_in_it(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    first = claim.accusations.get().actor
    for number, kind in enumerate(["person", "organisation"]):
        where = make_source(f"Speech {number}", url=f"https://speech.example/{number}")
        add_accusation(claim, make_actor(f"Speaker {number}", kind=kind, wikidata=f"Q{number + 1}"), source=where)
    through_to_publication(claim, by=reporter, approved_by=editor)
    (found,) = table(client)
    assert found["itemReviewed.author.name"] == f"{first.name}; Speaker 0; Speaker 1"
    assert found["itemReviewed.author.@type"] == "Organization"
    assert found["itemReviewed.author.sameAs"] == "https://www.wikidata.org/wiki/Q1; https://www.wikidata.org/wiki/Q2"
    assert [found[f"itemReviewed.appearance.{n}.url"] for n in (1, 2, 3)] == [
        "https://speech.example/0", "https://speech.example/1", "",
    ]  # fmt: skip


def test_withdrawn_claim_is_in_no_row(client, reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    assert len(table(client)) == 1
    claim.move("withdraw", by=chief, public_note="It rested on a forgery.")
    assert table(client) == []


def test_nothing_in_it_is_computed(reporter, editor):
    document = orjson.loads(make_bare_claim(by=reporter, approved_by=editor).publications.get().document)
    headlines = ["=1+1", "@all ships", "-5 % of ships", "+1", "\tships", "\rships", "a=1", "'=1"]
    rows = [row(document | {"headline": headline}) for headline in headlines]
    written = (tables.head(COLUMNS) + tables.body(COLUMNS, rows)).decode()
    cells = [found["claimReviewed"] for found in csv.DictReader(io.StringIO(written, newline=""))]
    assert cells == ["'=1+1", "'@all ships", "'-5 % of ships", "'+1", "'\tships", "'\rships", "a=1", "''=1"]


def test_commas_quotes_and_lines_come_out_as_they_went_in(client, reporter, editor):
    text = 'He said: "so, be it"\nand left — “ß” 장관'
    claim = make_researched_claim(by=reporter)
    claim.statement = text
    claim.save()
    through_to_publication(claim, by=reporter, approved_by=editor)
    assert table(client)[0]["itemReviewed.name"] == text
