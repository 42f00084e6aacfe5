"""Where information comes from: outlets, the sources they publish, who repeats whom, and the copies kept."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources import lineage
from sources.capturing.models import CaptureRequest as CaptureRequest
from sources.capturing.models import FetchedPage as FetchedPage
from sources.fields import validate_country, validate_language
from sources.files import capture_path, captures_storage
from sources.grades import Reliability
from sources.history import History


class Outlet(models.Model):
    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True, help_text=_("Its address on the public site."))
    homepage = models.URLField(blank=True)
    country = models.CharField(
        max_length=2, blank=True, validators=[validate_country], help_text=_("Two capital letters, such as “ID”.")
    )
    reliability = models.CharField(
        max_length=1,
        choices=Reliability,
        default=Reliability.F,
        help_text=_("How far this outlet can be relied on, whatever it says this time. F means not known, not worst."),
    )
    reliability_reason = models.TextField(blank=True, help_text=_("What the grade rests on. Stays on the desk."))
    reliability_graded_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    history = History()

    class Meta:
        ordering = ["name"]
        permissions = [("grade_outlet", "Can grade outlets for reliability")]
        constraints = [
            models.CheckConstraint(
                name="outlet_reliability_known",
                condition=Q(reliability__in=Reliability.values),
                violation_error_message=_("Grade reliability from A to F."),
            ),
            models.CheckConstraint(
                name="outlet_grade_has_reason_and_date",
                condition=Q(reliability=Reliability.F)
                | (~Q(reliability_reason="") & Q(reliability_graded_on__isnull=False)),
                violation_error_message=_("A grade from A to E needs a reason and the date it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceQuerySet(models.QuerySet):
    def without_copy(self) -> Self:
        """Neither a file nor a link to an archive is kept of it."""
        return self.filter(has_copy=False)

    def lacking_copy(self) -> Self:
        """Nothing is kept, and nobody wrote down why."""
        return self.without_copy().filter(no_copy_reason="")

    def fetching_failed(self) -> Self:
        """It failed at least once, and is not being tried again."""
        asked = CaptureRequest.objects.filter(source=OuterRef("pk"))
        return self.filter(Exists(asked.failed()), ~Exists(asked.open()))


class Source(models.Model):
    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        PAGE = "page", _("Page")
        STATEMENT = "statement", _("Statement")
        IMAGE = "image", _("Image")
        DATASET = "dataset", _("Data set")

    class Lineage(models.TextChoices):
        ORIGINAL = "original", _("First-hand")
        DERIVED = "derived", _("Repeats other sources")
        UNKNOWN = "unknown", _("Not traced yet")

    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAGE)
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True, help_text=_("Its address on the public site."))
    url = models.URLField(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Leave empty where it is not certain; title, outlet, date and number then identify the source."),
    )
    document_number = models.CharField(max_length=100, blank=True, help_text=_("Such as “S/2024/215”."))
    author = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, validators=[validate_language], default="en")
    title_language = models.CharField(
        max_length=12,
        blank=True,
        validators=[validate_language],
        help_text=_("Where the title is yours, in another language than the source. Otherwise leave it empty."),
    )
    published_on = models.DateField(null=True, blank=True)
    lineage = models.CharField(
        max_length=10,
        choices=Lineage,
        default=Lineage.UNKNOWN,
        help_text=_(
            "First-hand: it saw, measured or decided what it tells. A source not traced yet never counts as "
            "independent."
        ),
    )
    no_copy_reason = models.TextField(
        _("why no copy is kept"),
        blank=True,
        help_text=_("Required before review where there is no capture or archive link."),
    )
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))
    has_copy = models.BooleanField(default=False, db_default=False, editable=False)  # kept by Capture.save()

    objects = SourceQuerySet.as_manager()
    history = History(excluded_fields=["has_copy"])

    class Meta:
        ordering = ["title"]
        indexes = [
            # The languages there are, and the list of one of them, newest first.
            models.Index(name="source_by_language", fields=["language", "-id"]),
            # The queue of sources without a copy, and the filter of their list.
            models.Index(name="source_lacking_copy", fields=["-id"], condition=Q(has_copy=False, no_copy_reason="")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="source_url_once",
                fields=["url"],
                condition=~Q(url=""),
                violation_error_message=_("A source with this address is already there. Use that one."),
            ),
            models.CheckConstraint(
                name="source_can_be_found",
                condition=~Q(url="") | ~Q(document_number="") | Q(published_on__isnull=False),
                violation_error_message=_(
                    "Give an address, a document number or a publication date, so that others can find this source."
                ),
            ),
            models.CheckConstraint(
                name="source_lineage_known",
                condition=Q(lineage__in=["original", "derived", "unknown"]),
                violation_error_message=_("A source is first-hand, repeats others, or is not traced yet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.pk and self.lineage != self.Lineage.DERIVED and self.derivations.exists():
            refusal = gettext(
                "Sources that this one repeats are listed below: remove them, or say that it repeats others."
            )
            raise ValidationError({"lineage": refusal})


class Derivation(models.Model):
    """One source repeats another. Derivations form no cycle: triggers.py holds it in the database."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="derivations", verbose_name=_("this source"))
    derived_from = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="repeated_by",
        verbose_name=_("repeats"),
        help_text=_("Where this source has it from. If that one repeats others, say so on its own page."),
    )
    notes = models.TextField(blank=True, help_text=_("How this is known. Internal."))

    history = History(found_by="source")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="derivation_once",
                fields=["source", "derived_from"],
                violation_error_message=_("This derivation is already there."),
            ),
            models.CheckConstraint(
                name="derivation_not_of_itself",
                condition=~Q(source=F("derived_from")),
                violation_error_message=_("A source cannot repeat itself."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(source)s repeats %(of)s") % {"source": self.source, "of": self.derived_from}

    def clean(self) -> None:
        if not (self.source_id and self.derived_from_id):
            return
        if self.source.lineage != Source.Lineage.DERIVED:
            raise ValidationError(gettext("Say first that the source repeats others: its lineage is another one now."))
        if self.source_id in lineage.parents_of([self.derived_from_id]):
            circle = gettext(
                "“%(of)s” already repeats “%(source)s”, directly or through others: two sources cannot repeat each "
                "other."
            )
            raise ValidationError(circle % {"of": self.derived_from, "source": self.source})


class Capture(models.Model):
    """A kept copy of a source: a file, a link to a public archive, or both. Never deleted, and never changed but for
    what an archive answers."""

    class Method(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        FETCHED = "fetched", _("Fetched")
        ARCHIVED = "archived", _("Kept by a public archive")

    class ArchiveStatus(models.TextChoices):
        NONE = "none", _("Not asked for")
        REQUESTED = "requested", _("Asked for")
        ARCHIVED = "archived", _("Archived")
        FAILED = "failed", _("Failed")

    source = models.ForeignKey(Source, models.PROTECT, related_name="captures")
    file = models.FileField(storage=captures_storage, upload_to=capture_path, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=10, choices=Method, default=Method.UPLOADED)
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    archived_url = models.URLField(
        _("archive link"),
        max_length=1000,
        blank=True,
        help_text=_("The copy at a public archive. Open it first, to see that it shows what you saw."),
    )
    archive_status = models.CharField(max_length=10, choices=ArchiveStatus, default=ArchiveStatus.NONE)
    archive_failure = models.CharField(max_length=300, blank=True, editable=False, help_text=_("In its own words."))
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    class Meta:
        ordering = ["-captured_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="capture_keeps_something",
                condition=~Q(file="") | ~Q(archived_url=""),
                violation_error_message=_("Upload a file, or give the link to the archived copy."),
            ),
            models.CheckConstraint(
                name="capture_file_has_digest",
                condition=Q(file="") | (~Q(sha256="") & Q(size__isnull=False)),
                violation_error_message=_("A kept file needs its SHA-256 and size."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.captured_at:%Y-%m-%d %H:%M}"

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        Source.objects.filter(pk=self.source_id, has_copy=False).update(has_copy=True)
        self.source.has_copy = True
