"""Reading history: the rows that were kept, as saves that say who changed which field from what to what."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Field, Max, Model, QuerySet, Value
from django.utils.text import capfirst
from simple_history.models import HistoricalRecords

from sources.history import BEGUN
from sources.values import Names, name_of

Key = tuple[datetime, int | None]  # of a save: its moment, and whose it was
# By what a row is called, the first of these that it has.
NAMED_BY = ("round", "actor", "derived_from", "source", "where", "language", "name")
# What a program writes, and nobody reads.
UNREAD = frozenset(
    {"uid", "created_at", "updated_at", "changed_at", "approved_digest", "statement_key", "text_key", "address_key"}
)
LONG = 60  # characters; longer texts are compared word by word


def shows_all(name: str) -> bool:
    """No field is hidden."""
    return False


class Table(NamedTuple):
    """The history of one table, as far as it belongs to the page that shows it.

    `parent` is the foreign key by which its rows belong there, empty for what the page is of. `hides` says which
    fields are not shown to whoever asks.
    """

    kept: QuerySet
    parent: str = ""
    hides: Callable[[str], bool] = shows_all

    @property
    def model(self) -> type[Model]:
        return self.kept.model.instance_type

    @property
    def fields(self) -> list[Field]:
        fields = [*self.kept.model.tracked_fields, *self.kept.model._history_m2m_fields]
        return [field for field in fields if not field.primary_key and field.name not in UNREAD | {self.parent}]

    @property
    def named_by(self) -> Field | None:
        fields = {field.name: field for field in self.fields} if self.parent else {}
        return next((fields[name] for name in NAMED_BY if name in fields), None)


class Change(NamedTuple):
    """One field. What is hidden has no values here."""

    label: str
    old: str = ""
    new: str = ""
    is_hidden: bool = False

    @property
    def is_long(self) -> bool:
        return bool(self.old and self.new) and max(len(self.old), len(self.new)) > LONG


class Row(NamedTuple):
    """What one save did to one row; `kind` is +, ~ or -, and = where it was there when history began."""

    kind: str
    title: str
    changes: list[Change]
    model: type[Model]


class Told(NamedTuple):
    """What is told of a save besides its rows, such as a move with its note."""

    headline: str
    note: str = ""
    is_hidden: bool = False
    address: str = ""


class Save(NamedTuple):
    at: datetime
    by: User | None
    rows: list[Row]
    told: tuple[Told, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.by)


class _Step(NamedTuple):
    """The same before it is put into words: the values of a row's fields, before and after."""

    table: Table
    kept: Model
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def changed(self) -> list[Field]:
        return [field for field in self.table.fields if self.before.get(field.name) != self.after.get(field.name)]

    @property
    def spoken(self) -> list[Field]:
        """Those whose values are put into words."""
        seen = [field for field in self.changed if not self.table.hides(field.name)]
        return [*seen, self.table.named_by] if self.table.named_by else seen


def keys(tables: Iterable[Table]) -> list[QuerySet]:
    """For each table the saves that it has rows of, as (moment, person): to be united, counted and paged."""
    return [table.kept.order_by().values_list("history_date", "history_user_id").distinct() for table in tables]


def newest(tables: Sequence[Table]) -> list[int]:
    """The number of the last row kept in each table, 0 where there is none; in one query."""
    last = [
        table.kept.order_by().values(place=Value(place)).annotate(last=Max("history_id")).values_list("place", "last")
        for place, table in enumerate(tables)
    ]
    found = dict(last[0].union(*last[1:], all=True)) if last else {}
    return [found[place] or 0 for place in range(len(tables))]


def saves_at(tables: Iterable[Table], saves: Iterable[Key]) -> list[Save]:
    """Certain saves, newest first."""
    saves = set(saves)
    moments = {moment for moment, _ in saves}
    found = [(table, list(table.kept.filter(history_date__in=moments))) for table in tables] if moments else []
    return [save for save in _read(found) if (save.at, save.by and save.by.pk) in saves]


def saves_since(tables: Iterable[Table], numbers: Iterable[int]) -> list[Save]:
    """All saves after those that `newest` numbered, newest first."""
    pairs = zip(tables, numbers, strict=True)
    return _read([(table, list(table.kept.filter(history_id__gt=number))) for table, number in pairs])


def values_before(table: Table, number: int) -> dict[int, dict[str, Any]]:
    """What the rows of a table held when its history had reached this number, by their keys."""
    key = table.model._meta.pk.attname
    last = table.kept.filter(history_id__lte=number).order_by().values(key).annotate(last=Max("history_id"))
    rows = table.kept.model.objects.filter(history_id__in=last.values("last"))
    return {getattr(row, key): values for row, values in _with_values(table, rows)}


def _with_values(table: Table, rows: Iterable[Model]) -> list[tuple[Model, dict[str, Any]]]:
    rows = list(rows)
    plain = [field for field in table.fields if not field.many_to_many]
    values = {row.history_id: {field.name: getattr(row, field.attname) for field in plain} for row in rows}
    for field in table.kept.model._history_m2m_fields:
        linked = HistoricalRecords.m2m_models[field].objects.filter(history_id__in=values)
        for held in values.values():
            held[field.name] = frozenset()
        for number, key in linked.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
            values[number][field.name] |= {key}
    return [(row, values[row.history_id]) for row in rows]


def _read(found: list[tuple[Table, list[Model]]]) -> list[Save]:
    steps = [step for table, rows in found if rows for step in _steps(table, rows)]
    names = Names(
        (field, values[field.name])
        for step in steps
        for values in (step.before, step.after)
        for field in step.spoken
        if field.name in values
    )
    people = User.objects.in_bulk({step.kept.history_user_id for step in steps} - {None})
    saves: dict[Key, list[Row]] = defaultdict(list)
    for step in steps:
        if row := _row(step, names):
            saves[step.kept.history_date, step.kept.history_user_id].append(row)
    newest_first = sorted(saves.items(), key=lambda save: save[0][0], reverse=True)
    return [Save(moment, people.get(person), rows) for (moment, person), rows in newest_first]


def _steps(table: Table, rows: list[Model]) -> list[_Step]:
    """One for each object and save: what several rows of one save did to it together."""
    key = table.model._meta.pk.attname
    ids: dict[int, list[int]] = defaultdict(list)
    objects = {getattr(row, key) for row in rows}
    # Those that it had here: a row that comes over from another claim is new on this page.
    every = table.kept.filter(**{f"{key}__in": objects}).order_by("history_id")
    for object_id, number in every.values_list(key, "history_id"):
        ids[object_id].append(number)
    together: dict[tuple, list[Model]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.history_id):
        together[row.history_date, row.history_user_id, getattr(row, key)].append(row)
    before = {}
    for group, (first, *_) in together.items():
        place = bisect_left(ids[group[2]], first.history_id)
        before[group] = ids[group[2]][place - 1] if place else None
    numbers = {number for number in before.values() if number} | {group[-1].history_id for group in together.values()}
    held = {
        row.history_id: values
        for row, values in _with_values(table, table.kept.model.objects.filter(history_id__in=numbers))
    }
    return [_step(table, rows, held, before[group]) for group, rows in together.items()]


def _step(table: Table, rows: list[Model], held: dict[int, dict], before: int | None) -> _Step:
    first, last = rows[0], rows[-1]
    old, new = held.get(before, {}), held[last.history_id]
    if first.history_type == "+" or (before is None and last.history_type != "-"):
        kind = "=" if first.history_change_reason == BEGUN else "+"
        return _Step(table, last, "-" if last.history_type == "-" else kind, {}, new)
    if last.history_type == "-":
        return _Step(table, last, "-", new, {})
    return _Step(table, last, "~", old, new)


def _row(step: _Step, names: Names) -> Row | None:
    changes = [_change(step, field, names) for field in step.changed]
    changes = [change for change in changes if change.is_hidden or change.old or change.new]
    if not changes and step.kind == "~":
        return None
    return Row(step.kind, _title(step, names), changes, step.table.model)


def _title(step: _Step, names: Names) -> str:
    title, field = capfirst(step.table.model._meta.verbose_name), step.table.named_by
    values = step.after or step.before
    if field is None or not (name := names.words(field, values.get(field.name))):
        return title
    return f"{title}, {field.verbose_name} {name}" if field.name == "round" else f"{title} “{name}”"


def _change(step: _Step, field: Field, names: Names) -> Change:
    label = capfirst(field.verbose_name)
    if step.table.hides(field.name):
        return Change(label, is_hidden=True)
    old, new = (
        names.words(field, held[field.name]) if field.name in held else "" for held in (step.before, step.after)
    )
    return Change(label, old, new)
