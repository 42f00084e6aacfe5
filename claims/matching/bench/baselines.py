"""What else could be done, to compare with: any of the words, ranked by the database; and words found within words."""

import re
import sqlite3
from collections import Counter

from claims.matching.bench.collection import Said

WORD = re.compile(r"\w+")


class Bm25:
    """SQLite's FTS5: claims that hold any of the words of a text, ranked by bm25."""

    name = "FTS5, any word, bm25"

    def __init__(self, claims: list[Said]) -> None:
        self.names = [claim.name for claim in claims]
        self.database = sqlite3.connect(":memory:")
        self.database.execute(
            "CREATE VIRTUAL TABLE claims USING fts5 (headline, statement, tokenize='porter unicode61')"
        )
        rows = [(number, claim.headline, claim.statement) for number, claim in enumerate(claims)]
        self.database.executemany("INSERT INTO claims (rowid, headline, statement) VALUES (?, ?, ?)", rows)

    def answer(self, text: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(WORD.findall(text)))
        found = self.database.execute("SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY rank LIMIT 10", [asked])
        return [self.names[number] for (number,) in found]


class Contains:
    """What `icontains` finds for each word of four letters or more: the claims that contain most of them."""

    name = "icontains, most words"

    def __init__(self, claims: list[Said]) -> None:
        self.names = [claim.name for claim in claims]
        self.texts = [f"{claim.headline}\n{claim.statement}".lower() for claim in claims]

    def answer(self, text: str) -> list[str]:
        words = {word for word in WORD.findall(text.lower()) if len(word) >= 4}
        held = Counter(
            {n: count for n, said in enumerate(self.texts) if (count := sum(word in said for word in words))}
        )
        return [self.names[number] for number, _ in held.most_common(10)]
