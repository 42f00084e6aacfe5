"""What must hold before a move.

A gate is a function of a claim and the person who moves it. It returns what is still missing, as sentences for the
editor; nothing, where all is well. The admin shows the gates of a move as a checklist; moves.py refuses by the same.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import document, weighing
from claims.models.actor import Actor
from claims.models.claim import Claim
from claims.models.statements import ReplyRequest
from sources import lineage


class Part(StrEnum):
    """The part of the work on a claim in which what is missing is put right."""

    ACCUSATIONS = "accusations"
    REPLIES = "replies"
    EVIDENCE = "evidence"
    VERDICT = "verdict"
    ELSEWHERE = ""


class Gate(NamedTuple):
    label: str
    part: Part
    check: Callable[[Claim, User], list[str]]


class Check(NamedTuple):
    """One line of a checklist: what must hold, where that is put right, and what is missing for it."""

    label: str
    part: Part
    missing: list[str]

    @property
    def is_missing(self) -> bool:
        return bool(self.missing)


def _gate(label: str, part: Part = Part.ELSEWHERE) -> Callable[[Callable[[Claim, User], Iterable[str]]], Gate]:
    return lambda check: Gate(label, part, lambda claim, by: list(check(claim, by)))


@_gate(_("There is a verdict, with a rating, a summary, an explanation and its date."), Part.VERDICT)
def verdict_drafted(claim: Claim, by: User) -> Iterable[str]:
    verdict = claim.verdict
    if verdict is None:
        yield gettext("Draft a verdict.")
        return
    for field, words in {
        "rating": gettext("Choose a rating."),
        "summary": gettext("Write the verdict's summary."),
        "explanation": gettext("Write the verdict's explanation."),
        "as_of": gettext("Give the date up to which the evidence was looked at."),
    }.items():
        if not getattr(verdict, field):
            yield words
    if verdict.rating and not verdict.rating.is_offered and not verdict.is_hidden_from(by):
        yield gettext("Choose another rating: “%(rating)s” is no longer offered.") % {"rating": verdict.rating}


@_gate(_("Somebody makes the claim, and it is on record where."), Part.ACCUSATIONS)
def accusation_on_record(claim: Claim, by: User) -> Iterable[str]:
    if not claim.accusations.exists():
        yield gettext("Add at least one accusation: who makes the claim.")
    for statement in [*claim.accusations.filter(source=None), *claim.rebuttals.filter(source=None)]:
        yield gettext("Name the source in which %(actor)s says so.") % {"actor": statement.actor}


@_gate(_("There is evidence, graded for credibility."), Part.EVIDENCE)
def evidence_graded(claim: Claim, by: User) -> Iterable[str]:
    if not claim.evidence.for_or_against().exists():
        yield gettext("Add evidence: at least one source that supports or contradicts the claim.")
    for evidence in claim.evidence.filter(credibility=None).select_related("source"):
        yield gettext("Grade the credibility of “%(source)s”.") % {"source": evidence.source}


@_gate(_("“Confirmed by other sources” rests on two independent origins."), Part.EVIDENCE)
def confirmed_by_two_origins(claim: Claim, by: User) -> Iterable[str]:
    for bearing, counted in weighing.short_of_origins(weighing.of_claim(claim)).items():
        yield weighing.why_not_confirmed(bearing, counted)


@_gate(_("Every source has a copy, an archive link, or a written reason why not."), Part.EVIDENCE)
def sources_kept(claim: Claim, by: User) -> Iterable[str]:
    for source in document.sources_cited(claim):
        if not source.no_copy_reason and not source.has_copy:
            yield gettext("Keep a copy of “%(source)s”, or write down why there is none.") % {"source": source}


@_gate(_("Lineage was looked at."), Part.EVIDENCE)
def lineage_traced(claim: Claim, by: User) -> Iterable[str]:
    counted = lineage.trace(claim.evidence.for_or_against().values_list("source", flat=True))
    if counted.reports and not counted.origins and not claim.no_known_origin:
        yield gettext("Trace the evidence to a first-hand source, or tick “no known origin”.")
    if counted.origins and claim.no_known_origin:
        yield gettext("“No known origin” is ticked, but a first-hand source is known: untick it.")


@_gate(_("Everybody accused has answered, was asked in time, or is not asked for a written reason."), Part.REPLIES)
def right_of_reply(claim: Claim, by: User) -> Iterable[str]:
    answered = claim.rebuttals.values("actor")
    for actor in claim.accused.exclude(pk__in=answered):
        last = _last_entry(claim, actor)
        if last is None:
            yield gettext("Ask %(actor)s for an answer, or write down why not.") % {"actor": actor}
        elif last.is_awaited:
            words = {"actor": actor, "day": date_format(last.due_on, "d F Y")}
            yield gettext("%(actor)s has until %(day)s to answer.") % words


def _last_entry(claim: Claim, actor: Actor) -> ReplyRequest | None:
    """The last request to an actor, or the waiver that does away with all entered before it: waivers have no day."""
    entries = claim.reply_requests.filter(actor=actor)
    waiver = entries.exclude(waived_reason="").order_by("pk").last()
    requests = entries.filter(pk__gt=waiver.pk) if waiver else entries
    return requests.order_by("-asked_on", "-pk").first() or waiver  # asked again is asked


@_gate(_("The people named with the verdict have names."))
def people_named(claim: Claim, by: User) -> Iterable[str]:
    verdict = claim.verdict
    people = {by} if verdict is None else {by, verdict.proposed_by, verdict.reading_by, *verdict.authors.all()}
    for person in sorted(people - {None}, key=lambda person: person.pk):
        if not person.get_full_name():
            nameless = gettext("The account “%(name)s” has no name to publish: give it a first or last name.")
            yield nameless % {"name": person.get_username()}


@_gate(_("A second person, who did not write it, has rated the claim without seeing the verdict."))
def read_second(claim: Claim, by: User) -> Iterable[str]:
    verdict = claim.verdict
    if verdict is None or verdict.reading_by_id is None:
        yield gettext("Read the claim second: enter your own rating first.")
    elif verdict.reading_rating_id != verdict.rating_id:
        yield gettext(
            "The rating is no longer the one that the second reader agreed with: return the claim to research."
        )


@_gate(_("You did not write or submit this verdict, and are not its researcher."))
def by_another(claim: Claim, by: User) -> Iterable[str]:
    if claim.verdict is not None and claim.verdict.was_written_by(by):
        yield gettext("Somebody else must approve: you wrote, submitted or research this verdict.")


@_gate(_("What will be published is what was approved."))
def unchanged_since_approval(claim: Claim, by: User) -> Iterable[str]:
    verdict = claim.verdict
    if verdict is None or verdict.approved_digest != document.fingerprint(document.render(claim)):
        yield gettext(
            "Something has changed since this was approved, perhaps a source or an actor: return it to research."
        )


@_gate(_("Readers have not seen this claim."))
def never_public(claim: Claim, by: User) -> Iterable[str]:
    if claim.has_page:
        yield gettext("This claim has a public page: withdraw it instead.")


@_gate(_("Readers see this claim now."))
def public_now(claim: Claim, by: User) -> Iterable[str]:
    if not claim.is_public:
        yield gettext("There is nothing public to withdraw.")


SUBMIT = (
    verdict_drafted,
    accusation_on_record,
    evidence_graded,
    confirmed_by_two_origins,
    sources_kept,
    lineage_traced,
    right_of_reply,
    people_named,
)

GATES: dict[str, tuple[Gate, ...]] = {
    "submit": SUBMIT,
    "approve": (*SUBMIT, by_another, read_second),  # sources are shared: another claim's editor may change them
    "publish": (unchanged_since_approval,),
    "withdraw": (public_now,),
    "decline": (never_public,),
}


def checklist(claim: Claim, move: str, by: User) -> list[Check]:
    """The gates of a move, in order, each with what is missing for this person now."""
    return [Check(gate.label, gate.part, gate.check(claim, by)) for gate in GATES.get(move, ())]


def missing(claim: Claim, move: str, by: User) -> list[str]:
    """What keeps this person from this move now, as sentences."""
    return [sentence for check in checklist(claim, move, by) for sentence in check.missing]
