"""What all tables have in common: from rows to what would become of them, and from there to what is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import CheckConstraint, Model, QuerySet
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from claims.models import TableImportRow
from claims.progress import Advance, nothing
from claims.tables.columns import Column, One, pieces
from claims.tables.files import Row

Fate = TableImportRow.Fate
Obj = TypeVar("Obj", bound=Model)


@dataclass
class Planned:
    """What would become of a row. `obj` is as it would be saved, `values` are what the cells mean."""

    number: int
    obj: Model
    is_new: bool
    errors: list[tuple[str, str]]
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    same_as: set[Any] = field(default_factory=set)  # rows and objects that it was said to repeat

    @property
    def fate(self) -> Fate:
        if self.errors:
            return Fate.ERROR
        if self.is_new:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.UNCHANGED

    @property
    def label(self) -> str:
        return Truncator(str(self.obj) or getattr(self.obj, "slug", "")).chars(200)

    @property
    def changed(self) -> set[str]:
        return {column for column, _before, _after in self.changes}


class Table:
    """Rows are known by their slugs. One instance plans once: it remembers what it has looked up."""

    name: str
    model: type[Model]
    made_from: dict[str, str]  # columns that a new row may leave empty, with what they are then made from
    unique: tuple[str, ...] = ("slug",)
    read_with: tuple[str, ...] = ()
    permissions: tuple[str, ...]  # besides that to import at all

    def __init__(self, by: User | None = None) -> None:
        self.by = by
        self.columns = {column.name: column for column in self.make_columns()}

    def make_columns(self) -> list[Column]:
        raise NotImplementedError

    @classmethod
    def may_import(cls, user: User) -> bool:
        return user.has_perms(["claims.import_tables", *cls.permissions])

    @classmethod
    def may_export(cls, user: User) -> bool:
        return user.has_perm(f"{cls.model._meta.app_label}.view_{cls.model._meta.model_name}")

    def cells_of(self, obj: Model) -> list[str]:
        return [column.text(column.value(obj)) for column in self.columns.values()]

    def hold_still(self) -> None:
        """Before anything else in the transaction that writes: wait for whom the rules of this table depend on."""

    def plan(self, rows: Iterable[Row], *, advance: Advance = nothing, lock: bool = False) -> list[Planned]:
        """What would become of these rows. Nothing is written; `lock` holds what is there until it is."""
        rows = list(rows)
        self.ready(rows, lock)
        planned = []
        for row in rows:
            planned.append(self._plan(row))
            advance(1)
        self.look_across(planned)
        return planned

    def ready(self, rows: list[Row], lock: bool) -> None:
        """Look up at once what the rows name."""
        for name, column in self.columns.items():
            column.ready({row.cells.get(name, "") for row in rows})
        self.there = self._there({row.cells.get("slug", "") for row in rows}, lock)

    def look_across(self, planned: list[Planned]) -> None:
        """What can only be said of a row beside the others, and beside what is there."""
        self._once_in_the_file("slug", [each for each in planned if not each.is_new])
        for name in self.unique:
            self._once_in_the_file(name, planned)
            self._not_there_yet(name, planned)

    def check(self, each: Planned) -> None:
        """The rules of this table for one row."""

    def fill_in(self, each: Planned) -> None:
        """What a new row need not say."""

    def slug_of(self, cells: dict[str, str]) -> str:
        longest = self.model._meta.get_field("slug").max_length
        return cells.get("slug", "") or slugify(cells.get(self.made_from["slug"], ""))[:longest].strip("-")

    def write(self, planned: Sequence[Planned], advance: Advance = nothing) -> None:
        """In a transaction of the caller's."""
        for each in planned:
            self.mine(each.obj)
            if each.fate == Fate.NEW:
                self.insert(each)
            elif each.fate == Fate.CHANGED:
                self.update(each)
            advance(1)
        for fate, flag, message in (
            (Fate.NEW, ADDITION, _("Imported.")),
            (Fate.CHANGED, CHANGE, _("Changed by an import.")),
        ):
            if objects := [each.obj for each in planned if each.fate == fate]:
                LogEntry.objects.log_actions(self.by.pk, objects, flag, message)

    def mine(self, obj: Obj) -> Obj:
        """For the history of fields: in the background there is no request that would say who."""
        obj._history_user = self.by
        return obj

    def insert(self, each: Planned) -> None:
        each.obj.save(force_insert=True)
        self._set_many(each)

    def update(self, each: Planned) -> None:
        if columns := [name for name in self._concrete() if name in each.changed]:
            each.obj.save(update_fields=columns)
        self._set_many(each)

    def _set_many(self, each: Planned) -> None:
        for relation in self.model._meta.many_to_many:
            if relation.name in each.changed:
                related = getattr(each.obj, relation.name)
                if each.is_new:
                    related.add(*each.values[relation.name])  # without asking what is there
                else:
                    related.set(each.values[relation.name])

    def _concrete(self) -> list[str]:
        written = {name for name, column in self.columns.items() if column.is_read}
        return [each.name for each in self.model._meta.concrete_fields if each.name in written]

    def _there(self, slugs: set[str], lock: bool) -> dict[str, Model]:
        rows: QuerySet = self.model._default_manager.order_by("pk")
        if lock:
            rows = rows.select_for_update(no_key=True)
        # In the order of keys over all pieces, so that two imports wait for each other and not in a circle.
        keys = [key for some in pieces(sorted(slugs - {""})) for key in self._keys(some)]
        found = (rows.filter(pk__in=some).prefetch_related(*self.read_with) for some in pieces(sorted(keys)))
        return {obj.slug: obj for objects in found for obj in objects}

    def _keys(self, slugs: list[str]) -> Iterable[int]:
        return self.model._default_manager.filter(slug__in=slugs).values_list("pk", flat=True)

    def _plan(self, row: Row) -> Planned:
        found = self.there.get(row.cells.get("slug", ""))
        each = Planned(row.number, found or self.model(), found is None, [tuple(fault) for fault in row.faults])
        faulty = {name for name, _fault in each.errors}
        for name, text in row.cells.items():
            column = self.columns[name]
            if column.is_read and name != "slug" and name not in faulty:
                try:
                    each.values[name] = column.parse(text)
                except ValidationError as fault:
                    each.errors.append((name, " ".join(fault.messages)))
        if each.is_new:
            each.values["slug"] = self.slug_of(row.cells)
            self.fill_in(each)
        self._take_over(each)
        self._validate(each)
        self.check(each)
        return each

    def _take_over(self, each: Planned) -> None:
        """Put the values into the object, where it has room for them, and note what that changes."""
        concrete = self._concrete()
        for name, value in each.values.items():
            column = self.columns[name]
            before, after = "" if each.is_new else column.text(column.value(each.obj)), column.text(value)
            if before != after:
                each.changes.append((name, before, after))
                if name in concrete:
                    setattr(each.obj, name, value)

    def _validate(self, each: Planned) -> None:
        """As a form would, and only what is new or changed. What refers to others was looked up already."""
        if not (each.is_new or each.changes):
            return
        told = {name for name, _error in each.errors}
        concrete = {name for name in self._concrete() if each.is_new or name in each.changed} - told
        others = {name for name in concrete if isinstance(self.columns[name], One)}
        for name in others:
            if not self.model._meta.get_field(name).blank and each.values.get(name) is None:
                each.errors.append((name, self._empty(each)))
        left_out = {each.name for each in self.model._meta.fields} - (concrete - others)
        try:
            self.clean(each, left_out)
        except ValidationError as faults:
            self._tell(each, faults)
        if not each.errors:
            self._hold_to_constraints(each)

    def clean(self, each: Planned, left_out: set[str]) -> None:
        each.obj.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)

    def _hold_to_constraints(self, each: Planned) -> None:
        """Those of uniqueness are looked at for all rows at once."""
        touched = {*self._concrete()} if each.is_new else each.changed
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, CheckConstraint) and touched & constraint.condition.referenced_base_fields:
                try:
                    constraint.validate(self.model, each.obj)
                except ValidationError as fault:
                    each.errors.append(("", " ".join(fault.messages)))

    def _tell(self, each: Planned, faults: ValidationError) -> None:
        if not hasattr(faults, "error_dict"):
            each.errors.append(("", " ".join(faults.messages)))
            return
        for name, errors in faults.error_dict.items():
            column = "" if name == NON_FIELD_ERRORS or name not in self.columns else name
            for error in errors:
                if error.code == "blank" and (base := self.made_from.get(name)) and not getattr(each.obj, base):
                    continue  # that one is told
                words = self._in_plain_words(each, name, error) if column else " ".join(error.messages)
                if (column, words) not in each.errors:  # two validators may say the same
                    each.errors.append((column, words))

    def _in_plain_words(self, each: Planned, name: str, error: ValidationError) -> str:
        if name == "slug" and error.code == "blank":
            return _("No slug can be made from the other cells: write one, of small letters and hyphens.")
        if error.code in ("blank", "null"):
            return self._empty(each)
        if error.code == "invalid" and isinstance(self.model._meta.get_field(name), models.URLField):
            return _("Give a whole address, such as https://example.org/page.")
        return " ".join(error.messages)

    def _empty(self, each: Planned) -> str:
        if each.is_new:
            return _("This is new, so the cell must be filled in. (To change something, write its slug into the row.)")
        return _("This cell must be filled in.")

    def _once_in_the_file(self, name: str, planned: list[Planned]) -> None:
        first: dict[Any, int] = {}
        for each in planned:
            value = getattr(each.obj, name)
            other = first.setdefault(value, each.number) if value else each.number
            if other not in {each.number, *each.same_as}:
                each.same_as.add(other)
                each.errors.append((name, _("Row %d has the same. Each may be there once.") % other))

    def _not_there_yet(self, name: str, planned: list[Planned]) -> None:
        given = [each for each in planned if (each.is_new or name in each.changed) and getattr(each.obj, name)]
        holders: dict[Any, Model] = {}
        for some in pieces(sorted({getattr(each.obj, name) for each in given})):
            holders |= {getattr(row, name): row for row in self.model._default_manager.filter(**{f"{name}__in": some})}
        for each in given:
            holder = holders.get(getattr(each.obj, name))
            if holder is not None and holder != each.obj and holder not in each.same_as:
                each.same_as.add(holder)
                told = {"holder": Truncator(str(holder)).chars(80), "slug": holder.slug}
                error = _("“%(holder)s” has this already. To change that one, write its slug, %(slug)s, into the row.")
                each.errors.append((name, error % told))
