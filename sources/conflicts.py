"""Two people at one form: the later save is told what has changed meanwhile, and overwrites nothing.

A form carries the number of the last row of history of each table that it edits. Where there are newer ones when it
comes back, nothing is saved: the form is shown again as the object is now, with what this person changed put onto it
(see rebase.py), and above it what the others did. The next save then knows of their work.
"""

import re
from typing import NamedTuple

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from sources import changes
from sources.changes import Save
from sources.rebase import Yours, rebase

VERSION = re.compile(r"([a-z_]+)\.([0-9]{1,18})")
STALE = gettext_lazy(
    "Somebody has saved this %(name)s since you opened it, so nothing of yours was saved: it would have undone their "
    "work. Below is the %(name)s as it is now, with what you changed put onto it. Look it over, then save again."
)


class Conflict(NamedTuple):
    message: str
    saves: list[Save]
    yours: list[Yours]


class TellsOfConflicts(ModelAdmin):
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.desk_conflict, request.desk_version = None, ""
        if object_id and request.method == "POST":
            request.desk_opened = request.POST.get("version", "")
        elif object_id and (obj := self.get_object(request, unquote(object_id))):
            # Asked before the form reads the object: a save in between then counts as one that it has not seen.
            request.desk_version = self._version(request, obj)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def look_for_conflict(self, request: HttpRequest, obj: Model) -> None:
        """Called with the row held: nobody else can save it now."""
        opened = getattr(request, "desk_opened", None)
        if opened is None or request.desk_conflict or not self.has_change_permission(request, obj):
            return
        request.desk_version = self._version(request, obj)
        if opened != request.desk_version:
            tables = self.edited_tables(request, obj)
            seen, now = _numbers(opened), _numbers(request.desk_version)
            # Nothing is told of a table that was not in the form then.
            numbers = [seen.get(name, number) for name, number in now.items()]
            request.POST, yours = rebase(self, request, obj, tables, numbers if seen else [0] * len(now))
            request.desk_conflict = Conflict(_stale(self.model), changes.saves_since(tables, numbers), yours)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return _refusing(form) if getattr(request, "desk_conflict", None) else form

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"version": request.desk_version, "conflict": request.desk_conflict}
        return super().render_change_form(request, context, *args, **kwargs)

    def _version(self, request: HttpRequest, obj: Model) -> str:
        """Such as “claim_.12-evidence_claim.40”: of each table, and by which column its rows belong to the object."""
        tables = self.edited_tables(request, obj)
        pairs = zip(tables, changes.newest(tables), strict=True)
        return "-".join(f"{table.model._meta.model_name}_{table.parent}.{number}" for table, number in pairs)


def _stale(model: type[Model]) -> str:
    return STALE % {"name": model._meta.verbose_name}


def _numbers(version: str) -> dict[str, int]:
    """By the table; none where the form carries something else."""
    return {name: int(number) for name, number in VERSION.findall(version)}


def _refusing(form: type[ModelForm]) -> type[ModelForm]:
    class Refusing(form):
        def clean(self):
            raise ValidationError(_stale(self._meta.model), code="stale")

    return Refusing
