"""No search runs long: the database itself ends it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from claims.search.query import Unsearchable

SECONDS = 2.0
STEPS = 10_000  # of SQLite's machine, between two looks at the clock: well under a millisecond


def for_search(parameters: Mapping[str, str]) -> AbstractContextManager:
    """The limit for a list that is searched, as its parameters say; none for one that is only filtered."""
    return time_limit() if parameters.get("q") else nullcontext()


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raises Unsearchable where the queries within take too long: PostgreSQL limits each, SQLite all together."""
    limited = _postgresql if connection.vendor == "postgresql" else _sqlite
    try:
        with limited(SECONDS if seconds is None else seconds):
            yield
    except OperationalError as fault:
        if not _was_ended(fault):
            raise
        raise Unsearchable(_("This takes too long to find. Use fewer words, or rarer ones.")) from fault


@contextmanager
def _postgresql(seconds: float) -> Iterator[None]:
    """And the index is always asked: PostgreSQL does not reckon what it takes to unpack the words of every claim."""
    is_outermost = not connection.in_atomic_block  # the end of its transaction is the end of what is set locally
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true)",
            [f"{seconds * 1000:.0f}"],
        )
        yield
        if not is_outermost:
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT")


@contextmanager
def _sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    deadline = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, STEPS)


def _was_ended(fault: OperationalError) -> bool:
    return getattr(fault.__cause__, "sqlstate", "") == "57014" or str(fault) == "interrupted"
