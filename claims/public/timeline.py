"""The dates of a public document in order: what was said, what was reported, what the newsroom did. Pure functions."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.public.words import KINDS

KINDS_OF_DATE = {
    "said": gettext_lazy("Said"),
    "reported": gettext_lazy("Reported"),
    "desk": gettext_lazy("Our work"),
}


class Event(NamedTuple):
    date: str
    kind: str
    what: str
    who: str = ""
    language: str = ""

    @property
    def kind_in_words(self) -> str:
        return str(KINDS_OF_DATE[self.kind])


def events(document: dict) -> list[Event]:
    """Every dated fact, oldest first; of one day, in the order said, reported, done."""
    order = list(KINDS_OF_DATE)
    found = [event for event in _all(document) if event.date]
    return sorted(found, key=lambda event: (event.date[:10], order.index(event.kind), event.date))


def _all(document: dict) -> Iterator[Event]:
    yield from _said(document)
    yield from _reported(document)
    yield from _done(document)


def _said(document: dict) -> Iterator[Event]:
    names = {slug: actor["name"] for slug, actor in document["actors"].items()}
    if document["first_said_on"] not in [said["said_on"] for said in document["accusations"]]:
        yield Event(document["first_said_on"], "said", _("The claim was made for the first time"))
    for said in document["accusations"]:
        yield Event(said["said_on"], "said", _("made the claim"), names[said["actor"]])
    for said in document["rebuttals"]:
        yield Event(said["said_on"], "said", _("answered the claim"), names[said["actor"]])


def _reported(document: dict) -> Iterator[Event]:
    for source in document["sources"].values():
        yield Event(source["published_on"], "reported", source["title"], source["outlet"], source["language"])


def _done(document: dict) -> Iterator[Event]:
    names = {slug: actor["name"] for slug, actor in document["actors"].items()}
    for request in document["reply_requests"]:
        yield Event(request["asked_on"], "desk", _("was asked for an answer"), names[request["actor"]])
    if imported := document.get("imported"):
        yield Event(imported["published_on"], "desk", _("Published in our archive"))
        yield Event(imported["modified_on"], "desk", _("Changed in our archive"))
    yield Event(document["verdict"]["as_of"], "desk", _("Looked at the evidence up to this day"))
    for change in document["changes"]:
        yield Event(change["published_at"], "desk", _("Revision %(n)s: %(kind)s") % {
            "n": change["revision"], "kind": KINDS[change["kind"]]
        })  # fmt: skip
    yield Event(document["verdict"]["recheck_on"], "desk", _("Day set for looking at it again"))
