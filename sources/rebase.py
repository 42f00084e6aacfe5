"""A form that was opened before others saved, put onto what is there now: each field as this person or they left it.

What this person changed is kept, everything else is taken from the database. New rows stay; a row that others removed
and this person changed becomes a new row.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import BooleanField, Field, Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext

from sources.changes import Table, values_before
from sources.values import posted, words_of_posted

MOST_ROWS = 1000
Values = dict[str, Any]


class Yours(NamedTuple):
    """A field that this person changed, and what stands in its place now. `both`: others have changed it too."""

    label: str
    now: str
    yours: str
    both: bool = False


def rebase(
    model_admin: ModelAdmin, request: HttpRequest, obj: Model, tables: list[Table], numbers: list[int]
) -> tuple[QueryDict, list[Yours]]:
    """The form to show, and what in it is this person's. `numbers` say what they had seen of each table's history."""
    before = {table.model: values_before(table, number) for table, number in zip(tables, numbers, strict=True)}
    form = _Rebased(request.POST, before)
    fields = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
    readonly = model_admin.get_readonly_fields(request, obj)
    columns = [field for field in [*obj._meta.fields, *obj._meta.many_to_many] if field.editable]
    form.put(obj, [field for field in columns if field.name in fields and field.name not in readonly])
    formsets = list(_formsets(model_admin, request, obj))
    for formset in formsets:
        if formset.model in before:
            form.put_rows(formset)
    form.tell_of_others(obj, {formset.prefix for formset in formsets})
    return form.data, form.yours


def _formsets(model_admin: ModelAdmin, request: HttpRequest, obj: Model) -> Iterator[BaseInlineFormSet]:
    """As they are now, under the names that the admin gives them."""
    taken = Counter()
    for formset, inline in model_admin.get_formsets_with_inlines(request, obj):
        prefix = formset.get_default_prefix()
        taken[prefix] += 1
        if taken[prefix] > 1:
            prefix = f"{prefix}-{taken[prefix]}"
        yield formset(instance=obj, prefix=prefix, queryset=inline.get_queryset(request))


class _Rebased:
    def __init__(self, typed: QueryDict, before: dict[type[Model], dict[int, Values]]) -> None:
        self.typed, self.before = typed, before
        self.data, self.yours = typed.copy(), []

    def put(self, now: Model, fields: list[Field], *, to: str = "", sent: str = "", label: str = "") -> None:
        """One object, whose fields were sent under one prefix and go back under another."""
        was = self.before[type(now)].get(now.pk, {})
        for field in fields:
            current = posted(field, _value(now, field))
            seen = posted(field, was[field.name]) if field.name in was else current
            mine = self._mine(f"{sent}{field.name}", field, seen)
            if field.many_to_many:
                mine = _put_together(mine, seen, current)
            is_mine = not _same(mine, seen) and not _same(mine, current)
            if is_mine:
                words = words_of_posted(field, current), words_of_posted(field, mine)
                both = not _same(seen, current)
                self.yours.append(Yours(capfirst(f"{label}{field.verbose_name}"), *words, both))
            self.data.setlist(f"{to}{field.name}", mine if is_mine else current)

    def put_rows(self, formset: BaseInlineFormSet) -> None:
        """The rows as they are now, then those that were typed anew."""
        prefix, fields, key = formset.prefix, _fields(formset), formset.model._meta.pk.name
        total, initial = (self._count(f"{prefix}-{name}_FORMS") for name in ("TOTAL", "INITIAL"))
        sent = {self.typed.get(f"{prefix}-{number}-{key}"): f"{prefix}-{number}-" for number in range(initial)}
        for name in [name for name in self.data if re.match(rf"{re.escape(prefix)}-[0-9]+-", name)]:
            del self.data[name]
        rows = [form.instance for form in formset.initial_forms]
        for number, row in enumerate(rows):
            to = f"{prefix}-{number}-"
            self.data[f"{to}{key}"], self.data[f"{to}{formset.fk.name}"] = str(row.pk), str(formset.instance.pk)
            self._put_row(row, fields, to=to, sent=sent.pop(str(row.pk), None))
        new = [f"{prefix}-{number}-" for number in range(initial, total)]
        new = [old for old in new if not all(_same([], self.typed.getlist(f"{old}{field.name}")) for field in fields)]
        gone = [old for pk, old in sent.items() if self._is_mine(formset.model, pk, fields, old)]
        for number, old in enumerate([*gone, *new], start=len(rows)):
            self._put_new(fields, to=f"{prefix}-{number}-", sent=old)
            if old in gone:
                self.yours.append(
                    Yours(_row(formset.model, number), gettext("removed"), gettext("a new row"), both=True)
                )
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(rows))
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(rows) + max(len(gone) + len(new), formset.extra))

    def tell_of_others(self, obj: Model, prefixes: set[str]) -> None:
        """Rows that the form had when it was opened, and has no place for now."""
        models = {rows.get_accessor_name(): rows.related_model for rows in obj._meta.related_objects}
        for name, values in self.typed.lists():
            prefix, _, field = name.partition("-")
            number, _, field = field.partition("-")
            if prefix in prefixes or prefix not in models or not _is_number(number) or not any(values):
                continue
            fields = {
                each.name: each for each in models[prefix]._meta.fields if each.editable and not each.primary_key
            }
            if field in fields and fields[field].related_model is not type(obj):
                label = f"{_row(models[prefix], int(number))}: {fields[field].verbose_name}"
                self.yours.append(
                    Yours(label, gettext("no longer open to you"), words_of_posted(fields[field], values))
                )

    def _put_row(self, row: Model, fields: list[Field], *, to: str, sent: str | None) -> None:
        if sent is None:  # somebody else has added it
            for field in fields:
                self.data.setlist(f"{to}{field.name}", posted(field, _value(row, field)))
            return
        label = _row(type(row), int(to.split("-")[-2]))
        self.put(row, fields, to=to, sent=sent, label=f"{label}: ")
        if f"{sent}DELETE" in self.typed:
            self.data[f"{to}DELETE"] = "on"
            self.yours.append(Yours(label, gettext("kept"), gettext("removed"), both=self._is_changed(row, fields)))

    def _put_new(self, fields: list[Field], *, to: str, sent: str) -> None:
        for field in fields:
            self.data.setlist(f"{to}{field.name}", self.typed.getlist(f"{sent}{field.name}"))

    def _is_changed(self, row: Model, fields: list[Field]) -> bool:
        """Whether others have changed it."""
        was = self.before[type(row)].get(row.pk, {})
        return any(field.name in was and was[field.name] != _value(row, field) for field in fields)

    def _is_mine(self, model: type[Model], pk: str, fields: list[Field], sent: str) -> bool:
        """Whether this person has changed a row that is gone, and not asked for its removal."""
        was = self.before[model].get(int(pk), {}) if pk and _is_number(pk) else {}
        seen = [posted(field, was[field.name]) if field.name in was else [] for field in fields]
        mine = [self.typed.getlist(f"{sent}{field.name}") for field in fields]
        return f"{sent}DELETE" not in self.typed and not all(map(_same, mine, seen))

    def _mine(self, name: str, field: Field, seen: list[str]) -> list[str]:
        """What was sent, if it was: of a box that is not ticked or a list with nothing chosen, nothing is."""
        is_sent = name in self.typed or isinstance(field, BooleanField) or field.many_to_many
        return self.typed.getlist(name) if is_sent else seen

    def _count(self, name: str) -> int:
        typed = self.typed.get(name, "")
        return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


def _is_number(sent: str) -> bool:
    """Of the length that a number can have here: Python refuses to read a very long one."""
    return sent.isascii() and sent.isdecimal() and len(sent) < 19


def _fields(formset: BaseInlineFormSet) -> list[Field]:
    fields = {field.name: field for field in formset.model._meta.fields if not field.primary_key and field.editable}
    return [fields[name] for name in formset.form.base_fields if name in fields and name != formset.fk.name]


def _row(model: type[Model], number: int) -> str:
    return f"{capfirst(model._meta.verbose_name)} {number + 1}"


def _value(row: Model, field: Field) -> Any:
    value = field.value_from_object(row)
    return frozenset(each.pk for each in value) if field.many_to_many else value


def _put_together(mine: list[str], seen: list[str], current: list[str]) -> list[str]:
    """What is chosen now, with what this person chose besides, and without what they let go of."""
    return [each for each in current if each in mine or each not in seen] + [
        each for each in mine if each not in seen and each not in current
    ]


def _same(one: list[str], other: list[str]) -> bool:
    """As far as saving goes: line ends and space around a text are nobody's change."""
    first, second = (
        sorted(filter(None, (each.replace("\r\n", "\n").strip() for each in values))) for values in (one, other)
    )
    return first == second
