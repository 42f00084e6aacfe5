"""Recompute the public record, from its first publication to its head, with nothing but Python 3."""

import hashlib
import json
import sys
from urllib.request import urlopen

SITE = "https://factcheck.example"
HEADER = ("sequence", "claim", "revision", "kind", "note", "published_at", "published_by")
HEADER += ("document_digest", "previous_digest")


def get(address):
    with urlopen(address) as answer:  # noqa: S310
        return json.load(answer)


def digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# Asked first, because something may be published meanwhile: the record then goes on beyond it, and must pass by it.
head = get(f"{SITE}/api/v1/record/head")
sequence, last = 0, "0" * 64
passed = head["sequence"] == 0
address = f"{SITE}/api/v1/changes/?after=0"
while address:
    page = get(address)
    for row in page["results"]:
        sequence += 1
        if (row["sequence"], row["previous_digest"]) != (sequence, last):
            sys.exit(f"Publication {sequence} is missing, or does not follow the one before it.")
        if digest(row["document"]) != row["document_digest"]:
            sys.exit(f"Publication {sequence}: the document is not the one that was published.")
        if digest({name: row[name] for name in HEADER}) != row["digest"]:
            sys.exit(f"Publication {sequence}: the header is not the one that was published.")
        last = row["digest"]
        passed = passed or (sequence, last) == (head["sequence"], head["digest"])
    address = page["next"]

if not passed:
    sys.exit(f"The head does not fit: it is {head['sequence']}, and the record ends at {sequence}, {last}.")
print(f"All {sequence} publications fit. The last is {last}.")  # noqa: T201
