"""Web addresses as people type them → addresses that can be followed, or none."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

SCHEME = re.compile(r"^(?:https?:/*)+(?=https?:)", re.IGNORECASE)  # https://https://…
BARE = re.compile(r"^(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?=[/?#]|$)")  # www.example.org/page
SEVERAL = re.compile(r"[\s,;|]+(?=https?://)|(?<=[^/:=?&])(?=https?://)", re.IGNORECASE)
HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}")
LONGEST, LONGEST_HOST = 2_000, 253
SAFE = "%/?:@!$&'()*+,;=~[]-._"


def address(typed: str, base: str = "") -> str:
    """Absolute, of http or https, in ASCII; "" where it is none. A relative one is of `base`, if there is one."""
    typed = SCHEME.sub("", re.sub(r"[\r\n\t]+", "", typed).strip())
    if typed.startswith("//"):
        typed = f"https:{typed}"
    elif BARE.match(typed):
        typed = f"https://{typed}"
    elif base and typed.startswith(("/", "./", "../")):
        typed = urljoin(base, typed)
    try:
        parts = urlsplit(typed)
        host = _host(parts.hostname or "")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:  # also what cannot be encoded
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path, query, fragment = (quote(part, safe=SAFE, errors="replace") for part in parts[2:])
    whole = urlunsplit((parts.scheme, host + port, path or "/", query, fragment))
    return whole if len(whole) <= LONGEST else ""


def addresses(typed: str) -> list[str]:
    """Of a text that may be several addresses: those that are some. Free text is none."""
    return [found for each in SEVERAL.split(typed) if (found := address(each))]


def site(url: str) -> str:
    """The host of an address, without “www.”."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _host(name: str) -> str:
    """In lower case, and as machines write it: xn--…"""
    name = name.rstrip(".").lower()
    ascii_name = name if name.isascii() else name.encode("idna").decode()
    return ascii_name if HOST.fullmatch(ascii_name) and len(ascii_name) <= LONGEST_HOST else ""
