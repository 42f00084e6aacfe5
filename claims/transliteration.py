"""Letters of other scripts → Latin ones, for addresses. Readable, and by no standard."""

import unicodedata

from anyascii import anyascii
from django.utils.text import slugify


def slug(said: str, longest: int) -> str:
    """An address of Latin letters, digits and hyphens that ends with a whole word; "" where no letter can be told."""
    made = slugify(anyascii(unicodedata.normalize("NFKC", said)).lower())
    if len(made) <= longest:
        return made
    cut = made[: longest + 1]
    return (cut.rpartition("-")[0] or made[:longest]).strip("-_")
