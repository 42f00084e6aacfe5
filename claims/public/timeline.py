"""The dates of a public document in order: what happened, was said, was reported and was done. Pure functions."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import events, partial_dates
from claims.phrases import language_of_title
from claims.public.phrasing import Phrase, Text
from claims.public.words import KINDS

KINDS_OF_DATE = {
    "happened": gettext_lazy("Happened"),
    "said": gettext_lazy("Said"),
    "reported": gettext_lazy("Reported"),
    "desk": gettext_lazy("Our work"),
}


class Entry(NamedTuple):
    """A dated fact. `date` may be partial, as may `until`, and may be a moment; `source` is one with its number.

    `original` is what was translated.
    """

    date: str
    kind: str
    what: str
    who: str = ""
    language: str = ""
    until: str | None = None
    source: dict | None = None
    locator: str | None = None
    original: Text | None = None

    @property
    def kind_in_words(self) -> str:
        return str(KINDS_OF_DATE[self.kind])

    @property
    def phrase(self) -> Phrase | None:
        """What happened is told in somebody's language, which need not be the reader's."""
        return Phrase(self.what, self.language, self.original) if self.kind == "happened" else None

    @property
    def when(self) -> str:
        return partial_dates.span(self.date[:10], self.until)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it can have been."""
        return partial_dates.first_day(self.date[:10]), partial_dates.last_day(self.until or self.date[:10])


def entries(document: dict, sources: dict[str, dict]) -> list[Entry]:
    """Every dated fact, oldest first; of one day, in the order happened, said, reported, done.

    A year or a month stands before its days. `sources` are those of the document with their numbers.
    """
    order = list(KINDS_OF_DATE)
    found = [entry for entry in _all(document, sources) if entry.date]
    return sorted(found, key=lambda entry: (entry.date[:10], order.index(entry.kind), entry.date))


def _all(document: dict, sources: dict[str, dict]) -> Iterator[Entry]:
    yield from _happened(document, sources)
    yield from _said(document)
    yield from _reported(document)
    yield from _done(document)


def _happened(document: dict, sources: dict[str, dict]) -> Iterator[Entry]:
    for event in events.of_document(document):
        yield Entry(
            event["happened_on"], "happened", event["what"],
            language=document["language"],
            until=event["until"],
            source=sources.get(event["source"]),
            locator=event["locator"],
        )  # fmt: skip


def _said(document: dict) -> Iterator[Entry]:
    names = {slug: actor["name"] for slug, actor in document["actors"].items()}
    if document["first_said_on"] not in [said["said_on"] for said in document["accusations"]]:
        yield Entry(document["first_said_on"], "said", _("The claim was made for the first time"))
    for said in document["accusations"]:
        yield Entry(said["said_on"], "said", _("made the claim"), names[said["actor"]])
    for said in document["rebuttals"]:
        yield Entry(said["said_on"], "said", _("answered the claim"), names[said["actor"]])


def _reported(document: dict) -> Iterator[Entry]:
    for source in document["sources"].values():
        spoken = language_of_title(source)
        yield Entry(source["published_on"], "reported", source["title"], source["outlet"], spoken)


def _done(document: dict) -> Iterator[Entry]:
    names = {slug: actor["name"] for slug, actor in document["actors"].items()}
    for request in document["reply_requests"]:
        yield Entry(request["asked_on"], "desk", _("was asked for an answer"), names[request["actor"]])
    if imported := document.get("imported"):
        yield Entry(imported["published_on"], "desk", _("Published in our archive"))
        yield Entry(imported["modified_on"], "desk", _("Changed in our archive"))
    yield Entry(document["verdict"]["as_of"], "desk", _("Looked at the evidence up to this day"))
    for change in document["changes"]:
        yield Entry(change["published_at"], "desk", _("Revision %(n)s: %(kind)s") % {
            "n": change["revision"], "kind": KINDS[change["kind"]]
        })  # fmt: skip
    yield Entry(document["verdict"]["recheck_on"], "desk", _("Day set for looking at it again"))
