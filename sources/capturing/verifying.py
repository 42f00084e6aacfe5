"""Whether the kept files are still what they were."""

import os
import time
from pathlib import Path

from django.conf import settings

from sources.files import digest
from sources.models import Capture

# A file is written a moment before its row: one as young as this may be about to get it.
YOUNG = 3600  # seconds


def kept_files() -> tuple[set[str], list[Capture]]:
    """The names of the files that lie in the store, and the copies that name one."""
    lying = {name for name, age in _files(Path(settings.CAPTURES_DIR)) if age > YOUNG}
    captures = Capture.objects.exclude(file="").select_related("source").order_by("pk")
    return lying, list(captures)


def verify(capture: Capture) -> str:
    """What is wrong with the file of this copy; empty where nothing is."""
    try:
        with capture.file.open("rb") as file:
            sha256, size = digest(file)
    except FileNotFoundError:
        return "missing"
    except OSError as fault:
        return f"not to be read: {fault.strerror}"
    return "" if (sha256, size) == (capture.sha256, capture.size) else "changed"


def _files(place: Path):
    for folder, _, names in os.walk(place):
        for path in (Path(folder, name) for name in names):
            yield path.relative_to(place).as_posix(), time.time() - path.stat().st_mtime
