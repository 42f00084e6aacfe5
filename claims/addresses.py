"""Web addresses → what is the same for all spellings of one page's address. Pure functions."""

import hashlib
import re
from urllib.parse import quote

SCHEME = re.compile(r"^\s*(?:(?:[a-z][a-z0-9+.-]*:)?//\s*)+", re.IGNORECASE)
PARTS = re.compile(r"([^/?]*)([^?]*)\??(.*)", re.DOTALL)
ENCODED = re.compile("%[0-9a-fA-F]{2}")
# What is hung on an address to follow who passes it on. It changes nothing of the page.
TRACKING = re.compile(
    "utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid"
    "|mkt_tok|_hsenc|_hsmi|_ga|_gl|ref_src|ref_url|vero_id|oly_enc_id|wickedid|cmpid",
    re.IGNORECASE,
)


def key(address: str) -> str:
    """Equal for the same page: a digest, since addresses can be longer than an index takes. Empty for no address."""
    same = normal(address)
    return hashlib.sha256(same.encode(errors="replace")).hexdigest() if same else ""


def normal(address: str) -> str:
    """Without scheme, “www.”, fragment, tracking parameters and a slash at the end; the host in lower case."""
    while (shorter := _normal(address)) != address:
        address = shorter
    return address


def _normal(address: str) -> str:
    page = SCHEME.sub("", address).partition("#")[0].strip()
    host, path, query = PARTS.fullmatch(page).groups()
    host = host.strip().lower().removesuffix(":443").removesuffix(":80").rstrip(".").removeprefix("www.")
    asked = sorted(each for each in query.split("&") if each and not TRACKING.fullmatch(each.partition("=")[0]))
    return host + _encoded(path).rstrip("/") + ("?" + _encoded("&".join(asked)) if asked else "")


def _encoded(part: str) -> str:
    """Letters and their codes are written in one way."""
    quoted = quote(part, safe="%/?:@!$&'()*+,;=~[]", errors="replace")
    return ENCODED.sub(lambda code: code[0].upper(), quoted)
