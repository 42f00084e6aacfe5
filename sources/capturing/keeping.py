"""Asking for a copy, and the job that keeps it.

The job may be begun twice, cut short or forgotten: it takes the request's row first, writes the copy and the row's end
in one transaction, and `sweep` sets off again what was left lying.
"""

import logging
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sources.capturing import archive, kinds, lines, tasks
from sources.capturing.failures import Failure, FetchFailed
from sources.capturing.fetch import Page, fetch
from sources.capturing.models import CaptureRequest, FetchedPage, Status
from sources.capturing.reading import readable
from sources.models import Capture, Source

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


def ask(source: Source, *, by: AbstractUser) -> CaptureRequest:
    """Have a copy of this source fetched; the one that is already being fetched, where there is one."""
    try:
        with transaction.atomic():
            request = CaptureRequest.objects.create(source=source, address=source.url, asked_by=by)
            tasks.keep_copy.enqueue(request.pk)
    except IntegrityError:
        return source.capture_requests.first()
    return request


def keep(pk: int) -> None:
    """Fetch what this request asks for, if nobody else has begun; ends in a copy or in a failure that is told."""
    request = _begin(pk)
    if request is None:
        return
    try:
        with fetch(request.address, network=lines.INTERNET) as page:
            capture = _store(request, page, readable(page.file, page.content_type))
    except FetchFailed as failed:
        logger.info("Fetching %s failed: %s %r", request.address, failed, failed.__cause__)
        _end(request, Status.FAILED, failure=failed.failure, failure_detail=failed.detail)
    except Exception:
        logger.exception("Keeping a copy of %s failed", request.address)
        _end(request, Status.FAILED, failure=Failure.FAULT)
    except BaseException:
        # Told to stop: somebody else may begin anew at once.
        _end(request, Status.QUEUED, started_at=None, finished_at=None)
        raise
    else:
        if capture and archive.configured():
            archive.ask(capture)


def sweep() -> int:
    """Put back what a vanished worker began, set off what nothing would set off; how many that were."""
    for request in CaptureRequest.objects.left_lying():
        if request.attempts >= MOST_ATTEMPTS:
            _end(request, Status.FAILED, failure=Failure.CUT_SHORT)
        else:
            _end(request, Status.QUEUED, started_at=None, finished_at=None)
    forgotten = CaptureRequest.objects.waiting().exclude(pk__in=tasks.set_off(tasks.keep_copy))
    for request in forgotten:
        tasks.keep_copy.enqueue(request.pk)
    return len(forgotten)


def forget_tasks(*, days: int) -> None:
    """What is finished stays in the queue's table otherwise; the requests themselves stay for ever."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - timedelta(days=days)).delete()


def _begin(pk: int) -> CaptureRequest | None:
    with transaction.atomic():
        request = CaptureRequest.objects.waiting().select_for_update().filter(pk=pk).first()
        if request is not None:
            request.status, request.started_at, request.attempts = Status.RUNNING, timezone.now(), request.attempts + 1
            request.save(update_fields=["status", "started_at", "attempts"])
        return request


def _still_ours(request: CaptureRequest):
    """The row, unless it was put back meanwhile and is somebody else's now."""
    return CaptureRequest.objects.filter(pk=request.pk, status=Status.RUNNING, attempts=request.attempts)


def _end(request: CaptureRequest, status: Status, **fields) -> None:
    _still_ours(request).update(**{"status": status, "finished_at": timezone.now()} | fields)


def _store(request: CaptureRequest, page: Page, text: str) -> Capture | None:
    with transaction.atomic():
        if not _still_ours(request).select_for_update().exists():
            return None
        capture = Capture.objects.create(
            source=request.source,
            file=File(page.file, name=f"copy{kinds.FETCHED[page.content_type]}"),
            sha256=page.sha256,
            size=page.size,
            content_type=page.content_type,
            method=Capture.Method.FETCHED,
            captured_at=timezone.now(),
            captured_by=request.asked_by,
        )
        FetchedPage.objects.create(capture=capture, address=page.address, headers=page.headers, text=text)
        _end(request, Status.KEPT, capture=capture)
    return capture
