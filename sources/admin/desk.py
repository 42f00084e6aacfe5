"""What every table of the desk shares."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from sources.conflicts import TellsOfConflicts
from sources.history import begin_again
from sources.history_pages import KeptHistory
from sources.paging import CappedPaginator
from sources.widgets import Searched, SearchedMany

# What a form says of a wrong value: what to type instead.
PLAIN_WORDS = {
    models.DateField: {"error_messages": {"invalid": _("Give a day as year-month-day, such as 2024-06-18.")}},
    models.URLField: {"error_messages": {"invalid": "Give a whole address, such as https://example.org/page."}},
    models.SlugField: {
        "error_messages": {"unique": _("This address on the public site is already taken: choose another.")},
        "widget": AdminTextInputWidget,
    },
}


class Searches:
    """For a ModelAdmin or an inline: its searched lists take whatever a form sends, and say what is wrong with it."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Searched(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedMany(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskAdmin(Searches, TellsOfConflicts, KeptHistory):
    """Nothing is deleted here; a save holds the row and writes only the columns that were changed."""

    formfield_overrides = PLAIN_WORDS
    help_texts: ClassVar[dict] = {}  # what to write into a field whose name alone does not say it
    actions = None
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count a whole table, once for each choice of each filter
    paginator = CappedPaginator

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_prepopulated_fields(self, request, obj=None):
        frozen = {*self.get_readonly_fields(request, obj)}
        given = super().get_prepopulated_fields(request, obj)
        return {field: sources for field, sources in given.items() if frozen.isdisjoint([field, *sources])}

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self.help_texts:
            kwargs["help_texts"] = self.help_texts
        return super().get_form(request, obj, change=change, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        held = self.get_queryset(request).select_for_update(no_key=True).get(pk=found.pk)
        self.look_for_conflict(request, held)
        return held

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody else saved at the same moment: asked again, the forms see it and say what is wrong.
            begin_again(request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.save()
        elif columns := [field.name for field in self.opts.concrete_fields if field.name in form.changed_data]:
            obj.save(update_fields=columns)
