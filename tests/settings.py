"""The settings under test: those of development, whatever the environment or a .env file says.

Only DATABASE_URL is taken from outside, so that the suite runs on SQLite and on PostgreSQL.
"""

import atexit
import os
import tempfile
from pathlib import Path

_captures = tempfile.TemporaryDirectory(prefix="factcheck-captures-")
atexit.register(_captures.cleanup)

for _line in (Path(__file__).parent.parent / ".env.example").read_text().splitlines():
    _name = _line.lstrip("# ").partition("=")[0]
    if _name != "DATABASE_URL":
        os.environ.pop(_name, None)
os.environ |= {"ENV_FILE": os.devnull, "DEBUG": "1", "CAPTURES_DIR": _captures.name}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from factcheck.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # otherwise every test client reads all static files when it starts
