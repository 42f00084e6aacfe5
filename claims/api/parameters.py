"""Reading the query string: what is malformed, empty, unknown or given twice is an error by name, never ignored."""

import re
from collections.abc import Collection

from django.http import QueryDict

from claims.api.errors import InvalidParameters

LARGEST = 2**63 - 1  # what a database's big integer holds
UNKNOWN = "There is no such parameter here."


def refuse_unknown(query: QueryDict, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    errors = {
        name: ["Give it a value, or leave it out."] for name in query if not all(map(str.strip, query.getlist(name)))
    }
    errors |= {name: [UNKNOWN] for name in query if name not in known}
    errors |= {
        name: ["Give it once."]
        for name, values in query.lists()
        if name in known and name not in repeatable and len(values) > 1
    }
    if errors:
        raise InvalidParameters(errors)


def whole_number(query: QueryDict, name: str, *, default: int, least: int, most: int = LARGEST) -> int:
    """A parameter in plain digits: int() alone would take “ 5 ”, “+5”, “1_000” and the digits of every script."""
    value = query.get(name)
    if value is None:
        return default
    if re.fullmatch("[0-9]{1,19}", value) and least <= int(value) <= most:
        return int(value)
    raise InvalidParameters({name: [f"Give a whole number from {least} to {most}."]})


def members(query: QueryDict, known: Collection[str]) -> frozenset[str]:
    """What `fields` chooses; nothing where it is not given."""
    given = query.get("fields")
    if given is None:
        return frozenset()
    names = given.split(",")
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    if unknown:
        there = f"There is no “{'”, no “'.join(unknown)}” here. Choose from: {', '.join(known)}."
        raise InvalidParameters({"fields": [there]})
    if len(set(names)) < len(names):
        raise InvalidParameters({"fields": ["Name each once."]})
    return frozenset(names)


def refuse_choice(chosen: Collection[str]) -> None:
    """What other programs define is sent whole."""
    if chosen:
        raise InvalidParameters({"fields": ["JSON-LD is sent whole. Ask for application/json, or leave this out."]})
