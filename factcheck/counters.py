"""Counts that all server processes of one machine share, and that need not outlive them.

SQLite does the counting, in a file that no other account can read: one short write to a page that stays in memory,
some tens of microseconds, and the site's own database is not asked at all. A cache in each process would count a
client as often as there are processes; Django's caches in files and in the database cannot add one in one step.
"""

import os
import sqlite3
import threading
from pathlib import Path

SCHEMA = "CREATE TABLE IF NOT EXISTS counts (stretch INTEGER, name TEXT, count INTEGER, PRIMARY KEY (stretch, name))"
ADD = "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count"


class Counters:
    """`stretch` numbers the stretches of time that are counted apart; those before the present one are forgotten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = self._stretch = self._inode = 0

    def add(self, stretch: int, name: str) -> int:
        """One more, and how many that makes. Raises sqlite3.Error or OSError where nothing can be counted."""
        with self._lock:
            if stretch > self._stretch and self._is_taken_away():
                self._close()
            connection = self._connected()
            if stretch > self._stretch:
                connection.execute("DELETE FROM counts WHERE stretch < ?", [stretch])
                self._stretch = stretch
            (count,) = connection.execute(ADD, [stretch, name]).fetchone()
            return count

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def _is_taken_away(self) -> bool:
        """Temporary files are tidied up now and then. The other processes look for the new one here too."""
        return not self.path.exists() or self.path.stat().st_ino != self._inode

    def _connected(self) -> sqlite3.Connection:
        """A connection of this process: one from before it was forked may not be used."""
        if self._connection is None or self._process != os.getpid():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.path.parent.lstat().st_uid != os.getuid():
                raise PermissionError(f"{self.path.parent} belongs to somebody else.")
            self._connection = sqlite3.connect(self.path, timeout=1, isolation_level=None, check_same_thread=False)
            # Nothing here is worth a moment of waiting for a disk.
            self._connection.execute("PRAGMA journal_mode=MEMORY")
            self._connection.execute("PRAGMA synchronous=OFF")
            self._connection.execute(SCHEMA)
            self._process, self._inode = os.getpid(), self.path.stat().st_ino
        return self._connection
