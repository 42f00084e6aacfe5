"""Each rule of the tables, broken once: the database refuses it, and the form says it in words."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from claims.models import (
    Accusation,
    Actor,
    ActorName,
    Claim,
    ClaimTranslation,
    Delivery,
    Event,
    Evidence,
    ExternalCheck,
    ExternalRating,
    Head,
    InternalNote,
    Mention,
    PhraseTranslation,
    Publication,
    PublishedInvolvement,
    Rating,
    Rebuttal,
    ReplyRequest,
    Sighting,
    Subscriber,
    TableImport,
    TableImportRow,
    Tally,
    TopicName,
    Verdict,
)
from claims.models.record import NO_DIGEST
from sources.models import Capture, CaptureRequest, Derivation, Outlet, Source
from tests.factories import (
    make_actor,
    make_claim,
    make_derivation,
    make_external_check,
    make_outlet,
    make_person,
    make_published_claim,
    make_source,
    make_subscriber,
    make_topic,
)

DAY, LATER = date(2024, 6, 1), date(2024, 6, 8)


def actor_wikidata_once():
    make_actor(wikidata="Q423")
    return Actor(name="Korea", slug="korea", kind="state", wikidata="Q423")


def actor_name_once():
    name = {"actor": make_actor(), "language": "id", "name": "Korea Utara"}
    ActorName.objects.create(**name)
    return ActorName(**name)


def topic_name_once():
    topic = make_topic()
    TopicName.objects.create(topic=topic, language="id", name="Senjata")
    return TopicName(topic=topic, language="id", name="Persenjataan")


def claim():
    return make_claim(by=make_person("wendy"))


def claim_state_known():
    return Claim(headline="A", slug="a", statement="A.", state="forgotten", created_by=make_person("wendy"))


def claim_priority_known():
    return Claim(headline="A", slug="a", statement="A.", priority=5, created_by=make_person("wendy"))


def internal_note(**fields):
    return InternalNote(**({"claim": claim(), "text": "Look.", "by": make_person("rita")} | fields))


def mention_once():
    note = internal_note()
    note.save()
    Mention.objects.create(note=note, person=note.by)
    return Mention(note=note, person=note.by)


def claim_merged_is_closed():
    into = claim()
    return Claim(headline="A", slug="a", statement="A.", merged_into=into, created_by=into.created_by)


def claim_merged_into_itself():
    itself = claim()
    itself.state, itself.merged_into = "declined", itself
    return itself


def table_import(**fields):
    return TableImport(**({"table": "claims", "file_name": "a.csv", "by": make_person("edith")} | fields))


def table_import_row(**fields):
    made = table_import()
    made.save()
    TableImportRow.objects.create(table_import=made, number=2, cells={"slug": "a"})
    return TableImportRow(**({"table_import": made, "number": 3, "cells": {"slug": "b"}} | fields))


def delivery(**fields):
    subscriber = make_subscriber(by=make_person("chen"))
    return Delivery(**({"subscriber": subscriber, "publication": None, "message_id": "test_1"} | fields))


def delivery_once():
    published = make_published_claim(by=make_person("rita", "Reporter"), approved_by=make_person("edith", "Editor"))
    first = delivery(publication=published.publications.get())
    first.save()
    return Delivery(subscriber=first.subscriber, publication=first.publication, message_id="pub_1")


def subscriber_off_known():
    return Subscriber(
        name="A", url="https://hub.example/", queued_up_to=0, off_because="?", created_by=make_person("chen")
    )


def sighting_says_something():
    seen = claim()
    return Sighting(claim=seen, created_by=seen.created_by, notes="Where was it?")


def claim_translation_once():
    translation = {"claim": claim(), "language": "id", "headline": "A", "statement": "A."}
    ClaimTranslation.objects.create(**translation)
    return ClaimTranslation(**translation)


def phrase(**fields):
    return PhraseTranslation(
        **({"claim": claim(), "language": "id", "original": "So.", "text_key": "1", "translation": "Jadi."} | fields)
    )


def phrase_translation_once():
    first = phrase()
    first.save()
    same = {name: getattr(first, name) for name in ("claim", "language", "original", "text_key")}
    return PhraseTranslation(translation="Demikian.", **same)


def evidence(**fields):
    return Evidence(claim=claim(), source=make_source(), **({"bearing": "supports", "paraphrase": "So."} | fields))


def event(**fields):
    return Event(claim=claim(), **({"happened_on": "2023-09", "what": "They met."} | fields))


def reply(**fields):
    asked = {"channel": "e-mail", "asked_on": DAY, "due_on": LATER}
    return ReplyRequest(claim=claim(), actor=make_actor(), **(asked | fields))


def reply_request_once():
    first = reply()
    first.save()
    return ReplyRequest(claim=first.claim, actor=first.actor, channel="phone", asked_on=DAY, due_on=LATER)


def verdict(**fields):
    by = make_person("wendy")
    return Verdict(claim=make_claim(by=by), proposed_by=by, **fields)


def verdict_round_once():
    first = verdict()
    first.save()
    return Verdict(claim=first.claim, proposed_by=first.proposed_by)


def verdict_by_the_same(field, **fields):
    rating = Rating.objects.get(slug="true")
    reading = {
        "rating": rating,
        "reading_rating": rating,
        "reading_by": make_person("ravi"),
        "read_at": timezone.now(),
    }
    broken = verdict(**(reading | fields))
    setattr(broken, field, broken.proposed_by)
    return broken


def outlet(**fields):
    return Outlet(name="Daily", slug="daily", **fields)


def source(**fields):
    return Source(outlet=make_outlet(), title="A page", slug="a-page", **fields)


def source_url_once():
    make_source(url="https://example.org/1")
    return source(url="https://example.org/1")


def derivation_once():
    derivation = make_derivation(make_source(), make_source())
    return Derivation(source=derivation.source, derived_from=derivation.derived_from)


def derivation_not_of_itself():
    same = make_source(lineage="derived")
    return Derivation(source=same, derived_from=same)


def capture(**fields):
    return Capture(source=make_source(), captured_at=timezone.now(), captured_by=make_person("wendy"), **fields)


def capture_request(**fields):
    address = "https://example.org/1"
    return CaptureRequest(source=make_source(url=address), address=address, asked_by=make_person("wendy"), **fields)


def capture_request_once_at_a_time():
    first = capture_request()
    first.save()
    return CaptureRequest(source=first.source, address=first.address, asked_by=first.asked_by)


UNSAID = "Give the quote, or paraphrase the position."
LATER_AND_AS_EXACT = "Give an end that is later than the beginning and as exact, or none."
ASKED_OR_WAIVED = (
    "Say how and when the actor was asked and when the answer is due; or why they are not asked. Not both."
)


def external_check_once():
    check = make_external_check()
    same = {name: getattr(check, name) for name in ("publisher", "url", "claim", "address_key", "statement_key")}
    return ExternalCheck(**same)


def external_rating_once():
    rating = make_external_check(rating_text="False").rating
    return ExternalRating(publisher=rating.publisher, text="False", text_key=rating.text_key)


BROKEN = {
    "external_check_once": (external_check_once, "This check is already there."),
    "external_rating_once": (external_rating_once, "This publisher’s table already has this rating."),
    "actor_wikidata_once": (actor_wikidata_once, "An actor with this Wikidata item is already there."),
    "actor_name_once": (actor_name_once, "This name is already there."),
    "topic_name_once": (topic_name_once, "The topic already has a name in this language."),
    "claim_merged_is_closed": (
        claim_merged_is_closed,
        "A claim that was merged into another one stays closed.",
    ),
    "sighting_says_something": (
        sighting_says_something,
        "Give the link, the words, or say where it was seen.",
    ),
    "claim_state_known": (claim_state_known, "There is no such state."),
    "claim_translation_once": (
        claim_translation_once,
        "This claim already has a translation into that language.",
    ),
    "phrase_translation_once": (
        phrase_translation_once,
        "This text already has a translation into that language.",
    ),
    "phrase_translation_says_something": (lambda: phrase(translation=""), "Write the translation."),
    "accusation_says_something": (lambda: Accusation(claim=claim(), actor=make_actor()), UNSAID),
    "rebuttal_says_something": (lambda: Rebuttal(claim=claim(), actor=make_actor(), stance="denies"), UNSAID),
    "rebuttal_stance_known": (
        lambda: Rebuttal(claim=claim(), actor=make_actor(), stance="shrugs", paraphrase="So."),
        "Choose how the actor answers.",
    ),
    "evidence_bearing_known": (
        lambda: evidence(bearing="proves"),
        "Say whether it supports the claim, contradicts it, or gives context.",
    ),
    "evidence_credibility_known": (lambda: evidence(credibility=7), "Grade credibility from 1 to 6."),
    "evidence_says_something": (
        lambda: evidence(paraphrase=""),
        "Quote the source, or say in your words what it shows.",
    ),
    "event_says_something": (lambda: event(what=""), "Say in one sentence what happened."),
    "event_until_after": (lambda: event(until="2023-08"), LATER_AND_AS_EXACT),
    "reply_request_once": (reply_request_once, "This actor was already asked on that day."),
    "reply_request_asked_or_waived": (lambda: reply(waived_reason="Too far."), ASKED_OR_WAIVED),
    "reply_request_due_after_asked": (
        lambda: reply(asked_on=LATER, due_on=DAY),
        "The answer cannot be due before the question was asked.",
    ),
    "reply_request_outcome_known": (lambda: reply(outcome="shrug"), "Choose what came back."),
    "rating_value_from_one": (
        lambda: Rating(slug="x", label="X", definition="X.", value=0),
        "Numbers on the scale start at 1.",
    ),
    "verdict_round_once": (verdict_round_once, "This round already has a verdict."),
    "verdict_confirmed_by_another": (
        lambda: verdict_by_the_same("confirmed_by"),
        "A verdict is confirmed by somebody else than who proposed it.",
    ),
    "verdict_read_by_another": (
        lambda: verdict_by_the_same("reading_by"),
        "A verdict is read second by somebody else than who proposed it.",
    ),
    "verdict_reading_whole": (
        lambda: verdict(reading_by=make_person("ravi")),
        "A second reading has a rating, a reader and a time.",
    ),
    "verdict_confirmed_after_agreeing_reading": (
        lambda: verdict(confirmed_by=make_person("ravi")),
        "A verdict is confirmed only after a second reading that agrees with it.",
    ),
    "verdict_imported_as_it_was": (
        lambda: verdict_by_the_same("reading_by", is_imported=True, reading_by=make_person("rosa")),
        "A verdict that came with the archive is neither read second nor confirmed.",
    ),
    "outlet_reliability_known": (
        lambda: outlet(reliability="G", reliability_reason="So.", reliability_graded_on=DAY),
        "Grade reliability from A to F.",
    ),
    "outlet_grade_has_reason_and_date": (
        lambda: outlet(reliability="A", reliability_reason="Known for long."),
        "A grade from A to E needs a reason and the date it was given.",
    ),
    "claim_priority_known": (claim_priority_known, "A priority is low, normal, high or urgent."),
    "table_import_status_known": (lambda: table_import(status="lost"), "There is no such status."),
    "table_import_row_once": (lambda: table_import_row(number=2), "This row is already there."),
    "table_import_row_fate_known": (lambda: table_import_row(fate="lost"), "There is no such fate."),
    "subscriber_off_known": (subscriber_off_known, "There is no such reason for being switched off."),
    "delivery_once": (delivery_once, "This publication is already there for this subscriber."),
    "delivery_status_known": (lambda: delivery(status="lost"), "There is no such status."),
    "delivery_delivered_has_time": (
        lambda: delivery(status="delivered"),
        "What is delivered has a time, and nothing else has.",
    ),
    "delivery_fault_known": (lambda: delivery(fault="lost"), "There is no such fault."),
    "internal_note_says_something": (lambda: internal_note(text=""), "Write something."),
    "mention_once": (mention_once, "This person is already told of this note."),
    "source_url_once": (source_url_once, "A source with this address is already there. Use that one."),
    "source_can_be_found": (
        source,
        "Give an address, a document number or a publication date, so that others can find this source.",
    ),
    "source_lineage_known": (
        lambda: source(document_number="1", lineage="rumour"),
        "A source is first-hand, repeats others, or is not traced yet.",
    ),
    "derivation_once": (derivation_once, "This derivation is already there."),
    "derivation_not_of_itself": (derivation_not_of_itself, "A source cannot repeat itself."),
    "capture_keeps_something": (capture, "Upload a file, or give the link to the archived copy."),
    "capture_file_has_digest": (
        lambda: capture(file="1/abc.pdf"),
        "A kept file needs its SHA-256 and size.",
    ),
    "capture_request_once_at_a_time": (
        capture_request_once_at_a_time,
        "A copy of this source is being fetched already.",
    ),
    "capture_request_status_known": (
        lambda: capture_request(status="lost"),
        "A copy is waited for, being fetched, kept or failed.",
    ),
    "capture_request_kept_is_there": (
        lambda: capture_request(status="kept"),
        "What is kept has a copy, and nothing else has.",
    ),
    "capture_request_failure_told": (
        lambda: capture_request(status="failed"),
        "What failed says why, and nothing else does.",
    ),
}
# Nobody types these in: they stop the application itself, so they have no words.
WORDLESS = {
    "publication_revision_once",
    "publication_no_fork",
    "publication_first_is_first",
    "head_is_one_row",
    "involvement_once",
    "tally_once",
    "tally_of_something",
}


def test_every_constraint_is_broken_here():
    named = [
        constraint.name
        for app in ("claims", "sources")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    ]
    assert sorted(named) == sorted([*BROKEN, *WORDLESS])


@pytest.mark.parametrize("name", BROKEN)
def test_broken_constraint_is_refused_by_the_database(db, name):
    broken = BROKEN[name][0]()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(broken)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_constraint_is_said_in_words(db, name):
    make_broken, message = BROKEN[name]
    broken = make_broken()
    constraint = next(each for each in broken._meta.constraints if each.name == name)
    with pytest.raises(ValidationError) as refusal:
        constraint.validate(type(broken), broken)
    assert refusal.value.messages == [message]
    with pytest.raises(ValidationError):
        broken.full_clean()


@pytest.mark.parametrize(
    "fields",
    [
        {"waived_reason": "Too far.", "asked_on": None, "due_on": None},
        {"waived_reason": "Too far.", "asked_on": None, "channel": ""},
        {"asked_on": None, "due_on": None, "channel": ""},
        {"asked_on": None},
        {"due_on": None},
        {"channel": ""},
    ],
)
def test_reply_request_half_asked_is_refused(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        reply(**fields).save()


@pytest.mark.parametrize("fields", [{}, {"waived_reason": "Far.", "asked_on": None, "due_on": None, "channel": ""}])
def test_reply_request_asked_or_waived_is_kept(db, fields):
    reply(**fields).save()
    assert ReplyRequest.objects.count() == 1


@pytest.mark.parametrize(("happened_on", "until"), [
    ("2023-09-13", "2023-09-13"), ("2023-09-13", "2023-09"), ("2023-09", "2023"), ("2023-10", "2023-09-30"),
    ("2023", "2022"),
])  # fmt: skip
def test_event_that_ends_before_or_less_exactly_than_it_began_is_refused(db, happened_on, until):
    with pytest.raises(IntegrityError), transaction.atomic():
        event(happened_on=happened_on, until=until).save()


@pytest.mark.parametrize(("happened_on", "until"), [
    ("2023-09-13", "2023-09-17"), ("2023-09-30", "2023-10"), ("2023-12", "2024"), ("2023", "2023-09"), ("2023", ""),
])  # fmt: skip
def test_event_that_ends_later_is_kept(db, happened_on, until):
    event(happened_on=happened_on, until=until).save()
    assert str(Event.objects.get()) == f"{happened_on}: They met."


@pytest.mark.parametrize("credibility", [0, 7])
def test_credibility_off_the_scale_is_refused(db, credibility):
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence(credibility=credibility).save()


@pytest.mark.parametrize("credibility", [None, 1, 2, 3, 4, 5, 6])
def test_credibility_on_the_scale_is_kept(db, credibility):
    evidence(credibility=credibility).save()
    assert Evidence.objects.get().credibility == credibility


def publication(sequence, **fields):
    claim = Claim.objects.first() or make_claim(by=make_person("wendy"))
    digests = {"document_digest": "d", "previous_digest": f"p{sequence}", "digest": f"q{sequence}"}
    given = {"claim": claim, "revision": 1, "kind": "first", "document": "{}", "published_at": timezone.now()}
    return Publication(sequence=sequence, published_by=claim.created_by, **(given | digests | fields))


def _refused(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(row, force_insert=True)


def test_publication_of_the_same_revision_is_refused(db):
    publication(1).save(force_insert=True)
    _refused(publication(2))


def test_publication_that_forks_the_record_is_refused(db):
    publication(1, previous_digest=NO_DIGEST).save(force_insert=True)
    _refused(publication(2, revision=2, kind="update", note="New.", previous_digest=NO_DIGEST))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "first", "revision": 2},
        {"kind": "correction", "revision": 1, "note": "New."},
        {"kind": "correction", "revision": 2, "note": ""},
    ],
)
def test_publication_whose_kind_does_not_fit_is_refused(db, fields):
    _refused(publication(1, **fields))


def test_second_head_is_refused(db):
    _refused(Head(id=2))
    _refused(Head(id=1))


def test_part_in_a_claim_twice_is_refused(reporter, editor):
    part = make_published_claim(by=reporter, approved_by=editor).published.involvements.get()
    _refused(PublishedInvolvement(claim=part.claim, actor=part.actor, role=part.role))


def test_tally_kept_twice_is_refused(reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    _refused(Tally(of="all", claims=2))


def test_tally_of_nothing_is_refused(db):
    _refused(Tally(of="all", claims=0))


def test_claim_merged_into_itself_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(claim_merged_into_itself())
