"""Keep a copy of a site's public record, in a file: python sync_client.py https://facts.example.org copy.sqlite3

It needs nothing but Python 3. Run it as often as you like: it goes on where it stopped, also after it was killed.
Everything is checked before it is kept, so the file holds nothing that the record's chain does not vouch for.
"""

import hashlib
import json
import sqlite3
import sys
from urllib.request import urlopen

PAGE = 100  # changes at once, the most that a site gives
NOTHING = "0" * 64  # what the first publication follows
HEADER = ("sequence", "claim", "revision", "kind", "note", "published_at", "published_by")
HEADER += ("document_digest", "previous_digest")
TABLES = """
CREATE TABLE IF NOT EXISTS place (sequence INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claim (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, document TEXT NOT NULL);
"""


class Broken(Exception):
    """The site does not give what it published; the message says where."""


def get(address):
    with urlopen(address, timeout=60) as answer:
        return json.load(answer)


def canonical(value):
    """RFC 8785, which for the whole numbers, texts and plain keys of this record is what json can do."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def open_copy(path):
    copy = sqlite3.connect(path)
    copy.executescript(TABLES)
    return copy


def place(copy):
    """How far the copy goes: the last publication's number and digest."""
    return copy.execute("SELECT sequence, digest FROM place").fetchone() or (0, NOTHING)


def check(change, sequence, previous):
    """Whether this is what was published after `previous`. Returns the document as it was published."""
    if (change["sequence"], change["previous_digest"]) != (sequence + 1, previous):
        raise Broken(f"Publication {sequence + 1} is missing, or does not follow the one before it.")
    document = canonical(change["document"])
    if digest(document) != change["document_digest"]:
        raise Broken(f"Publication {sequence + 1}: the document is not the one that was published.")
    if digest(canonical({name: change[name] for name in HEADER})) != change["digest"]:
        raise Broken(f"Publication {sequence + 1}: the header is not the one that was published.")
    return document


def keep(copy, changes):
    """A page of changes and the place after it, together or not at all."""
    sequence, previous = place(copy)
    with copy:
        for change in changes:
            document = check(change, sequence, previous)
            row = (change["claim"], change["revision"], document)
            copy.execute("INSERT OR REPLACE INTO claim VALUES (?, ?, ?)", row)
            sequence, previous = change["sequence"], change["digest"]
        copy.execute("DELETE FROM place")
        copy.execute("INSERT INTO place VALUES (?, ?)", (sequence, previous))


def sync(site, copy):
    """Bring the copy up to the end of the record, and return that. Withdrawn claims say so in their documents."""
    head = get(f"{site}/api/v1/record/head")
    sequence, previous = place(copy)
    if (head["sequence"], head["digest"]) != (sequence, previous) and head["sequence"] <= sequence:
        raise Broken(f"The record ends at {head['sequence']}, and once went on to {sequence}, {previous}.")
    while page := get(f"{site}/api/v1/changes/?after={place(copy)[0]}&page_size={PAGE}")["results"]:
        keep(copy, page)
    if place(copy)[0] < head["sequence"]:
        raise Broken(f"The record goes on to {head['sequence']}, and nothing after {place(copy)[0]} is given.")
    return place(copy)


if __name__ == "__main__":
    print("The record ends at {}, {}.".format(*sync(sys.argv[1].rstrip("/"), open_copy(sys.argv[2]))))  # noqa: T201
