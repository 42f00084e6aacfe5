"""The lists are what the record says, however they came about."""

from types import SimpleNamespace

import orjson
import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import projection, record
from claims.models import (
    PublicActor,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
    SearchEntry,
    Tally,
)
from tests.factories import (
    add_accusation,
    add_evidence,
    add_rebuttal,
    add_reply_request,
    approve,
    make_actor,
    make_derivation,
    make_outlet,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_topic,
    publish_again,
)


def shown():
    """Everything that lists and catalogues read, without the numbers of rows."""
    tables = {model.__name__: list(model.objects.order_by("pk").values()) for model in CATALOGUES}
    links = (PublishedClaim.topics, PublishedClaim.sources, PublishedClaim.outlets)
    for table in (*(link.through for link in links), PublishedInvolvement, Tally):
        rows = [{name: value for name, value in row.items() if name != "id"} for row in table.objects.values()]
        tables[table.__name__] = sorted(rows, key=str)
    return tables


CATALOGUES = (PublishedClaim, SearchEntry, PublicActor, PublicTopic, PublicSource, PublicOutlet)


def assert_rebuilds_the_same():
    before = shown()
    projection.rebuild()
    assert shown() == before
    assert record.verify() is None


def publish(claim, *, by, approved_by):
    claim.move("submit", by=by)
    approve(claim, by=approved_by).move("publish", by=approved_by)
    return claim


def test_published_claim_has_the_columns_of_its_document(reporter, editor):
    claim = make_published_claim("Shells were sent", by=reporter, approved_by=editor, language="id")
    publication = claim.publications.get()
    body = orjson.loads(publication.document)
    source, said_in = claim.evidence.get().source, claim.accusations.get().source
    row = PublishedClaim.objects.values().get()
    assert row == {
        "claim_id": claim.pk,
        "publication_id": 1,
        "verdict_sequence": 1,
        "first_sequence": 1,
        "said_year": None,
        "said_place": 1,
        "slug": "shells-were-sent",
        "status": "published",
        "language": "id",
        "headline": "Shells were sent",
        "rating": "mostly-true",
        "rating_label": "Mostly true",
        "rating_value": 4,
        "summary": "It is mostly so.",
        "first_said_on": None,
        "as_of": claim.verdict.as_of,
        "recheck_on": None,
        "first_published_at": publication.published_at,
        "published_at": publication.published_at,
    }
    assert {each.slug for each in claim.published.sources.all()} == {source.slug, said_in.slug}
    assert body["slug"] == row["slug"]


def test_parts_of_actors_are_those_of_the_document(reporter, editor):
    claim = make_researched_claim(by=reporter)
    claim.accusations.all().delete()
    accuser, accused, both, asked = (make_actor(name) for name in ("Accuser", "Accused", "Both", "Asked"))
    add_accusation(claim, accuser)
    claim.accused.set([accused, both])
    add_rebuttal(claim, both)
    for actor in (accused, asked):
        add_reply_request(claim, actor)
    publish(claim, by=reporter, approved_by=editor)
    assert set(PublishedInvolvement.objects.values_list("actor", "role")) == {
        ("accuser", "accuser"),
        ("accused", "accused"),
        ("both", "accused"),
        ("both", "rebutter"),
        ("both", "denier"),
        ("asked", "accused"),
    }


def test_catalogue_of_sources_holds_the_lineage_too(reporter, editor):
    claim = make_researched_claim(by=reporter)
    wire = make_source("Wire")
    make_derivation(claim.evidence.get().source, wire)
    publish(claim, by=reporter, approved_by=editor)
    shown_source = PublicSource.objects.get(slug=claim.evidence.get().source.slug)
    assert orjson.loads(shown_source.document)["derived_from"] == ["wire"]
    assert PublicSource.objects.get(slug="wire").title == "Wire"


def test_withdrawn_claim_keeps_its_row_and_names_nobody(reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="It was about somebody else.")
    row = PublishedClaim.objects.get()
    assert (row.status, row.rating, row.rating_value, row.summary) == ("withdrawn", "", None, "")
    assert [model.objects.count() for model in (PublicActor, PublicTopic, PublicSource)] == [0, 0, 0]
    assert PublishedInvolvement.objects.count() == 0
    assert_rebuilds_the_same()


def test_catalogue_entry_stays_while_another_claim_names_it(reporter, editor, chief):
    actor, source, topic = make_actor("Shared"), make_source("Shared"), make_topic("Shared")
    claims = []
    for _ in range(2):
        claim = make_researched_claim(by=reporter)
        add_accusation(claim, actor, source=source)
        claim.topics.add(topic)
        claims.append(publish(claim, by=reporter, approved_by=editor))
    for claim, left in zip(claims, (1, 0), strict=True):
        claim.move("withdraw", by=chief, public_note="It was about somebody else.")
        entries = (PublicActor, PublicTopic, PublicSource)
        assert [model.objects.filter(slug="shared").count() for model in entries] == [left] * 3
        assert_rebuilds_the_same()


def test_catalogue_shows_a_source_as_the_newest_claim_that_still_names_it(reporter, editor, chief):
    source = make_source("Old title")
    claims = []
    for title in ("Old title", "New title"):
        source.title = title
        source.save()
        claim = make_researched_claim(by=reporter)
        add_evidence(claim, source)
        claims.append(publish(claim, by=reporter, approved_by=editor))
    assert PublicSource.objects.get(slug=source.slug).title == "New title"
    claims[1].move("withdraw", by=chief, public_note="It was about somebody else.")
    assert PublicSource.objects.get(slug=source.slug).title == "Old title"
    assert_rebuilds_the_same()


def test_document_of_before_topics_had_other_names_is_read(client, reporter, editor):
    claim = make_researched_claim("Old", by=reporter)
    claim.topics.add(topic := make_topic("Arms"))
    publish(claim, by=reporter, approved_by=editor)
    last = claim.publications.get()
    body = orjson.loads(last.document)
    body["topics"] = [{"slug": "arms", "name": "Arms"}]
    record.append(record.take_turn(), claim, body, kind="amendment", note="As it was.", by=editor, last=last)
    assert PublicTopic.objects.get().names == "[]"
    assert_rebuilds_the_same()
    pages = ["/id/", "/id/claims/old/", "/id/topics/arms/", "/id/claims/?q=arms", "/id/claims/old/revisions/1/"]
    assert [client.get(page).status_code for page in [*pages, "/id/claims/old/revisions/1/compare/2/"]] == [200] * 6
    assert "Nothing that readers see differs" in client.get("/claims/old/revisions/1/compare/2/").content.decode()
    assert client.get("/claims/old/revisions/1/").context["changed"] == []
    topic.names.create(name="Senjata", language="id")
    record.amend_topic(topic, by=editor, note="Bernama.")
    assert PublicTopic.objects.get().names == '[{"language":"id","name":"Senjata"}]'
    assert_rebuilds_the_same()


def test_claim_never_published_is_on_no_list(reporter):
    make_researched_claim(by=reporter)
    assert [model.objects.count() for model in CATALOGUES] == [0, 0, 0, 0, 0, 0]


def test_rebuilding_makes_the_lists_from_nothing(reporter, editor, chief):
    make_published_claim(by=reporter, approved_by=editor)
    make_published_claim(by=reporter, approved_by=editor).move("withdraw", by=chief, public_note="Wrong.")
    before = shown()
    for model in (PublishedInvolvement, *CATALOGUES):
        model.objects.all().delete()
    assert projection.rebuild() == 2
    assert shown() == before


def test_command_says_how_many_claims_it_rebuilt(reporter, editor, capsys):
    make_published_claim(by=reporter, approved_by=editor)
    call_command("rebuild_public")
    assert capsys.readouterr().out == "Rebuilt from the record: 1 public claims.\n"


def test_rebuilding_an_empty_record_empties_the_lists(db):
    PublicTopic.objects.create(slug="ghost", name="Ghost")
    assert projection.rebuild() == 0
    assert [model.objects.count() for model in CATALOGUES] == [0, 0, 0, 0, 0, 0]


# Whatever editors do, in whatever order.

steps = st.tuples(
    st.sampled_from(["publish", "again", "again", "withdraw", "actor", "topic", "outlet"]),
    st.integers(0, 2),
    st.integers(0, 1),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=3, max_size=7))
def test_rebuilding_after_any_work_gives_the_same_lists(desk, work):
    with transaction.atomic():
        claims = [None, None, None]
        for step, which, entry in work:
            if step in ("actor", "topic", "outlet"):
                _rename(desk, step, entry)
            else:
                claims[which] = _work_on(claims[which], step, desk, entry)
        assert_rebuilds_the_same()
        transaction.set_rollback(True)


@pytest.fixture
def desk(reporter, chief, superuser):
    outlets = [make_outlet(f"Outlet {letter}") for letter in "AB"]
    return SimpleNamespace(
        one=superuser,
        other=chief,
        actor=[make_actor(f"Actor {letter}") for letter in "AB"],
        topic=[make_topic(f"Topic {letter}") for letter in "AB"],
        outlet=outlets,
        source=[make_source(f"Source {outlet.name}", outlet=outlet) for outlet in outlets],
    )


def _work_on(claim, step, desk, entry):
    if claim is None:
        claim = make_researched_claim(by=desk.one)
        _name(claim, desk, entry)
        return publish(claim, by=desk.one, approved_by=desk.other)
    if step == "withdraw" and claim.state == "published":
        claim.move("withdraw", by=desk.one, public_note="It was about somebody else.")
    elif step == "again":
        _name(claim, desk, entry)
        publish_again(claim, by=desk.one, approved_by=desk.other)
    return claim


def _name(claim, desk, entry):
    """The claim names these, and no longer the others."""
    claim.accusations.all().delete()
    claim.evidence.all().delete()
    add_accusation(claim, desk.actor[entry], source=desk.source[entry])
    add_evidence(claim, desk.source[entry])
    claim.topics.set([desk.topic[entry]])


def _rename(desk, what, entry):
    thing = getattr(desk, what)[entry]
    thing.name += "!"
    thing.save()
    amend = {"actor": record.amend_actor, "topic": record.amend_topic, "outlet": record.amend_outlet}
    amend[what](thing, by=desk.other, note="Renamed.")
