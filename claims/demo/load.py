"""Load the demonstration newsroom from newsroom.toml, claims.toml and phrases.toml.

Every row is validated as a form would, and every transition, second reading and publication really happens.
"""

import base64
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac

from claims import moves, notes, phrases, record
from claims.demo import GROUP
from claims.matching import desk
from claims.models import (
    Accusation,
    Actor,
    ActorName,
    Claim,
    ClaimTranslation,
    Event,
    Evidence,
    PhraseTranslation,
    Rating,
    Rebuttal,
    ReplyRequest,
    Sighting,
    Topic,
    TopicName,
    Verdict,
)
from sources import files, history
from sources.models import Capture, Derivation, Outlet, Source

HERE = Path(__file__).parent
Row = TypeVar("Row", bound=Model)
NO_COPY = "Demonstration: no copy of other people's documents is kept."


class NotADemoDatabase(Exception):
    """There are claims in this database that the demonstration did not make."""


@transaction.atomic
def load() -> bool:
    """Load everything, unless it is there already. Says whether anything was loaded."""
    if Group.objects.filter(name=GROUP).exists():
        return False
    if Claim.objects.exists():
        raise NotADemoDatabase("This database already holds claims of its own: the demonstration wants an empty one.")
    newsroom = _read("newsroom.toml")
    _hire(newsroom["person"])
    with history.by(_person("reporter")):
        _stock(newsroom)
    for told in _read("claims.toml")["claim"]:
        _tell(told)
    desk.keep_missing()
    for topic in newsroom["topic"]:
        if "renamed" in topic:
            _rename(Topic.objects.get(slug=topic["slug"]), topic["renamed"])
    for person in User.objects.filter(groups__name=GROUP):
        person.set_password(password())
        person.save(update_fields=["password"])
    return True


def password() -> str:
    """The password of all demonstration accounts: another one for each database, and the same when asked again."""
    salt = str(Claim.objects.order_by("pk").values_list("uid", flat=True).first())
    return base64.b32encode(salted_hmac("claims.demo", salt, algorithm="sha256").digest())[:16].decode().lower()


def _read(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _make(model: type[Row], **fields) -> Row:
    row = model(**fields)
    row.full_clean()
    row.save()
    return row


def _hire(people: list[dict]) -> None:
    group = Group.objects.create(name=GROUP)
    for person in people:
        first, _, last = person["name"].rpartition(" ")
        user = User.objects.create_user(person["username"], first_name=first, last_name=last, is_staff=True)
        user.groups.add(group)
        if role := person.get("role"):
            user.groups.add(Group.objects.get(name=role))


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _stock(newsroom: dict) -> None:
    for actor in newsroom["actor"]:
        names = actor.pop("names", {})
        row = _make(Actor, **actor)
        for language, name in names.items():
            _make(ActorName, actor=row, language=language, name=name)
    for topic in newsroom["topic"]:
        row = _make(Topic, slug=topic["slug"], name=topic["name"])
        for language, name in topic.get("names", {}).items():
            _make(TopicName, topic=row, language=language, name=name)
    for outlet in newsroom["outlet"]:
        graded = {"reliability_graded_on": timezone.localdate()} if outlet["reliability"] != "F" else {}
        _make(Outlet, **outlet, **graded)
    for source in newsroom["source"]:
        _keep(source)


def _keep(told: dict) -> None:
    """Add a source, what it repeats, and the copy kept of it or why there is none."""
    parents, text = told.pop("derived_from", []), told.pop("copy", "")
    outlet = Outlet.objects.get(slug=told.pop("outlet"))
    source = _make(Source, outlet=outlet, no_copy_reason="" if text else NO_COPY, **told)
    for parent in parents:
        _make(Derivation, source=source, derived_from=Source.objects.get(slug=parent))
    if text:
        _capture(source, text)


def _capture(source: Source, text: str) -> None:
    file = ContentFile(text.encode(), name="note.txt")
    sha256, size = files.digest(file)
    capture = Capture(
        source=source,
        file=file,
        sha256=sha256,
        size=size,
        content_type="text/plain",
        captured_at=datetime(2024, 6, 19, 9, tzinfo=UTC),
        captured_by=_person("reporter"),
    )
    capture.full_clean()
    capture.save()


def _tell(told: dict) -> None:
    """Log one claim, add what is known, and let people take it as far as it goes."""
    with history.by(_person("reporter")):
        claim = _logged(told)
    for step in told.get("steps", []):
        _take(claim, step, told)
    for note in told.get("note", []):
        notes.write(claim, note["text"], by=_person(note["by"]), tell=[_person(name) for name in note["tell"]])


def _logged(told: dict) -> Claim:
    plain = ("slug", "headline", "statement", "context", "first_said_on", "notes", "no_known_origin", "priority")
    fields = {name: told[name] for name in plain if name in told}
    if "due_in" in told:
        fields["due_on"] = timezone.localdate() + timedelta(days=told["due_in"])
    claim = _make(Claim, language="id", created_by=_person("reporter"), **fields)
    claim.topics.set(Topic.objects.filter(slug__in=told.get("topics", [])))
    claim.accused.set(Actor.objects.filter(slug__in=told.get("accused", [])))
    for said in told.get("accusation", []):
        _make(Accusation, claim=claim, **_linked(said))
    for said in told.get("rebuttal", []):
        _make(Rebuttal, claim=claim, **_linked(said))
    for asked in told.get("reply_request", []):
        _make(ReplyRequest, claim=claim, **_dated(_linked(asked)))
    for shown in told.get("evidence", []):
        _make(Evidence, claim=claim, **_linked(shown))
    for happened in told.get("event", []):
        _make(Event, claim=claim, **_linked(happened))
    for seen in told.get("sighting", []):
        _make(Sighting, claim=claim, created_by=_person("reporter2"), **seen)
    if "en" in told:
        _make(ClaimTranslation, claim=claim, language="en", **told["en"])
        _translate(claim)
    return claim


def _translate(claim: Claim) -> None:
    """All short texts of a claim: what is not in the file is not forgotten, but an error."""
    english = _read("phrases.toml")
    for phrase in phrases.of_claim(claim):
        _make(PhraseTranslation, claim=claim, language="en", original=phrase.text, translation=english[phrase.text])


def _linked(told: dict) -> dict:
    """With slugs replaced by what they stand for."""
    finders = {"actor": Actor, "source": Source}
    return {name: finders[name].objects.get(slug=value) if name in finders else value for name, value in told.items()}


def _dated(told: dict) -> dict:
    """With `days` to answer, from today, in place of dates."""
    days = told.pop("days", None)
    if days is None:
        return told
    today = timezone.localdate()
    return told | {"asked_on": today, "due_on": today + timedelta(days=days)}


def _take(claim: Claim, step: dict, told: dict) -> None:
    if "change" in step:
        with history.by(_person(step["by"])):
            _change(claim, step)
    for each in step.get("do", []):
        name, _, username = each.partition(":")
        by = _person(username)
        if name == "read":
            moves.read_second(claim, claim.verdict.rating, by=by)
            continue
        words = {word: step[word] for word in ("note", "kind", "public_note") if word in step}
        claim.move(name, by=by, **(words if name == step["do"][-1].partition(":")[0] else {}))
        if name == "take_up" and "verdict" in told:
            with history.by(by):
                _draft(claim, told["verdict"], by=by)


def _draft(claim: Claim, told: dict, *, by: User) -> None:
    rating = Rating.objects.get(slug=told["rating"])
    verdict = _make(Verdict, claim=claim, proposed_by=by, **(told | {"rating": rating}))
    verdict.authors.add(by)


def _change(claim: Claim, step: dict) -> None:
    verdict = claim.verdict
    _alter(verdict, step["change"])
    verdict.authors.add(_person(step["by"]))
    for translation in claim.translations.filter(language="en"):
        _alter(translation, step.get("change_en", {}))


def _alter(row: Model, changes: dict) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _rename(topic: Topic, name: str) -> None:
    note = f"The topic “{topic.name}” is now called “{name}”."
    topic.name = name
    topic.full_clean()
    editor = _person("editor")
    with history.by(editor):
        topic.save(update_fields=["name"])
    record.amend_topic(topic, by=editor, note=note)
