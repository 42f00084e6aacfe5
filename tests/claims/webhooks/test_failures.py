"""A subscriber that fails, or will not have some claims: pauses, rests, and being switched off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Delivery, Subscriber
from claims.webhooks import courier, subscribing
from tests.claims.webhooks.receiving import BROKEN, OK, later, published, refuse, sequences, told, waiting
from tests.factories import publish_again
from tests.sources.capturing.server import answer


def test_what_fails_waits_longer_each_time_and_is_told_in_the_end(server, subscriber, reporter, editor):
    server.pages["/hook"] = BROKEN
    published(1, reporter, editor)
    pauses = []
    for _ in range(len(courier.RETRIES) + 1):
        courier.call_on(subscriber.pk)
        delivery = Delivery.objects.get()
        pauses.append(delivery.next_attempt_at - delivery.last_attempt_at)
        later(subscriber, hours=1)
    assert pauses == [*courier.RETRIES, courier.RETRIES[-1]]
    assert (delivery.fault, delivery.response_code, delivery.answer) == ("refused", 500, "Oops")
    server.pages["/hook"] = OK
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert (subscriber.failures, subscriber.failing_since, waiting(subscriber)) == (0, None, [])
    assert len({name for name, _ in told(server, subscriber)}) == 1


def test_failure_holds_back_what_follows_of_the_same_claim_and_nothing_else(
    server, subscriber, reporter, editor, other_editor
):
    first, second = published(2, reporter, editor)
    publish_again(first, by=editor, approved_by=other_editor)
    publish_again(second, by=editor, approved_by=other_editor)
    refuse(server, first)
    for _ in range(3):
        courier.call_on(subscriber.pk)
        later(subscriber, hours=1)
    assert waiting(subscriber) == [1, 3]
    assert [each for each in sequences(server) if each not in (1, 3)] == [2, 4]
    assert 3 not in sequences(server)
    server.pages["/hook"] = OK
    courier.call_on(subscriber.pk)
    assert sequences(server)[-2:] == [1, 3]


def test_subscriber_is_left_in_peace_after_a_failure(server, subscriber, reporter, editor):
    server.pages["/hook"] = BROKEN
    published(2, reporter, editor)
    courier.call_on(subscriber.pk)
    courier.call_on(subscriber.pk)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "longest"), [("500 Oops", 60), ("404 No", 60), ("503 Busy", 3600), ("502 Bad Gateway", 3600)]
)
def test_rests_double_up_to_a_minute_where_it_answers_and_else_to_an_hour(
    server, subscriber, reporter, editor, status, longest
):
    server.pages["/hook"] = answer(status=status)
    published(1, reporter, editor)
    assert rests_of(subscriber, 12) == [min(5 * 2**number, longest) for number in range(12)]


def test_rests_double_up_to_an_hour_where_nobody_is_there(server, subscriber, reporter, editor):
    server.close()
    published(1, reporter, editor)
    assert rests_of(subscriber, 12) == [min(5 * 2**number, 3600) for number in range(12)]


def rests_of(subscriber, number):
    """Whole seconds, of so many failures in a row."""
    rests = []
    for _ in range(number):
        before = timezone.now()
        courier.call_on(subscriber.pk)
        subscriber.refresh_from_db()
        rests.append((subscriber.rests_until - before).total_seconds())
        later(subscriber, hours=1)
    return [rest - rest % 5 for rest in rests]


def test_subscriber_may_ask_for_a_longer_rest(server, subscriber, reporter, editor):
    server.pages["/hook"] = answer(status="429 Too Many Requests", Retry_After="7200")
    published(1, reporter, editor)
    before = timezone.now()
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert subscriber.rests_until - before >= timedelta(hours=2)


def test_subscriber_that_is_back_is_told_at_once_what_had_to_wait(server, subscriber, reporter, editor):
    """And not only when the last pause of each is over."""
    server.pages["/hook"] = BROKEN
    published(1, reporter, editor)
    for _ in range(4):
        courier.call_on(subscriber.pk)
        later(subscriber, hours=1)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(hours=5))
    server.pages["/hook"] = OK
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    assert (sequences(server)[-2:], waiting(subscriber)) == ([2, 1], [])


def test_subscriber_that_is_gone_is_switched_off(server, subscriber, reporter, editor, caplog):
    server.pages["/hook"] = answer(status="410 Gone")
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert (subscriber.off_because, subscriber.history.first().off_because) == ("gone", "gone")
    assert f"Subscriber {subscriber.pk} was switched off: gone" in caplog.text


def test_subscriber_is_switched_off_after_days_without_a_success(server, subscriber, reporter, editor, settings):
    settings.WEBHOOK_SWITCH_OFF_DAYS = 2
    server.pages["/hook"] = BROKEN
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    for reasons in ("", "failing"):
        later(subscriber, hours=25)
        courier.call_on(subscriber.pk)
        subscriber.refresh_from_db()
        assert subscriber.off_because == reasons
    asked = len(server.asked)
    later(subscriber, hours=25)
    courier.call_on(subscriber.pk)
    assert len(server.asked) == asked


def test_success_between_failures_keeps_it_switched_on(server, subscriber, reporter, editor, settings):
    settings.WEBHOOK_SWITCH_OFF_DAYS = 1
    (first,) = published(1, reporter, editor)
    refuse(server, first)
    for _ in range(4):
        courier.call_on(subscriber.pk)
        later(subscriber, hours=20)
        published(1, reporter, editor)
        courier.call_on(subscriber.pk)
        later(subscriber, hours=20)
    subscriber.refresh_from_db()
    assert (subscriber.is_on, waiting(subscriber)) == (True, [1])


def test_subscriber_that_is_switched_on_again_is_told_all_since(server, subscriber, reporter, editor):
    server.pages["/hook"] = answer(status="410 Gone")
    published(2, reporter, editor)
    courier.call_on(subscriber.pk)
    published(1, reporter, editor)
    server.pages["/hook"] = OK
    courier.call_on(subscriber.pk)
    assert subscribing.switch_on(subscriber)
    courier.call_on(subscriber.pk)
    assert sequences(server) == [1, 1, 2, 3]


def test_subscriber_that_is_switched_on_again_and_still_fails_is_left_in_peace(server, subscriber, reporter, editor):
    """And not tried with all that had failed before."""
    server.pages["/hook"] = BROKEN
    published(3, reporter, editor)
    for _ in range(3):
        courier.call_on(subscriber.pk)
        later(subscriber, hours=1)
    subscribing.switch_off(subscriber)
    subscribing.switch_on(subscriber)
    before = len(server.asked)
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert (len(server.asked) - before, subscriber.failures) == (1, 1)


def test_many_claims_that_are_refused_keep_no_other_waiting(server, subscriber, reporter, editor):
    """Each is tried once, with a rest after it; others are found between them, and then go first."""
    refused, _ = published(6, reporter, editor), published(3, reporter, editor)
    refuse(server, *refused)
    for _ in refused:
        courier.call_on(subscriber.pk)
        later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    assert waiting(subscriber) == [1, 2, 3, 4, 5, 6]
    assert sorted(each for each in sequences(server) if each > 6) == [7, 8, 9]


def test_claim_that_alone_is_refused_slows_down_nothing_else(server, subscriber, reporter, editor):
    refused = published(4, reporter, editor)
    refuse(server, *refused)
    for _ in refused:
        courier.call_on(subscriber.pk)
        later(subscriber, hours=1)
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    later(subscriber, hours=1)
    published(1, reporter, editor)
    before = len(server.asked)
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert sequences(server)[before] == 6, "The new one goes first."
    assert sorted(sequences(server)[before + 1 :]) == waiting(subscriber) == [1, 2, 3, 4]
    assert (subscriber.failures, subscriber.failing_since, subscriber.rests_until <= timezone.now()) == (0, None, True)


def test_claim_that_alone_is_refused_is_not_tried_because_the_subscriber_is_back(server, subscriber, reporter, editor):
    refused, _ = published(2, reporter, editor)
    refuse(server, refused)
    courier.call_on(subscriber.pk)
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    Delivery.objects.waiting().update(next_attempt_at=timezone.now() + timedelta(hours=5))
    server.pages["/hook"] = BROKEN
    published(1, reporter, editor)
    for _ in range(courier.WAS_AWAY):
        courier.call_on(subscriber.pk)
        Subscriber.objects.update(rests_until=timezone.now())
        Delivery.objects.filter(publication=3).update(next_attempt_at=timezone.now())
    asked = len(server.asked)
    server.pages["/hook"] = OK
    courier.call_on(subscriber.pk)
    assert (sequences(server)[asked:], waiting(subscriber)) == ([3], [1])


def test_claim_that_alone_is_refused_may_still_ask_for_a_rest(server, subscriber, reporter, editor):
    refused, _ = published(2, reporter, editor)
    refuse(server, refused)
    courier.call_on(subscriber.pk)
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    server.pages["/hook"] = answer(status="429 Too Many Requests", Retry_After="600")
    later(subscriber, hours=1)
    before = timezone.now()
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert subscriber.rests_until - before >= timedelta(seconds=600)
