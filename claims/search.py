"""Finding public claims by words."""

import re
import unicodedata

from django.db.models import QuerySet
from django.utils.html import strip_tags


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents dropped: what is compared with what."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(query: str) -> list[str]:
    return re.findall(r"\w+", fold(query))


def text_of(body: dict) -> str:
    """The words by which a public document is found: its texts in all languages, and the names of its actors."""
    verdict = body.get("verdict") or {}
    translations = [text for each in body.get("translations", {}).values() for text in each.values()]
    names = [name for actor in body.get("actors", {}).values() for name in _names(actor)]
    texts = [body["headline"], body.get("statement"), body.get("context"), verdict.get("summary"), *names]
    texts += [verdict.get("explanation_html"), *translations]
    return " ".join(words(strip_tags(" ".join(text for text in texts if text))))


def matching(claims: QuerySet, query: str) -> QuerySet:
    """Those PublishedClaims that hold every word of the query."""
    for word in words(query):
        claims = claims.filter(search_text__contains=word)
    return claims


def _names(actor: dict) -> list[str]:
    return [actor["name"], *(other["name"] for other in actor["names"])]
