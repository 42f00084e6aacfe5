"""Every change of a desk table is kept, with who made it, for ever."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError
from simple_history.models import HistoricalRecords

from claims import triggers
from claims.models import Claim, Evidence, Rating, Topic, Verdict
from claims.moves import read_second
from sources import history
from sources import triggers as sources_triggers
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.claims.desk import everything
from tests.factories import (
    add_event,
    add_phrase,
    add_rebuttal,
    add_reply_request,
    add_sighting,
    approve,
    make_actor,
    make_claim,
    make_derivation,
    make_external_check,
    make_person,
    make_researched_claim,
    make_source,
    make_submitted_claim,
    make_subscriber,
    make_topic,
)

# Written out by hand.
TRACKED = {
    "Accusation", "Actor", "ActorName", "Claim", "ClaimTranslation", "Derivation", "Event", "Evidence",
    "ExternalPublisher", "ExternalRating", "Outlet", "PhraseTranslation", "Rating", "Rebuttal", "ReplyRequest",
    "Sighting", "Source", "Subscriber", "Topic", "TopicName", "Verdict",
}  # fmt: skip


def rows(model, **lookups):
    return list(model.history.filter(**lookups).order_by("history_id"))


def told(model, *fields, **lookups):
    """What history says of some fields, oldest first, with who changed them."""
    names = ("history_type", "history_user__username", *fields)
    return list(model.history.filter(**lookups).order_by("history_id").values_list(*names))


def test_tables_of_the_desk_are_tracked():
    assert {model.__name__ for app in ("claims", "sources") for model in history.tracked(app)} == TRACKED


def test_rows_below_a_claim_are_changed_through_its_page_and_kept_with_the_person(client, reporter, other_editor):
    """Every inline: added, changed and, where that is possible, removed."""
    claim = make_researched_claim(by=reporter)
    actor, source = make_actor(), make_source()
    client.force_login(other_editor)
    save_claim(client, claim, assigned_to=other_editor.pk)
    form = open_claim(client, claim)
    add_row(form, "rebuttals", actor=actor.pk, stance="denies", paraphrase="No.")
    add_row(form, "reply_requests", actor=actor.pk, waived_reason="Dead.", outcome="waiting")
    add_row(form, "translations", language="id", headline="Judul", statement="Pernyataan")
    add_row(form, "events", happened_on="2023-09", what="They met.", source=source.pk)
    add_row(form, "evidence", source=source.pk, bearing="context", paraphrase="A law.")
    form |= {"accusations-0-paraphrase": "Other words.", "evidence-0-DELETE": "on", "verdicts-0-summary": "New."}
    assert client.post(claim_url(claim), form).status_code == 302
    for model in ("Accusation", "Rebuttal", "ReplyRequest", "ClaimTranslation", "Event", "Evidence", "Verdict"):
        by_editor = apps.get_model("claims", model).history.filter(history_user=other_editor)
        kinds = {"Accusation": "~", "Verdict": "~~", "Evidence": "+-"}.get(model, "+")
        assert (model, "".join(sorted(row.history_type for row in by_editor))) == (model, kinds)
    assert told(Evidence, "paraphrase", history_type="-") == [("-", "omar", "It shows this.")]


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        ("actor", "notes", "New"),
        ("topic", "name", "New"),
        ("outlet", "notes", "New"),
        ("source", "notes", "New"),
        ("rating", "definition", "New"),
        ("claim", "context", "New"),
    ],
)
def test_change_on_a_page_of_the_desk_is_kept_once_with_the_person(client, chief, model, name, value):
    made = {
        "actor": make_actor,
        "topic": make_topic,
        "source": make_source,
        "outlet": lambda: make_source().outlet,
        "rating": Rating.objects.first,
        "claim": lambda: make_claim(by=chief),
    }[model]()
    address = f"/admin/{made._meta.app_label}/{model}/{made.pk}/change/"
    client.force_login(chief)
    form = fields_of(client.get(address), f"{model}_form")
    before = type(made).history.count()
    assert client.post(address, form | {name: value}).status_code == 302
    (row,) = rows(type(made), id=made.pk)[-1:]
    assert (type(made).history.count() - before, getattr(row, name)) == (1, value)
    assert (row.history_user, row.history_type) == (chief, "~")


def test_names_of_actors_and_topics_and_derivations_are_kept(client, reporter):
    actor, topic, source, wire = make_actor(), make_topic(), make_source(lineage="derived"), make_source()
    client.force_login(reporter)
    for address, form_id, prefix, row in [
        (f"/admin/claims/actor/{actor.pk}/change/", "actor_form", "names", {"name": "N", "language": "id"}),
        (f"/admin/claims/topic/{topic.pk}/change/", "topic_form", "names", {"name": "T", "language": "id"}),
        (f"/admin/sources/source/{source.pk}/change/", "source_form", "derivations", {"derived_from": wire.pk}),
    ]:
        form = fields_of(client.get(address), form_id)
        add_row(form, prefix, **row)
        assert client.post(address, form).status_code == 302
        form = fields_of(client.get(address), form_id)
        client.post(address, form | {f"{prefix}-0-DELETE": "on"})
    assert told(apps.get_model("claims.ActorName"), "name") == [("+", "rita", "N"), ("-", "rita", "N")]
    assert told(apps.get_model("claims.TopicName"), "name") == [("+", "rita", "T"), ("-", "rita", "T")]
    kept = told(apps.get_model("sources.Derivation"), "derived_from")
    assert kept == [("+", "rita", wire.pk), ("-", "rita", wire.pk)]


def test_topics_and_accused_of_a_claim_are_kept(client, reporter):
    claim, topic, actor = make_claim(by=reporter), make_topic(), make_actor()
    client.force_login(reporter)
    save_claim(client, claim, topics=[topic.pk], accused=[actor.pk])
    save_claim(client, claim, topics=[])
    first, *_, last = rows(Claim, id=claim.pk)
    held = [[link.topic_id for link in row.topics.all()] + [link.actor_id for link in row.accused.all()]
            for row in (first, last)]  # fmt: skip
    assert (held, last.history_user) == ([[], [actor.pk]], reporter)


def test_topic_given_from_the_other_side_is_kept(reporter):
    claim, topic = make_claim(by=reporter), make_topic()
    topic.claims.add(claim)
    assert [link.topic for link in rows(Claim, id=claim.pk)[-1].topics.all()] == [topic]
    assert Topic.history.count() == 1


def test_author_who_is_one_already_leaves_no_row(reporter):
    verdict = make_researched_claim(by=reporter).verdict
    before = Verdict.history.count()
    verdict.authors.add(reporter)
    assert Verdict.history.count() == before
    verdict.authors.add(make_person("ben"))
    assert Verdict.history.count() == before + 1


@pytest.mark.parametrize(
    "move", ["take_up", "submit", "approve", "return", "decline", "publish", "revise", "withdraw"]
)
def test_move_leaves_one_row_of_the_claim_with_who_made_it(reporter, editor, chief, move):
    claim = make_claim(by=reporter) if move in ("take_up", "decline") else make_researched_claim(by=reporter)
    way = {"approve": ["submit"], "return": ["submit"], "publish": ["submit", "approve"]}
    way |= {move: ["submit", "approve", "publish"] for move in ("revise", "withdraw")}
    for step in way.get(move, []):
        approve(claim, by=editor) if step == "approve" else claim.move(
            step, by=reporter if step == "submit" else editor
        )
    if move == "approve":
        read_second(claim, claim.verdict.rating, by=chief)
    before = Claim.history.count()
    words = {"public_note": "Wrong."} if move == "withdraw" else {"note": "Because."}
    claim.move(move, by=chief, **words)
    (row,) = rows(Claim, id=claim.pk)[before:]
    assert (row.history_user, row.state) == (chief, claim.state)
    assert row.assigned_to_id == Claim.objects.get().assigned_to_id


def test_approval_leaves_one_row_of_the_verdict(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    read_second(claim, claim.verdict.rating, by=editor)
    before = Verdict.history.count()
    claim.move("approve", by=editor)
    (row,) = rows(Verdict)[before:]
    assert (row.confirmed_by, row.approved_digest) == (editor, claim.verdict.approved_digest)


def test_second_reading_that_differs_is_one_save_of_the_reader(reporter, editor):
    claim = make_submitted_claim(by=reporter)
    before = [Claim.history.count(), Verdict.history.count()]
    read_second(claim, Rating.objects.get(slug="false"), by=editor)
    added = [*rows(Claim)[before[0] :], *rows(Verdict)[before[1] :]]
    assert {row.history_user for row in added} == {editor}
    assert len({row.history_date for row in added}) == 1
    assert len(added) == 4  # the claim; the round that was read; the new one, and its authors


def test_move_in_a_request_bears_the_name_of_who_asks(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    client.post(claim_url(claim, "move", "take_up"), {"note": ""})
    assert rows(Claim)[-1].history_user == reporter
    assert not hasattr(HistoricalRecords.context, "request")


def test_saves_by_a_person_end_where_the_block_ends(reporter, editor):
    with history.by(reporter):
        make_topic("A")
        with history.by(editor):
            make_topic("B")
        with history.by(reporter):
            make_topic("C")
    make_topic("D")
    kept = told(Topic, "name")
    assert kept == [("+", "rita", "A"), ("+", "edith", "B"), ("+", "rita", "C"), ("+", None, "D")]
    first, _, third, _ = rows(Topic)
    assert first.history_date == third.history_date


def test_save_with_ten_rows_leaves_ten_rows_and_one_moment(client, reporter):
    claim, actor = make_claim(by=reporter), make_actor()
    client.force_login(reporter)
    form = open_claim(client, claim)
    for number in range(10):
        add_row(form, "accusations", actor=actor.pk, paraphrase=f"It is so {number}.")
    before = Claim.history.count()
    client.post(claim_url(claim), form | {"context": "New."})
    added = rows(claim.accusations.model)
    assert (len(added), Claim.history.count() - before) == (10, 1)
    assert {row.history_date for row in added} == {rows(Claim)[-1].history_date}


def test_save_of_a_row_below_alone_leaves_no_row_of_the_claim(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    before = Claim.history.count()
    save_claim(client, claim, **{"accusations-0-paraphrase": "Other words."})
    assert Claim.history.count() == before


def history_models():
    """Every model of history with one column of its own to change."""
    kept = [model.history.model for app in ("claims", "sources") for model in history.tracked(app)]
    return kept + list(HistoricalRecords.m2m_models.values())


@pytest.fixture
def full(reporter):
    """At least one row in each table of history."""
    claim = make_researched_claim(by=reporter)
    claim.topics.add(make_topic())
    claim.accused.add(make_actor())
    add_rebuttal(claim)
    add_event(claim)
    add_phrase(claim, "Two leaders met.", "Dua pemimpin bertemu.")
    add_reply_request(claim, make_actor())
    claim.translations.create(language="id", headline="J", statement="P")
    add_sighting(claim)
    make_subscriber(by=reporter)
    for named in (make_actor(), make_topic()):
        named.names.create(name="N", language="id")
    make_derivation(make_source(), make_source())
    make_external_check()
    Rating.objects.first().save()
    connection.check_constraints()
    assert [model.__name__ for model in history_models() if not model.objects.exists()] == []


def refusal(change):
    try:
        with transaction.atomic():
            change()
            transaction.set_rollback(True)
    except DatabaseError as fault:
        return str(fault)
    return ""


def changes_of(model):
    key = model._meta.pk.name
    yield lambda: model.objects.update(**{key: models.F(key)})
    yield lambda: model.objects.all().delete()
    yield lambda: model.objects.first().save()
    table = model._meta.db_table
    statement = {"sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "postgresql": f"TRUNCATE {table}"}
    yield lambda: connection.cursor().execute(statement[connection.vendor])


def test_history_is_neither_changed_nor_deleted(full):
    before = everything()
    for model in history_models():
        for number, change in enumerate(changes_of(model)):
            assert (model.__name__, number, "append-only" in refusal(change)) == (model.__name__, number, True)
    assert everything() == before


def test_history_could_be_changed_without_triggers(full):
    """Or else the test above would prove nothing of them."""
    triggers.remove(connection)
    sources_triggers.remove_history(connection)
    for model in history_models():
        assert [refusal(change) for change in changes_of(model)] == ["", "", "", ""]


def test_person_who_is_in_history_is_not_deleted(reporter):
    with history.by(make_person("ben")):
        make_topic()
    with pytest.raises(ProtectedError):
        Topic.history.get().history_user.delete()


def test_history_is_nowhere_in_the_admin_and_gives_no_permissions(db):
    kept = set(history_models())
    assert kept.isdisjoint(admin.site._registry)
    assert not Permission.objects.filter(content_type__model__startswith="historical").exists()


def test_rows_of_before_are_kept_as_they_were_when_history_began(reporter):
    """The scale, which a migration made; and whatever was made in bulk."""
    assert Rating.history.count() == Rating.objects.count() == 6
    topic, actor = make_topic(), make_actor()
    claims = [Claim(headline=f"C{n}", slug=f"c{n}", statement="S.", created_by=reporter) for n in range(3)]
    Claim.objects.bulk_create(claims)
    Claim.topics.through.objects.bulk_create(Claim.topics.through(claim=claim, topic=topic) for claim in claims[:2])
    Claim.accused.through.objects.bulk_create([Claim.accused.through(claim=claims[2], actor=actor)])
    assert Claim.history.count() == 0
    history.begin("claims")
    history.begin("claims")
    kept = [(row.headline, row.topics.count(), row.accused.count(), row.history_user) for row in rows(Claim)]
    assert kept == [("C0", 1, 0, None), ("C1", 1, 0, None), ("C2", 0, 1, None)]
    assert {row.history_change_reason for row in rows(Claim)} == {history.BEGUN}
