import orjson
import pytest
from django.utils.translation import gettext_lazy

from claims import record
from claims.models import Publication, PublishedClaim
from tests.claims.admin.browser import add_row, fields_of
from tests.factories import (
    add_accusation,
    add_evidence,
    make_actor,
    make_outlet,
    make_researched_claim,
    make_source,
    make_topic,
)
from tests.factories import approve as read_and_approve


@pytest.fixture
def public(reporter, editor):
    """Two public claims that name the same actor, topic and outlet."""
    actor, topic = make_actor("Russia"), make_topic("Arms")
    source = make_source("A report", outlet=make_outlet("Gazette"))
    for _ in range(2):
        claim = make_researched_claim(by=reporter)
        claim.topics.add(topic)
        add_accusation(claim, actor)
        add_evidence(claim, source)
        claim.move("submit", by=reporter)
        read_and_approve(claim, by=editor).move("publish", by=editor)
    return {"actor": actor, "topic": topic, "outlet": source.outlet, "source": source}


def address(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


def opened(client, obj) -> dict:
    return fields_of(client.get(address(obj)), f"{obj._meta.model_name}_form")


def save(client, obj, **changes):
    return client.post(address(obj), opened(client, obj) | changes, follow=True)


def last_documents(kind="amendment"):
    return [orjson.loads(each.document) for each in Publication.objects.filter(kind=kind)]


def test_note_for_readers_is_in_the_newsrooms_language(client, monkeypatch, editor, public):
    monkeypatch.setattr(public["actor"]._meta.get_field("country"), "verbose_name", gettext_lazy("first name"))
    client.force_login(editor)
    fields = opened(client, public["actor"]) | {"country": "RU"}
    client.post(address(public["actor"]), fields, headers={"Accept-Language": "id"})
    notes = {body["changes"][-1]["note"] for body in last_documents()}
    assert notes == {"What is shown of “Russia” has changed: first name."}


@pytest.mark.parametrize(
    ("what", "name", "shown"),
    [
        ("actor", "Russian Federation", lambda body: body["actors"]["russia"]["name"]),
        ("topic", "Arms transfers", lambda body: body["topics"][0]["name"]),
        ("outlet", "The Gazette", lambda body: body["sources"]["s2"]["outlet"]),
    ],
)
def test_renaming_what_is_public_amends_every_claim_that_shows_it(client, editor, public, what, name, shown):
    old = public[what].name
    client.force_login(editor)
    response = save(client, public[what], name=name)
    note = f"“{old}” is now called “{name}”."
    messages = [str(message) for message in response.context["messages"]]
    assert messages[0] == f"2 public claims were amended, with the note: {note}"
    assert [shown(body) for body in last_documents()] == [name, name]
    assert [body["changes"][-1]["note"] for body in last_documents()] == [note, note]
    assert record.verify() is None


@pytest.mark.parametrize("what", ["actor", "topic", "outlet"])
def test_public_name_is_only_read_by_those_who_may_not_publish(client, reporter, public, what):
    client.force_login(reporter)
    assert "name" not in opened(client, public[what])
    save(client, public[what], name="Other", notes="Changed")
    public[what].refresh_from_db()
    assert public[what].name != "Other"
    assert last_documents() == []


@pytest.mark.parametrize("make", [make_actor, make_topic, make_outlet])
def test_name_that_is_not_public_is_changed_by_a_reporter(client, reporter, make):
    obj = make("Old")
    client.force_login(reporter)
    save(client, obj, name="New")
    obj.refresh_from_db()
    assert obj.name == "New"


@pytest.mark.parametrize("what", ["actor", "topic", "outlet", "source"])
def test_address_of_what_is_public_is_frozen(client, superuser, public, what):
    client.force_login(superuser)
    assert "slug" not in opened(client, public[what])
    save(client, public[what], slug="elsewhere")
    public[what].refresh_from_db()
    assert public[what].slug != "elsewhere"


@pytest.mark.parametrize("make", [make_actor, make_topic, make_outlet, make_source])
def test_address_of_what_is_not_public_is_free(client, reporter, make):
    obj = make("Old")
    client.force_login(reporter)
    save(client, obj, slug="elsewhere")
    obj.refresh_from_db()
    assert obj.slug == "elsewhere"


def test_other_name_of_a_public_actor_amends(client, editor, public):
    client.force_login(editor)
    form = opened(client, public["actor"])
    add_row(form, "names", name="Rusia", language="id")
    client.post(address(public["actor"]), form | {"country": "RU"})
    body = last_documents()[0]
    assert body["actors"]["russia"]["country"] == "RU"
    assert body["actors"]["russia"]["names"] == [{"language": "id", "name": "Rusia"}]
    assert body["changes"][-1]["note"] == "What is shown of “Russia” has changed: country, actor names."


def test_preferred_name_of_a_public_actor_is_named_first(client, editor, public):
    client.force_login(editor)
    for name, preferred in (("Federasi Rusia", {}), ("Rusia", {"is_preferred": "on"})):
        form = opened(client, public["actor"])
        add_row(form, "names", name=name, language="id", **preferred)
        client.post(address(public["actor"]), form)
    names = [[other["name"] for other in body["actors"]["russia"]["names"]] for body in last_documents()]
    assert names == [["Federasi Rusia"]] * 2 + [["Rusia", "Federasi Rusia"]] * 2


def test_topic_named_in_another_language_amends(client, editor, public):
    client.force_login(editor)
    form = opened(client, public["topic"])
    add_row(form, "names", name="Senjata", language="id")
    client.post(address(public["topic"]), form)
    bodies = last_documents()
    assert [body["topics"] for body in bodies] == [
        [{"slug": "arms", "name": "Arms", "names": [{"language": "id", "name": "Senjata"}]}]
    ] * 2
    assert {body["changes"][-1]["note"] for body in bodies} == {"What is shown of “Arms” has changed: topic names."}
    assert record.verify() is None
    form = opened(client, public["topic"])
    client.post(address(public["topic"]), form | {"names-0-DELETE": "on"})
    assert last_documents()[-1]["topics"] == [{"slug": "arms", "name": "Arms", "names": []}]


def test_second_name_of_a_topic_in_one_language_is_refused_in_words(client, editor, public):
    public["topic"].names.create(name="Senjata", language="id")
    client.force_login(editor)
    form = opened(client, public["topic"])
    add_row(form, "names", name="Persenjataan", language="id")
    html = client.post(address(public["topic"]), form).content.decode()
    assert "The topic already has a name in this language." in html or "duplicate" in html
    assert public["topic"].names.count() == 1


@pytest.mark.parametrize("what", ["actor", "topic"])
def test_other_names_of_what_is_public_are_only_read_by_a_reporter(client, reporter, public, what):
    client.force_login(reporter)
    form = opened(client, public[what])
    add_row(form, "names", name="Rusia", language="id")
    client.post(address(public[what]), form)
    assert public[what].names.count() == 0


def test_names_of_a_topic_that_is_not_public_are_changed_by_a_reporter(client, reporter):
    topic = make_topic("Peace")
    client.force_login(reporter)
    form = opened(client, topic)
    add_row(form, "names", name="Damai", language="id")
    client.post(address(topic), form)
    assert [str(name) for name in topic.names.all()] == ["Damai (id)"]


def test_private_notes_of_a_public_actor_amend_nothing(client, editor, public):
    client.force_login(editor)
    save(client, public["actor"], notes="A canary.")
    public["actor"].refresh_from_db()
    assert (public["actor"].notes, last_documents()) == ("A canary.", [])


@pytest.mark.parametrize("make", [make_actor, make_topic, make_outlet, make_source])
def test_nothing_is_deleted(client, superuser, make):
    """Not even what nobody names, by somebody who may do anything."""
    obj = make()
    client.force_login(superuser)
    assert client.post(address(obj).replace("change", "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"}
    client.post(address(obj).removesuffix(f"{obj.pk}/change/"), chosen)
    assert type(obj).objects.filter(pk=obj.pk).exists()


def test_actor_is_found_by_any_of_its_names(client, reporter):
    actor = make_actor("North Korea")
    actor.names.create(name="Korea Utara", language="id")
    client.force_login(reporter)
    query = {"app_label": "claims", "model_name": "accusation", "field_name": "actor", "term": "utara"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert found == [{"id": str(actor.pk), "text": "North Korea"}]


@pytest.mark.parametrize("what", ["actor", "topic", "outlet", "source"])
def test_address_stays_frozen_while_an_old_revision_leads_to_it(client, superuser, chief, public, what):
    for published in PublishedClaim.objects.all():
        published.claim.move("withdraw", by=chief, public_note="It was about somebody else.")
    client.force_login(superuser)
    client.post(address(public[what]), opened(client, public[what]) | {"slug": "elsewhere"})
    assert type(public[what]).objects.get(pk=public[what].pk).slug != "elsewhere"
