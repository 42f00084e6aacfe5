"""The version of the program: what a public page depends on besides the record, its address and its language."""

import hashlib
from pathlib import Path

from django.conf import settings

ROOMS = ("factcheck", "claims", "sources", "templates", "locale")
PUBLIC_SETTINGS = (
    "SITE_NAME",
    "SITE_URL",
    "CORRECTIONS_EMAIL",
    "DATA_LICENSE",
    "ETHICS_POLICY_URL",
    "OWNERSHIP_FUNDING_URL",
    "DEMO",
    "TIME_ZONE",
    "MATCHING_SIMILARITY",
    "SECURITY_CONTACT",
    "SECURITY_EXPIRES",
)


def digest(base: Path) -> str:
    """Over every file that takes part in making a page; requirements.txt stands for the libraries."""
    sha256 = hashlib.sha256()
    files = (path for room in ROOMS for path in (base / room).rglob("*") if path.is_file() and path.suffix != ".pyc")
    for path in [*sorted(files), base / "requirements.txt"]:
        content = path.read_bytes()
        sha256.update(f"{path.relative_to(base)} {len(content)}\n".encode())
        sha256.update(content)
    sha256.update(repr([getattr(settings, name) for name in PUBLIC_SETTINGS]).encode())
    return sha256.hexdigest()[:12]


# Part of every public ETag: a deployment makes all cached pages old, and nobody has to remember a setting.
RELEASE = digest(settings.BASE_DIR)
