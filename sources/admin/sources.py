"""The desk for sources: where each can be found, whom it repeats, and what is kept of it."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.admin import copies
from sources.admin.captures import KeptCaptures, NewCaptures, fill_in
from sources.admin.desk import DeskAdmin, Searches
from sources.admin.languages import ByLanguage
from sources.admin.repeating import RepeatedByInline
from sources.models import Capture, Derivation, Source


class DerivationFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        if kept and self.instance.lineage != Source.Lineage.DERIVED:
            raise ValidationError(gettext("Say above that this source repeats others, or name none that it repeats."))


class DerivationInline(Searches, admin.StackedInline):
    model = Derivation
    formset = DerivationFormSet
    fk_name = "source"
    autocomplete_fields = ["derived_from"]
    extra = 0
    verbose_name = _("source that it repeats")
    verbose_name_plural = _("sources that it repeats")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "derived_from")


class NewSourceForm(forms.ModelForm):
    fetch_copy = forms.BooleanField(
        label=_("Fetch a copy now"),
        required=False,
        initial=True,
        help_text=_("What is at the address is fetched in the background and kept: the page as it is today."),
    )


class WithoutCopy(admin.SimpleListFilter):
    title = _("copy")
    parameter_name = "copy"

    def lookups(self, request, model_admin):
        return [
            ("none", _("Without a copy")),
            ("unexplained", _("Without a copy or a reason why not")),
            ("failed", _("Without a copy, fetching failed")),
        ]

    def queryset(self, request, queryset) -> QuerySet:
        if self.value() == "none":
            return queryset.without_copy()
        if self.value() == "unexplained":
            return queryset.lacking_copy()
        if self.value() == "failed":
            return queryset.without_copy().fetching_failed()
        return queryset


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    change_form_template = "admin/sources/source/change_form.html"
    list_display = ["title", "outlet", "kind", "lineage", "published_on"]
    ordering = ["-pk"]  # newest first, which its key is the index of
    sortable_by = []
    list_select_related = ["outlet"]
    list_filter = [WithoutCopy, "kind", "lineage", ByLanguage]
    search_fields = ["title", "url", "document_number", "outlet__name"]
    autocomplete_fields = ["outlet"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [DerivationInline, RepeatedByInline, KeptCaptures, NewCaptures]
    help_texts: ClassVar[dict] = {
        "title": _("As it is headed. Where it has no heading: what it is, and of which day."),
        "outlet": _("Who published it. Its reliability is graded once, on its own page."),
        "kind": _("Document: a report, law or letter. Statement: what somebody said or posted."),
        "language": _("The language it is written or spoken in, such as en or id."),
        "author": _("As it is signed. Leave empty if it is not."),
        "published_on": _("The day that it bears itself. Leave empty if that is not certain."),
    }
    fieldsets = [
        (None, {"fields": ["title", "slug", "outlet", "kind", ("language", "title_language")]}),
        (_("Where it can be found"), {"fields": ["url", "document_number", "author", "published_on"]}),
        (_("Lineage"), {"fields": ["lineage"]}),
        (_("Desk"), {"fields": ["no_copy_reason", "notes"]}),
    ]

    def get_inlines(self, request, obj):
        return [inline for inline in super().get_inlines(request, obj) if obj or inline is not KeptCaptures]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self._offers_fetching(request, obj):
            kwargs["form"] = NewSourceForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self._offers_fetching(request, obj):
            return fieldsets
        return [(title, options | {"fields": _after_address(options["fields"])}) for title, options in fieldsets]

    def _offers_fetching(self, request, obj) -> bool:
        return obj is None and request.user.has_perm("sources.add_capture")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["copies"] = copies.panel(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("fetch_copy") and form.instance.url:
            copies.ask_for_copy(request, form.instance)

    def save_formset(self, request, form, formset, change) -> None:
        if formset.model is Capture:
            for added in formset.extra_forms:
                fill_in(added.instance, by=request.user)
        super().save_formset(request, form, formset, change)

    def get_urls(self):
        return [*copies.urls(self), *super().get_urls()]


def _after_address(fields: list[str]) -> list[str]:
    return [each for field in fields for each in ((field, "fetch_copy") if field == "url" else (field,))]
