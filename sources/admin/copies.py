"""The pages and buttons beside a source's form: have it fetched, see how far that is, look at what was kept."""

from pathlib import PurePath

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from sources.capturing import archive, keeping
from sources.models import Capture, CaptureRequest, Source

MOST_SHOWN = 5


def urls(model_admin: ModelAdmin) -> list:
    def page(view):
        return model_admin.admin_site.admin_view(lambda request, pk: view(model_admin, request, pk))

    return [
        path("<int:pk>/fetch/", page(fetch_view), name="sources_source_fetch"),
        path("<int:pk>/copies/", page(copies_view), name="sources_source_copies"),
        path("capture/<int:pk>/", page(download_view), name="sources_capture_download"),
        path("capture/<int:pk>/page/", page(page_view), name="sources_capture_page"),
        path("capture/<int:pk>/archive/", page(archive_view), name="sources_capture_archive"),
    ]


def panel(request: HttpRequest, source: Source) -> dict:
    """What is shown above a source's form of the copies that were asked for."""
    asked = source.capture_requests.select_related("asked_by", "capture")[:MOST_SHOWN]
    may_fetch = request.user.has_perm("sources.add_capture")
    shown = list(asked) if request.user.has_perm("sources.view_capture") else []
    return {
        "source": source,
        "asked": shown,
        "is_open": any(each.is_open for each in shown),
        "may_fetch": may_fetch,
        "may_archive": may_fetch and archive.configured() is not None,
    }


def fetch_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    _need(request, "sources.add_capture", _("Your role does not allow you to keep copies."))
    source = _seen(model_admin, request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ask_for_copy(request, source)
    return redirect("admin:sources_source_change", source.pk)


def ask_for_copy(request: HttpRequest, source: Source) -> CaptureRequest | None:
    if not source.url:
        messages.error(request, _("This source has no address to fetch. Give one and save, or upload a file."))
        return None
    asked = keeping.ask(source, by=request.user)
    messages.info(request, _("A copy of “%(source)s” is being fetched.") % {"source": source})
    return asked


def copies_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The panel alone, for the script that keeps it up to date."""
    _need(request, "sources.view_capture", _("Your role does not allow you to see copies."))
    context = panel(request, _seen(model_admin, request, pk))
    return TemplateResponse(request, "admin/sources/source/copies.html", {"copies": context})


def page_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Headers and text of a fetched copy, as plain text: nothing in it is run or loaded."""
    capture = _capture(request, pk)
    if not hasattr(capture, "page"):
        raise Http404(_("This copy was not fetched."))
    context = {"title": _("Fetched copy"), "capture": capture, "opts": model_admin.opts}
    context = model_admin.admin_site.each_context(request) | context
    return TemplateResponse(request, "admin/sources/source/page.html", context)


def archive_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    _need(request, "sources.add_capture", _("Your role does not allow you to keep copies."))
    capture = _capture(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if archive.configured() is None or capture.method != Capture.Method.FETCHED:
        messages.error(request, _("No archive can be asked for this copy."))
    elif archive.ask(capture):
        messages.info(request, _("The archive is being asked again."))
    return redirect("admin:sources_source_change", capture.source_id)


def download_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    capture = _capture(request, pk)
    if not capture.file or not capture.file.storage.exists(capture.file.name):
        raise Http404(_("There is no file."))
    return _as_attachment(capture)


def _need(request: HttpRequest, permission: str, refusal: str) -> None:
    """admin_view lets in anybody with a staff account."""
    if not request.user.has_perm(permission):
        raise PermissionDenied(refusal)


def _seen(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> Source:
    _need(request, "sources.view_source", _("Your role does not allow you to see sources."))
    return get_object_or_404(model_admin.get_queryset(request), pk=pk)


def _capture(request: HttpRequest, pk: int) -> Capture:
    _need(request, "sources.view_capture", _("Your role does not allow you to see copies."))
    return get_object_or_404(Capture.objects.select_related("source"), pk=pk)


def _as_attachment(capture: Capture) -> FileResponse:
    """The bytes, for saving: never shown or run by the browser as a page of this site."""
    name = f"{capture.source.slug}-{capture.pk}{PurePath(capture.file.name).suffix}"
    kind = "application/octet-stream"
    response = FileResponse(capture.file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
