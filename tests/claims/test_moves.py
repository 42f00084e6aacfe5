"""What moves do beside changing the state: notes, four eyes, rounds of the verdict, the public words."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import moves, record
from claims.models import Rating, Verdict
from claims.moves import MoveRefused
from sources.models import Source
from tests.claims.desk import claim_in, everything, make_desk
from tests.factories import approve, make_claim, make_person, make_published_claim, make_submitted_claim, publish_again

NO_NOTE = "Write a note: the next person needs to know why."


def rating(slug):
    return Rating.objects.get(slug=slug)


def refused(action, *reasons):
    before = everything()
    with pytest.raises(MoveRefused) as refusal:
        action()
    assert refusal.value.reasons == reasons
    assert str(refusal.value) == " ".join(reasons)
    assert everything() == before


@pytest.mark.parametrize("note", ["", "  ", "\n\t"])
@pytest.mark.parametrize(
    ("state", "move"),
    [
        ("in_review", "return"),
        ("verified", "return"),
        ("published", "revise"),
        ("withdrawn", "reinstate"),
        ("logged", "decline"),
        ("declined", "reopen"),
    ],
)
def test_move_that_wants_a_note_is_refused_without(superuser, state, move, note):
    claim = claim_in(state, make_desk())
    refused(lambda: claim.move(move, by=superuser, note=note), NO_NOTE)


def test_missing_note_and_missing_gate_are_said_together(superuser):
    claim = claim_in("published", make_desk())
    claim.move("revise", by=superuser, note="New evidence.")
    refused(lambda: claim.move("decline", by=superuser), NO_NOTE, "This claim has a public page: withdraw it instead.")


def test_note_is_kept_without_the_space_around_it(editor):
    claim = claim_in("logged", make_desk())
    assert claim.move("decline", by=editor, note="  Opinion.\n").note == "Opinion."


def test_taking_up_assigns_the_claim_to_who_takes_it(reporter):
    claim = make_claim(by=reporter)
    claim.move("take_up", by=reporter)
    claim.refresh_from_db()
    assert claim.assigned_to == reporter


def test_taking_up_leaves_an_assigned_claim_with_its_researcher(reporter, editor):
    claim = make_claim(by=reporter, assigned_to=editor)
    claim.move("take_up", by=reporter)
    claim.refresh_from_db()
    assert claim.assigned_to == editor


def test_move_saves_nothing_but_the_state(reporter):
    """A form that was open meanwhile keeps what a colleague wrote."""
    claim = make_claim(by=reporter)
    type(claim).objects.update(headline="Put right by a colleague")
    claim.move("take_up", by=reporter)
    claim.refresh_from_db()
    assert (claim.headline, claim.state) == ("Put right by a colleague", "researching")


def test_move_by_a_stale_copy_is_refused_by_the_state_in_the_database(reporter, editor):
    claim = make_claim(by=reporter)
    stale = type(claim).objects.get()
    claim.move("decline", by=editor, note="Opinion.")
    says = "“Take up” is not possible: the claim is now declined. Edith Tester moved it last."
    refused(lambda: stale.move("take_up", by=reporter), says)


def test_submitter_is_an_author_from_then_on(reporter, editor):
    claim = claim_in("researching", make_desk())
    claim.move("submit", by=editor)
    assert editor in claim.verdict.authors.all()


# Four eyes.

READS_OWN = "Somebody else must read second: you wrote, submitted or research this verdict."
APPROVES_OWN = "Somebody else must approve: you wrote, submitted or research this verdict."


def _proposer(claim, person):
    claim.verdicts.update(proposed_by=person)


def _author(claim, person):
    claim.verdict.authors.add(person)


def _researcher(claim, person):
    type(claim).objects.update(assigned_to=person)


@pytest.mark.parametrize("part", [_proposer, _author, _researcher])
@pytest.mark.parametrize("person", ["superuser", "chief"])
def test_whoever_had_a_part_neither_reads_second_nor_approves(request, editor, part, person):
    by = request.getfixturevalue(person)
    claim = claim_in("in_review", make_desk())
    part(claim, by)
    refused(lambda: moves.read_second(claim, claim.verdict.rating, by=by), READS_OWN)
    moves.read_second(claim, claim.verdict.rating, by=editor)
    refused(lambda: claim.move("approve", by=by), APPROVES_OWN)
    assert claim.move("approve", by=editor).to_state == "verified"


def test_submitter_neither_reads_second_nor_approves(superuser, editor):
    claim = claim_in("researching", make_desk())
    claim.move("submit", by=superuser)
    refused(lambda: moves.read_second(claim, claim.verdict.rating, by=superuser), READS_OWN)
    moves.read_second(claim, claim.verdict.rating, by=editor)
    refused(lambda: claim.move("approve", by=superuser), APPROVES_OWN)


@pytest.mark.parametrize(
    "fields",
    [
        {"confirmed_by": "proposed_by"},
        {"reading_by": "proposed_by"},
    ],
)
def test_database_refuses_the_proposer_as_second_person(superuser, editor, fields):
    claim = make_submitted_claim(by=superuser)
    moves.read_second(claim, claim.verdict.rating, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.update(**dict.fromkeys(fields, superuser))
    assert Verdict.objects.update(**dict.fromkeys(fields, editor)) == 1


def test_database_refuses_confirmation_without_an_agreeing_reading(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.update(confirmed_by=editor)
    moves.read_second(claim, claim.verdict.rating, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.update(confirmed_by=editor, rating=rating("false"))
    assert Verdict.objects.update(confirmed_by=editor) == 1


# The second reading.


def test_note_of_a_second_reading_is_kept(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    moves.read_second(claim, claim.verdict.rating, by=editor, note=" The trains convinced me. ")
    assert claim.verdict.reading_note == "The trains convinced me."


def test_equal_second_reading_leaves_the_claim_in_review(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    verdict = moves.read_second(claim, rating("mostly-true"), by=editor)
    claim.refresh_from_db()
    assert (claim.state, verdict.reading_rating.slug, verdict.reading_by) == ("in_review", "mostly-true", editor)
    assert claim.transitions.count() == 2


def test_differing_second_reading_returns_the_claim_with_both_ratings_kept(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    moves.read_second(claim, rating("false"), by=editor, note="The date is wrong.")

    assert claim.state == "researching"
    new, old = claim.verdicts.all()
    assert (old.round, old.rating.slug, old.reading_rating.slug, old.reading_by) == (1, "mostly-true", "false", editor)
    assert (new.round, new.rating.slug, new.reading_rating, new.reading_by) == (2, "mostly-true", None, None)
    last = claim.transitions.first()
    assert (last.move, last.from_state, last.to_state, last.by) == ("return", "in_review", "researching", editor)
    assert last.note == ("The second reading differs: proposed “Mostly true”, read as “False”.\n\nThe date is wrong.")


def test_round_after_a_differing_reading_has_the_same_people(reporter, editor, other_editor):
    claim = make_submitted_claim(by=reporter)
    moves.read_second(claim, rating("false"), by=editor)
    assert (claim.verdict.proposed_by, list(claim.verdict.authors.all())) == (reporter, [reporter])
    claim.move("submit", by=reporter)
    approve(claim, by=other_editor)
    assert claim.state == "verified"


def test_second_reading_twice_is_refused(reporter, editor, other_editor):
    claim = make_submitted_claim(by=reporter)
    moves.read_second(claim, rating("mostly-true"), by=editor)
    says = "Edith Tester has already read this claim second."
    refused(lambda: moves.read_second(claim, rating("false"), by=other_editor), says)


@pytest.mark.parametrize("state", ["researching", "verified", "published"])
def test_second_reading_outside_review_is_refused(superuser, state):
    claim = claim_in(state, make_desk())
    last = claim.transitions.first().by.get_full_name()
    says = f"“Read second” is not possible: the claim is now {state}. {last} moved it last."
    refused(lambda: moves.read_second(claim, rating("false"), by=superuser), says)


def test_verdict_is_hidden_from_a_second_reader_until_they_have_read(reporter, editor, other_editor):
    claim = make_submitted_claim(by=reporter)
    people = (reporter, editor, other_editor)
    assert [claim.verdict.is_hidden_from(each) for each in people] == [False, True, True]
    moves.read_second(claim, rating("mostly-true"), by=editor)
    assert [claim.verdict.is_hidden_from(each) for each in people] == [False, False, False]


# Rounds.


def test_return_opens_the_next_round_and_keeps_the_last(reporter, editor):
    claim = claim_in("verified", make_desk())
    before = Verdict.objects.values().get()
    claim.move("return", by=editor, note="One more source.")
    assert Verdict.objects.filter(round=1).values().get() == before
    new = claim.verdict
    assert (new.round, new.summary, new.confirmed_by, new.approved_digest) == (2, "It is mostly so.", None, "")


def test_revision_is_a_round_of_its_own_that_the_former_researcher_may_approve(editor, other_editor):
    """Each time another pair of eyes: who wrote the first round confirms the second."""
    claim = make_published_claim(by=editor, approved_by=other_editor)
    claim.move("revise", by=other_editor, note="New evidence.")
    claim.refresh_from_db()
    assert (claim.assigned_to, claim.verdict.proposed_by) == (other_editor, other_editor)
    assert list(claim.verdict.authors.all()) == [other_editor]
    claim.move("submit", by=other_editor)
    approve(claim, by=editor)
    assert claim.move("publish", by=editor, kind="update", public_note="New evidence.").to_state == "published"


def test_reviser_cannot_approve_their_own_revision(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="New evidence.")
    claim.move("submit", by=reporter)
    refused(lambda: moves.read_second(claim, rating("true"), by=editor), READS_OWN)


def test_revision_leaves_what_is_public(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="New evidence.")
    assert (claim.is_public, claim.publications.count()) == (True, 1)


# The public words.

FIRST = "A first publication has no kind and no public note: there is nothing yet to correct."
KIND = "Say whether this is a correction, a clarification or an update."
WORDS = "Write a public note: readers must learn what changed."


@pytest.mark.parametrize(
    "words", [{"public_note": "Look!"}, {"kind": "correction"}, {"kind": "withdrawal"}, {"kind": "nonsense"}]
)
def test_first_publication_with_words_is_refused(superuser, words):
    claim = claim_in("verified", make_desk())
    refused(lambda: claim.move("publish", by=superuser, **words), FIRST)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({}, KIND),
        ({"public_note": "Put right."}, KIND),
        ({"kind": "first", "public_note": "Put right."}, KIND),
        ({"kind": "withdrawal", "public_note": "Put right."}, KIND),
        ({"kind": "amendment", "public_note": "Put right."}, KIND),
        ({"kind": "correction"}, WORDS),
        ({"kind": "correction", "public_note": " \n"}, WORDS),
    ],
)
def test_publishing_again_without_kind_and_note_is_refused(reporter, editor, other_editor, words, reason):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="New evidence.")
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    refused(lambda: claim.move("publish", by=editor, **words), reason)


@pytest.mark.parametrize("note", ["", " \n"])
def test_withdrawal_without_a_public_note_is_refused(superuser, note):
    claim = claim_in("published", make_desk())
    says = "Say for the readers why it is withdrawn."
    refused(lambda: claim.move("withdraw", by=superuser, note="Internal.", public_note=note), says)


def test_internal_note_stays_out_of_the_record(reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    publication = publish_again(claim, by=editor, approved_by=chief).publications.last()
    claim.move("withdraw", by=chief, note="The lawyers called.", public_note="It was about somebody else.")
    assert publication.note == "Something was put right."
    assert claim.publications.last().note == "It was about somebody else."
    assert [each for each in claim.publications.all() if "lawyers" in each.document + each.note] == []


def test_record_takes_no_claim_that_is_not_verified(editor):
    claim = claim_in("in_review", make_desk())
    with pytest.raises(record.Refused) as refusal:
        record.publish(claim, by=editor)
    assert str(refusal.value) == "Only a verified claim can be published."


def test_record_takes_nothing_that_changed_after_the_gates_had_looked(editor):
    """As by a colleague who saves a source between the two."""
    claim = claim_in("verified", make_desk())
    Source.objects.update(title="Another")
    with pytest.raises(record.Refused) as refusal:
        record.publish(claim, by=editor)
    assert str(refusal.value) == ("Something has changed since this was approved: return it to research.")
    assert claim.publications.count() == 0


def test_history_is_in_order_and_names_everybody(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    assert [(each.move, each.by) for each in claim.transitions.all()] == [
        ("publish", editor),
        ("approve", editor),
        ("submit", reporter),
        ("take_up", reporter),
    ]
    assert {each.at.date() for each in claim.transitions.all()} == {timezone.now().date()}


def test_person_in_the_history_cannot_be_deleted(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    somebody = make_person("nobody-yet")
    assert somebody.delete()[0] == 1
    with pytest.raises(Exception, match="protected foreign keys"):
        editor.delete()
    assert claim.transitions.first().by == editor


def test_round_that_was_never_approved_keeps_its_authors_when_another_begins(db):
    """Else whoever wrote it could read their own words second, after a withdrawal."""
    desk, author = make_desk(), make_person("otto", "Editor")
    claim = claim_in("published", desk)
    claim.move("revise", by=author, note="Something new has come up.")
    claim.move("withdraw", by=desk.boss, public_note="It was about somebody else.")
    claim.move("reinstate", by=desk.boss, note="It was not.")
    claim.move("submit", by=desk.boss)
    with pytest.raises(MoveRefused, match="Somebody else must read second"):
        moves.read_second(claim, claim.verdict.rating, by=author)
    assert set(claim.verdict.authors.all()) == {author, desk.boss}


@pytest.mark.parametrize("note", ["\u200b", "\u2060\u00ad", " — "])
def test_note_without_a_word_is_none(db, note):
    desk = make_desk()
    claim = claim_in("published", desk)
    before = everything()
    with pytest.raises(MoveRefused):
        claim.move("revise", by=desk.boss, note=note)
    with pytest.raises(MoveRefused):
        claim.move("withdraw", by=desk.boss, public_note=note)
    assert everything() == before
