"""What actors say: accusations, rebuttals, and the right of reply."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import ageing
from claims.models.actor import Actor
from claims.models.claim import Claim
from claims.models.queues import ReplyRequestQuerySet
from sources.fields import validate_language
from sources.history import History
from sources.models import Source


class Statement(models.Model):
    """Who said what, when and where. Where the words are not known, the paraphrase stands for them."""

    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="%(class)ss", help_text=_("Who says so: a state, organisation or person.")
    )
    quote = models.TextField(blank=True, help_text=_("Word for word. Leave empty where only the position is known."))
    paraphrase = models.TextField(blank=True, help_text=_("The position in your words, as the source reports it."))
    language = models.CharField(
        max_length=12, blank=True, validators=[validate_language], help_text=_("Of the quote.")
    )
    said_on = models.DateField(
        null=True, blank=True, help_text=_("When it was said, which may be before it was reported.")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="%(class)ss", help_text=_("Where it is on record.")
    )
    locator = models.CharField(
        max_length=200, blank=True, help_text=_("Where in the source: page, paragraph, minute.")
    )
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    class Meta:
        abstract = True
        # Said aloud, because databases differ in where they put what has no date; the order is part of the document.
        ordering = [F("said_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_says_something",
                condition=~Q(quote="") | ~Q(paraphrase=""),
                violation_error_message=_("Give the quote, or paraphrase the position."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.quote or self.paraphrase}"[:80]


class Accusation(Statement):
    """An actor, the accuser, asserts the claim."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="accusations")

    history = History(found_by="claim")


class Rebuttal(Statement):
    """An actor answers the claim."""

    class Stance(models.TextChoices):
        DENIES = "denies", _("Denies")
        PARTLY_CONFIRMS = "partly_confirms", _("Partly confirms")
        CONFIRMS = "confirms", _("Confirms")
        DECLINES = "declines_to_comment", _("Declines to comment")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="rebuttals")
    stance = models.CharField(max_length=20, choices=Stance, help_text=_("How the actor answers the claim."))

    history = History(found_by="claim")

    class Meta(Statement.Meta):
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                name="rebuttal_stance_known",
                condition=Q(stance__in=["denies", "partly_confirms", "confirms", "declines_to_comment"]),
                violation_error_message=_("Choose how the actor answers."),
            ),
        ]


class ReplyRequest(models.Model):
    """The right of reply: who was asked, how, when, due when, and what came back; or why nobody was asked."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined to answer")
        NO_ANSWER = "no_answer", _("No answer")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="reply_requests")
    actor = models.ForeignKey(
        Actor, models.PROTECT, related_name="reply_requests", help_text=_("Who is asked for an answer.")
    )
    channel = models.CharField(
        max_length=200, blank=True, help_text=_("How they were asked: “e-mail to the embassy”.")
    )
    asked_on = models.DateField(null=True, blank=True, help_text=_("The day on which the question went out."))
    due_on = models.DateField(
        _("answer due on"),
        null=True,
        blank=True,
        help_text=_("Give time enough to answer. After this day the claim can be reviewed without."),
    )
    outcome = models.CharField(
        max_length=10,
        choices=Outcome,
        default=Outcome.WAITING,
        help_text=_("What came back. An answer in words is also a rebuttal: add it above."),
    )
    waived_reason = models.TextField(
        blank=True, help_text=_("Why this actor is not asked, where that is so. Readers see it.")
    )
    notes = models.TextField(blank=True, help_text=_("Internal: names, numbers, what was said. Never published."))

    objects = ReplyRequestQuerySet.as_manager()
    history = History(found_by="claim")

    class Meta:
        ordering = [F("asked_on").asc(nulls_last=True), "pk"]
        indexes = [
            # Answers overdue. Not partial: SQLite cannot tell that a parameter is the condition.
            models.Index(name="reply_request_due", fields=["outcome", "due_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="reply_request_once",
                fields=["claim", "actor", "asked_on"],
                violation_error_message=_("This actor was already asked on that day."),
            ),
            models.CheckConstraint(
                name="reply_request_asked_or_waived",
                condition=(
                    Q(waived_reason="", asked_on__isnull=False, due_on__isnull=False) & ~Q(channel="")
                    | (~Q(waived_reason="") & Q(asked_on__isnull=True, due_on__isnull=True, channel=""))
                ),
                violation_error_message=_(
                    "Say how and when the actor was asked and when the answer is due; "
                    "or why they are not asked. Not both."
                ),
            ),
            models.CheckConstraint(
                name="reply_request_due_after_asked",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
                violation_error_message=_("The answer cannot be due before the question was asked."),
            ),
            models.CheckConstraint(
                name="reply_request_outcome_known",
                condition=Q(outcome__in=["waiting", "answered", "declined", "no_answer"]),
                violation_error_message=_("Choose what came back."),
            ),
        ]

    def __str__(self) -> str:
        if self.waived_reason:
            return gettext("%(actor)s: waived") % {"actor": self.actor}
        asked = gettext("%(actor)s, asked %(day)s") % {"actor": self.actor, "day": self.asked_on}
        return gettext("%(asked)s: overdue") % {"asked": asked} if self.is_overdue else asked

    @property
    def is_awaited(self) -> bool:
        """Nothing came back, and there is time left for it. What is waived has no day."""
        return self.outcome == self.Outcome.WAITING and self.due_on is not None and self.due_on >= ageing.today()

    @property
    def is_overdue(self) -> bool:
        return self.outcome == self.Outcome.WAITING and self.due_on is not None and self.due_on < ageing.today()
