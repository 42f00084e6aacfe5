"""manage.py bench_desk, with a few claims."""

import subprocess
import sys

from django.conf import settings


def test_desk_is_measured_page_by_page():
    command = [sys.executable, "manage.py", "bench_desk", "--size", "30", "120", "--settings", "tests.settings"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    heading, sizes, *rows = done.stdout.splitlines()
    assert "milliseconds" in heading
    assert sizes.split() == ["30", "120", "ratio"]
    assert len(rows) > 20
