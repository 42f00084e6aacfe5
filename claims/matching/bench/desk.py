"""A desk that holds a collection, in a database of its own that is thrown away."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connection

from claims.matching import desk
from claims.matching.bench.collection import Said
from claims.matching.index import DESK
from claims.matching.matching import match
from claims.models import Claim
from claims.search.limit import time_limit

AT_ONCE = 1_000


@contextmanager
def throwaway_database() -> Iterator[None]:
    """What Django makes for tests: a file where it is SQLite, else beside the configured one; dropped at last."""
    name, other = connection.settings_dict["NAME"], f"bench_{uuid4().hex[:12]}"
    with TemporaryDirectory(prefix="factcheck-") as folder:
        is_file = connection.vendor == "sqlite"
        connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / other) if is_file else other
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


class LoadedDesk:
    """Claims logged on the desk and indexed as an editor's are."""

    def __init__(self, claims: list[Said]) -> None:
        by = User.objects.create_user("bench")
        rows = (
            Claim(headline=said.headline[:200], statement=said.statement, slug=f"c{number}", created_by=by)
            for number, said in enumerate(claims)
        )
        begun = time.perf_counter()
        logged = Claim.objects.bulk_create(rows, batch_size=AT_ONCE)
        self.names = {claim.pk: said.name for claim, said in zip(logged, claims, strict=True)}
        desk.keep_missing()
        self.seconds = time.perf_counter() - begun
        if connection.vendor == "postgresql":  # what its own housekeeping does within a minute or two
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def answer(self, text: str) -> list[tuple[str, float]]:
        """The names of the claims that a text may repeat, with their scores, the likeliest first."""
        with time_limit():
            return [(self.names[found.claim], found.score) for found in match(text, DESK)]
