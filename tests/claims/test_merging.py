from datetime import date

import orjson
import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from claims import merging, record
from claims.matching import desk
from claims.merging import merge
from claims.models import Claim
from claims.moves import MoveRefused
from claims.notes import write
from claims.states import MOVES
from tests.claims.desk import claim_in, everything, make_desk, public_claim_in
from tests.factories import (
    add_accusation,
    add_event,
    add_evidence,
    add_phrase,
    add_rebuttal,
    add_reply_request,
    add_sighting,
    draft_verdict,
    make_actor,
    make_claim,
    make_person,
    make_published_claim,
    make_researched_claim,
    make_topic,
)

NOTE = "The same speech."


@pytest.fixture
def claim(reporter):
    return make_claim("Walruses swam", by=reporter, statement="Walruses swam to Greenland.", notes="Ask the zoo.")


@pytest.fixture
def into(reporter):
    return make_claim("Sea lions swam", by=reporter, statement="Sea lions swam to Greenland.", notes="Ask Oslo.")


def refused(claim, into, *, by, note=NOTE):
    before = everything()
    with pytest.raises(merging.Refused) as refusal:
        merge(claim, into, by=by, note=note)
    assert everything() == before
    return list(refusal.value.reasons)


def test_everything_that_belongs_to_a_claim_goes_over(editor, claim, into):
    actor, topic = make_actor(), make_topic()
    rows = [add_accusation(claim), add_rebuttal(claim), add_evidence(claim), add_reply_request(claim, actor)]
    rows += [add_event(claim), add_sighting(claim), add_phrase(claim, "Two leaders met.", "Dua pemimpin bertemu.")]
    claim.topics.add(topic)
    claim.accused.add(actor)
    merge(claim, into, by=editor, note=NOTE)
    for row in rows:
        row.refresh_from_db()
    assert {row.claim for row in rows} == {into}
    assert (list(into.topics.all()), list(into.accused.all())) == ([topic], [actor])
    into.refresh_from_db()
    assert into.notes == "Ask Oslo.\n\nNotes of “Walruses swam”, which was merged into this claim:\nAsk the zoo."


def test_translation_that_the_survivor_has_stays_behind(editor, claim, into):
    kept = add_phrase(into, "Two leaders met.", "Dua pemimpin bertemu.")
    left, other = add_phrase(claim, "Two leaders met.", "Keduanya bertemu."), add_phrase(claim, "They left.", "Pergi.")
    merge(claim, into, by=editor, note=NOTE)
    assert (list(claim.phrases.all()), list(into.phrases.all())) == ([left], [kept, other])


def test_internal_notes_go_over(editor, claim, into):
    note = write(claim, "Ask Nuuk.", by=editor, tell=[])
    merge(claim, into, by=editor, note=NOTE)
    assert into.internal_notes.get() == note


def test_wording_of_a_merged_claim_is_kept_as_a_sighting(editor, claim, into):
    merge(claim, into, by=editor, note=NOTE)
    seen = into.sightings.get()
    assert (seen.text, seen.where, seen.seen_on) == (
        "Walruses swam to Greenland.",
        "Logged as “Walruses swam”",
        claim.created_at.date(),
    )


def test_wording_that_was_seen_before_is_not_kept_twice(editor, claim, into):
    add_sighting(claim, text="Walruses swam to Greenland!")
    merge(claim, into, by=editor, note=NOTE)
    assert into.sightings.get().text == "Walruses swam to Greenland!"


def test_merged_claim_stays_with_its_history_and_names_the_other(editor, claim, into):
    draft_verdict(claim, by=editor)
    transition = merge(claim, into, by=editor, note=NOTE)
    claim.refresh_from_db()
    assert (claim.state, claim.merged_into, claim.slug) == ("declined", into, "walruses-swam")
    assert claim.verdicts.count() == 1
    assert list(claim.transitions.all()) == [transition]
    assert (transition.move, transition.from_state, transition.to_state) == ("merge", "logged", "declined")
    assert transition.note == "Merged into “Sea lions swam”: The same speech."


def test_matching_offers_the_survivor_and_no_longer_the_merged_claim(editor, claim, into):
    make_claim("Otters built a dam", by=editor)
    desk.rebuild()
    merge(claim, into, by=editor, note=NOTE)
    assert [found.claim for found in desk.similar("Walruses swam to Greenland")] == [into]
    desk.rebuild()
    assert [found.claim for found in desk.similar("Walruses swam to Greenland")] == [into]


@pytest.mark.parametrize("state", ["logged", "researching", "declined"])
def test_claim_that_is_not_yet_read_second_can_be_merged(db, editor, state):
    newsroom = make_desk()
    claim, into = claim_in(state, newsroom), claim_in("logged", newsroom)
    merge(claim, into, by=editor, note=NOTE)
    claim.refresh_from_db()
    assert claim.survivor == into


@pytest.mark.parametrize("state", ["in_review", "verified"])
def test_claim_under_review_is_not_merged(db, editor, state):
    newsroom = make_desk()
    claim = claim_in(state, newsroom)
    said = [f"“{claim}” is under review: return it to research first."]
    assert refused(claim, claim_in("logged", newsroom), by=editor) == said


@pytest.mark.parametrize("state", ["researching", "in_review", "verified", "published"])
def test_public_claim_is_not_merged(db, chief, state):
    newsroom = make_desk()
    claim = public_claim_in(state, newsroom)
    said = [f"“{claim}” has a public page: merge the other one into this, or withdraw this first."]
    assert refused(claim, claim_in("published", newsroom), by=chief) == said


@pytest.mark.parametrize("state", ["logged", "verified"])
def test_withdrawn_claim_leads_readers_nowhere_that_they_cannot_see(db, editor, state):
    newsroom = make_desk()
    into = claim_in(state, newsroom)
    said = [f"Readers do not see “{into}”, to which a withdrawn page would lead: publish it first."]
    assert refused(claim_in("withdrawn", newsroom), into, by=editor) == said


@pytest.fixture
def withdrawn(db):
    return claim_in("withdrawn", make_desk())


@pytest.fixture
def standing(withdrawn, reporter, editor):
    return make_published_claim("Sea cows swam", by=reporter, approved_by=editor)


def test_page_of_a_withdrawn_claim_leads_to_the_one_that_stays(client, editor, withdrawn, standing):
    transition = merge(withdrawn, standing, by=editor, note=NOTE, public_note="It is the claim on sea cows.")
    assert (transition.from_state, transition.to_state) == ("withdrawn", "withdrawn")
    response = client.get(withdrawn.get_absolute_url())
    assert (response.status_code, response.url) == (301, standing.get_absolute_url())
    newest = withdrawn.publications.last()
    assert (newest.kind, newest.note, newest.revision) == ("amendment", "It is the claim on sea cows.", 3)
    body = client.get(f"/api/v1/claims/{withdrawn.slug}/").json()
    assert body["status"] == "withdrawn"
    assert body["merged_into"] == {
        "slug": standing.slug,
        "url": orjson.loads(standing.publications.get().document)["url"],
    }
    page = client.get(f"{withdrawn.get_absolute_url()}revisions/3/").content.decode()
    assert f'<a href="{standing.get_absolute_url()}">see that one</a>' in page
    assert "It was about somebody else." in page
    assert record.verify() is None


def test_withdrawn_claim_is_not_merged_without_words_for_the_readers(editor, withdrawn, standing):
    said = ["Say for the readers which claim it turned out to be."]
    assert refused(withdrawn, standing, by=editor) == said


def test_whoever_may_not_publish_does_not_lead_readers_on(withdrawn, standing):
    by = make_person("mary")
    by.user_permissions.set(Permission.objects.filter(codename="merge_claim"))
    before = everything()
    with pytest.raises(PermissionDenied):
        merge(withdrawn, standing, by=by, note=NOTE, public_note="It is the claim on sea cows.")
    assert everything() == before


@pytest.mark.parametrize("state", ["in_review", "verified", "published"])
def test_claim_that_cannot_be_edited_takes_only_sightings(db, editor, claim, state):
    into = claim_in(state, make_desk())
    accusation, seen = add_accusation(claim), add_sighting(claim)
    before = into.accusations.count()
    assert merging.preview(claim, into) == ({"sightings": 1}, {"accusations": 1})
    merge(claim, into, by=editor, note=NOTE)
    accusation.refresh_from_db()
    seen.refresh_from_db()
    assert (accusation.claim, seen.claim, into.accusations.count()) == (claim, into, before)


def test_merging_into_an_approved_claim_does_not_stop_its_publication(editor, other_editor, claim):
    into = claim_in("verified", make_desk())
    add_sighting(claim)
    merge(claim, into, by=editor, note=NOTE)
    into.move("publish", by=other_editor)
    assert into.state == "published"


def test_request_of_the_same_day_stays_with_the_merged_claim(editor, claim, into):
    actor = make_actor()
    stays, goes = add_reply_request(claim, actor), add_reply_request(claim, actor, asked_on=date(2024, 6, 2))
    add_reply_request(into, actor)
    assert merging.preview(claim, into) == ({"reply_requests": 1}, {"reply_requests": 1})
    merge(claim, into, by=editor, note=NOTE)
    assert list(claim.reply_requests.all()) == [stays]
    assert goes in into.reply_requests.all()


def test_claim_is_not_merged_into_itself(editor, claim):
    assert refused(claim, claim, by=editor) == ["A claim cannot be merged into itself: choose the other one."]


def test_claim_is_merged_once_and_in_no_circle(editor, reporter, claim, into):
    merge(claim, into, by=editor, note=NOTE)
    third = make_claim("Otters swam", by=reporter)
    assert refused(claim, third, by=editor) == ["“Walruses swam” was already merged into “Sea lions swam”."]
    again = ["“Walruses swam” was itself merged into “Sea lions swam”: choose that one."]
    assert refused(into, claim, by=editor) == again
    assert refused(third, claim, by=editor) == again


def test_chain_of_merged_claims_leads_to_the_last(editor, reporter, claim, into):
    third = make_claim("Otters swam", by=reporter)
    merge(claim, into, by=editor, note=NOTE)
    merge(into, third, by=editor, note=NOTE)
    claim.refresh_from_db()
    assert (claim.merged_into, claim.survivor) == (into, third)
    assert {seen.text for seen in third.sightings.all()} == {claim.statement, into.statement}


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_closed_claim_takes_no_other(db, editor, claim, state):
    into = claim_in(state, make_desk())
    (said,) = refused(claim, into, by=editor)
    assert said.startswith(f"“{into}” is {state}: ")


@pytest.mark.parametrize("note", ["", "  ", "?!"])
def test_merging_wants_a_note(editor, claim, into, note):
    assert refused(claim, into, by=editor, note=note) == ["Write a note: why are they one claim?"]


@pytest.mark.parametrize(
    ("role", "may"), [("Reporter", False), ("Editor", True), ("Chief editor", True), (None, False)]
)
def test_merging_by_each_role(claim, into, role, may):
    by = make_person("mary", role)
    if may:
        assert merge(claim, into, by=by, note=NOTE).by == by
        return
    before = everything()
    with pytest.raises(PermissionDenied):
        merge(claim, into, by=by, note=NOTE)
    assert everything() == before


def test_merging_by_a_superuser_is_possible(superuser, claim, into):
    assert merge(claim, into, by=superuser, note=NOTE).by == superuser


def test_merged_claim_makes_no_move(superuser, claim, into):
    merge(claim, into, by=superuser, note=NOTE)
    claim.refresh_from_db()
    for name in MOVES:
        with pytest.raises(MoveRefused) as refusal:
            claim.move(name, by=superuser, note=NOTE, public_note=NOTE)
        assert refusal.value.reasons[0].endswith("this claim was merged into “Sea lions swam”. Work on that one.")


def test_drafts_of_the_merged_claim_change_nothing_that_is_public(editor, other_editor, reporter):
    public = make_published_claim(by=reporter, approved_by=editor)
    document = public.publications.get().document
    claim = make_researched_claim(by=reporter, notes="Secret.")
    merge(claim, public, by=editor, note=NOTE)
    assert [each.document for each in public.publications.all()] == [document]


def test_every_table_that_names_a_claim_is_moved_or_kept():
    """A new one has to be decided on."""
    named = {relation.get_accessor_name() for relation in Claim._meta.related_objects}
    decided = {*merging.ALWAYS_MOVED, *merging.MOVED_WHILE_OPEN, *merging.KEPT}
    assert named == decided
