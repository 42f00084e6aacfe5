"""The readable text of a kept page, taken out by trafilatura in a process of its own.

Whatever a page does to a parser (endless time, all memory, a crash in C) ends that process, and the bytes are kept all
the same: without a text. Run as `python -m sources.capturing.reading`, it reads HTML and writes text.
"""

import resource
import subprocess
import sys
from typing import BinaryIO

from django.conf import settings

HTML = {"text/html", "application/xhtml+xml"}
PLAIN = {"text/plain", "text/csv"}
LONGEST_PAGE = 5 * 1024 * 1024
LONGEST_TEXT = 1_000_000
SECONDS = 20
MEMORY = 1024 * 1024 * 1024


def readable(file: BinaryIO, content_type: str) -> str:
    """Empty where there is none, or none that can be had. Leaves the file at its start."""
    if content_type not in HTML | PLAIN:
        return ""
    content = file.read(LONGEST_PAGE + 1)
    file.seek(0)
    if len(content) > LONGEST_PAGE:
        return ""
    text = content.decode(errors="replace") if content_type in PLAIN else _extracted(content)
    return text.replace("\0", "")[:LONGEST_TEXT].strip()


def _extracted(content: bytes) -> str:
    command = [sys.executable, "-m", "sources.capturing.reading"]
    try:
        done = subprocess.run(  # noqa: S603, nothing of the page is in the command
            command, input=content, capture_output=True, timeout=SECONDS, check=True, cwd=settings.BASE_DIR
        )
    except (subprocess.SubprocessError, OSError):
        return ""
    return done.stdout.decode(errors="replace")


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import trafilatura

    text = trafilatura.extract(sys.stdin.buffer.read(), include_comments=False) or ""
    sys.stdout.buffer.write(text.encode(errors="replace"))


if __name__ == "__main__":
    _main()
