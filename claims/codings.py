"""In which content coding an answer may be sent (RFC 9110, section 12.5.3)."""

from collections.abc import Iterable


def preferred(header: str, offered: Iterable[str]) -> str:
    """The first of those offered that Accept-Encoding names, or lets in by “*”, and not with a weight of nought.

    Empty where there is none: then the answer is sent as it is.
    """
    weights = {}
    for part in header.lower().split(","):
        coding, _, weight = "".join(part.split()).partition(";q=")
        weights[coding] = weight.strip("0.") != "" if weight else True
    return next((coding for coding in offered if weights.get(coding, weights.get("*", False))), "")
