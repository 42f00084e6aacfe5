import json
from datetime import UTC, date, datetime
from unittest.mock import ANY

import orjson
import pytest
import rfc8785
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models
from django.forms import modelform_factory
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from claims import document, phrases, triggers
from claims.models import ActorName, Claim, ClaimTranslation, ReplyRequest, TopicName
from sources import triggers as sources_triggers
from sources.models import Capture, Source
from tests.claims.documents import make_full_claim
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
    make_published_claim,
    make_source,
    make_topic,
)


@pytest.fixture
def rich_claim(reporter, editor, settings):
    """Approved, with something in every member of its document."""
    settings.SITE_URL = "https://facts.example"
    claim = make_claim(
        "Pyongyang sent shells",
        by=reporter,
        statement="North Korea sent shells to Russia.",
        context="Said in the Security Council.",
        first_said_on=date(2023, 9, 13),
        notes="Private.",
    )
    claim.move("take_up", by=reporter)
    claim.topics.add(arms := make_topic("Arms transfers"), make_topic("Asia"))
    TopicName.objects.create(topic=arms, language="id", name="Pengiriman senjata")
    seoul = make_actor("South Korea", country="KR", wikidata="Q884")
    pyongyang = make_actor("North Korea", country="KP", wikidata="Q423")
    analysts = make_actor("Analysts", kind="unnamed")
    ActorName.objects.create(actor=pyongyang, language="id", name="Korea Utara")
    claim.accused.add(pyongyang)

    agency = make_outlet(
        "Agency", reliability="B", reliability_reason="Corrects itself.", reliability_graded_on=date(2024, 1, 1)
    )
    wire = make_source("Wire", outlet=agency, url="https://agency.example/1", author="A. Writer", document_number="")
    daily = make_source(
        "Daily report", language="id", title_language="en", published_on=date(2024, 6, 19), kind="document"
    )
    kept = {"captured_at": datetime(2024, 6, 20, 12, 30, tzinfo=UTC), "captured_by": reporter}
    make_derivation(daily, wire)
    Capture.objects.create(source=daily, file="1/a.pdf", sha256="ab" * 32, size=3, **kept)
    Capture.objects.create(source=wire, archived_url="https://archive.example/1", **kept)

    add_accusation(claim, seoul, quote="They did.", paraphrase="", language="ko", source=daily, locator="p. 4")
    add_rebuttal(claim, pyongyang, source=wire)
    add_reply_request(claim, pyongyang, outcome="no_answer", notes="Private.")
    ReplyRequest.objects.create(claim=claim, actor=analysts, waived_reason="They are not named.")
    add_evidence(claim, daily, credibility=3, quote="Tembakan", paraphrase="", language="id", locator="hlm. 2")
    add_evidence(claim, make_source("Rumour", lineage="unknown"), bearing="contradicts", credibility=6)
    add_event(claim, happened_on="2023-09-13", until="2023-09-17", what="They met.", source=wire, locator="para 2")
    add_event(claim, happened_on="2023", what="A ship sailed.", notes="Private.")
    draft_verdict(claim, by=reporter, recheck_on=date(2025, 6, 20))
    ClaimTranslation.objects.create(
        claim=claim,
        language="id",
        headline="Pyongyang mengirim",
        statement="Korut mengirim.",
        explanation="Karena *ini*.",
    )
    add_phrase(claim, "They \r\n met.", "Mereka bertemu.")
    add_phrase(claim, "They met once.", "Mereka bertemu sekali.")
    add_phrase(claim, "They met.", "Ils se sont rencontrés.", language="fr")
    claim.move("submit", by=reporter)
    return approve(claim, by=editor)


def source(slug, **fields):
    return {
        "slug": slug,
        "title": ANY,
        "kind": "page",
        "url": None,
        "document_number": None,
        "author": None,
        "outlet": ANY,
        "outlet_slug": ANY,
        "reliability": "F",
        "language": "en",
        "title_language": None,
        "published_on": None,
        "lineage": "original",
        "derived_from": [],
        "captured_at": None,
        "sha256": None,
        "archived_url": None,
    } | fields


def test_document_of_a_rich_claim_is_exactly_this(rich_claim):
    rumour = rich_claim.evidence.get(bearing="contradicts").source
    body = document.render(rich_claim)
    assert body == {
        "schema": 1,
        "id": str(rich_claim.uid),
        "slug": "pyongyang-sent-shells",
        "url": "https://facts.example/claims/pyongyang-sent-shells/",
        "status": "published",
        "language": "en",
        "headline": "Pyongyang sent shells",
        "statement": "North Korea sent shells to Russia.",
        "context": "Said in the Security Council.",
        "first_said_on": "2023-09-13",
        "topics": [
            {
                "slug": "arms-transfers",
                "name": "Arms transfers",
                "names": [{"language": "id", "name": "Pengiriman senjata"}],
            },
            {"slug": "asia", "name": "Asia", "names": []},
        ],
        "actors": {
            "south-korea": {"name": "South Korea", "kind": "state", "country": "KR", "wikidata": "Q884", "names": []},
            "north-korea": {
                "name": "North Korea",
                "kind": "state",
                "country": "KP",
                "wikidata": "Q423",
                "names": [{"language": "id", "name": "Korea Utara"}],
            },
            "analysts": {"name": "Analysts", "kind": "unnamed", "country": None, "wikidata": None, "names": []},
        },
        "accused": ["north-korea"],
        "accusations": [
            {
                "actor": "south-korea",
                "quote": "They did.",
                "paraphrase": None,
                "language": "ko",
                "said_on": "2024-06-18",
                "source": "s1",
                "locator": "p. 4",
            }
        ],
        "rebuttals": [
            {
                "actor": "north-korea",
                "stance": "denies",
                "quote": None,
                "paraphrase": "It is not so.",
                "language": None,
                "said_on": "2024-06-19",
                "source": "s3",
                "locator": None,
            }
        ],
        "reply_requests": ANY,
        "sources": {
            "s1": source(
                "daily-report",
                title="Daily report",
                kind="document",
                document_number="Doc Daily report",
                language="id",
                title_language="en",
                published_on="2024-06-19",
                lineage="derived",
                derived_from=["s3"],
                captured_at="2024-06-20T12:30:00Z",
                sha256="ab" * 32,
            ),
            "s2": source("rumour", title="Rumour", document_number=rumour.document_number, lineage="unknown"),
            "s3": source(
                "wire",
                title="Wire",
                url="https://agency.example/1",
                author="A. Writer",
                outlet="Agency",
                outlet_slug="agency",
                reliability="B",
                archived_url="https://archive.example/1",
            ),
        },
        "evidence": [
            {
                "source": "s1",
                "bearing": "supports",
                "credibility": 3,
                "quote": "Tembakan",
                "paraphrase": None,
                "language": "id",
                "locator": "hlm. 2",
            },
            {
                "source": "s2",
                "bearing": "contradicts",
                "credibility": 6,
                "quote": None,
                "paraphrase": "It shows this.",
                "language": None,
                "locator": None,
            },
        ],
        "events": [
            {"happened_on": "2023", "until": None, "what": "A ship sailed.", "source": None, "locator": None},
            {
                "happened_on": "2023-09-13",
                "until": "2023-09-17",
                "what": "They met.",
                "source": "s3",
                "locator": "para 2",
            },
        ],
        "lineage": {
            "reports": 2,
            "origins": 1,
            "unknown": 1,
            "by_bearing": {
                "contradicts": {"reports": 1, "origins": 0, "unknown": 1},
                "supports": {"reports": 1, "origins": 1, "unknown": 0},
            },
        },
        "verdict": {
            "rating": "mostly-true",
            "label": "Mostly true",
            "definition": "The core of the claim is right; it needs clarification or more information.",
            "value": 4,
            "best": 5,
            "worst": 1,
            "summary": "It is mostly so.",
            "explanation_html": "<p>Because <em>this</em> shows it.</p>",
            "as_of": "2024-06-20",
            "recheck_on": "2025-06-20",
            "checked_by": ["Rita Tester"],
            "confirmed_by": ["Edith Tester"],
        },
        "translations": {
            "id": {
                "headline": "Pyongyang mengirim",
                "statement": "Korut mengirim.",
                "context": None,
                "summary": None,
                "explanation_html": "<p>Karena <em>ini</em>.</p>",
                "phrases": {"They met.": "Mereka bertemu."},
            }
        },
    }


def test_reply_requests_in_the_document_say_why_or_when(rich_claim):
    by_actor = {reply["actor"]: reply for reply in document.render(rich_claim)["reply_requests"]}
    assert by_actor == {
        "north-korea": {
            "actor": "north-korea",
            "asked_on": "2024-06-01",
            "due_on": "2024-06-08",
            "channel": "e-mail",
            "outcome": "no_answer",
            "waived_reason": None,
        },
        "analysts": {
            "actor": "analysts",
            "asked_on": None,
            "due_on": None,
            "channel": None,
            "outcome": None,
            "waived_reason": "They are not named.",
        },
    }


def test_published_document_adds_only_what_its_publication_knows(rich_claim, editor):
    body = document.render(rich_claim)
    rich_claim.move("publish", by=editor)
    publication = rich_claim.publications.get()
    at = document.timestamp(publication.published_at)
    assert orjson.loads(publication.document) == body | {
        "revision": 1,
        "first_published_at": at,
        "published_at": at,
        "changes": [{"revision": 1, "kind": "first", "note": None, "published_at": at}],
    }


def test_document_off_the_scale_has_no_numbers(reporter):
    claim = make_claim(by=reporter)
    draft_verdict(claim, by=reporter, rating="unproven")
    verdict = document.render(claim)["verdict"]
    assert (verdict["value"], verdict["best"], verdict["worst"]) == (None, None, None)


def test_document_is_the_same_each_time(rich_claim):
    first, second = (document.canonical(document.render(rich_claim)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("count", [1, 3])
def test_document_takes_as_many_queries_for_three_rows_as_for_one(reporter, django_assert_num_queries, count):
    claim = make_claim(by=reporter)
    draft_verdict(claim, by=reporter)
    for _ in range(count):
        claim.accused.add(make_actor())
        claim.topics.add(make_topic())
        add_accusation(claim)
        add_rebuttal(claim)
        add_reply_request(claim, make_actor())
        make_derivation(add_evidence(claim).source, make_source())
        add_phrase(claim, add_event(claim, source=make_source(), what=f"Day {_}.").what, f"Hari {_}.")
    with django_assert_num_queries(32):
        body = document.render(claim)
    assert (len(body["sources"]), len(body["actors"])) == (5 * count, 4 * count)


def test_events_stand_by_date_and_the_shorter_first_in_whatever_order_they_were_entered(reporter):
    claim = make_claim(by=reporter)
    draft_verdict(claim, by=reporter)
    dates = [
        ("2023", ""),
        ("2023", "2024"),
        ("2023-01-05", ""),
        ("2023-09", ""),
        ("2023-09", "2023-10"),
        ("2023-09-13", ""),
    ]
    for happened_on, until in reversed(dates):
        add_event(claim, happened_on=happened_on, until=until)
    events = document.render(claim)["events"]
    assert [(event["happened_on"], event["until"] or "") for event in events] == dates


def _of_before(body):
    """The same as it was rendered before there were events, phrases and languages of titles."""
    old = json.loads(json.dumps(body))
    del old["events"]
    for part in [*old["translations"].values(), *old["sources"].values()]:
        part.pop("phrases", None), part.pop("title_language", None)
    return old


def _add_phrase_of_the_first_piece(claim):
    add_phrase(claim, claim.evidence.get().paraphrase, "Ini terlihat.")


@pytest.mark.parametrize("add", [
    add_event,
    _add_phrase_of_the_first_piece,
    lambda claim: Source.objects.filter(evidence__claim=claim).update(title_language="id"),
])  # fmt: skip
def test_approval_of_before_something_could_be_entered_holds_until_it_is(reporter, add):
    claim = make_claim(by=reporter)
    add_evidence(claim)
    claim.translations.create(language="id", headline="Judul", statement="Pernyataan")
    draft_verdict(claim, by=reporter)
    body = document.render(claim)
    before = document.fingerprint(_of_before(body))
    assert document.fingerprint(body) == before
    add(claim)
    assert document.fingerprint(document.render(claim)) != before


def test_document_of_before_phrases_and_languages_of_titles_is_read(rich_claim):
    body = _of_before(document.render(rich_claim))
    assert phrases.translated(body, "id") == phrases.translated(body, "fr") == {}
    assert [phrases.language_of_title(body["sources"][key]) for key in ("s1", "s2")] == ["id", "en"]


# What readers may see, of all text on the desk. Whatever is not named here must stay out of every document.
PUBLIC = {
    "Actor": {"name", "slug", "country", "wikidata", "kind"},
    "ActorName": {"name", "language"},
    "Claim": {"headline", "slug", "statement", "context", "language"},
    "ClaimTranslation": {"language", "headline", "statement", "context", "summary", "explanation"},
    "Topic": {"name", "slug"},
    "TopicName": {"name", "language"},
    "Accusation": {"quote", "paraphrase", "language", "locator"},
    "Rebuttal": {"quote", "paraphrase", "language", "locator", "stance"},
    "ReplyRequest": {"channel", "waived_reason", "outcome"},
    "Evidence": {"quote", "paraphrase", "language", "locator", "bearing"},
    "Event": {"happened_on", "until", "what", "locator"},
    "PhraseTranslation": {"language", "translation"},
    "Rating": {"slug", "label", "definition"},
    "Verdict": {"summary", "explanation"},
    "Outlet": {"name", "slug", "reliability"},
    "Source": {"kind", "title", "slug", "url", "document_number", "author", "language", "title_language", "lineage"},
    "Capture": {"sha256", "archived_url"},
    "User": {"first_name", "last_name"},
}
# The record is what readers see; Claim.state decides it, and is held by a constraint.
RECORD = {
    "Publication",
    "Head",
    "PublicActor",
    "PublicTopic",
    "PublicSource",
    "PublicOutlet",
    "Tally",
    "PublishedClaim",
    "PublishedInvolvement",
}
CONSTRAINED = {("Claim", "state")}


def _private_fields():
    desk = [*apps.get_app_config("claims").get_models(), *apps.get_app_config("sources").get_models(), User]
    for model in desk:
        if model.__name__ not in RECORD and not model.__name__.startswith("Historical"):  # copies of the same
            for field in model._meta.concrete_fields:
                name = (model.__name__, field.name)
                is_text = isinstance(field, models.CharField | models.TextField | models.FileField)
                public = field.name in PUBLIC.get(model.__name__, ())
                if is_text and not public and name not in CONSTRAINED:
                    yield model, field


def _plant(model, field, number):
    """A pair of letters of nobody's alphabet in each row; unique fields have another for each."""
    mark = chr(0xE000 + number) * 2
    for row in model.objects.all():
        unique = model._meta.get_field(field).unique
        model.objects.filter(pk=row.pk).update(**{field: mark + (str(row.pk) if unique else "")})
    return mark


def test_document_holds_no_private_text(reporter, editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    connection.check_constraints()
    triggers.remove(connection)
    sources_triggers.remove_history(connection)
    planted = {}
    for number, (model, field) in enumerate(_private_fields()):
        planted[_plant(model, field.name, number)] = f"{model.__name__}.{field.name}"
    assert {"Claim.notes", "Evidence.notes", "Transition.note", "User.email", "Source.no_copy_reason"} <= set(
        planted.values()
    )

    text = document.canonical(document.render(Claim.objects.get(pk=claim.pk)))

    assert [name for mark, name in planted.items() if mark in text] == []


def test_document_shows_what_is_planted_in_public_text(reporter, editor):
    """Or else the test above could find nothing."""
    claim = make_full_claim(by=reporter, approved_by=editor)
    planted = {
        _plant(apps.get_model(label), field, number): f"{label}.{field}" for number, (label, field) in enumerate(SHOWN)
    }
    text = document.canonical(document.render(Claim.objects.get(pk=claim.pk)))
    assert [name for mark, name in planted.items() if mark not in text] == []


SHOWN = [
    ("claims.Claim", "statement"),
    ("claims.Actor", "name"),
    ("claims.Topic", "name"),
    ("claims.Accusation", "paraphrase"),
    ("claims.Evidence", "locator"),
    ("claims.Event", "what"),
    ("claims.Rebuttal", "paraphrase"),
    ("claims.Verdict", "explanation"),
    ("claims.Rating", "label"),
    ("claims.ClaimTranslation", "summary"),
    ("claims.PhraseTranslation", "translation"),
    ("sources.Source", "author"),
    ("sources.Outlet", "name"),
    ("sources.Capture", "archived_url"),
    ("auth.User", "last_name"),
]


# Canonical JSON.

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda values: st.lists(values) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), values),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values))
def test_canonical_text_is_that_of_the_standard_and_reads_back(value):
    text = document.canonical(value)
    assert text.encode() == rfc8785.dumps(value)
    assert orjson.loads(text) == json.loads(text) == value
    assert document.canonical(dict(reversed(value.items()))) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        ({"é": "é", "z": "€"}, '{"z":"€","é":"é"}'),
        ({"a": '\n"\\\x00\x1f\x7f/'}, '{"a":"\\n\\"\\\\\\u0000\\u001f\x7f/"}'),
        # Sorted by UTF-16, as the standard says: an emoji stands before a letter of the private use area's end.
        ({"\uffee": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\uffee":1}'),
    ],
)
def test_canonical_text_is_exactly_this(value, text):
    assert document.canonical(value) == text


def test_digest_is_of_the_text_in_utf8():
    assert document.sha256("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize("value", [{"a": "x\ud800"}, {"\udfff": 1}, {"a": 2**53}, {"a": float("nan")}])
def test_canonical_text_of_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        document.canonical(value)


def test_text_of_a_form_holds_no_lone_surrogate():
    """Half a character cannot come in: what is no UTF-8 arrives as replacement characters."""
    assert QueryDict("statement=a%ED%A0%80b")["statement"] == "a\ufffd\ufffd\ufffdb"


def test_null_character_in_a_form_is_refused_in_words(reporter):
    claim = make_claim(by=reporter)
    form = modelform_factory(Claim, fields=["statement"])({"statement": "a\x00b"}, instance=claim)
    assert form.errors == {"statement": ["Null characters are not allowed."]}


def test_lone_surrogate_is_not_saved(reporter):
    claim = make_claim(by=reporter)
    claim.statement = "a\ud800b"
    with pytest.raises(UnicodeEncodeError):
        claim.save()


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2024, 6, 20, 12, 0, 59, 999999, tzinfo=UTC), "2024-06-20T12:00:59Z"),
        (datetime.fromisoformat("2024-06-20T12:00:00+09:00"), "2024-06-20T03:00:00Z"),
        (datetime(20, 6, 20, tzinfo=UTC), "0020-06-20T00:00:00Z"),
    ],
)
def test_timestamp_is_in_utc_to_the_second(moment, text):
    assert document.timestamp(moment) == text


def test_tombstone_keeps_the_address_and_the_history_alone(reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    first = orjson.loads(claim.publications.get().document)
    claim.move("withdraw", by=chief, public_note="It was about somebody else.")
    last = orjson.loads(claim.publications.last().document)
    kept = ("schema", "id", "slug", "url", "language", "headline", "first_published_at")
    assert {member: last[member] for member in kept} == {member: first[member] for member in kept}
    assert last.keys() - set(kept) == {"status", "revision", "published_at", "changes"}
    assert [change["note"] for change in last["changes"]] == [None, "It was about somebody else."]
