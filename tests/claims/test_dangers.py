"""Every dangerous action of the desk, tried over HTTP by each role, the person without a role included.

Each is tried with all that the page of a superuser holds, so that nobody is stopped only by a form they cannot open.
"""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Delivery, Rating, Subscriber
from sources.models import Capture
from tests.claims.admin.browser import add_row, fields_of
from tests.claims.desk import everything
from tests.factories import (
    add_accusation,
    add_evidence,
    make_actor,
    make_derivation,
    make_outlet,
    make_person,
    make_researched_claim,
    make_source,
    make_submitted_claim,
    make_subscriber,
    make_topic,
)
from tests.factories import approve as read_and_approve

EVERYBODY = {"reporter", "editor", "chief", "superuser"}
PUBLISHERS = {"editor", "chief", "superuser"}
CHIEFS = {"chief", "superuser"}
NOBODY: set[str] = set()

PEOPLE = {
    "reporter": lambda: make_person("rosa", "Reporter"),
    "editor": lambda: make_person("emil", "Editor"),
    "chief": lambda: make_person("cleo", "Chief editor"),
    "superuser": lambda: make_person("stan", is_superuser=True),
    "charlie": lambda: make_person("charlie"),
    "former chief": lambda: make_person("chad", "Chief editor", is_active=False),
    "not of the desk": lambda: make_person("nora", "Chief editor", is_staff=False),
}


@pytest.fixture
def room(db):
    """A newsroom with one public claim, one in research and one in review, made by other people than those who try."""
    writer, reader = make_person("wendy", "Reporter"), make_person("ravi", "Editor")
    room = SimpleNamespace(forms={}, writer=writer, boss=make_person("sam", is_superuser=True))
    room.actor, room.topic, room.outlet = make_actor(), make_topic(), make_outlet()
    public = make_researched_claim(by=writer)
    public.topics.add(room.topic)
    add_accusation(public, room.actor)
    room.source = add_evidence(public, make_source(outlet=room.outlet)).source
    public.move("submit", by=writer)
    read_and_approve(public, by=reader).move("publish", by=reader)
    room.open, room.closed = make_researched_claim(by=writer), make_submitted_claim(by=writer)
    room.subscriber = make_subscriber(by=writer)
    room.delivery = Delivery.objects.create(subscriber=room.subscriber, message_id="test_1")
    room.rating = Rating.objects.get(slug="false")
    room.derivation = make_derivation(make_source("Copy"), make_source("Wire"))
    file = {"sha256": "0" * 64, "size": 4, "file": SimpleUploadedFile("a.pdf", b"%PDF")}
    room.capture = Capture.objects.create(source=room.source, captured_at=timezone.now(), captured_by=writer, **file)
    return room


def page_of(obj, page="change"):
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/{page}/"


def form_of(room, address, form_id):
    """Asked for once: everybody tries it on the same newsroom."""
    if address not in room.forms:
        boss = Client()
        boss.force_login(room.boss)
        room.forms[address] = fields_of(boss.get(address), form_id)
    return dict(room.forms[address])


def save(client, room, obj, **changes):
    address, form_id = page_of(obj), f"{obj._meta.model_name}_form"
    # With the verdict, where that is not hidden.
    own = fields_of(client.get(address), form_id) if isinstance(obj, Claim) else {}
    return client.post(address, form_of(room, address, form_id) | own | changes)


def add(client, room, model, **fields):
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    return client.post(address, form_of(room, address, f"{model._meta.model_name}_form") | fields)


GRADE = {"reliability": "B", "reliability_reason": "Its record.", "reliability_graded_on": "2024-01-01"}
SECRET = {"password1": "a long new secret", "password2": "a long new secret", "usable_password": "true"}


def grade_an_outlet(client, room):
    save(client, room, room.outlet, **GRADE)


def rename_a_public_actor(client, room):
    save(client, room, room.actor, name="Other")


def rename_a_public_topic(client, room):
    save(client, room, room.topic, name="Other")


def rename_a_public_outlet(client, room):
    save(client, room, room.outlet, name="Other")


def change_a_rating(client, room):
    save(client, room, room.rating, label="Wrong")


def add_a_rating(client, room):
    add(client, room, Rating, label="Satire", slug="satire", definition="It is meant so.", position="9")


def add_an_account(client, room):
    add(client, room, User, username="nina", **SECRET)


def give_a_role(client, room):
    save(client, room, room.writer, groups=[Group.objects.get(name="Editor").pk])


def set_a_password(client, room):
    client.post(page_of(room.writer, "password"), SECRET)


def change_a_role(client, room):
    save(client, room, Group.objects.get(name="Reporter"), name="Reporters")


def keep_a_copy(client, room):
    address = page_of(room.source)
    form = form_of(room, address, "source_form")
    prefix = next(name for name in form if name.endswith("-archived_url")).removesuffix("archived_url")
    client.post(address, form | {f"{prefix}archived_url": "https://archive.example/1"})


def add_a_derivation(client, room):
    form = form_of(room, page_of(room.derivation.source), "source_form")
    add_row(form, "derivations", derived_from=room.source.pk)
    client.post(page_of(room.derivation.source), form)


def add_a_derivation_from_the_other_side(client, room):
    form = form_of(room, page_of(room.source), "source_form")
    add_row(form, "repeated_by", source=room.derivation.source_id)
    client.post(page_of(room.source), form)


def remove_a_derivation(client, room):
    save(client, room, room.derivation.source, **{"derivations-0-DELETE": "on"})


def edit_an_open_claim(client, room):
    save(client, room, room.open, headline="Other")


def remove_evidence_of_an_open_claim(client, room):
    save(client, room, room.open, **{"evidence-0-DELETE": "on"})


def edit_a_claim_in_review(client, room):
    save(client, room, room.closed, headline="Other")


def remove_evidence_of_a_claim_in_review(client, room):
    row = room.closed.evidence.get()
    form = {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "1", "evidence-0-id": row.pk}
    client.post(page_of(room.closed), form | {"evidence-0-claim": room.closed.pk, "evidence-0-DELETE": "on"})


def register_a_subscriber(client, room):
    add(client, room, Subscriber, name="Spy", url="https://spy.example/")


def send_publications_elsewhere(client, room):
    save(client, room, room.subscriber, url="https://spy.example/")


def switch_a_subscriber_off(client, room):
    client.post(page_of(room.subscriber, "off"))


def send_a_test_event(client, room):
    Delivery.objects.update(status="failed")
    client.post(page_of(room.subscriber, "test"))
    Delivery.objects.filter(pk=room.delivery.pk).update(status="waiting")


def try_deliveries_at_once(client, room):
    client.post(page_of(room.subscriber, "retry"))


def try_a_delivery_at_once(client, room):
    client.post(page_of(room.delivery, "retry"))


def change_the_secret_of_a_subscriber(client, room):
    client.post(page_of(room.subscriber, "secret"), {"change": "Change"})


def note_a_delivery_as_done(client, room):
    client.post(page_of(room.delivery), {"status": "delivered"})


# Written out by hand: who may do what.
DANGERS = {
    grade_an_outlet: CHIEFS,
    rename_a_public_actor: PUBLISHERS,
    rename_a_public_topic: PUBLISHERS,
    rename_a_public_outlet: PUBLISHERS,
    change_a_rating: CHIEFS,
    add_a_rating: CHIEFS,
    add_an_account: CHIEFS,
    give_a_role: CHIEFS,
    set_a_password: CHIEFS,
    change_a_role: {"superuser"},
    keep_a_copy: EVERYBODY,
    add_a_derivation: EVERYBODY,
    add_a_derivation_from_the_other_side: EVERYBODY,
    remove_a_derivation: EVERYBODY,
    register_a_subscriber: CHIEFS,
    send_publications_elsewhere: CHIEFS,
    switch_a_subscriber_off: CHIEFS,
    send_a_test_event: CHIEFS,
    try_deliveries_at_once: CHIEFS,
    try_a_delivery_at_once: CHIEFS,
    change_the_secret_of_a_subscriber: CHIEFS,
    note_a_delivery_as_done: NOBODY,
    edit_an_open_claim: EVERYBODY,
    remove_evidence_of_an_open_claim: EVERYBODY,
    edit_a_claim_in_review: NOBODY,
    remove_evidence_of_a_claim_in_review: NOBODY,
}


def picture():
    people = [*User.objects.order_by("pk").values("pk", "username", "password", "groups", "is_superuser")]
    return everything(), people, [*Group.objects.order_by("pk").values("pk", "name", "permissions")]


@pytest.mark.parametrize("action", DANGERS, ids=lambda action: action.__name__)
def test_dangerous_action_is_open_to_the_roles_of_the_table_and_nobody_else(room, action):
    """One after the other in the same newsroom, which is put back each time."""
    did = set()
    for who in [*PEOPLE, "anonymous"]:
        client = Client()
        if who != "anonymous":
            client.force_login(PEOPLE[who]())
        before = picture()
        with transaction.atomic():
            action(client, room)
            did |= {who} if picture() != before else set()
            transaction.set_rollback(True)
    assert did == DANGERS[action]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reporter", 200),
        ("editor", 200),
        ("chief", 200),
        ("superuser", 200),
        ("charlie", 403),
        ("former chief", 302),
        ("not of the desk", 302),
        ("anonymous", 302),
    ],
)
def test_copy_is_downloaded_by_the_roles_of_the_table(client, room, who, status):
    if who != "anonymous":
        client.force_login(PEOPLE[who]())
    response = client.get(f"/admin/sources/source/capture/{room.capture.pk}/")
    response.close()
    assert response.status_code == status


@pytest.mark.parametrize("who", ["reporter", "editor", "chief", "superuser", "charlie", "anonymous"])
def test_nothing_is_deleted_by_anybody(client, room, who):
    """One by one or many at once, of any table that the desk has."""
    if who != "anonymous":
        client.force_login(PEOPLE[who]())
    before = picture()
    for model, model_admin in admin.site._registry.items():
        info, obj = f"{model._meta.app_label}_{model._meta.model_name}", model.objects.first()
        chosen = {"action": "delete_selected", "_selected_action": [obj.pk] if obj else [], "post": "yes"}
        client.post(reverse(f"admin:{info}_changelist"), chosen)
        if obj:
            client.post(reverse(f"admin:{info}_delete", args=[obj.pk]), {"post": "yes"})
        assert "delete_selected" not in model_admin.get_actions(RequestFactory().get("/"))
    assert picture() == before


def test_address_of_a_claim_is_not_told_to_somebody_without_a_role(client, room):
    """Django tells any staff account where an object is shown, by its number: the slug tells what a claim is about."""
    client.force_login(PEOPLE["charlie"]())
    for obj in (room.open, room.topic, room.source):
        kind = ContentType.objects.get_for_model(obj).pk
        assert client.get(f"/admin/r/{kind}/{obj.pk}/").status_code == 404
