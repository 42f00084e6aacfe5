"""What actors and topics are called. The only place that decides which of their names readers of a language see.

Pure functions of what documents say: a `name`, whose language nobody has noted, and other `names`, each with its own.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Name(NamedTuple):
    value: str
    language: str  # "" where it is not known


def others(named: Mapping) -> list[dict]:
    """Its names besides the main one. Documents of before topics had any do not say so."""
    return named.get("names", [])


def all_names(named: Mapping) -> list[str]:
    """Under which it is known, in any language."""
    return [named["name"], *(other["name"] for other in others(named))]


def name_in(named: Mapping, language: str | None) -> Name:
    """The first name in this language, or else the first in a form of it (BCP 47), or else the main one."""
    names = [Name(other["name"], other["language"]) for other in others(named)] if language else []
    exact = (name for name in names if name.language == language)
    related = (name for name in names if _primary(name.language) == _primary(language))
    return next(exact, None) or next(related, None) or Name(named["name"], "")


def names_besides(named: Mapping, shown: Name) -> list[Name]:
    """The others, where one of them is shown."""
    names = [Name(named["name"], ""), *(Name(other["name"], other["language"]) for other in others(named))]
    return [name for name in names if name.value != shown.value]


def with_names_in(document: dict, language: str | None) -> dict:
    """The document with its actors and topics as readers of this language know them, each with `name_language`."""

    def shown(named: dict) -> dict:
        name = name_in(named, language)
        return named | {"name": name.value, "name_language": name.language}

    return document | {
        "actors": {slug: shown(actor) for slug, actor in document["actors"].items()},
        "topics": [shown(topic) for topic in document["topics"]],
    }


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
