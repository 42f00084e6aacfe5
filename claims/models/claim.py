import hashlib
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims import text
from claims.models.actor import Actor
from claims.models.queues import ClaimQuerySet
from claims.models.topic import Topic
from claims.states import FINISHED, OPEN_FOR_EDITING, State
from sources.fields import validate_language
from sources.history import History

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.transition import Transition
    from claims.models.verdict import Verdict


class Priority(models.IntegerChoices):
    """How soon a claim should be done, beside others. A larger number comes first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


def statement_key(said: str) -> str:
    """Equal for the same statement, however it is punctuated or capitalised; empty for none."""
    return hashlib.sha256(text.gist(said).encode(errors="replace")).hexdigest() if said.strip() else ""


class Claim(models.Model):
    """One checkable statement, in the language it was made in."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    headline = models.CharField(max_length=200, help_text=_("The claim in a few words, without a rating in it."))
    slug = models.SlugField(
        max_length=120, unique=True, help_text=_("Its address on the public site. Frozen when it is first published.")
    )
    statement = models.TextField(help_text=_("What is claimed, as one statement that can be checked."))
    context = models.TextField(blank=True, help_text=_("What a reader needs to know to understand it."))
    language = models.CharField(
        max_length=12, validators=[validate_language], default="en", help_text=_("The language of these texts.")
    )
    first_said_on = models.DateField(
        null=True, blank=True, help_text=_("The first day on which it is known to have been said. Leave empty if not.")
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="claims", help_text=_("What it is about: readers find claims by these.")
    )
    accused = models.ManyToManyField(
        Actor, blank=True, related_name="accused_in", help_text=_("Who would have done it. Each has a right of reply.")
    )
    no_known_origin = models.BooleanField(
        _("no known origin"),
        default=False,
        help_text=_("Tick where the evidence was traced and no first-hand source found."),
    )
    state = models.CharField(max_length=12, choices=State, default=State.LOGGED, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_claims",
        help_text=_("Its researcher, who counts as one of the verdict’s authors: somebody else reads it second."),
    )
    due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("When this should be done. Internal: readers never see it.")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, help_text=_("How soon, beside others. Internal.")
    )
    notes = models.TextField(
        _("pinned note"),
        blank=True,
        help_text=_("What everybody who opens this claim should know. Internal. Never published."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # nearly always empty: see claim_merged
        related_name="merged",
        limit_choices_to=Q(merged_into=None) & ~Q(state__in=[State.DECLINED, State.WITHDRAWN]),
        verbose_name=_("merged into"),
        help_text=_("The claim that this one turned out to be."),
    )
    statement_key = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ClaimQuerySet.as_manager()
    history = History(m2m_fields=["topics", "accused"])

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            # The desk's list, newest first, and by the last change.
            models.Index(name="claim_newest", fields=["-created_at", "-id"]),
            models.Index(name="claim_last_changed", fields=["-updated_at", "-id"]),
            # The desk's list of one state, newest first.
            models.Index(name="claim_by_state", fields=["state", "-created_at"]),
            # Whether this statement was logged before.
            models.Index(name="claim_by_statement", fields=["statement_key"]),
            # “Mine”, and those nobody has taken: of one person, or of nobody, in some states.
            models.Index(name="claim_of_person", fields=["assigned_to", "state", "-created_at"]),
            # The languages there are, and the desk's list of one of them.
            models.Index(name="claim_by_language", fields=["language", "-created_at"]),
            # What was merged into a claim, on its page.
            models.Index(name="claim_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="claim_state_known",
                condition=Q(state__in=State.values),
                violation_error_message=_("There is no such state."),
            ),
            models.CheckConstraint(
                name="claim_priority_known",
                condition=Q(priority__in=Priority.values),
                violation_error_message=_("A priority is low, normal, high or urgent."),
            ),
            models.CheckConstraint(
                name="claim_merged_is_closed",
                condition=Q(merged_into=None)
                | (Q(state__in=[State.DECLINED, State.WITHDRAWN]) & ~Q(merged_into=F("pk"))),
                violation_error_message=_("A claim that was merged into another one stays closed."),
            ),
        ]
        permissions = [
            ("research_claim", "Can take up claims and submit them for review"),
            ("approve_claim", "Can read second and approve"),
            ("return_claim", "Can return claims to research"),
            ("decline_claim", "Can decline and reopen claims"),
            ("publish_claim", "Can publish claims"),
            ("revise_claim", "Can revise published claims"),
            ("withdraw_claim", "Can withdraw published claims"),
            ("reinstate_claim", "Can reinstate withdrawn claims"),
            ("merge_claim", "Can merge claims that turn out to be one"),
            ("import_archive", "Can bring in the newsroom's archive as published claims"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args, update_fields=None, **kwargs) -> None:
        if update_fields is None or "statement" in update_fields:
            self.statement_key = statement_key(self.statement)
            update_fields = update_fields and {*update_fields, "statement_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("public:claim", args=[self.slug])

    @property
    def survivor(self) -> Self:
        """The claim that this one was merged into in the end; itself where it stands."""
        claim = self
        while claim.merged_into_id:
            claim = claim.merged_into
        return claim

    @property
    def is_open_for_editing(self) -> bool:
        return self.state in OPEN_FOR_EDITING

    @property
    def is_pressing(self) -> bool:
        return self.priority > Priority.NORMAL and self.state not in FINISHED

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_on) and self.due_on < timezone.localdate() and self.state not in FINISHED

    @property
    def is_of_normal_priority(self) -> bool:
        return self.priority == Priority.NORMAL

    @property
    def is_public(self) -> bool:
        """Whether readers see a verdict on this claim now, whatever is happening to it on the desk."""
        return Claim.objects.filter(pk=self.pk, published__status="published").exists()

    @property
    def has_page(self) -> bool:
        """Whether it was ever published: its address is then taken for good."""
        return self.publications.exists()

    @property
    def verdict(self) -> "Verdict | None":
        """The verdict of the present round, or None."""
        return self.verdicts.order_by("-round").first()

    def move(self, name: str, *, by: "User", note: str = "", kind: str = "", public_note: str = "") -> "Transition":
        """Carry out one move of states.MOVES; the only way to change `state`. See moves.move()."""
        from claims import moves  # moves.py works on this model

        return moves.move(self, name, by=by, note=note, kind=kind, public_note=public_note)


class ClaimTranslation(models.Model):
    """The public texts of a claim and of its verdict in another language."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="translations")
    language = models.CharField(
        max_length=12, validators=[validate_language], help_text=_("The language translated into, such as “en”.")
    )
    headline = models.CharField(max_length=200, help_text=_("The headline in this language."))
    statement = models.TextField(help_text=_("The statement, as close to the original as this language lets it."))
    context = models.TextField(blank=True, help_text=_("The context, where the claim has one."))
    summary = models.TextField(blank=True, help_text=_("The verdict's summary."))
    explanation = models.TextField(blank=True, help_text=_("The verdict's explanation, in Markdown."))

    history = History(found_by="claim")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                name="claim_translation_once",
                fields=["claim", "language"],
                violation_error_message=_("This claim already has a translation into that language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} ({self.language})"
