"""Where captures are kept: outside the web root, under a name that nobody chooses."""

import hashlib
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from sources.models import Capture


def captures_storage() -> FileSystemStorage:
    """A private store: nothing serves what lies in it, but the desk's own view. (Static files are not private.)"""
    return FileSystemStorage(
        location=settings.CAPTURES_DIR, base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def capture_path(capture: "Capture", filename: str) -> str:
    """A path of our own making; of the given name only a short, plain suffix survives."""
    suffix = PurePath(filename).suffix.lower()
    if not (suffix.isascii() and suffix[1:].isalnum()) or len(suffix) > 6:
        suffix = ""
    return f"{capture.source_id}/{uuid.uuid4().hex}{suffix}"


def digest(file: File) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes, read in chunks; leaves the file at its start."""
    sha256, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        sha256.update(chunk)
        size += len(chunk)
    file.seek(0)
    return sha256.hexdigest(), size
