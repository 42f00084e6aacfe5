import orjson
import pytest

from claims import document, record
from claims.models import Claim, Head, Publication, PublishedClaim, Rating
from claims.models.record import NO_DIGEST
from claims.moves import MoveRefused
from tests.claims.desk import everything
from tests.factories import (
    add_accusation,
    add_evidence,
    approve,
    make_actor,
    make_outlet,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_topic,
    publish_again,
)

NOTE = "Spelt as it spells itself."


def body(publication):
    return orjson.loads(publication.document)


def test_first_publication_is_sequence_one(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)

    publication = claim.publications.get()
    assert (publication.sequence, publication.revision, publication.kind) == (1, 1, "first")
    assert Head.objects.get().digest == publication.digest
    assert record.verify() is None


def test_second_revision_follows_the_first(reporter, editor, other_editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    first, second = claim.publications.all()
    assert second.previous_digest == first.digest
    assert [change["kind"] for change in orjson.loads(second.document)["changes"]] == ["first", "correction"]
    assert record.verify() is None


def test_empty_record_is_whole(db):
    head = Head.objects.get()
    assert (head.sequence, head.digest, record.verify()) == (0, NO_DIGEST, None)


def test_publications_of_several_claims_form_one_chain(reporter, editor, other_editor, chief):
    one = make_published_claim(by=reporter, approved_by=editor)
    other = make_published_claim(by=reporter, approved_by=editor)
    publish_again(one, by=editor, approved_by=other_editor, kind="update")
    other.move("withdraw", by=chief, public_note="It was about somebody else.")

    rows = list(Publication.objects.all())
    assert [(row.sequence, row.claim, row.revision, row.kind) for row in rows] == [
        (1, one, 1, "first"),
        (2, other, 1, "first"),
        (3, one, 2, "update"),
        (4, other, 2, "withdrawal"),
    ]
    assert [row.previous_digest for row in rows] == [NO_DIGEST, *(row.digest for row in rows[:-1])]


def test_digest_is_of_the_header_as_readers_compute_it(reporter, editor):
    """What /record/ tells readers to do, done by hand."""
    claim = make_published_claim(by=reporter, approved_by=editor)
    publication = claim.publications.get()
    header = (
        f'{{"claim":"{claim.uid}","document_digest":"{document.sha256(publication.document)}","kind":"first",'
        f'"note":"","previous_digest":"{"0" * 64}","published_at":"{document.timestamp(publication.published_at)}",'
        f'"published_by":{editor.pk},"revision":1,"sequence":1}}'
    )
    assert document.sha256(header) == publication.digest


def test_publication_after_a_withdrawal_keeps_the_first_date_and_the_whole_history(reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="It was about somebody else.")
    publish_again(claim, by=chief, approved_by=editor, kind="update", public_note="Now about the right one.")
    first, _, last = map(body, claim.publications.all())
    assert last["first_published_at"] == first["first_published_at"]
    assert [change["kind"] for change in last["changes"]] == ["first", "withdrawal", "update"]
    assert (last["status"], claim.is_public) == ("published", True)


# Amendments.


@pytest.fixture
def shared():
    """What several claims name."""
    return {
        "actor": make_actor("North Korea"),
        "topic": make_topic("Arms"),
        "outlet": make_outlet("Agency"),
    }


def publish_with(shared, *, by, approved_by):
    claim = make_researched_claim(by=by)
    add_accusation(claim, shared["actor"])
    add_evidence(claim, make_source(outlet=shared["outlet"]))
    claim.topics.add(shared["topic"])
    claim.move("submit", by=by)
    approve(claim, by=approved_by).move("publish", by=approved_by)
    return claim


def rename(thing, *, by):
    thing.name = "Renamed"
    thing.save()
    amend = {"Actor": record.amend_actor, "Topic": record.amend_topic, "Outlet": record.amend_outlet}
    return amend[type(thing).__name__](thing, by=by, note=NOTE)


SHOWN_IN = {
    "actor": lambda body: [actor["name"] for slug, actor in body["actors"].items() if slug == "north-korea"],
    "topic": lambda body: [topic["name"] for topic in body["topics"]],
    "outlet": lambda body: [each["outlet"] for each in body["sources"].values() if each["outlet_slug"] == "agency"],
}


@pytest.mark.parametrize("what", SHOWN_IN)
def test_amendment_shows_the_new_name_in_every_public_claim(reporter, editor, chief, shared, what):
    claims = [publish_with(shared, by=reporter, approved_by=editor) for _ in range(2)]
    untouched = make_published_claim(by=reporter, approved_by=editor)

    amended = rename(shared[what], by=chief)

    assert [each.claim for each in amended] == claims
    assert [(each.kind, each.note, each.published_by) for each in amended] == [("amendment", NOTE, chief)] * 2
    assert [SHOWN_IN[what](body(each)) for each in amended] == [["Renamed"]] * 2
    assert untouched.publications.count() == 1
    assert record.verify() is None


@pytest.mark.parametrize("what", SHOWN_IN)
def test_amendment_changes_nothing_but_the_name(reporter, editor, chief, shared, what):
    claim = publish_with(shared, by=reporter, approved_by=editor)
    before = body(claim.publications.get())
    (amended,) = rename(shared[what], by=chief)
    text = amended.document.replace("Renamed", {"actor": "North Korea", "topic": "Arms", "outlet": "Agency"}[what])
    after = orjson.loads(text)
    assert (after["revision"], after["changes"][1]["note"]) == (2, NOTE)
    of_the_publication = {member: before[member] for member in ("revision", "published_at", "changes")}
    assert after | of_the_publication == before
    assert after["changes"][:1] == before["changes"]


@pytest.mark.parametrize("what", SHOWN_IN)
def test_amendment_publishes_no_draft(reporter, editor, chief, shared, what):
    claim = publish_with(shared, by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="New evidence.")
    type(claim).objects.update(headline="Canary", statement="Canary", context="Canary")
    claim.verdicts.filter(round=2).update(summary="Canary", explanation="Canary")
    claim.evidence.update(paraphrase="Canary", credibility=6)
    add_accusation(claim, make_actor("Canary"), paraphrase="Canary")

    (amended,) = rename(shared[what], by=chief)

    assert "Canary" in document.canonical(document.render(claim))
    assert "Canary" not in amended.document
    assert [each["credibility"] for each in body(amended)["evidence"]] == [2, 2]


@pytest.mark.parametrize("what", SHOWN_IN)
def test_amendment_without_a_change_publishes_nothing(reporter, editor, chief, shared, what):
    publish_with(shared, by=reporter, approved_by=editor)
    rename(shared[what], by=chief)
    before = Publication.objects.count(), list(PublishedClaim.objects.values())
    assert rename(shared[what], by=chief) == []
    assert (Publication.objects.count(), list(PublishedClaim.objects.values())) == before


@pytest.mark.parametrize("what", SHOWN_IN)
def test_amendment_leaves_withdrawn_and_unpublished_claims_alone(reporter, editor, chief, shared, what):
    withdrawn = publish_with(shared, by=reporter, approved_by=editor)
    withdrawn.move("withdraw", by=chief, public_note="It was about somebody else.")
    draft = make_researched_claim(by=reporter)
    draft.topics.add(shared["topic"])
    before = Publication.objects.count()
    assert rename(shared[what], by=chief) == []
    assert Publication.objects.count() == before


def test_amendment_patches_the_latest_revision(reporter, editor, other_editor, chief, shared):
    claim = publish_with(shared, by=reporter, approved_by=editor)
    publish_again(claim, by=editor, approved_by=other_editor)
    (amended,) = rename(shared["actor"], by=chief)
    assert (amended.revision, [change["kind"] for change in body(amended)["changes"]]) == (
        3,
        ["first", "correction", "amendment"],
    )


def test_amendment_of_an_actor_shows_its_other_names_too(reporter, editor, chief, shared):
    publish_with(shared, by=reporter, approved_by=editor)
    shared["actor"].names.create(language="id", name="Korea Utara")
    (amended,) = record.amend_actor(shared["actor"], by=chief, note=NOTE)
    assert body(amended)["actors"]["north-korea"]["names"] == [{"language": "id", "name": "Korea Utara"}]


@pytest.mark.parametrize("note", ["", " \n"])
def test_amendment_without_a_note_is_refused_in_words(reporter, editor, chief, shared, note):
    publish_with(shared, by=reporter, approved_by=editor)
    before = everything()
    with pytest.raises(record.Refused) as refusal:
        record.amend_topic(shared["topic"], by=chief, note=note)
    assert str(refusal.value) == "Write a public note: readers must learn what changed."
    assert everything() == before


def test_publication_after_an_amendment_fits_the_desk_again(reporter, editor, other_editor, chief, shared):
    claim = publish_with(shared, by=reporter, approved_by=editor)
    rename(shared["outlet"], by=chief)
    publish_again(claim, by=editor, approved_by=other_editor)
    assert SHOWN_IN["outlet"](body(claim.publications.last())) == ["Renamed"]


# The version of the site.


def test_version_follows_the_head(reporter, editor):
    before = Head.objects.version()
    publication = make_published_claim(by=reporter, approved_by=editor).publications.get()
    assert before.split("-")[:2] == ["0", "0" * 16]
    assert Head.objects.version().split("-")[:2] == ["1", publication.digest[:16]]


def test_version_follows_the_scale(db):
    before = Head.objects.version()
    Rating.objects.first().save()
    assert Head.objects.version() != before


def test_version_is_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        Head.objects.version()


def test_published_address_is_frozen(reporter, editor, other_editor):
    claim = make_published_claim("Shells were sent", by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="A new slug.")
    Claim.objects.filter(pk=claim.pk).update(slug="elsewhere")
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    with pytest.raises(MoveRefused, match=r"set the slug back to “shells-were-sent”\."):
        claim.move("publish", by=editor, kind="update", public_note="Moved.")


def test_amendment_leaves_the_order_of_lists_alone(reporter, editor):
    old = make_published_claim(by=reporter, approved_by=editor)
    new = make_published_claim(by=reporter, approved_by=editor)
    actor = old.accusations.get().actor
    actor.name = "Renamed"
    actor.save()
    record.amend_actor(actor, by=editor, note="Renamed.")
    assert [claim.claim_id for claim in PublishedClaim.objects.standing().newest()] == [new.pk, old.pk]
