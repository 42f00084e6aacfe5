"""The worker that tells subscribers, as a process of its own that may be killed: on both databases."""

import signal
import threading

import pytest
from django.utils import timezone

from claims.models import Delivery, Head, Publication, Subscriber
from claims.webhooks import courier
from claims.webhooks.rounds import Rounds
from tests.claims.test_race import at_once
from tests.claims.webhooks.receiving import BROKEN, OK, later, listening, sequences, subscribe, told
from tests.factcheck.test_work import wait_until
from tests.factories import make_person, make_published_claim, publish_again
from tests.processes import kill, process

PATIENCE = 30  # seconds, before a test that hangs is a test that fails


@pytest.fixture
def people(real_connections):
    return {
        "by": make_person("edith", "Editor"),
        "approved_by": make_person("omar", "Editor"),
        "chief": make_person("chen", "Chief editor"),
    }


@pytest.fixture
def receiver(settings):
    with listening(settings) as server:
        yield server


def publish(people, claim=None):
    editors = {"by": people["by"], "approved_by": people["approved_by"]}
    return publish_again(claim, **editors) if claim else make_published_claim(**editors)


def worker(settings):
    return process("manage.py", "work", WEBHOOK_PRIVATE_HOSTS=",".join(settings.WEBHOOK_PRIVATE_HOSTS))


def has_been_told_everything(subscriber):
    subscriber.refresh_from_db()
    behind = subscriber.queued_up_to < Head.objects.get().sequence
    return not behind and not subscriber.deliveries.waiting().exists()


def hang_at(server, number):
    """Say nothing to the request of this number, and OK to all others; the event tells that it has come."""
    reached = threading.Event()

    def respond(connection):
        if len(server.asked) == number:
            reached.set()
            server.over.wait(PATIENCE)
        connection.sendall(OK)

    server.pages["/hook"] = respond
    return reached


def test_worker_that_is_killed_loses_nothing_and_keeps_the_order(people, receiver, settings):
    subscriber = subscribe(receiver, by=people["chief"])
    first, second = publish(people), publish(people)
    publish(people, first)
    reached = hang_at(receiver, 2)
    with worker(settings) as killed:
        assert reached.wait(PATIENCE)
        kill(killed)
    publish(people, second)
    receiver.pages["/hook"] = OK
    later(subscriber)  # the killed worker's hold is over
    with worker(settings):
        wait_until(lambda: has_been_told_everything(subscriber))
    assert sequences(receiver) == [1, 2, 2, 3, 4]
    names = [name for name, _ in told(receiver, subscriber)]
    assert list(dict.fromkeys(names)) == [f"pub_{each.digest}" for each in Publication.objects.all()]


def test_subscriber_that_does_not_answer_keeps_no_other_waiting(people, receiver, settings):
    with listening(settings) as silent:
        reached = hang_at(silent, 1)
        subscribe(silent, by=people["chief"], name="Silent")
        subscriber = subscribe(receiver, by=people["chief"])
        claim = publish(people)
        with worker(settings):
            assert reached.wait(PATIENCE)
            publish(people, claim)
            publish(people)
            wait_until(lambda: has_been_told_everything(subscriber))
        assert (sequences(silent), sequences(receiver)) == ([1], [1, 2, 3])


def test_worker_that_is_told_to_stop_lets_its_subscribers_go(people, receiver, settings):
    subscriber = subscribe(receiver, by=people["chief"])
    publish(people)
    reached = hang_at(receiver, 1)
    with worker(settings) as stopped:
        assert reached.wait(PATIENCE)
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(PATIENCE) == 0
    subscriber.refresh_from_db()
    assert subscriber.busy_until <= timezone.now()
    courier.call_on(subscriber.pk)
    assert sequences(receiver) == [1, 1]


def test_two_workers_tell_each_publication_once(people, receiver):
    subscriber = subscribe(receiver, by=people["chief"])
    for _ in range(5):
        publish(people)
    at_once(*[lambda: courier.call_on(subscriber.pk)] * 2)
    courier.call_on(subscriber.pk)
    assert sequences(receiver) == [1, 2, 3, 4, 5]


def test_work_done_once_tells_what_is_due(people, receiver, settings):
    """For cron."""
    subscriber = subscribe(receiver, by=people["chief"])
    publish(people)
    hosts = ",".join(settings.WEBHOOK_PRIVATE_HOSTS)
    with process("manage.py", "work", "--once", WEBHOOK_PRIVATE_HOSTS=hosts) as once:
        assert once.wait(PATIENCE) == 0
    assert has_been_told_everything(subscriber)
    assert sequences(receiver) == [1]


def test_nobody_is_called_on_while_nothing_is_due(people, receiver):
    subscriber = subscribe(receiver, by=people["chief"])

    def due():
        return list(Subscriber.objects.free().with_something_to_send())

    assert (due(), Rounds().start()) == ([], False)
    publish(people)
    assert due() == [subscriber]
    Subscriber.objects.update(off_because="by hand")
    assert due() == []


def test_work_done_once_comes_to_its_end_where_all_is_refused(people, receiver, settings):
    """After one attempt, since the others must wait."""
    receiver.pages["/hook"] = BROKEN
    subscriber = subscribe(receiver, by=people["chief"])
    for _ in range(3):
        publish(people)
    hosts = ",".join(settings.WEBHOOK_PRIVATE_HOSTS)
    with process("manage.py", "work", "--once", WEBHOOK_PRIVATE_HOSTS=hosts) as once:
        assert once.wait(PATIENCE) == 0
    assert (len(receiver.asked), Delivery.objects.waiting().count()) == (1, 3)
    assert list(Subscriber.objects.with_something_to_send()) == [subscriber]
