"""The columns of tables: how the text of a cell becomes a value, and how a value becomes the text of a cell."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.tables.cells import normal

AT_ONCE = 500  # values in one query
BETWEEN = re.compile(r"[;\n]")


class Column:
    """A text, as it is typed. `help` tells editors what goes into it."""

    is_read = True  # what is not read is only for looking at
    is_many = False

    def __init__(self, name: str, help: str, *, field: str | None = None) -> None:
        self.name, self.help, self.field = name, help, field or name

    def ready(self, texts: Collection[str]) -> None:
        """Look up at once what all cells of this column name."""

    def parse(self, text: str) -> Any:
        """The value of a cell. Raises ValidationError with what to do."""
        return text

    def value(self, obj: Model) -> Any:
        """What the object holds now."""
        return getattr(obj, self.field)

    def text(self, value: Any) -> str:
        """The value as a cell shows it, such that `parse` finds the same again."""
        return "" if value is None else normal(str(value))


class ForReading(Column):
    """What a table that goes out shows besides."""

    is_read = False


class Choice(Column):
    def __init__(self, name: str, choices: type, help: str) -> None:
        super().__init__(name, help)
        self.choices = choices

    def parse(self, text: str) -> str:
        named = {str(key).casefold(): value for value, label in self.choices.choices for key in (value, label)}
        if text and text.casefold() not in named:
            raise ValidationError(_("Write one of: %s.") % ", ".join(self.choices.values))
        return named[text.casefold()] if text else ""


class Day(Column):
    def parse(self, text: str) -> Any:
        try:
            return datetime.fromisoformat(text).date() if text else None
        except ValueError:
            raise ValidationError(_("Give a day as year-month-day, such as 2024-06-18.")) from None

    def text(self, value: Any) -> str:
        return value.isoformat() if value else ""


class One(Column):
    """Another object, called by any of some keys; shown by the first of them."""

    missing = gettext_lazy("There is nothing called “%s”.")

    def __init__(
        self,
        name: str,
        rows: Callable[[], QuerySet],
        keys: list[str],
        help: str,
        *,
        missing: str = "",
        field: str = "",
    ) -> None:
        super().__init__(name, help, field=field)
        self.rows, self.keys, self.missing = rows, keys, missing or self.missing
        self.found: dict[str, set[Model]] = {}

    def names(self, text: str) -> list[str]:
        return [text] if text else []

    def ready(self, texts: Collection[str]) -> None:
        wanted = sorted({name for text in texts for name in self.names(text)})
        self.found = {}
        for key in self.keys:
            of_key: dict[str, set[Model]] = {}
            for some in pieces([name for name in wanted if name not in self.found]):
                for row in self.rows().filter(**{f"{key}__in": some}).annotate(called=F(key)):
                    of_key.setdefault(row.called, set()).add(row)
            self.found |= of_key

    def one(self, name: str) -> Model:
        rows = self.found.get(name, set())
        if not rows:
            raise ValidationError(str(self.missing) % name[:200])
        if len(rows) > 1:
            slugs = ", ".join(sorted(str(getattr(row, self.keys[0])) for row in rows))
            raise ValidationError(
                _("“%(name)s” may be any of these: %(slugs)s. Write which.") % {"name": name, "slugs": slugs}
            )
        return next(iter(rows))

    def parse(self, text: str) -> Any:
        return self.one(text) if text else None

    def text(self, value: Any) -> str:
        return str(getattr(value, self.keys[0])) if value else ""


class Many(One):
    """Several others, with semicolons between them."""

    is_many = True

    def names(self, text: str) -> list[str]:
        return [name for part in BETWEEN.split(text) if (name := part.strip())]

    def parse(self, text: str) -> list[Model]:
        return sorted({self.one(name) for name in self.names(text)}, key=self._key)

    def value(self, obj: Model) -> list[Model]:
        return sorted(getattr(obj, self.field).all(), key=self._key) if obj.pk else []

    def text(self, value: list[Model]) -> str:
        return "; ".join(map(self._key, value))

    def _key(self, row: Model) -> str:
        return str(getattr(row, self.keys[0]))


def pieces(values: list) -> Iterator[list]:
    """So many as one query can take."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
