"""What was asked to be fetched and what became of it, and what came with a page beside its bytes."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sources.capturing.failures import Failure

# No copy takes this long: whoever worked on it is gone.
STALE = timedelta(minutes=5)


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being fetched")
    KEPT = "kept", _("Kept")
    FAILED = "failed", _("Failed")


OPEN = [Status.QUEUED, Status.RUNNING]


class CaptureRequestQuerySet(models.QuerySet):
    def open(self) -> "CaptureRequestQuerySet":
        return self.filter(status__in=OPEN)

    def waiting(self) -> "CaptureRequestQuerySet":
        return self.filter(status=Status.QUEUED)

    def failed(self) -> "CaptureRequestQuerySet":
        return self.filter(status=Status.FAILED)

    def left_lying(self) -> "CaptureRequestQuerySet":
        """Begun by somebody who is not there any more."""
        longest = STALE + timedelta(seconds=settings.CAPTURE_TIMEOUT)
        return self.filter(status=Status.RUNNING, started_at__lt=timezone.now() - longest)


class CaptureRequest(models.Model):
    """Somebody asked for a copy of a source. This row says how far it is; the queue of tasks only sets work off."""

    source = models.ForeignKey("sources.Source", models.PROTECT, related_name="capture_requests")
    address = models.URLField(max_length=1000, help_text=_("The source's address when the copy was asked for."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=20, choices=Failure, blank=True)
    failure_detail = models.CharField(max_length=300, blank=True, help_text=_("What the other side said."))
    capture = models.OneToOneField(
        "sources.Capture", models.PROTECT, null=True, blank=True, related_name="asked_for_by"
    )

    objects = CaptureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Also the index by which the worker finds what is open.
            models.UniqueConstraint(
                name="capture_request_once_at_a_time",
                fields=["source"],
                condition=Q(status__in=["queued", "running"]),
                violation_error_message=_("A copy of this source is being fetched already."),
            ),
            models.CheckConstraint(
                name="capture_request_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("A copy is waited for, being fetched, kept or failed."),
            ),
            models.CheckConstraint(
                name="capture_request_kept_is_there",
                condition=Q(status="kept", capture__isnull=False) | (~Q(status="kept") & Q(capture__isnull=True)),
                violation_error_message=_("What is kept has a copy, and nothing else has."),
            ),
            models.CheckConstraint(
                name="capture_request_failure_told",
                condition=Q(status="failed", failure__in=Failure.values) | (~Q(status="failed") & Q(failure="")),
                violation_error_message=_("What failed says why, and nothing else does."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class FetchedPage(models.Model):
    """What came with a fetched copy. A table of its own, so that lists of copies need not read whole texts."""

    capture = models.OneToOneField("sources.Capture", models.PROTECT, primary_key=True, related_name="page")
    address = models.TextField(help_text=_("Where the copy was found in the end, after all redirects."))
    headers = models.JSONField(help_text=_("What the server said of it, without cookies: pairs of name and value."))
    text = models.TextField(blank=True, help_text=_("The readable text, without menus and the like."))

    def __str__(self) -> str:
        return self.address
