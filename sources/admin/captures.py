"""The copies of a source on its page: those that are kept, and one to upload."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.admin.desk import PLAIN_WORDS
from sources.capturing.kinds import START, recognise
from sources.files import digest
from sources.models import Capture, FetchedPage

MEGABYTE = 1024 * 1024
LARGEST_COPY = 100 * MEGABYTE


class KeptCaptures(admin.StackedInline):
    """The copies kept so far. They can be looked at, and no more."""

    model = Capture
    verbose_name_plural = _("copies kept")
    fields = readonly_fields = (
        "download", "sha256", "size", "content_type", "method", "captured_at", "captured_by", "came_with",
        "archived_url", "archive", "notes",
    )  # fmt: skip
    extra = max_num = 0
    can_delete = False

    def get_queryset(self, request):
        # Not the whole text of each page: only whether there is one.
        page = FetchedPage.objects.filter(capture=OuterRef("pk"))
        return super().get_queryset(request).select_related("source", "captured_by").annotate(has_page=Exists(page))

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("file"))
    def download(self, capture):
        if not capture.file:
            return _("No file: an archive link only.")
        return _link("download", capture, _("Download"))

    @admin.display(description=_("what came with it"))
    def came_with(self, capture):
        return _link("page", capture, _("Readable text and headers")) if capture.has_page else "-"

    @admin.display(description=_("public archive"))
    def archive(self, capture):
        said = capture.get_archive_status_display()
        return f"{said}: {capture.archive_failure}" if capture.archive_failure else said


def _link(view: str, capture: Capture, text: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse(f"admin:sources_capture_{view}", args=[capture.pk]), text)


# A browser cannot be told to keep it.
FILE_HELP = _("Up to 100 MB. Choose it again where this page comes back with a mistake.")


class CaptureForm(forms.ModelForm):
    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput, help_text=FILE_HELP)

    class Meta:
        model = Capture
        fields = ["file", "archived_url", "notes"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_COPY:
            raise ValidationError(gettext("The file is larger than 100 MB."))
        return file


class NewCaptures(admin.StackedInline):
    model = Capture
    formfield_overrides = PLAIN_WORDS
    form = CaptureForm
    verbose_name = _("copy to keep")
    verbose_name_plural = _("keep a copy")
    extra = 1
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_change_permission(self, request, obj=None) -> bool:
        return False


def fill_in(capture: Capture, *, by: AbstractUser) -> None:
    """What is recorded of a new copy, none of it from the one who uploads."""
    capture.captured_by, capture.captured_at = by, timezone.now()
    if capture.archived_url:
        capture.archive_status = Capture.ArchiveStatus.ARCHIVED
    if capture.file:
        capture.sha256, capture.size = digest(capture.file)
        capture.content_type = _kind_of(capture.file)
    else:
        capture.method = Capture.Method.ARCHIVED


def _kind_of(file: File) -> str:
    start = file.read(START)
    file.seek(0)
    return recognise(start)
