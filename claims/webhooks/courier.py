"""Calling on one subscriber: in the order of the record for each claim, at least once, and never two at a time.

Whoever calls holds the subscriber by `busy_until`, which is also the token: who finds another there has lost it. A
worker that is killed therefore loses nothing: when its time is up, somebody else sends again what was not noted as
delivered.

What fails holds back what follows of the same claim. Whether the subscriber is down, and to be left in peace, or will
not have this claim, the others tell: once one got through, whatever failed before may fail again and slows down
nothing but itself.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.models import Delivery, Publication, Subscriber
from claims.webhooks import events, sending
from claims.webhooks.sending import Outcome

logger = logging.getLogger(__name__)

Status = Delivery.Status

# As Standard Webhooks suggests; the last is repeated until the subscriber is switched off.
RETRIES = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *[timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)],
]
# Between two failures in a row, of whatever: doubled each time.
REST = timedelta(seconds=5)
LONGEST_REST = timedelta(hours=1)
# Of one that is there and answers, by itself: there may be much that it will not have.
LONGEST_REST_IF_THERE = timedelta(minutes=1)
NOT_THERE = {429, 502, 503, 504}  # said by a gateway, or of all that is sent
WAS_AWAY = 3  # failures in a row, after which a success means that it is back
HOLD = timedelta(seconds=4 * sending.SECONDS)  # longer than any sending
TURN = 20  # seconds of calling on one subscriber, before others have their turn
AT_ONCE = 1000  # publications that are taken from the record in one step
REMEMBERED = timedelta(days=90)  # for which the log keeps what was delivered


class Lost(Exception):
    """The subscriber is no longer this worker's to call on."""


def call_on(pk: int) -> None:
    """Send one subscriber what is due, until that is all, or something fails, or its turn is over."""
    subscriber = _take(pk)
    if subscriber is None:
        return
    end = time.monotonic() + TURN
    try:
        while (delivery := _next(subscriber)) and _deliver(delivery, subscriber) and time.monotonic() < end:
            _hold(subscriber)
    except Lost:
        logger.info("Subscriber %s was switched off, or taken over by another worker.", pk)
    finally:
        let_go(subscriber)


def let_go(subscriber: Subscriber) -> None:
    _still_ours(subscriber).update(busy_until=timezone.now())


def forget() -> None:
    """What was delivered long ago, and tests."""
    Delivery.objects.filter(last_attempt_at__lt=timezone.now() - REMEMBERED).exclude(status=Status.WAITING).delete()


def _take(pk: int) -> Subscriber | None:
    subscriber = Subscriber.objects.free().filter(pk=pk).first()
    if subscriber is None:
        return None
    try:
        _hold(subscriber)
    except Lost:
        return None
    return subscriber


def _hold(subscriber: Subscriber) -> None:
    """For the time of one sending. It is read again: somebody may have changed its address or switched it off."""
    until = timezone.now() + HOLD
    if not _still_ours(subscriber).switched_on().update(busy_until=until):
        raise Lost
    subscriber.refresh_from_db()


def _still_ours(subscriber: Subscriber):
    return Subscriber.objects.filter(pk=subscriber.pk, busy_until=subscriber.busy_until)


def _next(subscriber: Subscriber) -> Delivery | None:
    """What failed least often comes first, so that what is refused again and again keeps nothing else waiting.

    Of what failed equally often, the oldest; or after a failure any, for what is next to it may well fail too.
    """
    while _take_from_record(subscriber):
        _hold(subscriber)
    order = "?" if subscriber.failures else "pk"
    return subscriber.deliveries.due().select_related("publication__claim").order_by("attempts", order).first()


def _take_from_record(subscriber: Subscriber) -> bool:
    """What was published since: in its order and without a gap, because publications are numbered under one lock."""
    further = Publication.objects.filter(sequence__gt=subscriber.queued_up_to).order_by("sequence")
    taken = list(further.only("digest", "claim")[:AT_ONCE])
    if not taken:
        return False
    with transaction.atomic():
        if not _still_ours(subscriber).update(queued_up_to=taken[-1].sequence):
            raise Lost
        Delivery.objects.bulk_create(
            Delivery(
                subscriber=subscriber,
                publication=each,
                claim_id=each.claim_id,
                message_id=events.message_id(each),
            )
            for each in taken
        )
    subscriber.queued_up_to = taken[-1].sequence
    return True


def _deliver(delivery: Delivery, subscriber: Subscriber) -> bool:
    """Whether to go on with this subscriber."""
    delivery.subscriber = subscriber
    try:
        outcome = sending.post(subscriber, delivery.message_id, events.body(delivery))
    except Exception:
        logger.exception("Telling subscriber %s of %s failed", subscriber.pk, delivery.message_id)
        outcome = Outcome(Delivery.Fault.PROGRAM)
    with transaction.atomic():
        # Held until the end, so that whoever switches it on or asks for another attempt waits.
        subscriber = Subscriber.objects.select_for_update(no_key=True).get(pk=subscriber.pk)
        now = timezone.now()
        _note(delivery, outcome, now)
        if delivery.is_test:
            return True
        if not outcome.fault:
            _succeeded(subscriber, now)
            return True
        return _failed(subscriber, outcome, now, is_alone=_is_alone(delivery, subscriber))


def _note(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    attempts = delivery.attempts + 1
    noted = {"attempts": attempts, "last_attempt_at": now, "fault": outcome.fault}
    noted |= {"response_code": outcome.code, "answer": outcome.answer}
    if not outcome.fault:
        noted |= {"status": Status.DELIVERED, "delivered_at": now}
    elif delivery.is_test:
        noted |= {"status": Status.FAILED}
    else:
        noted |= {"next_attempt_at": now + RETRIES[min(attempts, len(RETRIES)) - 1]}
    # Where two have sent it, what one noted as delivered stays so.
    Delivery.objects.waiting().filter(pk=delivery.pk).update(**noted)


def _is_alone(delivery: Delivery, subscriber: Subscriber) -> bool:
    """Something else got through after this had failed: that it fails again says nothing about the rest."""
    since = subscriber.failing_since
    return delivery.attempts > 0 and (since is None or since > delivery.last_attempt_at)


def _succeeded(subscriber: Subscriber, now: datetime) -> None:
    if subscriber.failures >= WAS_AWAY:
        missed = subscriber.deliveries.waiting().filter(last_attempt_at__gte=subscriber.failing_since)
        missed.update(next_attempt_at=now)
    if subscriber.failures:
        Subscriber.objects.filter(pk=subscriber.pk).update(failures=0, failing_since=None)


def _failed(subscriber: Subscriber, outcome: Outcome, now: datetime, *, is_alone: bool) -> bool:
    """Whether to go on all the same."""
    since, failures, rest = subscriber.failing_since, subscriber.failures, timedelta()
    if not is_alone:
        since, failures = since or now, failures + 1
        rest = min(REST * 2 ** min(failures - 1, 20), _longest_rest(outcome))
    rest = max(rest, timedelta(seconds=outcome.retry_after))
    Subscriber.objects.filter(pk=subscriber.pk).update(failures=failures, failing_since=since, rests_until=now + rest)
    if why := _why_off(outcome, since, now):
        subscriber.off_because = why
        subscriber.save(update_fields=["off_because"])
        logger.warning("Subscriber %s was switched off: %s", subscriber.pk, why.value)
    return not (rest or why)


def _longest_rest(outcome: Outcome) -> timedelta:
    is_there = outcome.fault == Delivery.Fault.REFUSED and outcome.code not in NOT_THERE
    return LONGEST_REST_IF_THERE if is_there else LONGEST_REST


def _why_off(outcome: Outcome, since: datetime | None, now: datetime) -> Subscriber.Off | None:
    if outcome.code == 410:
        return Subscriber.Off.GONE
    if since and now - since > timedelta(days=settings.WEBHOOK_SWITCH_OFF_DAYS):
        return Subscriber.Off.FAILING
    return None
