"""The page on which the history of one object is read. Nobody changes it there, and nobody can."""

from collections.abc import Callable

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Field, Model, QuerySet
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from sources import changes
from sources.changes import Save, Table, shows_all
from sources.history import is_tracked

AT_ONCE = 30  # saves on a page


class KeptHistory(ModelAdmin):
    """History of the object and of the rows that are edited with it."""

    def edited_tables(self, request: HttpRequest, obj: Model) -> list[Table]:
        """The history of what the form of this object changes."""
        inlines = [inline for inline in self.get_inline_instances(request, obj) if is_tracked(inline.model)]
        parents = [(each.model, _get_foreign_key(self.model, each.model, fk_name=each.fk_name)) for each in inlines]
        own = [self.table_of(request, obj)] if is_tracked(self.model) else []
        return own + [self.table_of(request, obj, *each) for each in parents]

    def table_of(
        self, request: HttpRequest, obj: Model, model: type[Model] | None = None, parent: Field | None = None
    ) -> Table:
        """The history of this object, or of the rows of another table that belong to it."""
        model, key = model or self.model, parent or self.opts.pk
        kept = model.history.filter(**{key.attname: obj.pk})
        return Table(kept, parent.name if parent else "", self.hides(request, obj, model))

    def hides(self, request: HttpRequest, obj: Model, model: type[Model]) -> Callable[[str], bool]:
        """Which fields of a table are not shown to whoever asks."""
        return shows_all

    def history_tables(self, request: HttpRequest, obj: Model) -> list[Table]:
        """What the page of its history shows to whoever asks."""
        return [table for table in self.edited_tables(request, obj) if may_see(request, table.model)]

    def history_keys(self, request: HttpRequest, obj: Model, tables: list[Table]) -> list[QuerySet]:
        """All saves, as (moment, person)."""
        return changes.keys(tables)

    def history_saves(self, request: HttpRequest, obj: Model, tables: list[Table], keys: list) -> list[Save]:
        return changes.saves_at(tables, keys)

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        if not is_tracked(self.model):
            return super().history_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        tables = self.history_tables(request, obj)
        first, *others = self.history_keys(request, obj, tables)
        pages = Paginator(first.union(*others).order_by("-history_date", "-history_user_id"), AT_ONCE)
        page = pages.get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("History"),
            "opts": self.opts,
            "object": obj,
            "page": page,
            "saves": self.history_saves(request, obj, tables, list(page)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/desk/history.html", context)


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    opts = model._meta
    names = [get_permission_codename(action, opts) for action in ("view", "change")]
    return any(request.user.has_perm(f"{opts.app_label}.{name}") for name in names)
