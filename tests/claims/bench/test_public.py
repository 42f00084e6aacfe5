"""manage.py bench_public, with a few claims."""

import subprocess
import sys

from django.conf import settings

from claims.management.commands.bench_public import ASKED


def test_public_site_is_measured_address_by_address():
    command = [sys.executable, "manage.py", "bench_public", "--size", "5", "--seconds", "0"]
    command += ["--settings", "tests.settings"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    heading, nothing, columns, *rows = done.stdout.splitlines()
    assert "requests a second" in heading
    assert nothing.startswith("  an empty view: ")
    assert columns.split() == ["made", "anew", "kept", "304"]
    assert [row[2:22].rstrip() for row in rows] == list(ASKED)
