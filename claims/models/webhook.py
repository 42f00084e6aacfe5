"""Who is told of every publication, and what became of each telling."""

import base64
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.record import Head, Publication
from sources.history import History

LONGEST_ANSWER = 500  # characters that are kept of what a subscriber answered


def new_secret() -> str:
    """As Standard Webhooks writes it: 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class SubscriberQuerySet(models.QuerySet):
    def switched_on(self) -> "SubscriberQuerySet":
        return self.filter(off_because="")

    def switched_off_by_program(self) -> "SubscriberQuerySet":
        return self.exclude(off_because__in=["", Subscriber.Off.BY_HAND])

    def free(self) -> "SubscriberQuerySet":
        """Those whom nobody calls on just now, and who need not be left in peace."""
        return self.switched_on().filter(busy_until__lte=timezone.now(), rests_until__lte=timezone.now())

    def with_something_to_send(self) -> "SubscriberQuerySet":
        due = Delivery.objects.due().filter(subscriber=OuterRef("pk"))
        further = Head.objects.filter(sequence__gt=OuterRef("queued_up_to"))
        return self.filter(Exists(due) | Exists(further))


class Subscriber(models.Model):
    """A program that is told of every publication, by a signed POST to its address."""

    class Off(models.TextChoices):
        BY_HAND = "by hand", _("Switched off by hand")
        FAILING = "failing", _("Switched off: nothing got through for days")
        GONE = "gone", _("Switched off: it answered 410 Gone")

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("Whose program it is and what for, such as “Archive, Oslo”."),
    )
    url = models.CharField(
        _("address"),
        max_length=1000,
        help_text=_(
            "Where its program listens, such as https://hub.example.org/factcheck. It begins with https, and does not"
            " lead into a private network unless WEBHOOK_PRIVATE_HOSTS says so."
        ),
    )
    secret = models.CharField(
        _("secret"), max_length=100, default=new_secret, editable=False, help_text=_("What it is told is signed with.")
    )
    previous_secret = models.CharField(
        _("previous secret"), max_length=100, blank=True, editable=False, help_text=_("Signs too, for a while.")
    )
    previous_until = models.DateTimeField(
        _("previous secret until"), null=True, editable=False, help_text=_("Until then both secrets sign.")
    )
    off_because = models.CharField(
        _("switched off"),
        max_length=10,
        choices=Off,
        blank=True,
        editable=False,
        help_text=_("Empty while it is switched on. Nothing is lost meanwhile: once on again, it is told the rest."),
    )
    queued_up_to = models.PositiveBigIntegerField(
        _("told up to"),
        editable=False,
        help_text=_("The last publication that was taken from the record for it, by its number."),
    )
    failures = models.PositiveIntegerField(
        _("failures in a row"), default=0, editable=False, help_text=_("Since something last got through.")
    )
    failing_since = models.DateTimeField(
        _("failing since"), null=True, editable=False, help_text=_("The first failure since something got through.")
    )
    rests_until = models.DateTimeField(
        _("left in peace until"), default=timezone.now, editable=False, help_text=_("After failures, ever longer.")
    )
    busy_until = models.DateTimeField(
        _("busy until"),
        default=timezone.now,
        editable=False,
        help_text=_("Until then it belongs to the worker that calls on it, who may have been killed."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("registered by"),
        help_text=_("Who registered it."),
    )
    created_at = models.DateTimeField(
        _("registered at"), auto_now_add=True, help_text=_("What was published before, it is not told.")
    )

    objects = SubscriberQuerySet.as_manager()
    history = History(
        excluded_fields=[
            "secret", "previous_secret", "previous_until",
            "queued_up_to", "failures", "failing_since", "rests_until", "busy_until",
        ]
    )  # fmt: skip

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["name"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="subscriber_off_known",
                condition=Q(off_because__in=["", "by hand", "failing", "gone"]),
                violation_error_message=_("There is no such reason for being switched off."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return not self.off_because

    def secrets(self) -> list[str]:
        """The newest first."""
        overlap = self.previous_until is not None and self.previous_until > timezone.now()
        return [self.secret, self.previous_secret] if overlap else [self.secret]


class DeliveryQuerySet(models.QuerySet):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.WAITING)

    def due(self) -> "DeliveryQuerySet":
        """To be sent now: nothing of the same claim, which the same subscriber must have first, waits before it."""
        earlier = (
            Delivery.objects.waiting()
            .filter(subscriber=OuterRef("subscriber"), claim=OuterRef("claim"))
            .filter(publication__lt=OuterRef("publication"))
        )
        return self.waiting().filter(~Exists(earlier), next_attempt_at__lte=timezone.now())


class Delivery(models.Model):
    """One publication for one subscriber, or a test. The record itself is the queue, from which rows are made."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")  # a test, which is tried once

    class Fault(models.TextChoices):
        ADDRESS = "address", _("The address cannot be called on. Correct it.")
        PRIVATE = "private", _("The address leads into a private network, which WEBHOOK_PRIVATE_HOSTS does not allow.")
        PORT = "port", _("Nothing is sent to this port, unless WEBHOOK_PRIVATE_HOSTS says so.")
        HOST = "host", _("There is no server of this name.")
        CONNECTION = "connection", _("The server could not be reached.")
        CERTIFICATE = "certificate", _("The server could not prove who it is.")
        TIME = "time", _("The server took too long to answer.")
        BROKEN = "broken", _("The answer broke off, or was none.")
        REFUSED = "refused", _("It answered with something else than 2xx.")
        PROGRAM = "program", _("Something went wrong in this program. Tell who runs this site.")

    subscriber = models.ForeignKey(
        Subscriber,
        models.PROTECT,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("subscriber"),
        help_text=_("Who is told."),
    )
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("publication"),
        help_text=_("What of. A test is of none."),
    )
    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("claim"),
        help_text=_("Of the publication: those of one claim are sent one after the other."),
    )
    message_id = models.CharField(
        _("webhook-id"), max_length=80, help_text=_("The same at every attempt: by this it is known again.")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING, help_text=_("How far it has come.")
    )
    attempts = models.PositiveIntegerField(
        _("attempts"), default=0, help_text=_("How often it was tried, since the subscriber was last switched on.")
    )
    next_attempt_at = models.DateTimeField(
        _("next attempt"), default=timezone.now, help_text=_("Not before then; the later, the more attempts failed.")
    )
    last_attempt_at = models.DateTimeField(_("last attempt"), null=True, help_text=_("When it was last tried."))
    fault = models.CharField(
        _("what went wrong"), max_length=12, choices=Fault, blank=True, help_text=_("At the last attempt.")
    )
    response_code = models.PositiveSmallIntegerField(
        _("answer’s code"), null=True, help_text=_("Of HTTP: from 200 to 299 it is delivered, 410 switches off.")
    )
    answer = models.CharField(
        _("answer"), max_length=LONGEST_ANSWER, blank=True, help_text=_("How the last answer began.")
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, help_text=_("When it was answered with 2xx."))
    created_at = models.DateTimeField(_("queued at"), auto_now_add=True, help_text=_("When it was taken up."))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="delivery_once",
                fields=["subscriber", "publication"],
                violation_error_message=_("This publication is already there for this subscriber."),
            ),
            models.CheckConstraint(
                name="delivery_status_known",
                condition=Q(status__in=["waiting", "delivered", "failed"]),
                violation_error_message=_("There is no such status."),
            ),
            models.CheckConstraint(
                name="delivery_delivered_has_time",
                condition=Q(status="delivered", delivered_at__isnull=False)
                | (~Q(status="delivered") & Q(delivered_at__isnull=True)),
                violation_error_message=_("What is delivered has a time, and nothing else has."),
            ),
            models.CheckConstraint(
                name="delivery_fault_known",
                condition=Q(fault__in=["", "address", "private", "port", "host", "connection", "certificate", "time",
                                       "broken", "refused", "program"]),
                violation_error_message=_("There is no such fault."),
            ),
        ]  # fmt: skip
        indexes = [
            # What waits for one subscriber, which the worker looks through every second.
            models.Index(
                name="delivery_waiting", fields=["subscriber", "claim", "publication"], condition=Q(status="waiting")
            ),
            # Which of these is sent next: what failed least often.
            models.Index(name="delivery_next", fields=["subscriber", "attempts", "id"], condition=Q(status="waiting")),
            # The log of one subscriber, and what failed or waits, newest first.
            models.Index(name="delivery_of_subscriber", fields=["subscriber", "-id"]),
            models.Index(name="delivery_by_status", fields=["status", "-id"]),
            # What was tried long ago, which the worker forgets.
            models.Index(name="delivery_by_age", fields=["last_attempt_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.publication_id or _('test')}"

    @property
    def is_test(self) -> bool:
        return self.publication_id is None

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
