"""Nothing private can leak: random editorial work, and after every step a search of everything that is public."""

import hypothesis.strategies as st
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from claims import document, merging, moves, notes, record
from claims.api import rows
from claims.claimreviews.archive import bring_in
from claims.claimreviews.ratings import Ratings
from claims.claimreviews.records import Claimant, Review
from claims.matching import desk, elsewhere, index, public
from claims.matching.entries import of_claim
from claims.models import (
    ActorName,
    Claim,
    ClaimTranslation,
    Delivery,
    ExternalCheck,
    Rating,
    SearchEntry,
    Subscriber,
    TableImport,
    TableImportRow,
    TopicName,
)
from claims.states import MOVES
from claims.webhooks import subscribing
from sources.files import digest
from sources.models import Capture, CaptureRequest, FetchedPage
from tests import factories, leaks
from tests.leaks import canary

ROLES = {"reporter": "Reporter", "editor": "Editor", "chief": "Chief editor", "charlie": None}


class Newsroom(RuleBasedStateMachine):
    """People at work. `allowed` holds the canaries that readers may see: those of what was published."""

    claims = Bundle("claims")
    people = st.sampled_from(list(ROLES))

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.client = Client()
        self.allowed = set()
        self.person = {
            name: factories.make_person(
                f"{name}{canary()}", role, email=f"{canary()}@newsroom.example", last_name=name
            )
            for name, role in ROLES.items()
        }

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(target=claims)
    def log(self):
        claim = factories.make_claim(
            f"Headline {canary()}", by=self.person["reporter"], context=canary(), notes=canary(), slug=canary()
        )
        claim.topics.add(self._topic())
        accuser, accused = self._actor(), self._actor()
        claim.accused.add(accused)
        factories.add_accusation(claim, accuser, source=self._source(), **self._words())
        factories.add_rebuttal(claim, accused, source=self._source(), **self._words())
        factories.add_reply_request(claim, accused, channel=canary(), notes=canary())
        factories.add_evidence(claim, self._source(), **self._words())
        factories.add_event(claim, source=self._source(), what=canary(), locator=canary(), notes=canary())
        for original in (claim.events.get().what, canary()):  # the other one was changed since
            factories.add_phrase(claim, original, canary())
        address = f"https://{canary()}.example/{canary()}"
        factories.add_sighting(claim, text=canary(), where=canary(), notes=canary(), url=address)
        texts = {name: canary() for name in leaks.PUBLIC["claims.ClaimTranslation"]}
        ClaimTranslation.objects.create(claim=claim, language="id", **texts)
        notes.write(claim, canary(), by=self.person["reporter"], tell=[self.person["editor"]])
        desk.keep([claim])
        return claim

    @rule(claim=claims, who=people, name=st.sampled_from(list(MOVES)))
    def move(self, claim, who, name):
        self._move(claim, name, who)

    @rule(claim=claims, who=people, rating=st.sampled_from(["true", "false"]))
    def read_second(self, claim, who, rating):
        try:
            rating = Rating.objects.get(slug=rating)
            moves.read_second(claim, rating, by=self.person[who], note=canary())
        except (moves.MoveRefused, PermissionDenied):
            pass

    @rule(claim=claims, into=claims)
    def merge(self, claim, into):
        public_note = canary()
        try:
            merging.merge(claim, into, by=self.person["editor"], note=canary(), public_note=public_note)
        except merging.Refused:
            return
        claim.refresh_from_db()
        if claim.has_page:
            self.allowed.add(public_note)

    @rule(claim=claims)
    def take_as_far_as_it_goes(self, claim):
        """Most random moves are refused; this one gets claims published, revised and published again."""
        if claim.state in ("published", "withdrawn"):
            self._move(claim, "revise" if claim.state == "published" else "reinstate", "chief")
        self._move(claim, "take_up", "reporter")
        if claim.state == "researching":
            self._write(claim)
            self._move(claim, "submit", "reporter")
        if claim.state == "in_review":
            reader = "editor" if claim.verdict.proposed_by == self.person["chief"] else "chief"
            self.read_second(claim, reader, claim.verdict.rating.slug)
            self._move(claim, "approve", reader)
        self._move(claim, "publish", "editor")

    @rule(claim=claims)
    def edit_without_publishing(self, claim):
        if claim.state == "published":
            self._move(claim, "revise", "chief")
        if claim.is_open_for_editing:
            self._write(claim)

    @rule()
    def look_at_a_table(self):
        """An import that waits to be confirmed holds rows of a file."""
        shown = TableImport.objects.create(
            table="claims", file_name=canary(), by=self.person["editor"], total=1, fault=canary(), notes=[canary()]
        )
        cells, change = {"headline": canary(), "notes": canary()}, ["notes", canary(), canary()]
        TableImportRow.objects.create(
            table_import=shown, number=2, cells=cells, label=canary(), changes=[change], errors=[["notes", canary()]]
        )

    @rule()
    def look_at_a_subscriber(self):
        """Somebody is told of every publication, and has a secret."""
        secrets = {"secret": canary(), "previous_secret": canary(), "previous_until": timezone.now()}
        subscriber = Subscriber(name=canary(), url=f"https://{canary()}.example/{canary()}", **secrets)
        subscribing.register(subscriber, by=self.person["chief"])
        Delivery.objects.create(subscriber=subscriber, message_id=canary(), answer=canary())

    @rule()
    def import_what_others_have_checked(self):
        self._check()

    def _check(self):
        host = f"{canary()}.example"
        return factories.make_external_check(
            canary(), rating_text=canary(), url=f"https://{host}/{canary()}", site=host, publisher=canary(),
            headline=canary(), explanation=canary(), claimants=[Claimant(canary(), "person", [])],
            appearances=[f"https://{canary()}.example/"],
        )  # fmt: skip

    @rule()
    def bring_in_an_archive(self):
        """All that an archive says is public, but not in which file it stood."""
        told = {name: canary() for name in ("claim", "headline", "publisher", "explanation")}
        told |= {"url": f"https://old.example/{canary()}", "appearances": [f"https://old.example/{canary()}"]}
        told["claimants"] = [Claimant(canary())]
        check = Review(where=canary(), site="old.example", rating_text="False", **told)
        assert [each.fate for each in bring_in([check], by=self.person["chief"], ratings=Ratings(), processes=0)] == [
            "created"
        ]
        self.allowed |= leaks.canaries_in(str(told))

    @rule(claim=claims)
    def rename_everything_quietly(self, claim):
        """New names on the desk, which no publication shows yet."""
        for said in claim.accusations.all():
            for row, field in ((said.actor, "name"), (said.source, "title"), (said.source.outlet, "name")):
                setattr(row, field, f"Renamed {canary()}")
                row.save(update_fields=[field])

    @rule(claim=claims, amid_edits=st.booleans())
    def rename_in_public(self, claim, amid_edits):
        if amid_edits:
            self.edit_without_publishing(claim)
        actor, topic = claim.accused.first(), claim.topics.first()
        actor.name, topic.name = f"Known as {canary()}", f"On {canary()}"
        actor.save()
        topic.save()
        notes = [canary(), canary()]
        if record.amend_actor(actor, by=self.person["editor"], note=notes[0]):
            self.allowed |= leaks.public_canaries(actor, *actor.names.all()) | {notes[0]}
        if record.amend_topic(topic, by=self.person["editor"], note=notes[1]):
            self.allowed |= leaks.public_canaries(topic) | {notes[1]}

    @invariant()
    def nothing_private_is_public(self):
        assert leaks.leaks(self.client, self.allowed) == {}

    def _move(self, claim, name, who):
        note, public_note = canary(), canary()
        words = {"note": note, "kind": "", "public_note": ""}
        if name == "withdraw" or (name == "publish" and claim.has_page):
            words |= {"kind": "correction", "public_note": public_note}
        before = leaks.published_with(claim)
        try:
            claim.move(name, by=self.person[who], **words)
        except (moves.MoveRefused, PermissionDenied):
            return
        if name == "publish":
            self.allowed |= before
        if name in ("publish", "withdraw"):
            self.allowed |= leaks.canaries_in(words["public_note"])

    def _write(self, claim):
        claim.headline, claim.statement, claim.context = canary(), canary(), canary()
        claim.notes = canary()
        claim.save()
        if claim.verdict is None:
            factories.draft_verdict(claim, by=self.person["reporter"])
        verdict = claim.verdict
        verdict.summary, verdict.explanation = canary(), f"**{canary()}**"
        verdict.save()
        desk.keep([claim])

    def _words(self):
        return {name: canary() for name in ("quote", "paraphrase", "locator", "notes")}

    def _topic(self):
        topic = factories.make_topic(f"Topic {canary()}")
        TopicName.objects.create(topic=topic, language="id", name=canary())
        return topic

    def _actor(self):
        actor = factories.make_actor(f"Actor {canary()}", notes=canary())
        ActorName.objects.create(actor=actor, language="id", name=canary())
        return actor

    def _source(self):
        """A source with a copy, which repeats another one, both of outlets with notes."""
        texts = ("document_number", "author", "no_copy_reason", "notes")
        original, source = (
            factories.make_source(
                f"Source {canary()}",
                outlet=factories.make_outlet(f"Outlet {canary()}", notes=canary(), reliability_reason=canary()),
                **{name: canary() for name in texts},
            )
            for _ in range(2)
        )
        factories.make_derivation(source, original, notes=canary())
        file = ContentFile(canary().encode(), name=f"{canary()}.txt")
        sha256, size = digest(file)
        capture = Capture.objects.create(
            source=source, file=f"1/{canary()}.txt", sha256=sha256, size=size, content_type=canary(), notes=canary(),
            captured_at=timezone.now(), captured_by=self.person["reporter"], archive_failure=canary(),
        )  # fmt: skip
        asked = {"source": source, "address": f"https://{canary()}.example/", "asked_by": self.person["reporter"]}
        CaptureRequest.objects.create(**asked, status="failed", failure="answer", failure_detail=canary())
        FetchedPage.objects.create(capture=capture, address=canary(), headers=[["X", canary()]], text=canary())
        return source


def run_the_newsroom(examples):
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_newsroom_leaks_nothing():
    run_the_newsroom(examples=8)


def test_merged_claims_leak_nothing(newsroom):
    """Random work seldom gets so far."""
    withdrawn, standing, logged = newsroom.log(), newsroom.log(), newsroom.log()
    for claim in (withdrawn, standing):
        newsroom.take_as_far_as_it_goes(claim)
    newsroom._move(withdrawn, "withdraw", "chief")
    for claim in (withdrawn, logged):
        newsroom.merge(claim, standing)
        assert claim.merged_into == standing
    newsroom.nothing_private_is_public()
    newsroom.take_as_far_as_it_goes(standing)
    newsroom.nothing_private_is_public()


def _show_notes(render):
    return lambda claim: render(claim) | {"context": claim.notes}


def _show_drafts(with_actor):
    return lambda last, slug, entry: last | {"headline": Claim.objects.get(slug=last["slug"]).headline}


@pytest.mark.django_db
def test_random_work_finds_a_deliberate_leak(monkeypatch):
    monkeypatch.setattr(document, "render", _show_notes(document.render))
    with pytest.raises(AssertionError, match=r"canary\d+x"):
        run_the_newsroom(examples=8)


@pytest.fixture
def newsroom(db):
    newsroom = Newsroom()
    yield newsroom
    newsroom.teardown()


def assert_leak_is_found(newsroom):
    with pytest.raises(AssertionError, match=r"canary\d+x"):
        newsroom.nothing_private_is_public()


def test_amendment_that_shows_drafts_is_found(monkeypatch, newsroom):
    claim = newsroom.log()
    newsroom.take_as_far_as_it_goes(claim)
    newsroom.rename_in_public(claim, amid_edits=True)
    newsroom.nothing_private_is_public()

    monkeypatch.setattr(document, "with_actor", _show_drafts(document.with_actor))
    newsroom.rename_in_public(claim, amid_edits=True)
    assert_leak_is_found(newsroom)


@pytest.fixture
def revised(newsroom):
    """A published claim with a draft of its next revision, none of whose words finds it from outside."""
    claim = newsroom.log()
    newsroom.take_as_far_as_it_goes(claim)
    newsroom.edit_without_publishing(claim)
    newsroom.nothing_private_is_public()
    claim.refresh_from_db()
    return claim


def test_matching_that_asks_the_desk_is_found(monkeypatch, newsroom, revised):
    monkeypatch.setattr(public, "PUBLIC", index.DESK)
    assert_leak_is_found(newsroom)


def test_matching_that_asks_what_others_have_checked_is_found(monkeypatch, newsroom, revised):
    """Its keys are no claims: here one of them is that of a claim by chance."""
    check = newsroom._check()
    newsroom.nothing_private_is_public()
    ExternalCheck.objects.exclude(pk=revised.pk).delete()
    check.pk = revised.pk
    check.save()
    elsewhere.keep([check])
    monkeypatch.setattr(public, "PUBLIC", index.EXTERNAL)
    assert_leak_is_found(newsroom)


def test_matching_that_knows_drafts_is_found(newsroom, revised):
    index.put(index.PUBLIC, {revised.pk: of_claim(revised)})
    assert_leak_is_found(newsroom)


def test_matching_that_shows_drafts_is_found(monkeypatch, newsroom, revised):
    match = rows.match
    draft = {"headline": revised.headline}
    monkeypatch.setattr(rows, "match", lambda found, row: match(found, row) | draft)
    assert_leak_is_found(newsroom)


def test_search_that_knows_drafts_is_found(newsroom, revised):
    SearchEntry.objects.filter(pk=revised.pk).update(rest=revised.notes)
    assert_leak_is_found(newsroom)


def test_every_text_of_the_desk_is_public_or_private():
    declared = {(label, name) for sides in (leaks.PUBLIC, leaks.PRIVATE) for label in sides for name in sides[label]}
    assert set(leaks.desk_text_fields()) == declared


@pytest.mark.django_db
def test_public_addresses_cover_every_pattern(reporter, editor):
    claim = factories.make_researched_claim(by=reporter)
    claim.topics.add(factories.make_topic())
    claim.move("submit", by=reporter)
    factories.approve(claim, by=editor).move("publish", by=editor)
    assert {name for name, _ in leaks.public_addresses()} == leaks.public_patterns()


@pytest.mark.django_db
def test_fixed_answers_hold_no_data(client, reporter, editor):
    claim = factories.make_published_claim("Visible canary1x", by=reporter, approved_by=editor)
    seen = leaks.seen_by_the_public(client, skip=leaks.public_patterns() - leaks.FIXED)
    assert leaks.canaries_in(" ".join(leaks.seen_by_the_public(client).values())) == {"canary1x"}, claim
    assert leaks.canaries_in(" ".join(seen.values())) == set()
