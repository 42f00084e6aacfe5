"""Subscribers at the desk: a chief editor registers, tests, switches and looks at the log; nobody else gets near."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from claims.models import Delivery, Publication, Subscriber
from claims.webhooks import courier, subscribing
from tests.claims.admin.browser import fields_of
from tests.factories import make_person, make_published_claim, make_subscriber

ADD = "/admin/claims/subscriber/add/"
LIST = "/admin/claims/subscriber/"
LOG = "/admin/claims/delivery/"


@pytest.fixture
def subscriber(chief):
    return make_subscriber("Archive", by=chief)


@pytest.fixture
def delivery(subscriber, reporter, editor):
    make_published_claim("Rain", by=reporter, approved_by=editor)
    publication, later = Publication.objects.get(), timezone.now() + timedelta(days=1)
    row = {"subscriber": subscriber, "publication": publication, "message_id": f"pub_{publication.digest}"}
    return Delivery.objects.create(**row, next_attempt_at=later, attempts=3, fault="refused", response_code=500)


def page(subscriber, name="change"):
    return f"{LIST}{subscriber.pk}/{name}/"


def act(client, subscriber, name, **data):
    return client.post(page(subscriber, name), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_chief_editor_registers_a_subscriber(client, chief, reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    client.post(ADD, form | {"name": "Archive", "url": "https://hub.example/hook"})
    subscriber = Subscriber.objects.get()
    assert (subscriber.created_by, subscriber.queued_up_to, subscriber.is_on) == (chief, 1, True)
    assert subscriber.history.get().history_user == chief


@pytest.mark.parametrize(
    "address",
    ["http://hub.example/hook", "https://user:secret@hub.example/", "ftp://hub.example/", "hub", "https://a b/", "//"],
)
def test_address_that_cannot_be_told_is_refused_in_words(client, chief, address):
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    response = client.post(ADD, form | {"name": "Archive", "url": address})
    assert Subscriber.objects.count() == 0
    assert "url" in response.context["adminform"].form.errors


PRIVATE, PORT = "This address leads into a private network", "Nothing is sent to this port. Give one of 80, 443, 8000,"


@pytest.mark.parametrize(
    ("address", "told"),
    [(f"https://{host}/h", PRIVATE) for host in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[fe80::1]",
     "[::ffff:10.0.0.1]", "localhost", "LOCALHOST", "api.localhost", "localhost.:8443", "127.1", "2130706433")]
    + [(f"https://{host}/h", PORT) for host in ("hub.example:22", "93.184.215.14:25", "localhost:5432")],
)  # fmt: skip
def test_address_to_which_nothing_would_be_sent_is_refused_at_once(client, chief, address, told):
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    response = client.post(ADD, form | {"name": "Archive", "url": address})
    (said,) = response.context["adminform"].form.errors["url"]
    assert (said.startswith(told), Subscriber.objects.count()) == (True, 0)
    assert said.endswith("WEBHOOK_PRIVATE_HOSTS.")


@pytest.mark.parametrize(
    "address", ["https://93.184.215.14/h", "https://[2606:2800:21f::1]:8443/h", "https://a.example/"]
)
def test_address_that_is_a_number_or_a_name_nobody_knows_yet_is_taken(client, chief, address):
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    client.post(ADD, form | {"name": "Archive", "url": address})
    assert Subscriber.objects.get().url == address


def test_number_within_the_house_may_be_named(client, chief, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["10.0.0.1:22"]
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    client.post(ADD, form | {"name": "Archive", "url": "http://10.0.0.1:22/hook"})
    assert Subscriber.objects.get().url == "http://10.0.0.1:22/hook"


def test_host_within_the_house_may_have_a_name_of_one_word(client, chief, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["receiver:8080"]
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    client.post(ADD, form | {"name": "Archive", "url": "http://receiver:8080/hook"})
    assert Subscriber.objects.get().url == "http://receiver:8080/hook"


def test_two_subscribers_have_two_names(client, chief, subscriber):
    client.force_login(chief)
    form = fields_of(client.get(ADD), "subscriber_form")
    response = client.post(ADD, form | {"name": "Archive", "url": "https://other.example/"})
    assert "name" in response.context["adminform"].form.errors


def test_new_address_is_kept_in_history(client, chief, subscriber):
    client.force_login(chief)
    form = fields_of(client.get(page(subscriber)), "subscriber_form")
    client.post(page(subscriber), form | {"url": "https://new.example/hook"})
    assert [row.url for row in subscriber.history.all()] == ["https://new.example/hook", "https://hub.example/hook"]
    told = client.get(page(subscriber, "history")).content.decode()
    assert "https://new.example/hook" in told
    assert subscriber.secret not in told


def test_saving_the_form_leaves_the_courier_alone(client, chief, subscriber):
    """Somebody may be calling on it meanwhile."""
    client.force_login(chief)
    form = fields_of(client.get(page(subscriber)), "subscriber_form")
    Subscriber.objects.update(queued_up_to=7, failures=2, secret="whsec_new")
    client.post(page(subscriber), form | {"name": "Library"})
    subscriber.refresh_from_db()
    assert (subscriber.name, subscriber.queued_up_to, subscriber.failures) == ("Library", 7, 2)
    assert subscriber.secret == "whsec_new"


def test_secret_is_shown_when_asked_for_and_nowhere_else(client, chief, subscriber, delivery):
    client.force_login(chief)
    for address in (LIST, page(subscriber), page(subscriber, "history"), LOG, f"{LOG}{delivery.pk}/change/"):
        assert subscriber.secret not in client.get(address).content.decode(), address
    response = client.post(page(subscriber, "secret"))
    assert subscriber.secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert LogEntry.objects.get().change_message == "The secret was looked at."


def test_changed_secret_is_shown_with_the_one_before(client, chief, subscriber):
    before = subscriber.secret
    client.force_login(chief)
    response = client.post(page(subscriber, "secret"), {"change": "Change"})
    subscriber.refresh_from_db()
    assert subscriber.secrets() == [subscriber.secret, before] == response.context["secrets"]
    assert subscriber.previous_until - timezone.now() <= subscribing.OVERLAP
    assert subscriber.secret not in str(list(subscriber.history.values()))


def test_test_event_is_queued_once(client, chief, subscriber):
    client.force_login(chief)
    assert said(act(client, subscriber, "test")) == [
        "A test event is on its way. What comes of it is in the log of deliveries."
    ]
    assert said(act(client, subscriber, "test")) == [
        "A test event waits already. See that the worker runs: manage.py work."
    ]
    assert Delivery.objects.get().is_test


def test_test_event_that_fails_is_not_tried_again_and_tells_nothing_of_the_subscriber(subscriber, settings):
    """It is asked for by a person, who looks at what came of it."""
    subscriber.url = "https://127.0.0.1/"
    subscriber.save()
    subscribing.send_test(subscriber)
    courier.call_on(subscriber.pk)
    subscriber.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.fault, delivery.attempts, subscriber.failures) == ("failed", "private", 1, 0)


def test_switching_off_and_on(client, chief, subscriber):
    client.force_login(chief)
    act(client, subscriber, "off")
    subscriber.refresh_from_db()
    assert subscriber.off_because == "by hand"
    assert said(act(client, subscriber, "off")) == ["It was switched off already."]
    assert said(act(client, subscriber, "test")) == [
        "Nothing is sent to who is switched off. Switch the subscriber on first."
    ]
    act(client, subscriber, "on")
    subscriber.refresh_from_db()
    assert subscriber.is_on
    assert said(act(client, subscriber, "on")) == ["It was switched on already."]
    kept = [(row.off_because, row.history_user) for row in subscriber.history.all()]
    assert kept == [("", chief), ("by hand", chief), ("", None)]


def test_switching_on_begins_to_count_anew(subscriber, delivery):
    long_ago = timezone.now() - timedelta(days=30)
    Subscriber.objects.update(off_because="failing", failing_since=long_ago, failures=9)
    assert subscribing.switch_on(subscriber)
    subscriber.refresh_from_db()
    delivery.refresh_from_db()
    assert (subscriber.failing_since, subscriber.failures) == (None, 0)
    assert delivery.next_attempt_at <= timezone.now()


def test_what_waits_is_tried_at_once(client, chief, subscriber, delivery):
    Subscriber.objects.update(rests_until=timezone.now() + timedelta(hours=1))
    client.force_login(chief)
    response = client.post(f"{LOG}{delivery.pk}/retry/", follow=True)
    assert said(response) == ["It is tried again now. Look here again in a moment."]
    delivery.refresh_from_db()
    subscriber.refresh_from_db()
    assert max(delivery.next_attempt_at, subscriber.rests_until) <= timezone.now()


def test_everything_that_waits_is_tried_at_once(client, chief, subscriber, delivery):
    client.force_login(chief)
    assert said(act(client, subscriber, "retry")) == ["1 delivery is tried again now."]
    delivery.refresh_from_db()
    assert delivery.next_attempt_at <= timezone.now()


def test_what_is_delivered_is_not_tried_again(client, chief, delivery):
    Delivery.objects.update(status="delivered", delivered_at=timezone.now())
    client.force_login(chief)
    assert said(client.post(f"{LOG}{delivery.pk}/retry/", follow=True)) == [
        "It does not wait any more: there is nothing to try."
    ]


def test_log_tells_what_was_sent_and_answered(client, chief, delivery):
    Delivery.objects.update(answer="<b>Oops</b>")
    client.force_login(chief)
    told = client.get(f"{LOG}{delivery.pk}/change/").content.decode()
    assert "&lt;b&gt;Oops&lt;/b&gt;" in told
    assert "&quot;type&quot;: &quot;publication.created&quot;" in told
    assert "Try now" in told
    assert client.post(f"{LOG}{delivery.pk}/change/", {"status": "delivered"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_log_is_few_queries(client, chief, reporter, editor, subscriber, count, django_assert_max_num_queries):
    for _ in range(count):
        make_published_claim(by=reporter, approved_by=editor)
    for publication in Publication.objects.all():
        Delivery.objects.create(subscriber=subscriber, publication=publication, message_id="pub_1")
    client.force_login(chief)
    with django_assert_max_num_queries(12):
        assert client.get(LOG).status_code == 200


def test_home_page_tells_of_who_was_switched_off(client, chief, editor, subscriber):
    told = "Archive</bdi></a>: Switched off: nothing got through for days."
    client.force_login(chief)
    for reason, is_told in (("", False), ("by hand", False), ("failing", True)):
        Subscriber.objects.update(off_because=reason)
        assert (told in client.get("/admin/").content.decode()) == is_told, reason
    client.force_login(editor)
    assert "Archive" not in client.get("/admin/").content.decode()


def test_subscriber_is_nowhere_for_who_may_not_manage_them(subscriber, delivery):
    """What changes is in test_dangers.py; here what is seen."""
    addresses = [LIST, ADD, LOG, page(subscriber), page(subscriber, "history"), f"{LOG}{delivery.pk}/change/"]
    for role in ("Reporter", "Editor", None):
        client = Client()
        client.force_login(make_person(f"nosy {role}", role))
        assert {client.get(address).status_code for address in addresses} == {403}, role
        assert client.post(page(subscriber, "secret")).status_code == 403


def test_page_that_is_only_for_buttons_is_not_opened_by_a_link(client, chief, subscriber, delivery):
    client.force_login(chief)
    for name in ("secret", "test", "on", "off", "retry"):
        assert client.get(page(subscriber, name)).status_code == 405
    assert client.get(f"{LOG}{delivery.pk}/retry/").status_code == 405
    assert client.post(page(Subscriber(pk=99), "secret")).status_code == 404
