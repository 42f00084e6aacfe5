"""Tables that come in: one import of a file, and every row of it with its fate."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TableImport(models.Model):
    """Rows are looked at, shown, and then written all together or not at all."""

    class Status(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready to import")
        WRITING = "writing", _("Being imported")
        DONE = "done", _("Imported")
        REFUSED = "refused", _("Cannot be imported")
        FAILED = "failed", _("Stopped")

    UNDER_WAY = (Status.CHECKING, Status.WRITING)
    UNUSED = (Status.READY, Status.REFUSED)

    table = models.CharField(max_length=20, editable=False, help_text=_("What the rows are."))
    file_name = models.CharField(max_length=200, editable=False, help_text=_("Of the file, as it was uploaded."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, help_text=_("Who imports it.")
    )
    status = models.CharField(
        max_length=10, choices=Status, default=Status.CHECKING, editable=False, help_text=_("How far it has come.")
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text=_("When the file was uploaded."))
    started_at = models.DateTimeField(auto_now_add=True, help_text=_("When checking or writing was last asked for."))
    finished_at = models.DateTimeField(null=True, editable=False, help_text=_("When all of it was written."))
    total = models.PositiveIntegerField(default=0, editable=False, help_text=_("How many rows there are."))
    done = models.PositiveIntegerField(default=0, editable=False, help_text=_("How many of them are checked."))
    notes = models.JSONField(default=list, editable=False, help_text=_("What to know of the file as a whole."))
    fault = models.TextField(blank=True, editable=False, help_text=_("Why it stopped."))

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("import_tables", "Can import tables of claims, sources and actors")]
        indexes = [
            # The newest imports of one table, below its form.
            models.Index(name="table_import_by_table", fields=["table", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="table_import_status_known",
                condition=Q(status__in=["checking", "ready", "writing", "done", "refused", "failed"]),
                violation_error_message=_("There is no such status."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.status in self.UNDER_WAY


class TableImportRow(models.Model):
    class Fate(models.TextChoices):
        ERROR = "error", _("Error")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")

    table_import = models.ForeignKey(TableImport, models.CASCADE, related_name="rows", editable=False)
    number = models.PositiveIntegerField(
        editable=False, help_text=_("As a spreadsheet counts: the headings are row 1.")
    )
    cells = models.JSONField(editable=False, help_text=_("What the row holds, by its heading."))
    faults = models.JSONField(
        default=list, editable=False, help_text=_("What could not be read: column, and what to do.")
    )
    fate = models.CharField(
        max_length=10,
        choices=Fate,
        blank=True,
        editable=False,
        help_text=_("What becomes of it; empty until checked."),
    )
    label = models.CharField(max_length=300, blank=True, editable=False, help_text=_("What the row is about."))
    changes = models.JSONField(default=list, editable=False, help_text=_("Column, what it holds now, what it will."))
    errors = models.JSONField(default=list, editable=False, help_text=_("Column, and what to do."))

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="table_import_row_once",
                fields=["table_import", "number"],
                violation_error_message=_("This row is already there."),
            ),
            models.CheckConstraint(
                name="table_import_row_fate_known",
                condition=Q(fate__in=["", "error", "new", "changed", "unchanged"]),
                violation_error_message=_("There is no such fate."),
            ),
        ]
        indexes = [
            # The rows of one fate, in their order, and how many there are.
            models.Index(name="table_import_row_by_fate", fields=["table_import", "fate", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"
