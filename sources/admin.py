"""The desk for outlets, sources and the copies kept of them. DeskAdmin is what every table of the desk shares."""

from pathlib import PurePath

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from sources.files import digest
from sources.grades import Reliability, with_grades
from sources.lineage_admin import RepeatedByInline
from sources.models import Capture, Derivation, Outlet, Source
from sources.paging import CappedPaginator
from sources.widgets import GradeSelect

MEGABYTE = 1024 * 1024
LARGEST_COPY = 100 * MEGABYTE


# What a form says of a wrong value: what to type instead.
PLAIN_WORDS = {
    models.DateField: {"error_messages": {"invalid": "Give a day as year-month-day, such as 2024-06-18."}},
    models.URLField: {"error_messages": {"invalid": "Give a whole address, such as https://example.org/page."}},
    models.SlugField: {
        "error_messages": {"unique": "This address on the public site is already taken: choose another."},
        "widget": AdminTextInputWidget,
    },
}


class DeskAdmin(admin.ModelAdmin):
    """Nothing is deleted here; a save holds the row and writes only the columns that were changed."""

    formfield_overrides = PLAIN_WORDS
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

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return found
        return self.get_queryset(request).select_for_update(no_key=True).get(pk=found.pk)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody else saved at the same moment: asked again, the forms see it and say what is wrong.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.save()
        elif columns := [field.name for field in self.opts.concrete_fields if field.name in form.changed_data]:
            obj.save(update_fields=columns)


@admin.register(Outlet)
class OutletAdmin(DeskAdmin):
    list_display = ["name", "country", "reliability", "reliability_graded_on"]
    list_filter = ["reliability", "country"]
    search_fields = ["name", "homepage"]
    prepopulated_fields = {"slug": ["name"]}
    grade_fields = ("reliability", "reliability_reason", "reliability_graded_on")
    fieldsets = [
        (None, {"fields": ["name", "slug", "homepage", "country"]}),
        ("Reliability", {"fields": grade_fields, "description": "Graded by those who may grade outlets."}),
        ("Desk", {"fields": ["notes"]}),
    ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "reliability":
            kwargs |= {"choices": with_grades(Reliability), "widget": GradeSelect(Reliability)}
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = (*super().get_readonly_fields(request, obj),)
        if request.user.has_perm("sources.grade_outlet"):
            return fields
        # A grade is of this outlet: another must not come to bear it under a new name.
        graded = ("name", "homepage") if obj is not None and obj.reliability != Reliability.F else ()
        return (*fields, *self.grade_fields, *graded)


class DerivationFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        if kept and self.instance.lineage != Source.Lineage.DERIVED:
            raise ValidationError("Say above that this source repeats others, or name none that it repeats.")


class DerivationInline(admin.StackedInline):
    model = Derivation
    formset = DerivationFormSet
    fk_name = "source"
    autocomplete_fields = ["derived_from"]
    extra = 0
    verbose_name = "source that it repeats"
    verbose_name_plural = "sources that it repeats"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "derived_from")


class KeptCaptures(admin.StackedInline):
    """The copies kept so far. They can be looked at, and no more."""

    model = Capture
    verbose_name_plural = "copies kept"
    fields = readonly_fields = (
        "download", "sha256", "size", "content_type", "method", "captured_at", "captured_by",
        "archived_url", "archive_status", "notes",
    )  # fmt: skip
    extra = max_num = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "captured_by")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description="file")
    def download(self, capture):
        if not capture.file:
            return "No file: an archive link only."
        return format_html('<a href="{}">Download</a>', reverse("admin:sources_capture_download", args=[capture.pk]))


# A browser cannot be told to keep it.
FILE_HELP = "Up to 100 MB. Choose it again where this page comes back with a mistake."


class CaptureForm(forms.ModelForm):
    file = forms.FileField(required=False, widget=forms.FileInput, help_text=FILE_HELP)

    class Meta:
        model = Capture
        fields = ["file", "archived_url", "notes"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_COPY:
            raise ValidationError("The file is larger than 100 MB.")
        return file


class NewCaptures(admin.StackedInline):
    model = Capture
    formfield_overrides = PLAIN_WORDS
    form = CaptureForm
    verbose_name = "copy to keep"
    verbose_name_plural = "keep a copy"
    extra = 1
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    list_display = ["title", "outlet", "kind", "lineage", "published_on"]
    ordering = ["-pk"]  # newest first, which its key is the index of
    sortable_by = []
    list_select_related = ["outlet"]
    list_filter = ["kind", "lineage", "language"]
    search_fields = ["title", "url", "document_number", "outlet__name"]
    autocomplete_fields = ["outlet"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [DerivationInline, RepeatedByInline, KeptCaptures, NewCaptures]
    fieldsets = [
        (None, {"fields": ["title", "slug", "outlet", "kind", "language"]}),
        ("Where it can be found", {"fields": ["url", "document_number", "author", "published_on"]}),
        ("Lineage", {"fields": ["lineage"]}),
        ("Desk", {"fields": ["no_copy_reason", "notes"]}),
    ]

    def get_inlines(self, request, obj):
        return [inline for inline in super().get_inlines(request, obj) if obj or inline is not KeptCaptures]

    def save_formset(self, request, form, formset, change) -> None:
        if formset.model is Capture:
            for added in formset.extra_forms:
                _fill_in(added.instance, by=request.user)
        super().save_formset(request, form, formset, change)

    def get_urls(self):
        download = self.admin_site.admin_view(self.download_view)
        return [path("capture/<int:pk>/", download, name="sources_capture_download"), *super().get_urls()]

    def download_view(self, request, pk: int):
        if not request.user.has_perm("sources.view_capture"):
            raise PermissionDenied("Your role does not allow you to see copies.")
        capture = get_object_or_404(Capture.objects.select_related("source"), pk=pk)
        if not capture.file or not capture.file.storage.exists(capture.file.name):
            raise Http404("There is no file.")
        return _as_attachment(capture)


def _fill_in(capture: Capture, *, by) -> None:
    """What is recorded of a new copy, none of it from the one who uploads."""
    capture.captured_by, capture.captured_at = by, timezone.now()
    if capture.archived_url:
        capture.archive_status = Capture.ArchiveStatus.ARCHIVED
    if capture.file:
        capture.sha256, capture.size = digest(capture.file)
        capture.content_type = _recognise(capture.file)
    else:
        capture.method = Capture.Method.ARCHIVED


# The first bytes of the kinds of file that are kept most.
MARKS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"PK\x03\x04": "application/zip",
    b"WARC/": "application/warc",
    b"<!doctype html": "text/html",
    b"<html": "text/html",
}


def _recognise(file) -> str:
    """The content type as the bytes say; neither the file's name nor the browser is believed."""
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    found = (kind for mark, kind in MARKS.items() if start.startswith(mark) or start.lower().startswith(mark))
    return next(found, "application/octet-stream")


def _as_attachment(capture: Capture) -> FileResponse:
    """The bytes, for saving: never shown or run by the browser as a page of this site."""
    name = f"{capture.source.slug}-{capture.pk}{PurePath(capture.file.name).suffix}"
    kind = "application/octet-stream"
    response = FileResponse(capture.file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
