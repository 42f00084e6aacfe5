"""Which kinds of file are fetched, told by their bytes before their name."""

# Of each content type the suffix under which it is kept.
FETCHED = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
# The first bytes of the kinds of file that are kept most.
MARKS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"PK\x03\x04": "application/zip",
    b"WARC/": "application/warc",
    b"<!doctype html": "text/html",
    b"<html": "text/html",
}
UNKNOWN = "application/octet-stream"
START = 1024  # bytes that tell a kind
OFFICE = {kind for kind, suffix in FETCHED.items() if suffix in (".docx", ".xlsx", ".odt", ".ods")}  # zip inside
UNMARKED = {"image/webp", "video/mp4", "audio/mpeg"}
TEXTS = {kind for kind in FETCHED if kind.startswith("text/") or kind.endswith(("xml", "json"))}


def recognise(start: bytes) -> str:
    """The content type as the bytes say; neither a file's name nor a browser or server is believed."""
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = (kind for mark, kind in MARKS.items() if start.startswith(mark) or start[:64].lower().startswith(mark))
    return next(found, UNKNOWN)


def declared_in(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def agreed(declared: str, start: bytes) -> str | None:
    """The kind of a fetched file: the server's word unless the bytes speak against it, else theirs. None: refused."""
    if declared not in FETCHED:
        return None
    found = recognise(start)
    if found == UNKNOWN:
        fits = declared in UNMARKED or (declared in TEXTS and _looks_like_text(start))
        return declared if fits else None
    if (found == "application/zip" and declared in OFFICE) or (found == "text/html" and declared in TEXTS):
        return declared
    return found if found in FETCHED else None


def _looks_like_text(start: bytes) -> bool:
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in start
