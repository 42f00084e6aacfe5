"""The ratings of an archive, word for word → ours. Nobody guesses: what no row names is not mapped."""

import csv
from collections.abc import Iterable
from pathlib import Path

from claims import text
from claims.models import Rating


class Unreadable(Exception):
    """The table cannot be used; the message says what to do."""


class Ratings:
    """Found whatever their case, accents and punctuation. Our own labels and slugs stand for themselves."""

    def __init__(self, rows: Iterable[tuple[str, str]] = ()) -> None:
        ours = {rating.slug: rating for rating in Rating.objects.all()}
        self._slugs = {text.gist(word): slug for slug, rating in ours.items() for word in (slug, rating.label)}
        named: dict[str, str] = {}
        for said, slug in rows:
            if slug not in ours:
                raise Unreadable(f"“{slug}” is none of our ratings. They are: {', '.join(sorted(ours))}.")
            if named.setdefault(text.gist(said), slug) != slug:
                raise Unreadable(f"“{said}” is there twice, with different ratings.")
        self._slugs |= named

    def slug(self, said: str) -> str | None:
        return self._slugs.get(text.gist(said))


def read(path: Path) -> Ratings:
    """From a CSV file with the headings `text` and `rating`: the original words, and the slug of one of ours."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if not {"text", "rating"} <= set(table.fieldnames or ()):
                raise Unreadable("Its first line must name two columns, text and rating.")
            rows = [((row["text"] or "").strip(), (row["rating"] or "").strip()) for row in table]
    except OSError as fault:
        raise Unreadable(f"{fault.strerror}.") from fault
    except (UnicodeDecodeError, csv.Error) as fault:
        raise Unreadable("It is no CSV file in UTF-8.") from fault
    return Ratings((said, slug) for said, slug in rows if said or slug)
