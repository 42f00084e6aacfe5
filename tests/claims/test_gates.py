from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims import gates, moves, replies
from claims.models import Rating, ReplyRequest, Transition, Verdict
from claims.moves import MoveRefused
from sources.models import Capture, Outlet, Source
from tests.claims.desk import claim_in, everything, make_desk, public_claim_in
from tests.factories import (
    add_accusation,
    add_event,
    add_evidence,
    add_rebuttal,
    add_reply_request,
    draft_verdict,
    make_actor,
    make_derivation,
    make_person,
    make_published_claim,
    make_researched_claim,
    make_source,
)

LABELS = [
    "There is a verdict, with a rating, a summary, an explanation and its date.",
    "Somebody makes the claim, and it is on record where.",
    "There is evidence, graded for credibility.",
    "“Confirmed by other sources” rests on two independent origins.",
    "Every source has a copy, an archive link, or a written reason why not.",
    "Lineage was looked at.",
    "Everybody accused has answered, was asked in time, or is not asked for a written reason.",
    "The people named with the verdict have names.",
]


@pytest.fixture
def claim(reporter):
    """In research, and ready for review."""
    claim = make_researched_claim(by=reporter)
    assert gates.missing(claim, "submit", reporter) == []
    return claim


def assert_missing(claim, by, *sentences, move="submit"):
    """The gates say exactly this, and the move is refused with just these words, changing nothing."""
    assert gates.missing(claim, move, by) == list(sentences)
    before = everything()
    with pytest.raises(MoveRefused) as refusal:
        claim.move(move, by=by)
    assert refusal.value.reasons == sentences
    assert everything() == before


def test_gates_of_each_move_are_these():
    approval = [
        "You did not write or submit this verdict, and are not its researcher.",
        "A second person, who did not write it, has rated the claim without seeing the verdict.",
    ]
    assert {move: [gate.label for gate in each] for move, each in gates.GATES.items()} == {
        "submit": LABELS,
        "approve": LABELS + approval,
        "publish": ["What will be published is what was approved."],
        "withdraw": ["Readers see this claim now."],
        "decline": ["Readers have not seen this claim."],
    }


def test_checklist_shows_every_gate_with_what_is_missing(claim, reporter):
    claim.evidence.all().delete()
    missing = [
        [],
        [],
        ["Add evidence: at least one source that supports or contradicts the claim."],
        [],
        [],
        [],
        [],
        [],
    ]
    checks = gates.checklist(claim, "submit", reporter)
    assert [(check.label, check.missing) for check in checks] == list(zip(LABELS, missing, strict=True))


def test_checklist_of_a_move_without_gates_is_empty(claim, reporter):
    assert gates.checklist(claim, "take_up", reporter) == []


def test_submission_without_a_verdict_is_refused(claim, reporter):
    claim.verdicts.all().delete()
    assert_missing(claim, reporter, "Draft a verdict.")
    draft_verdict(claim, by=reporter)
    assert claim.move("submit", by=reporter).to_state == "in_review"


@pytest.mark.parametrize(
    ("field", "empty", "sentence"),
    [
        ("rating", None, "Choose a rating."),
        ("summary", "", "Write the verdict's summary."),
        ("explanation", "", "Write the verdict's explanation."),
        ("as_of", None, "Give the date up to which the evidence was looked at."),
    ],
)
def test_submission_of_an_unfinished_verdict_is_refused(claim, reporter, field, empty, sentence):
    written = getattr(claim.verdict, field)
    claim.verdicts.update(**{field: empty})
    assert_missing(claim, reporter, sentence)
    claim.verdicts.update(**{field: written})
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_of_a_retired_rating_is_refused(claim, reporter):
    Rating.objects.filter(slug="mostly-true").update(is_offered=False)
    assert_missing(claim, reporter, "Choose another rating: “Mostly true” is no longer offered.")


def test_submission_without_an_accusation_is_refused(claim, reporter):
    claim.accusations.all().delete()
    assert_missing(claim, reporter, "Add at least one accusation: who makes the claim.")
    add_accusation(claim)
    assert claim.move("submit", by=reporter).to_state == "in_review"


@pytest.mark.parametrize("said", ["accusations", "rebuttals"])
def test_submission_of_a_statement_without_its_source_is_refused(claim, reporter, said):
    statement = {"accusations": add_accusation, "rebuttals": add_rebuttal}[said](claim, make_actor("North Korea"))
    source = statement.source
    getattr(claim, said).filter(pk=statement.pk).update(source=None)
    assert_missing(claim, reporter, "Name the source in which North Korea says so.")
    getattr(claim, said).filter(pk=statement.pk).update(source=source)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_without_evidence_is_refused(claim, reporter):
    claim.evidence.all().delete()
    assert_missing(claim, reporter, "Add evidence: at least one source that supports or contradicts the claim.")
    add_evidence(claim)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_with_nothing_but_context_is_refused(claim, reporter):
    claim.evidence.update(bearing="context")
    assert_missing(claim, reporter, "Add evidence: at least one source that supports or contradicts the claim.")


def test_first_hand_context_is_no_origin_of_the_evidence(claim, reporter):
    Source.objects.update(lineage="unknown")
    add_evidence(claim, make_source(lineage="original"), bearing="context")
    assert_missing(claim, reporter, "Trace the evidence to a first-hand source, or tick “no known origin”.")


def test_submission_of_evidence_without_a_grade_is_refused(claim, reporter):
    add_evidence(claim, make_source("Report of the panel"), credibility=None)
    assert_missing(claim, reporter, "Grade the credibility of “Report of the panel”.")
    claim.evidence.update(credibility=6)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_credibility_one_with_one_origin_is_refused(claim, reporter):
    claim.evidence.update(credibility=1)
    assert_missing(
        claim,
        reporter,
        "Credibility 1 needs two independent origins, but the evidence that supports has "
        "1 report, 1 independent origin, 0 of unknown lineage.",
    )
    add_evidence(claim)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_credibility_one_of_two_outlets_repeating_one_wire_is_refused(claim, reporter):
    wire = make_source("Wire")
    claim.evidence.all().delete()
    for _ in range(2):
        repeating = make_source()
        make_derivation(repeating, wire)
        add_evidence(claim, repeating, credibility=1)
    assert_missing(
        claim,
        reporter,
        "Credibility 1 needs two independent origins, but the evidence that supports has "
        "2 reports, 1 independent origin, 0 of unknown lineage.",
    )


def test_credibility_one_does_not_count_unknown_lineage(claim, reporter):
    claim.evidence.update(credibility=1)
    for _ in range(3):
        add_evidence(claim, make_source(lineage="unknown"))
    assert_missing(
        claim,
        reporter,
        "Credibility 1 needs two independent origins, but the evidence that supports has "
        "4 reports, 1 independent origin, 3 of unknown lineage.",
    )


def test_credibility_one_does_not_count_evidence_on_the_other_side(claim, reporter):
    claim.evidence.update(credibility=1)
    add_evidence(claim, bearing="contradicts", credibility=1)
    add_evidence(claim, bearing="context", credibility=1)
    counted = "1 report, 1 independent origin, 0 of unknown lineage."
    assert_missing(
        claim,
        reporter,
        f"Credibility 1 needs two independent origins, but the evidence that gives context has {counted}",
        f"Credibility 1 needs two independent origins, but the evidence that contradicts has {counted}",
        f"Credibility 1 needs two independent origins, but the evidence that supports has {counted}",
    )


def test_credibility_one_lost_between_submission_and_approval_is_refused(claim, reporter, editor):
    """Sources are shared: somebody at another claim finds out that the second origin repeats the first."""
    claim.evidence.update(credibility=1)
    second = add_evidence(claim).source
    claim.move("submit", by=reporter)
    moves.read_second(claim, claim.verdict.rating, by=editor)
    make_derivation(second, claim.evidence.first().source)
    assert_missing(
        claim,
        editor,
        "Credibility 1 needs two independent origins, but the evidence that supports has "
        "2 reports, 1 independent origin, 0 of unknown lineage.",
        move="approve",
    )


@pytest.mark.parametrize("cites", [add_evidence, add_accusation, add_rebuttal, add_event])
def test_submission_of_a_source_without_copy_or_reason_is_refused(claim, reporter, cites):
    source = make_source("Report of the panel", no_copy_reason="")
    cites(claim, source=source)
    assert_missing(claim, reporter, "Keep a copy of “Report of the panel”, or write down why there is none.")
    Capture.objects.create(
        source=source, archived_url="https://archive.example/1", captured_at=timezone.now(), captured_by=reporter
    )
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_with_a_reason_for_no_copy_passes(claim, reporter):
    add_evidence(claim, make_source(no_copy_reason="The host forbids it."))
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_without_any_origin_is_refused_unless_it_says_so(claim, reporter):
    Source.objects.update(lineage="unknown")
    assert_missing(claim, reporter, "Trace the evidence to a first-hand source, or tick “no known origin”.")
    claim.no_known_origin = True
    claim.save(update_fields=["no_known_origin"])
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_submission_that_denies_a_known_origin_is_refused(claim, reporter):
    claim.no_known_origin = True
    claim.save(update_fields=["no_known_origin"])
    assert_missing(claim, reporter, "“No known origin” is ticked, but a first-hand source is known: untick it.")


def _asked(claim, actor, due_in_days, **fields):
    due = timezone.localdate() + timedelta(days=due_in_days)
    return add_reply_request(claim, actor, due_on=due, asked_on=date(2024, 6, 1), **fields)


REPLIES = {
    "answered by a rebuttal": add_rebuttal,
    "asked, and the day has passed": lambda claim, actor: _asked(claim, actor, -1),
    "asked, and answered": lambda claim, actor: _asked(claim, actor, 9, outcome=ReplyRequest.Outcome.ANSWERED),
    "asked, and declined": lambda claim, actor: _asked(claim, actor, 9, outcome=ReplyRequest.Outcome.DECLINED),
    "asked, and said to give none": lambda claim, actor: _asked(claim, actor, 9, outcome="no_answer"),
    "asked twice, and the last day has passed": lambda claim, actor: (
        add_reply_request(claim, actor, asked_on=date(2024, 5, 1), due_on=date(2999, 1, 1)),
        _asked(claim, actor, -1),
    ),
    "waived": lambda claim, actor: ReplyRequest.objects.create(
        claim=claim, actor=actor, waived_reason="It cannot be reached without danger to its people."
    ),
}


@pytest.mark.parametrize("reply", REPLIES)
def test_right_of_reply_is_met_when(claim, reporter, reply):
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    assert_missing(claim, reporter, "Ask North Korea for an answer, or write down why not.")
    REPLIES[reply](claim, accused)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_right_of_reply_waits_for_the_answer_to_the_last_request(claim, reporter):
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    first = _asked(claim, accused, -30)
    due = timezone.localdate() + timedelta(days=3)
    replies.ask_again(first, ReplyRequest(channel="e-mail", asked_on=timezone.localdate(), due_on=due))
    assert_missing(claim, reporter, f"North Korea has until {due:%d %B %Y} to answer.")


def _waived(claim, actor, **fields):
    return ReplyRequest.objects.create(claim=claim, actor=actor, waived_reason="It cannot be reached.", **fields)


def test_right_of_reply_waits_for_what_was_asked_after_a_waiver(claim, reporter):
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    _waived(claim, accused)
    due = _asked(claim, accused, 3).due_on
    assert_missing(claim, reporter, f"North Korea has until {due:%d %B %Y} to answer.")


AFTER_A_WAIVER = {
    "asked, and the day has passed": lambda claim, actor: _asked(claim, actor, -1),
    "asked, and declined": lambda claim, actor: _asked(claim, actor, 9, outcome=ReplyRequest.Outcome.DECLINED),
    "asked, and waived again": lambda claim, actor: (_asked(claim, actor, 9), _waived(claim, actor)),
    "asked again, and the last day has passed": lambda claim, actor: (
        add_reply_request(claim, actor, asked_on=date(2024, 5, 1), due_on=date(2999, 1, 1)),
        _asked(claim, actor, -1),
    ),
    "answered": lambda claim, actor: (_asked(claim, actor, 9), add_rebuttal(claim, actor)),
    "another was asked": lambda claim, actor: _asked(claim, make_actor("Russia"), 9),
}


@pytest.mark.parametrize("after", AFTER_A_WAIVER)
def test_right_of_reply_is_met_after_a_waiver_when(claim, reporter, after):
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    _waived(claim, accused)
    AFTER_A_WAIVER[after](claim, accused)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_waiver_does_away_with_a_request_entered_before_it(claim, reporter):
    """Whatever their days: an editor has decided not to wait, and says why."""
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    _asked(claim, accused, 9)
    _waived(claim, accused)
    assert claim.move("submit", by=reporter).to_state == "in_review"


def test_request_entered_after_a_waiver_counts_whenever_it_was_asked(claim, reporter):
    """One that was asked before, and is entered late, is no answer to it."""
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    add_reply_request(claim, accused, asked_on=date(2024, 6, 2), due_on=date(2024, 6, 9))
    _waived(claim, accused)
    due = _asked(claim, accused, 2).due_on  # on the first of June
    assert_missing(claim, reporter, f"North Korea has until {due:%d %B %Y} to answer.")


@pytest.mark.parametrize("days", [0, 1, 30])
def test_right_of_reply_waits_until_the_day_has_passed(claim, reporter, days):
    accused = make_actor("North Korea")
    claim.accused.add(accused)
    due = _asked(claim, accused, days).due_on
    assert_missing(claim, reporter, f"North Korea has until {due:%d %B %Y} to answer.")


def test_right_of_reply_is_everybody_accused_for_themselves(claim, reporter):
    one, other = make_actor("China"), make_actor("Russia")
    claim.accused.set([one, other])
    add_rebuttal(claim, one)
    assert_missing(claim, reporter, "Ask Russia for an answer, or write down why not.")


def test_right_of_reply_is_not_met_in_another_claim(claim, reporter):
    accused = make_actor("China")
    claim.accused.add(accused)
    add_rebuttal(make_researched_claim(by=reporter), accused)
    assert_missing(claim, reporter, "Ask China for an answer, or write down why not.")


def _nameless(username, role):
    return make_person(username, role, first_name="", last_name="")


def _without_name(username):
    return f"The account “{username}” has no name to publish: give it a first or last name."


def test_submission_by_somebody_without_a_name_is_refused(claim):
    nameless = _nameless("nina", "Reporter")
    assert_missing(claim, nameless, _without_name("nina"))
    nameless.last_name = "Ng"
    nameless.save()
    assert claim.move("submit", by=nameless).to_state == "in_review"


def test_submission_with_an_author_without_a_name_is_refused(claim, reporter):
    claim.verdict.authors.add(_nameless("nina", "Reporter"))
    assert_missing(claim, reporter, _without_name("nina"))


def test_approval_after_a_reader_without_a_name_is_refused(claim, reporter, editor):
    """The second reader is published, too."""
    claim.move("submit", by=reporter)
    nameless = _nameless("nina", "Editor")
    moves.read_second(claim, claim.verdict.rating, by=nameless)
    assert_missing(claim, editor, _without_name("nina"), move="approve")


@pytest.fixture
def in_review(claim, reporter):
    claim.move("submit", by=reporter)
    return claim


UNREAD = "Read the claim second: enter your own rating first."
BY_ANOTHER = "Somebody else must approve: you wrote, submitted or research this verdict."


def test_approval_without_a_second_reading_is_refused(in_review, editor):
    assert_missing(in_review, editor, UNREAD, move="approve")
    moves.read_second(in_review, in_review.verdict.rating, by=editor)
    assert in_review.move("approve", by=editor).to_state == "verified"


def test_approval_after_the_rating_changed_behind_the_reader_is_refused(in_review, editor):
    moves.read_second(in_review, in_review.verdict.rating, by=editor)
    in_review.verdicts.update(rating=in_review.verdict.rating.__class__.objects.get(slug="false"))
    sentence = "The rating is no longer the one that the second reader agreed with: return the claim to research."
    assert_missing(in_review, editor, sentence, move="approve")


def test_publication_of_what_was_approved_passes(reporter, editor):
    claim = claim_in("verified", make_desk())
    assert gates.missing(claim, "publish", editor) == []
    assert claim.move("publish", by=editor).to_state == "published"


CHANGED = "Something has changed since this was approved, perhaps a source or an actor: return it to research."
CHANGES = {
    "outlet regraded": lambda claim: Outlet.objects.update(
        reliability="E", reliability_reason="Invented a source.", reliability_graded_on=date(2024, 7, 1)
    ),
    "outlet renamed": lambda claim: Outlet.objects.filter(sources__evidence__claim=claim).update(name="Another"),
    "source retitled": lambda claim: Source.objects.filter(evidence__claim=claim).update(title="Another"),
    "source derived": lambda claim: make_derivation(claim.evidence.get().source, make_source()),
    "actor renamed": lambda claim: claim.accusations.get().actor.__class__.objects.update(name="Another"),
    "actor under another name": lambda claim: claim.accusations.get().actor.names.create(language="id", name="Korut"),
    "evidence changed": lambda claim: claim.evidence.update(credibility=5),
    "evidence added": add_evidence,
    "evidence removed": lambda claim: claim.evidence.all().delete(),
    "topic added": lambda claim: claim.topics.create(name="Arms", slug="arms"),
    "headline changed": lambda claim: type(claim).objects.update(headline="Another"),
    "summary changed": lambda claim: claim.verdicts.update(summary="Another."),
    "translation added": lambda claim: claim.translations.create(language="id", headline="A", statement="B"),
    "definition changed": lambda claim: type(claim.verdict.rating).objects.update(definition="Otherwise."),
    "checker renamed": lambda claim: type(claim.created_by).objects.update(last_name="Married"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_publication_of_what_was_changed_since_approval_is_refused(editor, change):
    desk = make_desk()
    claim = claim_in("verified", desk)
    CHANGES[change](claim)
    claim.refresh_from_db()
    assert_missing(claim, editor, CHANGED, move="publish")
    claim.move("return", by=desk.reader, note="It has changed.")
    if not claim.evidence.exists():
        add_evidence(claim)
    claim.move("submit", by=desk.writer)
    moves.read_second(claim, claim.verdict.rating, by=desk.reader)
    claim.move("approve", by=desk.reader)
    assert claim.move("publish", by=editor).to_state == "published"


def test_change_of_what_stays_on_the_desk_lets_publication_pass(editor):
    claim = claim_in("verified", make_desk())
    claim.evidence.update(notes="Called twice.")
    Source.objects.update(notes="From a drawer.")
    type(claim).objects.update(notes="Careful.")
    assert claim.move("publish", by=editor).to_state == "published"


def test_copy_kept_after_approval_lets_publication_pass(editor):
    """It changes nothing that was read."""
    claim = claim_in("verified", make_desk())
    source, now = claim.evidence.get().source, timezone.now()
    kept = Capture(source=source, archived_url="https://archive.example/1", captured_at=now, captured_by=editor)
    kept.save()
    assert claim.move("publish", by=editor).to_state == "published"


@pytest.mark.parametrize("state", ["researching", "in_review", "verified"])
def test_withdrawal_of_what_never_was_public_is_refused(chief, state):
    claim = claim_in(state, make_desk())
    assert_missing(claim, chief, "There is nothing public to withdraw.", move="withdraw")


def test_withdrawal_of_what_is_withdrawn_already_is_refused(chief):
    claim = claim_in("withdrawn", make_desk())
    claim.move("reinstate", by=chief, note="Perhaps it was right.")
    assert_missing(claim, chief, "There is nothing public to withdraw.", move="withdraw")


def test_declining_what_has_a_page_is_refused(editor):
    claim = public_claim_in("researching", make_desk())
    assert gates.missing(claim, "decline", editor) == ["This claim has a public page: withdraw it instead."]
    with pytest.raises(MoveRefused) as refusal:
        claim.move("decline", by=editor, note="No time.")
    assert refusal.value.reasons == ("This claim has a public page: withdraw it instead.",)


def test_all_that_is_missing_is_said_at_once(reporter, superuser):
    claim = make_researched_claim(by=reporter)
    claim.accusations.all().delete()
    claim.evidence.all().delete()
    claim.verdicts.all().delete()
    assert_missing(
        claim,
        superuser,
        "Draft a verdict.",
        "Add at least one accusation: who makes the claim.",
        "Add evidence: at least one source that supports or contradicts the claim.",
    )


def test_gates_look_only_and_write_nothing(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    before = everything()
    for move in gates.GATES:
        gates.checklist(claim, move, editor)
    assert everything() == before
    assert (Verdict.objects.count(), Transition.objects.count()) == (1, 4)
