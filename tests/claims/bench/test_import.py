"""manage.py bench_import, with a few claims."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def test_import_is_measured_beside_a_copy_of_the_same_rows():
    command = [sys.executable, "manage.py", "bench_import", "--size", "150", "--settings", "tests.settings"]
    options = {"cwd": settings.BASE_DIR, "capture_output": True, "text": True, "timeout": 300, "check": False}
    done = subprocess.run(command, env=os.environ, **options)
    if connection.vendor == "sqlite":
        assert done.stderr.splitlines()[-1].endswith("name a PostgreSQL in DATABASE_URL.")
        return
    assert done.returncode == 0, done.stderr
    heading, *rows = done.stdout.splitlines()
    assert heading.startswith("postgresql: 150 claims, prepared by ")
    assert [row.split()[0] for row in rows[:6:2]] == ["imported", "COPY", "COPY"]
    assert all("a second" in row for row in rows[:6:2])
    assert all(row.startswith("    of processors: this ") for row in rows[1:6:2])
