"""Checks that the newsroom published elsewhere before it used this: what the public document says of them.

of_new() makes the whole document of one that is being brought in, without asking the database: an archive has many.
It says the same as document.render() does of that claim from then on; a test holds the two together.
"""

import html
import re
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from claims import richtext
from claims.models import Claim, ClaimImport
from claims.models.record import PublishedClaim
from claims.states import State

# Which Markdown would take for more than themselves, within a line and at its beginning.
MARKS = re.compile(r"([\\`*_\[\]<>&])")
MARKS_IN_ADDRESS = re.compile(r"([\\<>&])")
FIRST_MARKS = re.compile(r"^(?:([#+=~|-])|(\d{1,9})([.)]))")
ESCAPED = r"\\\1"


class Check(NamedTuple):
    """A check of the archive, as it will stand here. `imported` holds columns of ClaimImport, `rating` members of the
    verdict; `actors` are those who made the claim, as (key, slug, entry of the document).
    """

    where: str
    uid: UUID
    slug: str
    headline: str
    statement: str
    statement_key: str
    language: str
    said_on: date | None
    actors: tuple[tuple[int, str, dict], ...]
    rating_key: int
    rating: dict[str, Any]
    summary: str
    explanation: tuple[str, ...]
    as_of: date | None
    imported: dict[str, Any]

    @property
    def markdown(self) -> str:
        """The explanation as an editor would write it: its paragraphs, then a link to where it was published."""
        link = f"[{_as_markdown(self.link_text)}](<{MARKS_IN_ADDRESS.sub(ESCAPED, self.imported['url'])}>)"
        return "\n\n".join([*(_as_paragraph(each) for each in self.explanation), link])

    @property
    def html(self) -> str:
        """What richtext makes of it, ten times as fast."""
        link = f'<a href="{html.escape(richtext.address(self.imported["url"]))}">{html.escape(self.link_text)}</a>'
        paragraphs = [*map(html.escape, self.explanation), link]
        return richtext.clean("\n".join(f"<p>{each}</p>" for each in paragraphs))

    @property
    def link_text(self) -> str:
        return self.imported["title"] or self.imported["url"]


def of_claim(claim: Claim) -> dict:
    """The members of its document that say where it came from; none for one that was first published here."""
    row = ClaimImport.objects.filter(claim=claim.pk).first()
    return {"imported": member(vars(row))} if row else {}


def member(row: dict[str, Any]) -> dict:
    """From the columns of a ClaimImport."""
    return {
        "url": row["url"],
        "title": row["title"] or None,
        "publisher": row["publisher"] or None,
        "publisher_url": row["publisher_url"] or None,
        "rating": row["rating"],
        "rating_value": row["rating_value"] or None,
        "rating_best": row["rating_best"] or None,
        "rating_worst": row["rating_worst"] or None,
        "published_on": _day(row["published_on"]),
        "modified_on": _day(row["modified_on"]),
        "appearances": row["appearances"],
    }


def of_new(check: Check, site: str) -> dict:
    """The document of a claim that is being brought in, as far as document.render() goes. `site` is our address."""
    return {
        "schema": 1,
        "id": str(check.uid),
        "slug": check.slug,
        "url": f"{site}/claims/{check.slug}/",
        "status": PublishedClaim.Status.PUBLISHED.value,
        "language": check.language,
        "headline": check.headline,
        "statement": check.statement,
        "context": None,
        "first_said_on": _day(check.said_on),
        "topics": [],
        # In the order that canonical JSON gives them: what is made of this document must be what is made of that one.
        "actors": {slug: entry for _key, slug, entry in sorted(check.actors, key=lambda actor: actor[1])},
        "accused": [],
        "accusations": [_accusation(check, slug) for _key, slug, _entry in check.actors],
        "rebuttals": [],
        "reply_requests": [],
        "sources": {},
        "evidence": [],
        "events": [],
        "lineage": {"reports": 0, "origins": 0, "unknown": 0, "by_bearing": {}},
        "verdict": {
            **check.rating,
            "summary": check.summary,
            "explanation_html": check.html,
            "as_of": _day(check.as_of),
            "recheck_on": None,
            "checked_by": [],
            "confirmed_by": [],
        },
        "translations": {},
        "imported": member(check.imported),
    }


def first_published_at(check: Check) -> datetime | None:
    """When it was first published, as far as its archive says so: by the day, and not a day to come."""
    day = check.imported["published_on"]
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day and day <= datetime.now(UTC).date() else None


def is_untouched(claim: Claim, state: State = State.PUBLISHED) -> bool:
    """Whether it stands, or was withdrawn, as the archive had it: nobody here has revised or merged it."""
    newest = claim.verdict
    is_here = claim.state == state and claim.merged_into_id is None
    return is_here and newest is not None and newest.is_imported


def _accusation(check: Check, slug: str) -> dict:
    return {
        "actor": slug,
        "quote": None,
        "paraphrase": check.statement,
        "language": None,
        "said_on": _day(check.said_on),
        "source": None,
        "locator": None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_paragraph(line: str) -> str:
    return FIRST_MARKS.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", _as_markdown(line)
    )


def _as_markdown(line: str) -> str:
    return MARKS.sub(ESCAPED, line)
