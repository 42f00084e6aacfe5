"""Calling on one subscriber: order, retries, what an answer means, and that nothing is lost."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import record
from claims.models import Delivery, Head, Publication, Subscriber
from claims.webhooks import courier, subscribing
from tests.claims.webhooks.receiving import BROKEN, OK, later, sequences, subscribe, told
from tests.factories import make_published_claim, make_topic, publish_again
from tests.sources.capturing.server import answer


def published(number, by, approved_by):
    return [make_published_claim(by=by, approved_by=approved_by) for _ in range(number)]


def waiting(subscriber):
    return list(subscriber.deliveries.waiting().order_by("publication").values_list("publication_id", flat=True))


def refuse(server, *refused):
    """Answer 500 to what is told of these claims, and 200 to the rest."""
    names = {str(claim.uid) for claim in refused}

    def respond(connection):
        body = json.loads(server.asked[-1].partition("\r\n\r\n")[2])
        connection.sendall(BROKEN if body["data"]["claim"] in names else OK)

    server.pages["/hook"] = respond


def test_subscriber_is_told_of_each_publication_in_the_order_of_the_record(
    server, subscriber, reporter, editor, other_editor, chief
):
    first, second = published(2, reporter, editor)
    publish_again(first, by=editor, approved_by=other_editor)
    second.move("withdraw", by=chief, public_note="It rested on a forgery.")
    courier.call_on(subscriber.pk)
    events = told(server, subscriber)
    assert [event["data"]["sequence"] for _, event in events] == [1, 2, 3, 4]
    assert [event["data"]["kind"] for _, event in events] == ["first", "first", "correction", "withdrawal"]
    assert [name for name, _ in events] == [f"pub_{each.digest}" for each in Publication.objects.all()]


def test_delivery_is_noted_in_the_log(server, subscriber, reporter, editor):
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.response_code) == ("delivered", 1, 200)
    assert (delivery.answer, delivery.fault) == ("Thank you.", "")
    assert delivery.created_at <= delivery.last_attempt_at == delivery.delivered_at


def test_subscriber_is_not_told_what_was_published_before(server, reporter, editor, chief):
    published(1, reporter, editor)
    subscriber = subscribe(server, by=chief)
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    assert sequences(server) == [2]


def test_calling_again_tells_nothing_twice(server, subscriber, reporter, editor):
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    courier.call_on(subscriber.pk)
    assert sequences(server) == [1]


def test_amendments_of_one_save_are_told_one_by_one(server, subscriber, reporter, editor, other_editor):
    topic = make_topic("Rain")
    for claim in published(2, reporter, editor):
        claim.topics.add(topic)
        publish_again(claim, by=editor, approved_by=other_editor)
    topic.name = "Snow"
    topic.save()
    record.amend_topic(topic, by=editor, note="Renamed.")
    courier.call_on(subscriber.pk)
    kinds = [event["data"]["kind"] for _, event in told(server, subscriber)]
    assert kinds == ["first", "first", "correction", "correction", "amendment", "amendment"]


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


def test_rests_double_up_to_an_hour(server, subscriber, reporter, editor):
    server.pages["/hook"] = BROKEN
    published(1, reporter, editor)
    rests = []
    for _ in range(12):
        before = timezone.now()
        courier.call_on(subscriber.pk)
        subscriber.refresh_from_db()
        rests.append((subscriber.rests_until - before).total_seconds())
        later(subscriber, hours=1)
    expected = [min(5 * 2**number, 3600) for number in range(12)]
    assert [rest - rest % 5 for rest in rests] == expected


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


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "400 No", "404 No", "503 No"])
def test_only_2xx_is_delivered_and_no_redirect_is_followed(server, subscriber, reporter, editor, status):
    server.pages |= {"/hook": answer(status=status, Location=server.url("/other")), "/other": OK}
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    assert (server.paths(), waiting(subscriber)) == (["/hook"], [1])


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_2xx_is_delivered(server, subscriber, reporter, editor, status):
    server.pages["/hook"] = answer(status=status)
    published(1, reporter, editor)
    courier.call_on(subscriber.pk)
    assert Delivery.objects.get().status == "delivered"


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
    assert sequences(server) == [1, 2, 3, 1]


def test_more_than_a_hundred_are_taken_from_the_record_in_lots(server, subscriber, reporter, editor, monkeypatch):
    monkeypatch.setattr(courier, "AHEAD", 2)
    published(5, reporter, editor)
    server.pages["/hook"] = BROKEN
    courier.call_on(subscriber.pk)
    assert Delivery.objects.count() == 2
    server.pages["/hook"] = OK
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    assert (sequences(server), waiting(subscriber)) == ([1, 2, 3, 4, 5, 1], [])


def test_fault_of_the_program_waits_like_any_other(server, subscriber, reporter, editor, monkeypatch, caplog):
    published(1, reporter, editor)
    with monkeypatch.context() as patch:
        patch.setattr(courier.events, "body", lambda delivery: 1 / 0)
        courier.call_on(subscriber.pk)
    assert Delivery.objects.get().fault == "program"
    assert "ZeroDivisionError" in caplog.text
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    assert sequences(server) == [1]


def test_subscriber_that_somebody_calls_on_is_not_called_on(server, subscriber, reporter, editor):
    published(1, reporter, editor)
    Subscriber.objects.update(busy_until=timezone.now() + courier.HOLD)
    courier.call_on(subscriber.pk)
    assert server.asked == []


def test_call_ends_where_somebody_else_takes_over(server, subscriber, reporter, editor):
    """The other one's hold is left alone."""
    published(2, reporter, editor)
    other = timezone.now() + timedelta(hours=1)

    with_hold = courier._hold

    def hold(held):
        if server.asked:
            Subscriber.objects.update(busy_until=other)
        with_hold(held)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courier, "_hold", hold)
        courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert (sequences(server), subscriber.busy_until) == ([1], other)


def test_what_somebody_else_noted_as_delivered_stays_so(server, subscriber, reporter, editor):
    published(1, reporter, editor)
    server.pages["/hook"] = BROKEN
    courier.call_on(subscriber.pk)
    delivery = Delivery.objects.get()
    Delivery.objects.update(status="delivered", delivered_at=timezone.now(), fault="")
    courier._note(delivery, courier.Outcome("refused", 500))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.fault) == ("delivered", "")


def test_publishing_asks_nothing_of_subscribers(server, chief, reporter, editor):
    """However many there are."""

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            make_published_claim(by=reporter, approved_by=editor)
        return [query["sql"] for query in asked if "subscriber" in query["sql"] or "delivery" in query["sql"]]

    for number in range(3):
        subscribe(server, by=chief, name=f"Subscriber {number}")
    assert statements() == []


def test_log_forgets_what_was_delivered_long_ago_and_nothing_that_waits(server, subscriber, reporter, editor):
    _, second = published(2, reporter, editor)
    refuse(server, second)
    courier.call_on(subscriber.pk)
    courier.forget()
    assert Delivery.objects.count() == 2
    Delivery.objects.update(last_attempt_at=timezone.now() - 2 * courier.REMEMBERED)
    courier.forget()
    assert waiting(subscriber) == [2]
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    assert 1 not in sequences(server)[1:]


def test_publication_is_queued_once_for_each_subscriber(subscriber, reporter, editor):
    published(1, reporter, editor)
    row = {"subscriber": subscriber, "publication": Publication.objects.get(), "message_id": "x"}
    Delivery.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**row)


def test_place_is_the_end_of_the_record_at_registration(subscriber, server, chief, reporter, editor):
    published(1, reporter, editor)
    assert (subscriber.queued_up_to, subscribe(server, by=chief, name="B").queued_up_to) == (0, 1)
    assert Head.objects.get().sequence == 1
