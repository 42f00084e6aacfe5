"""What something has cost, in seconds: on the clock, which others on the machine share, and of the processors."""

import resource
import time
from collections.abc import Iterable
from os import sysconf
from pathlib import Path
from typing import NamedTuple, Self

from django.db import connection


class Spent(NamedTuple):
    """By the clock; by this process, by those that it started and that have ended, and by the database for it.

    The last is known only of a PostgreSQL on the same machine, a Linux, and otherwise None.
    """

    clock: float
    own: float
    others: float
    database: float | None

    @classmethod
    def now(cls) -> Self:
        others = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(time.perf_counter(), time.process_time(), others.ru_utime + others.ru_stime, _of_database())

    def since(self, before: Self) -> Self:
        pairs = zip(self, before, strict=True)
        return type(self)(*(None if None in pair else pair[0] - pair[1] for pair in pairs))

    @classmethod
    def total(cls, several: Iterable[Self]) -> Self:
        return cls(*(None if None in column else sum(column) for column in zip(*several, strict=True)))

    @property
    def processors(self) -> str:
        """For people to read."""
        database = "unknown" if self.database is None else f"{self.database:.1f}"
        return f"of processors: this {self.own:.1f}, others {self.others:.1f}, the database {database} s"


def _of_database() -> float | None:
    connection.ensure_connection()
    link = connection.connection.info
    if link.host not in ("", "localhost") and not link.host.startswith("/"):
        return None
    try:
        fields = Path(f"/proc/{link.backend_pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")
