"""The values of fields in words, as the desk shows them: names for keys, labels for codes, days as people write."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Field, Model
from django.utils import formats, timezone
from django.utils.translation import gettext


def name_of(person: User | None) -> str:
    return (person.get_full_name() or person.get_username()) if person else gettext("nobody named")


class Names:
    """What rows are called that others refer to: looked up for all at once."""

    def __init__(self, values: Iterable[tuple[Field, Any]]) -> None:
        wanted: dict[type[Model], set] = defaultdict(set)
        for field, value in values:
            if field.related_model:
                wanted[field.related_model].update(value if field.many_to_many else {value} - {None})
        self.found = {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items() if keys}

    def words(self, field: Field, value: Any) -> str:
        if field.many_to_many:
            return ", ".join(sorted(self._called(field.related_model, key) for key in value))
        if value is None or value == "":
            return ""
        if field.related_model:
            return self._called(field.related_model, value)
        return _plain(field, value)

    def _called(self, model: type[Model], key: Any) -> str:
        row = self.found.get(model, {}).get(key)
        if row is None:
            return gettext("number %(key)s, which is gone") % {"key": key}
        return name_of(row) if isinstance(row, User) else str(row)


def posted(field: Field, value: Any) -> list[str]:
    """A value as a form sends it."""
    if field.many_to_many:
        return sorted(map(str, value))
    if value is None or value is False:
        return []
    return ["on"] if value is True else [str(value)]


def words_of_posted(field: Field, values: list[str]) -> str:
    """What a form sent, right or wrong, in words."""
    if field.related_model:
        chosen = [value for value in values if value.isdecimal() and len(value) < 18]
        people = field.related_model.objects.filter(pk__in=chosen)
        return ", ".join(name_of(row) if isinstance(row, User) else str(row) for row in people)
    named = {str(value): str(label) for value, label in field.flatchoices}
    return ", ".join(named.get(value, value) for value in values)


def _plain(field: Field, value: Any) -> str:
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return formats.localize(timezone.localtime(value))
    return formats.localize(value) if isinstance(value, date) else str(value)
