"""Tables at the desk: buttons above the lists, the form for a file, the page of an import, and files that go out."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import TableImport, TableImportRow
from claims.tables import TABLES, export, imports
from claims.tables.files import LARGEST, MEGABYTE, Unreadable
from claims.tables.table import Fate, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_ON_A_PAGE = 100
NEWEST = 10


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."), "empty": gettext_lazy("The file is empty."),
        },
    )  # fmt: skip

    def __init__(self, *args, table: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.fields["file"].help_text = _(
            "CSV in UTF-8, or XLSX, of which the first sheet is read. At most %(most)s MB and %(rows)s rows. Nothing "
            "is written yet: you see first what would become of every row."
        ) % {"most": LARGEST // MEGABYTE, "rows": f"{imports.most_rows():,}"}

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            # One byte more than may be read shows that there are too many.
            self.sheet = imports.open_file(self.table, file.read(LARGEST + 1))
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault
        return file


class Told(NamedTuple):
    """A row as the page of an import shows it."""

    row: TableImportRow
    errors: dict[str, list[str]]


class InTables:
    """What a ModelAdmin needs so that its list can be exported and imported. `table` is one of TABLES."""

    table: str
    change_list_template = "admin/claims/tables/change_list.html"

    def get_urls(self):
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("export/<str:kind>/", view(self.export_view), name=f"{name}_export"),
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/template/<str:kind>/", view(self.template_view), name=f"{name}_import_template"),
            path("import/<int:pk>/", view(self.fates_view), name=f"{name}_import_fates"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, (extra_context or {}) | {"tables": _address(self, "import")})

    def export_view(self, request, kind: str):
        return export_view(self, request, kind)

    def import_view(self, request):
        return import_view(self, request)

    def template_view(self, request, kind: str):
        return template_view(self, request, kind)

    def fates_view(self, request, pk: int):
        return fates_view(self, request, pk)


def export_view(model_admin: ModelAdmin, request: HttpRequest, kind: str) -> HttpResponse:
    """What the list shows now, with its filters and its search."""
    table = TABLES[model_admin.table](request.user)
    if not (model_admin.has_view_permission(request) and table.may_export(request.user)):
        raise PermissionDenied(_("Your role does not allow you to see this table."))
    try:
        rows = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        raise Http404(_("There is no such filter.")) from None
    try:
        return _file(table, rows, kind, f"{table.name}-{timezone.localdate():%Y-%m-%d}")
    except export.TooMuch as fault:
        messages.error(request, str(fault))
        return redirect(_address(model_admin, "changelist"))


def template_view(model_admin: ModelAdmin, request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with the right headings."""
    table = _importing(model_admin, request)(request.user)
    return _file(table, None, kind, f"{table.name}-empty")


def import_view(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Both ways: what goes out, for all who see the list, and the form for a file, for those who may import."""
    table = TABLES[model_admin.table]
    if request.method == "POST":
        _importing(model_admin, request)
    elif not (model_admin.has_view_permission(request) and table.may_export(request.user)):
        raise PermissionDenied(_("Your role does not allow you to see this table."))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*sent, table=table.name)
    if form.is_valid():
        started = imports.start(table.name, form.cleaned_data["file"].name, form.sheet, by=request.user)
        imports.go_on(started)
        return redirect(_address(model_admin, "import_fates", started.pk))
    context = {
        "title": _("Import or export %s") % model_admin.opts.verbose_name_plural,
        "form": form,
        "may_import": table.may_import(request.user),
        "export_name": f"{_name(model_admin)}_export",
        "columns": table(request.user).columns.values(),
        "newest": TableImport.objects.filter(table=table.name).select_related("by")[:NEWEST],
    }
    return _page(model_admin, request, "import", context, 422 if form.is_bound else 200)


def fates_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Every row of an import with its fate; and what its importer can do with it."""
    table = _importing(model_admin, request)
    shown = get_object_or_404(TableImport.objects.select_related("by"), pk=pk, table=table.name)
    if request.method == "POST":
        if shown.by != request.user:
            raise PermissionDenied(_("Only who uploaded a file can import it."))
        return _act(model_admin, request, shown)
    summary = imports.summary(shown)
    rows = shown.rows.all()
    if (fate := request.GET.get("fate", "")) in Fate.values:
        rows = rows.filter(fate=fate)
    context = {
        "title": _("Import of “%s”") % shown.file_name,
        "shown": shown,
        "fates": [(Fate(each), count) for each, count in summary.items() if count],
        "fate": fate,
        "page": _told(rows, request.GET.get("page", "1")),
        "to_write": 0 if summary[Fate.ERROR] else summary[Fate.NEW] + summary[Fate.CHANGED],
        "is_mine": shown.by == request.user,
        "is_lost": imports.is_lost(shown),
    }
    return _page(model_admin, request, "fates", context, 200)


def _act(model_admin: ModelAdmin, request: HttpRequest, shown: TableImport) -> HttpResponse:
    if "discard" in request.POST:
        imports.discard(shown)
        messages.info(request, _("“%s” was thrown away; nothing of it was imported.") % shown.file_name)
        return redirect(_address(model_admin, "import"))
    act = imports.confirm if "confirm" in request.POST else imports.retry
    if act(shown):
        shown.refresh_from_db()
        imports.go_on(shown)
    else:
        messages.warning(request, _("Nothing was done: this import is not where it was when you opened the page."))
    return redirect(_address(model_admin, "import_fates", shown.pk))


def _told(rows: QuerySet[TableImportRow], number: str):
    """One page of rows, each with what is wrong in it by column, in the order of the file."""
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(number)
    page.told = [Told(row, _by_column(row.errors)) for row in page]
    return page


def _by_column(errors: list) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, error in errors:
        found.setdefault(column, []).append(error)
    return found


def _importing(model_admin: ModelAdmin, request: HttpRequest) -> type[Table]:
    """admin_view lets in anybody with a staff account."""
    table = TABLES[model_admin.table]
    if not (model_admin.has_view_permission(request) and table.may_import(request.user)):
        raise PermissionDenied(_("Your role does not allow you to import this table."))
    return table


def _file(table: Table, rows: QuerySet | None, kind: str, name: str) -> HttpResponse:
    lines = export.lines(table, rows)
    if kind == "csv":
        response = StreamingHttpResponse(export.as_csv(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if kind == "xlsx":
        file = export.as_xlsx(lines, table.name)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    raise Http404(_("There are CSV and XLSX."))


def _name(model_admin: ModelAdmin) -> str:
    return f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"


def _address(model_admin: ModelAdmin, view: str, *arguments) -> str:
    return reverse(f"{_name(model_admin)}_{view}", args=arguments)


def _page(model_admin: ModelAdmin, request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    places = {
        "list_address": _address(model_admin, "changelist"),
        "import_address": _address(model_admin, "import"),
        "template_name": f"{_name(model_admin)}_import_template",
        "fates_name": f"{_name(model_admin)}_import_fates",
    }
    context = model_admin.admin_site.each_context(request) | {"opts": model_admin.opts} | places | context
    return TemplateResponse(request, f"admin/claims/tables/{template}.html", context, status=status)
