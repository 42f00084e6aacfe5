"""Calling on one subscriber: order, retries, what an answer means, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import record
from claims.models import Delivery, Head, Publication, Subscriber
from claims.webhooks import courier
from tests.claims.webhooks.receiving import BROKEN, OK, later, published, refuse, sequences, subscribe, told, waiting
from tests.factories import make_published_claim, make_topic, publish_again
from tests.sources.capturing.server import answer


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


def test_all_is_taken_from_the_record_in_lots(server, subscriber, reporter, editor, monkeypatch):
    monkeypatch.setattr(courier, "AT_ONCE", 2)
    published(5, reporter, editor)
    server.pages["/hook"] = BROKEN
    courier.call_on(subscriber.pk)
    assert (len(server.asked), Delivery.objects.count()) == (1, 5)
    server.pages["/hook"] = OK
    later(subscriber, hours=1)
    courier.call_on(subscriber.pk)
    assert (sorted(sequences(server)[1:]), waiting(subscriber)) == ([1, 2, 3, 4, 5], [])


def test_call_ends_where_it_is_lost_while_taking_from_the_record(server, subscriber, reporter, editor, monkeypatch):
    published(2, reporter, editor)
    monkeypatch.setattr(courier, "AT_ONCE", 1)
    take = courier._take_from_record

    def taken_over(held):
        Subscriber.objects.update(off_because="by hand")
        return take(held)

    monkeypatch.setattr(courier, "_take_from_record", taken_over)
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    assert (server.asked, subscriber.queued_up_to, waiting(subscriber)) == ([], 1, [1])


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
    courier._note(delivery, courier.Outcome("refused", 500), timezone.now())
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
