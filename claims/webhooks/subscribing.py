"""What a chief editor does with a subscriber. Each is one transaction; the worker sees it at its next look."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.models import Delivery, Head, Subscriber
from claims.models.webhook import new_secret
from claims.webhooks import events

OVERLAP = timedelta(hours=24)  # for which the secret before signs too


@transaction.atomic
def register(subscriber: Subscriber, *, by: User) -> None:
    """From now on it is told. What was published before, it takes from /api/v1/changes/."""
    subscriber.created_by = by
    subscriber.queued_up_to = Head.objects.get().sequence
    subscriber.save()


@transaction.atomic
def switch_off(subscriber: Subscriber) -> bool:
    held = _held(subscriber)
    if not held.is_on:
        return False
    held.off_because = Subscriber.Off.BY_HAND
    held.save(update_fields=["off_because"])
    return True


@transaction.atomic
def switch_on(subscriber: Subscriber) -> bool:
    """It goes on where it was, at once: what waited, waits no longer, and is tried as if for the first time."""
    held = _held(subscriber)
    if held.is_on:
        return False
    held.off_because = ""
    held.save(update_fields=["off_because"])
    Subscriber.objects.filter(pk=held.pk).update(failures=0, failing_since=None, rests_until=timezone.now())
    held.deliveries.waiting().update(attempts=0, next_attempt_at=timezone.now())
    return True


@transaction.atomic
def change_secret(subscriber: Subscriber) -> None:
    """The one before signs too for a while, so that the other side can change over when it suits."""
    held = _held(subscriber)
    held.previous_secret, held.previous_until = held.secret, timezone.now() + OVERLAP
    held.secret = new_secret()
    held.save(update_fields=["secret", "previous_secret", "previous_until"])


@transaction.atomic
def send_test(subscriber: Subscriber) -> Delivery | None:
    """Of nothing published, tried once. None where the subscriber is switched off, or a test waits already."""
    held = _held(subscriber)
    if not held.is_on or held.deliveries.waiting().filter(publication=None).exists():
        return None
    Subscriber.objects.filter(pk=held.pk).update(rests_until=timezone.now())
    return Delivery.objects.create(subscriber=held, message_id=events.message_id(None))


@transaction.atomic
def try_now(deliveries: QuerySet[Delivery]) -> int:
    """Of those that wait; how many these were."""
    numbers = set(deliveries.waiting().order_by().values_list("subscriber", flat=True))
    held = Subscriber.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    Subscriber.objects.filter(pk__in=[each.pk for each in held]).update(rests_until=timezone.now())
    return deliveries.waiting().update(next_attempt_at=timezone.now())


def _held(subscriber: Subscriber) -> Subscriber:
    return Subscriber.objects.select_for_update(no_key=True).get(pk=subscriber.pk)
