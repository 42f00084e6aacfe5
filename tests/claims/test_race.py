"""Editors at the same claim, and publications at the same moment: real threads, each over its own connection.

On PostgreSQL, and on SQLite in a file.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client

from claims import merging, moves, projection, record
from claims.matching import desk
from claims.models import Actor, Claim, DeskMatchEntry, DeskMatchTerm, Head, Publication, Verdict
from claims.moves import MoveRefused
from claims.tables import imports
from sources.models import Derivation, Source
from tests.claims.admin.browser import add_row, claim_url, fields_of
from tests.factories import (
    add_accusation,
    make_actor,
    make_claim,
    make_person,
    make_published_claim,
    make_source,
    make_submitted_claim,
    make_verified_claim,
)

pytestmark = pytest.mark.usefixtures("real_connections")
ONE_WRITER = "SQLite has one lock for all writers, so that none can hold half of what another needs."
PATIENCE = 30  # seconds, before a test that hangs is a test that fails


def at_once(*tasks):
    """Start all tasks at the same moment; return what each returned or raised, in order."""
    barrier = Barrier(len(tasks))
    with ThreadPoolExecutor(len(tasks)) as pool:
        return _outcomes([in_background(pool, task, barrier) for task in tasks])


def in_background(pool, task, barrier=None):
    here = connections[DEFAULT_DB_ALIAS]

    def run():
        connections[DEFAULT_DB_ALIAS] = own = type(here)(here.settings_dict, DEFAULT_DB_ALIAS)
        try:
            own.ensure_connection()
            if barrier:
                barrier.wait(PATIENCE)
            return task()
        finally:
            own.close()

    return pool.submit(run)


def _outcomes(futures):
    return [future.exception(PATIENCE) or future.result() for future in futures]


def apart(outcomes, error):
    """What came back, and what was refused; anything else that was raised is a fault."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, error)]
    came_back = [outcome for outcome in outcomes if not isinstance(outcome, error)]
    assert [outcome for outcome in came_back if isinstance(outcome, Exception)] == []
    return came_back, refused


@pytest.fixture
def people(real_connections):
    return {
        "writer": make_person("wendy", "Reporter"),
        "editors": [make_person(name, "Editor") for name in ("edith", "omar", "ngozi", "yuki")],
        "chief": make_person("chen", "Chief editor"),
    }


def test_approval_by_two_editors_is_won_by_one(people):
    claim = make_submitted_claim(by=people["writer"])
    moves.read_second(claim, claim.verdict.rating, by=people["chief"])
    first, second = people["editors"][:2]

    won, refused = apart(at_once(*(_move(claim, "approve", by=by) for by in (first, second))), MoveRefused)

    (transition,), (refusal,) = won, refused
    name = transition.by.get_full_name()
    assert refusal.reasons == (f"“Approve” is not possible: the claim is now verified. {name} moved it last.",)
    assert claim.transitions.filter(move="approve").get() == transition
    assert claim.verdict.confirmed_by == transition.by


def test_publication_by_four_editors_is_won_by_one(people):
    claim = make_verified_claim(by=people["writer"], approved_by=people["chief"])

    won, refused = apart(at_once(*(_move(claim, "publish", by=by) for by in people["editors"])), MoveRefused)

    name = won[0].by.get_full_name()
    reason = f"“Publish” is not possible: the claim is now published. {name} moved it last."
    assert [refusal.reasons for refusal in refused] == [(reason,)] * 3
    assert claim.publications.get().published_by == won[0].by
    assert record.verify() is None


def test_approval_and_return_at_once_are_won_by_one(people):
    claim = make_submitted_claim(by=people["writer"])
    moves.read_second(claim, claim.verdict.rating, by=people["chief"])
    first, second = people["editors"][:2]

    outcomes = at_once(_move(claim, "approve", by=first), _move(claim, "return", by=second))

    # A verified claim may be returned too: then both are made, one after the other. Never is an approval lost.
    won, refused = apart(outcomes, MoveRefused)
    made = list(claim.transitions.order_by("pk").values_list("move", flat=True))[2:]
    assert made in (["return"], ["approve", "return"])
    assert (len(won), len(refused)) == (len(made), 2 - len(made))
    assert Claim.objects.get().state == "researching"


def test_second_reading_by_two_editors_is_entered_once(people):
    claim = make_submitted_claim(by=people["writer"])
    rating = claim.verdict.rating
    readings = [lambda by=by: moves.read_second(claim, rating, by=by) for by in people["editors"][:2]]

    won, refused = apart(at_once(*readings), MoveRefused)

    reader = Verdict.objects.get().reading_by
    assert [verdict.reading_by for verdict in won] == [reader]
    assert [refusal.reasons for refusal in refused] == [
        (f"{reader.get_full_name()} has already read this claim second.",)
    ]


def test_publications_of_many_claims_at_once_leave_no_gap(people):
    writer, chief, editors = people["writer"], people["chief"], people["editors"]
    claims = [make_verified_claim(by=writer, approved_by=chief) for _ in range(8)]

    won, refused = apart(
        at_once(*(_move(claim, "publish", by=editors[number % 4]) for number, claim in enumerate(claims))), MoveRefused
    )

    assert (len(won), refused) == (8, [])
    assert list(Publication.objects.values_list("sequence", flat=True)) == list(range(1, 9))
    assert Head.objects.get().sequence == 8
    assert record.verify() is None


def test_withdrawals_and_amendments_at_once_leave_the_record_whole(people):
    claims = [make_published_claim(by=people["writer"], approved_by=people["chief"]) for _ in range(4)]
    actor = claims[0].accusations.get().actor
    actor.name = "Renamed"
    actor.save()
    tasks = [_withdraw(claim, by=people["chief"]) for claim in claims[1:]]
    tasks += [lambda: record.amend_actor(actor, by=people["chief"], note="Spelt as it spells itself.")] * 2

    won, refused = apart(at_once(*tasks), MoveRefused)

    assert (len(won), refused) == (5, [])
    assert [each.kind for each in claims[0].publications.all()] == ["first", "amendment"]
    assert Head.objects.get().sequence == 8
    assert record.verify() is None


def test_withdrawal_while_an_amendment_waits_is_no_deadlock(people):
    """The amendment refers to a claim that is being withdrawn, and holds the head that this waits for."""
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    chief = people["chief"]
    claim = make_published_claim(by=people["writer"], approved_by=people["editors"][0])
    actor = claim.accusations.get().actor
    actor.name = "Renamed"

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Head.objects.select_for_update().get()
            amending = in_background(pool, lambda: record.amend_actor(actor, by=chief, note="Spelt right."))
            _wait_until_waiting(amending)
            withdrawing = in_background(pool, _withdraw(claim, by=chief))
            _wait_until_waiting(amending, withdrawing)
        outcomes = _outcomes([amending, withdrawing])

    assert [outcome for outcome in outcomes if isinstance(outcome, OperationalError)] == []
    assert [each.kind for each in claim.publications.all()] == ["first", "amendment", "withdrawal"]
    assert record.verify() is None


def test_address_is_not_changed_while_it_is_being_published(people):
    """Saving and publishing take turns: each would otherwise decide by what the other is about to change."""
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    claim = make_verified_claim(by=people["writer"], approved_by=people["editors"][0])
    actor = claim.accusations.get().actor
    client, page = Client(), f"/admin/claims/actor/{actor.pk}/change/"
    client.force_login(people["writer"])
    form = fields_of(client.get(page), "actor_form")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            claim.move("publish", by=people["editors"][0])
            saving = in_background(pool, lambda: client.post(page, form | {"slug": "elsewhere"}).status_code)
            _wait_until_waiting(saving)
        assert _outcomes([saving]) == [302]

    assert Actor.objects.get().slug == actor.slug


@pytest.mark.parametrize("many", [2, 3])
def test_derivations_added_from_all_sides_at_once_form_no_cycle(people, many):
    ring = [make_source(lineage=Source.Lineage.DERIVED) for _ in range(many)]
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    tasks = [lambda pair=pair: Derivation.objects.create(source=pair[0], derived_from=pair[1]) for pair in pairs]

    won, refused = apart(at_once(*tasks), IntegrityError)

    assert (len(won), len(refused)) == (many - 1, 1)
    assert "derivations must not form a cycle" in str(refused[0])
    assert Derivation.objects.count() == many - 1


def test_derivation_that_closes_a_cycle_waits_for_the_other_half(people):
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    one, other = make_source(lineage=Source.Lineage.DERIVED), make_source(lineage=Source.Lineage.DERIVED)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Derivation.objects.create(source=one, derived_from=other)
            closing = in_background(pool, lambda: Derivation.objects.create(source=other, derived_from=one))
            _wait_until_waiting(closing)
        (outcome,) = _outcomes([closing])

    assert isinstance(outcome, IntegrityError)
    assert Derivation.objects.count() == 1


def test_claims_and_actors_saved_at_once_leave_the_index_of_the_desk_whole(people):
    """All share words and actors, in different order; each claim gets another text, each actor another name."""
    claims = [make_claim(f"Ships and shells {number}", by=people["writer"]) for number in range(4)]
    actors = [make_actor(f"Fleet {number}") for number in range(2)]
    for number, claim in enumerate(claims):
        for actor in actors if number % 2 else reversed(actors):
            add_accusation(claim, actor)
    desk.rebuild()
    pages = [(claim_url(claim), "claim_form", "headline") for claim in claims]
    pages += [(f"/admin/claims/actor/{actor.pk}/change/", "actor_form", "name") for actor in actors]

    for turn in range(3):
        saves = [
            _save(page, form, {field: f"{('Zebra', 'Ships')[number % 2]} fleet {turn}{number}"}, by=people["chief"])
            for number, (page, form, field) in enumerate(pages)
        ]
        assert at_once(*saves) == ["/admin/claims/claim/"] * 4 + ["/admin/claims/actor/"] * 2

    _assert_index_is_whole()


def test_claim_that_names_an_actor_while_it_is_renamed_is_found_by_the_new_name(people):
    """Neither sees what the other has not committed: whoever indexes last has to read what both saved."""
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    actor, claim = make_actor("Fleet"), make_claim("Ships", by=people["writer"])
    desk.rebuild()
    accusing = {"actor": actor.pk, "source": make_source().pk, "paraphrase": "It is so."}
    naming = _save(claim_url(claim), "claim_form", {}, by=people["writer"], row=("accusations", accusing))
    renaming = _name_otherwise(actor, "Armada", by=people["chief"])

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            desk.keep([])  # one's turn to write the index
            saving = [in_background(pool, renaming)]
            _wait_until_waiting(*saving)
            saving.append(in_background(pool, naming))
            _wait_until_waiting(*saving)
        assert _outcomes(saving) == ["/admin/claims/actor/", "/admin/claims/claim/"]

    assert "armada" in DeskMatchEntry.objects.get().terms.split()
    _assert_index_is_whole()


def test_renaming_waits_for_a_claim_that_names_the_actor_and_is_not_yet_saved(people):
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    actor, claim = make_actor("Fleet"), make_claim("Ships", by=people["writer"])
    source = make_source()
    renaming = _name_otherwise(actor, "Armada", by=people["chief"])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add_accusation(claim, actor, source=source)
            desk.keep([claim])
            saving = in_background(pool, renaming)
            _wait_until_waiting(saving)
        assert _outcomes([saving]) == ["/admin/claims/actor/"]

    assert "armada" in DeskMatchEntry.objects.get().terms.split()
    _assert_index_is_whole()


def test_rebuilding_the_index_waits_for_those_who_write_it(people):
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    claim = make_claim("Ships", by=people["writer"])
    desk.rebuild()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(headline="Zebras")
            desk.keep([claim])
            rebuilding = in_background(pool, desk.rebuild)
            _wait_until_waiting(rebuilding)
        assert _outcomes([rebuilding]) == [1]

    assert "zebra" in DeskMatchEntry.objects.get().terms.split()
    _assert_index_is_whole()


def test_rebuilding_the_lists_waits_for_those_who_publish(people):
    if connection.vendor != "postgresql":
        pytest.skip(ONE_WRITER)
    make_published_claim(by=people["writer"], approved_by=people["chief"])

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record.take_turn()
            rebuilding = in_background(pool, projection.rebuild)
            _wait_until_waiting(rebuilding)
            assert not rebuilding.done()
        assert _outcomes([rebuilding]) == [1]


def _save(page, form, changes, *, by, row=None):
    """Open a form of the desk now; the task saves it, and returns where that leads."""
    client = Client()
    client.force_login(by)
    fields = fields_of(client.get(page), form) | changes
    if row:
        add_row(fields, row[0], **row[1])
    return lambda: client.post(page, fields).url


def _name_otherwise(actor, name, *, by):
    row = ("names", {"name": name, "language": "es"})
    return _save(f"/admin/claims/actor/{actor.pk}/change/", "actor_form", {}, by=by, row=row)


def _assert_index_is_whole():
    kept = _index()
    assert kept[0] != []
    desk.rebuild()
    assert _index() == kept


def _index():
    words = DeskMatchTerm.objects.exclude(claims=0).values_list("word", "claims")
    return list(DeskMatchEntry.objects.order_by("pk").values()), dict(words)


def _move(claim, name, *, by):
    """Each editor has a copy of the claim, read before the race."""
    copy = Claim.objects.get(pk=claim.pk)
    return lambda: copy.move(name, by=by, note="Not yet." if name == "return" else "")


def _withdraw(claim, *, by):
    copy = Claim.objects.get(pk=claim.pk)
    return lambda: copy.move("withdraw", by=by, public_note="It was about somebody else.")


def _wait_until_waiting(*futures):
    """Until each of these, if it is not done, waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            # pg_stat_activity is one picture for a whole transaction, unless asked anew.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0] + sum(future.done() for future in futures) >= len(futures):
                return
    raise AssertionError("they neither wait for a lock nor come to an end")


def test_statement_that_two_people_log_at_once_is_logged_once(people):
    clients = [Client() for _ in range(3)]
    for client, person in zip(clients, people["editors"], strict=False):
        client.force_login(person)
    add = "/admin/claims/claim/add/"
    forms = [
        fields_of(client.get(add), "claim_form") | {"headline": f"Headline {number}", "statement": said}
        for number, (client, said) in enumerate(zip(clients, ["They swam.", "They swam!", "THEY SWAM"], strict=True))
    ]

    posts = [
        lambda client=client, form=form: client.post(add, form) for client, form in zip(clients, forms, strict=True)
    ]
    responses = at_once(*posts)

    claim = Claim.objects.get()
    assert sorted(response.status_code for response in responses) == [200, 200, 302]
    refusal = f"This statement is already logged: “{claim}” (logged)."
    assert sum(refusal in response.content.decode() for response in responses) == 2


def test_sighting_that_two_people_add_at_once_is_added_once(people):
    claim = make_claim(by=people["writer"])
    clients = [Client(), Client()]
    for client, person in zip(clients, people["editors"], strict=False):
        client.force_login(person)
    seen = {"seen_url": "https://example.org/post/1", "seen_on": "2024-06-01"}

    posts = [lambda client=client: client.post(claim_url(claim, "sighting"), seen) for client in clients]
    assert sorted(response.status_code for response in at_once(*posts)) == [302, 422]
    assert claim.sightings.count() == 1


def test_claims_merged_into_each_other_at_once_are_merged_once(people):
    one, other = make_claim(by=people["writer"]), make_claim(by=people["writer"])
    first, second = people["editors"][:2]

    won, refused = apart(
        at_once(
            lambda: merging.merge(one, other, by=first, note="One speech."),
            lambda: merging.merge(other, one, by=second, note="One speech."),
        ),
        merging.Refused,
    )

    (transition,), (refusal,) = won, refused
    merged = transition.claim
    survivor = other if merged == one else one
    assert refusal.reasons == (f"“{merged}” was itself merged into “{survivor}”: choose that one.",)
    assert Claim.objects.get(merged_into__isnull=False) == merged


def _imports(people, *contents):
    made = [
        imports.start("claims", "x.csv", imports.open_file("claims", each), by=people["editors"][0])
        for each in contents
    ]
    for each in made:
        imports.carry_on(each.pk)
        assert imports.confirm(each)
    return made


def test_import_that_two_workers_carry_on_is_written_once(people):
    rows = "".join(f"Statement {number}.\n" for number in range(20))
    (made,) = _imports(people, f"statement\n{rows}".encode())
    done = at_once(*[lambda: imports.carry_on(made.pk).status] * 2)
    assert (done, Claim.objects.count()) == (["done", "done"], 20)


def test_two_imports_of_the_same_claims_in_another_order_both_end(people):
    slugs = [make_claim(f"Claim {number}", by=people["writer"]).slug for number in range(20)]
    contents = ["\n".join(["slug,notes", *(f"{slug},{word}" for slug in each)]).encode()
                for word, each in (("one", slugs), ("two", slugs[::-1]))]  # fmt: skip
    first, second = _imports(people, *contents)
    statuses = at_once(lambda: imports.carry_on(first.pk).status, lambda: imports.carry_on(second.pk).status)
    assert sorted(statuses) == ["done", "ready"]
    assert len(set(Claim.objects.values_list("notes", flat=True))) == 1


def test_claim_that_is_closed_while_it_is_imported_is_one_or_the_other(people):
    claim = make_claim("Rain", by=people["writer"])
    (made,) = _imports(people, b"slug,notes\nrain,New.\n")
    editor = people["editors"][1]
    at_once(
        lambda: imports.carry_on(made.pk),
        lambda: Claim.objects.get(pk=claim.pk).move("decline", by=editor, note="No."),
    )
    made.refresh_from_db()
    claim.refresh_from_db()
    assert claim.state == "declined"
    assert (made.status, claim.notes) in {("done", "New."), ("refused", "")}
