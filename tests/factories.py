"""Things to test with: plain functions that do what their name says and nothing else.

The last ones take a claim along its way through the same door as editors do.
"""

from datetime import date
from itertools import count

from django.contrib.auth.models import Group, User
from django.utils.text import slugify

from claims import moves
from claims.claimreviews import external
from claims.claimreviews.fates import Fate
from claims.claimreviews.reading import Review
from claims.models import (
    Accusation,
    Actor,
    Claim,
    Event,
    Evidence,
    ExternalCheck,
    PhraseTranslation,
    Rating,
    Rebuttal,
    ReplyRequest,
    Sighting,
    Subscriber,
    Topic,
    Verdict,
)
from claims.webhooks import subscribing
from sources.models import Derivation, Outlet, Source

_numbers = count(1)


def make_person(username, role=None, **fields):
    fields = {"first_name": username.title(), "last_name": "Tester", "is_staff": True} | fields
    person = User.objects.create_user(username, password="correct horse battery", **fields)
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


def make_outlet(name=None, **fields):
    name = name or f"Outlet {next(_numbers)}"
    return Outlet.objects.create(name=name, slug=slugify(name), **fields)


def make_source(title=None, **fields):
    title = title or f"Source {next(_numbers)}"
    given = {
        "slug": slugify(title),
        "document_number": f"Doc {title}"[:100],
        "lineage": Source.Lineage.ORIGINAL,
        "no_copy_reason": "A test keeps no copies.",
    }
    outlet = fields.pop("outlet", None) or make_outlet()
    return Source.objects.create(title=title, outlet=outlet, **(given | fields))


def make_derivation(source, derived_from, **fields):
    """`source` repeats `derived_from`."""
    Source.objects.filter(pk=source.pk).update(lineage=Source.Lineage.DERIVED)
    source.refresh_from_db()
    return Derivation.objects.create(source=source, derived_from=derived_from, **fields)


def make_actor(name=None, **fields):
    name = name or f"Actor {next(_numbers)}"
    return Actor.objects.create(name=name, slug=slugify(name), **({"kind": Actor.Kind.STATE} | fields))


def make_topic(name=None, **fields):
    name = name or f"Topic {next(_numbers)}"
    return Topic.objects.create(name=name, slug=slugify(name), **fields)


def make_claim(headline=None, *, by, **fields):
    headline = headline or f"Claim {next(_numbers)}"
    given = {"slug": slugify(headline), "statement": f"{headline}, it is said.", "created_by": by}
    return Claim.objects.create(headline=headline, **(given | fields))


def add_accusation(claim, actor=None, **fields):
    given = {"paraphrase": "It is so.", "said_on": date(2024, 6, 18)}
    fields["source"] = fields.get("source") or make_source()
    return Accusation.objects.create(claim=claim, actor=actor or make_actor(), **(given | fields))


def add_rebuttal(claim, actor=None, **fields):
    given = {"stance": Rebuttal.Stance.DENIES, "paraphrase": "It is not so.", "said_on": date(2024, 6, 19)}
    fields["source"] = fields.get("source") or make_source()
    return Rebuttal.objects.create(claim=claim, actor=actor or make_actor(), **(given | fields))


def add_evidence(claim, source=None, **fields):
    given = {"bearing": Evidence.Bearing.SUPPORTS, "credibility": 2, "paraphrase": "It shows this."}
    return Evidence.objects.create(claim=claim, source=source or make_source(), **(given | fields))


def add_event(claim, **fields):
    return Event.objects.create(claim=claim, **({"happened_on": "2023-09", "what": "Two leaders met."} | fields))


def add_phrase(claim, original, translation, language="id"):
    return PhraseTranslation.objects.create(claim=claim, language=language, original=original, translation=translation)


def add_reply_request(claim, actor, **fields):
    given = {"channel": "e-mail", "asked_on": date(2024, 6, 1), "due_on": date(2024, 6, 8)}
    return ReplyRequest.objects.create(claim=claim, actor=actor, **(given | fields))


def draft_verdict(claim, *, by, rating="mostly-true", **fields):
    given = {"summary": "It is mostly so.", "explanation": "Because *this* shows it.", "as_of": date(2024, 6, 20)}
    rating = Rating.objects.get(slug=rating)
    verdict = Verdict.objects.create(claim=claim, rating=rating, proposed_by=by, **(given | fields))
    verdict.authors.add(by)
    return verdict


def make_researched_claim(headline=None, *, by, **fields):
    """A claim in research that every gate lets through to review."""
    claim = make_claim(headline, by=by, **fields)
    claim.move("take_up", by=by)
    add_accusation(claim)
    add_evidence(claim)
    draft_verdict(claim, by=by)
    return claim


def approve(claim, *, by, rating=None):
    """Read second, agreeing unless another rating is given, and approve."""
    rating = Rating.objects.get(slug=rating) if rating else claim.verdict.rating
    moves.read_second(claim, rating, by=by)
    claim.move("approve", by=by)
    return claim


def make_submitted_claim(headline=None, *, by, **fields):
    claim = make_researched_claim(headline, by=by, **fields)
    claim.move("submit", by=by)
    return claim


def make_verified_claim(headline=None, *, by, approved_by, **fields):
    return approve(make_submitted_claim(headline, by=by, **fields), by=approved_by)


def make_published_claim(headline=None, *, by, approved_by, **fields):
    claim = make_verified_claim(headline, by=by, approved_by=approved_by, **fields)
    claim.move("publish", by=approved_by)
    return claim


def publish_again(
    claim, *, by, approved_by, kind="correction", public_note="Something was put right.", summary=None, **fields
):
    """Take a published or withdrawn claim through a whole new round, in which some fields are put right."""
    claim.move("reinstate" if claim.state == "withdrawn" else "revise", by=by, note="Needs another look.")
    if fields:
        for name, value in fields.items():
            setattr(claim, name, value)
        claim.save(update_fields=list(fields))
    if summary:
        claim.verdicts.filter(pk=claim.verdict.pk).update(summary=summary)
    claim.move("submit", by=by)
    approve(claim, by=approved_by)
    claim.move("publish", by=approved_by, kind=kind, public_note=public_note)
    return claim


def make_subscriber(name=None, *, by, **fields):
    name = name or f"Subscriber {next(_numbers)}"
    subscriber = Subscriber(name=name, **({"url": "https://hub.example/hook"} | fields))
    subscribing.register(subscriber, by=by)
    return subscriber


def add_sighting(claim, **fields):
    given = {"seen_on": date(2024, 6, 17), "where": "A market", "created_by": claim.created_by}
    return Sighting.objects.create(claim=claim, **(given | fields))


def make_external_check(claim=None, *, rating_text="False", **fields):
    """A check of another publisher, in the index by which editors are offered it."""
    number = next(_numbers)
    given = {
        "where": "test", "url": f"https://facts.example/{number}", "site": "facts.example", "publisher": "Facts",
        "claim": claim or f"External claim {number}", "rating_text": rating_text, "reviewed_on": date(2024, 6, 18),
    }  # fmt: skip
    (told,) = external.keep([Review(**(given | fields))])
    assert told.fate == Fate.CREATED
    return ExternalCheck.objects.latest("pk")
