"""Rows as CSV (RFC 4180): what is not known is empty, and no spreadsheet computes a cell."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from claims.tables.cells import guarded


def head(columns: Sequence[str]) -> bytes:
    return _lines([columns])


def body(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as they would stand in JSON."""
    return _lines([guarded(_cell(row.get(name))) for name in columns] for row in rows)


def _cell(value: Any) -> str:
    """Lists of slugs or single words, which hold no space, with spaces between; what has more within as JSON."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return " ".join(value)
    if isinstance(value, list | dict | bool):
        return orjson.dumps(value).decode()
    return "" if value is None else str(value)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()
