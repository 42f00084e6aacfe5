"""Somebody with the database's own password changes the record behind the application's back: verify() says where."""

from datetime import timedelta
from functools import partial

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from claims import document, projection, record, triggers
from claims.models import (
    Claim,
    Head,
    PublicActor,
    Publication,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
    SearchEntry,
    Tally,
)
from tests.factories import make_claim, make_published_claim, make_topic, publish_again

LAST = 7
COLUMNS = [field.column for field in Publication._meta.concrete_fields]


@pytest.fixture
def tampering(reporter, editor, other_editor, chief):
    """A record of seven publications of three claims, open to whoever changes it; what they do is undone after."""
    first = make_published_claim(by=reporter, approved_by=editor)
    second = make_published_claim(by=reporter, approved_by=editor, language="id")
    first.topics.add(make_topic("Arms"))
    publish_again(first, by=editor, approved_by=other_editor)
    make_published_claim(by=reporter, approved_by=editor)
    second.move("withdraw", by=chief, public_note="It was about somebody else.")
    actor = first.accusations.get().actor
    actor.name = "Renamed"
    actor.save()
    record.amend_actor(actor, by=chief, note="Spelt as it spells itself.")
    publish_again(second, by=chief, approved_by=editor, kind="update")
    assert [(each.sequence, each.kind) for each in Publication.objects.all()] == [
        (1, "first"), (2, "first"), (3, "correction"), (4, "first"),
        (5, "withdrawal"), (6, "amendment"), (7, "update"),
    ]  # fmt: skip
    assert record.verify() is None
    _lay_open()


def _lay_open():
    connection.check_constraints()
    triggers.remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute("SELECT conname, conrelid::regclass FROM pg_constraint WHERE contype = 'c'")
        for name, table in cursor.fetchall():
            if table.startswith("claims_p"):
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


@pytest.fixture(autouse=True)
def check_constraints_again(db):
    yield
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")


def named(change):
    """The sequence that verify() names after a change, which is then undone."""
    with transaction.atomic():
        change()
        fault = record.verify()
        transaction.set_rollback(True)
    return fault and fault.sequence


def alter(sequence, column, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_publication SET {column} = %s WHERE sequence = %s", [value, sequence])
        assert cursor.rowcount == 1


def _another(value):
    """Another digest, differing in its last digit."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")


CHANGES = {
    "sequence": lambda row: row.sequence + 1000,
    "claim_id": lambda row: Claim.objects.get(slug="never-published").pk,
    "revision": lambda row: row.revision + 100,
    "kind": lambda row: "correction" if row.kind != "correction" else "update",
    "note": lambda row: f"{row.note}.",
    "published_at": lambda row: row.published_at + timedelta(seconds=1),
    "published_by_id": lambda row: Claim.objects.get(slug="never-published").created_by_id,
    "document": lambda row: row.document.replace('"schema":1', '"schema":2'),
    "document_digest": lambda row: _another(row.document_digest),
    "previous_digest": lambda row: _another(row.previous_digest),
    "digest": lambda row: _another(row.digest),
}


def test_every_column_has_its_change():
    assert sorted(CHANGES) == sorted(COLUMNS)


def test_changed_column_of_any_row_is_named(tampering, superuser):
    make_claim("Never published", by=superuser)
    rows = list(Publication.objects.all())
    for column, change in CHANGES.items():
        found = [named(partial(alter, row.sequence, column, change(row))) for row in rows]
        assert (column, found) == (column, [1, 2, 3, 4, 5, 6, 7])


def test_fraction_of_a_second_is_named(tampering):
    later = Publication.objects.get(sequence=3).published_at + timedelta(microseconds=1)
    assert named(lambda: alter(3, "published_at", later)) == 3


def test_word_changed_in_a_document_with_its_digest_is_named(tampering):
    """Who mends the document's digest too breaks the header; who mends that, the next row; at the end, the head."""
    assert named(lambda: forge(3, up_to="document_digest")) == 3
    assert named(lambda: forge(3, up_to="digest")) == 4
    assert named(lambda: forge(LAST, up_to="digest")) == LAST


def forge(sequence, up_to):
    row = Publication.objects.get(sequence=sequence)
    row.document = row.document.replace("mostly", "never")
    row.document_digest = document.sha256(row.document)
    if up_to == "digest":
        row.digest = record.header_digest(row)
    row.save()


def test_removed_row_is_named(tampering):
    found = [named(partial(remove, sequence=sequence)) for sequence in range(1, LAST + 1)]
    assert found == [1, 2, 3, 4, 5, 6, 7]


def remove(**rows):
    Publication.objects.filter(**rows)._raw_delete("default")


def test_removed_tail_is_named_where_it_began(tampering):
    assert named(partial(remove, sequence__gte=4)) == 4


def test_removed_record_is_named_from_its_first_row(tampering):
    assert named(remove) == 1


def test_row_forged_at_the_end_is_named(tampering):
    assert named(lambda: insert_after(LAST)) == LAST + 1


def insert_after(sequence):
    """A publication made by all the rules, but by nobody who may: it follows the one before, and hashes well."""
    last = Publication.objects.get(sequence=sequence)
    forged = Publication(
        sequence=sequence + 1,
        claim=last.claim,
        revision=last.claim.publications.last().revision + 1,
        kind="correction",
        note="All was wrong.",
        published_at=last.published_at,
        published_by=last.published_by,
        document=last.document,
        document_digest=last.document_digest,
        previous_digest=last.digest,
    )
    forged.digest = record.header_digest(forged)
    forged.save(force_insert=True)
    return forged


def test_row_inserted_in_the_middle_is_named_or_the_next_that_does_not_follow_it(tampering):
    def insert(sequence):
        for row in Publication.objects.filter(sequence__gt=sequence).order_by("-sequence"):
            alter(row.sequence, "previous_digest", f"moved away {row.sequence}")
            alter(row.sequence, "sequence", row.sequence + 1)
        insert_after(sequence)

    # After 1 and 5, it takes a revision number that the claim has not reached; after 6, all of it fits.
    assert [named(partial(insert, sequence)) for sequence in (1, 5, 6)] == [2, 6, 8]


def test_rows_swapped_are_named_by_the_first(tampering):
    def swap(one, other):
        alter(one, "sequence", 99)
        alter(other, "sequence", one)
        alter(99, "sequence", other)

    pairs = [(1, 2), (2, 5), (3, 7), (6, 7)]
    assert [named(partial(swap, *pair)) for pair in pairs] == [1, 2, 3, 6]


def test_row_before_the_first_is_named(tampering):
    assert named(lambda: alter(1, "sequence", 0)) == 0


def test_head_altered_is_named(tampering):
    heads = [{"sequence": 6}, {"sequence": 8}, {"sequence": 0}, {"digest": "0" * 64}]
    assert [named(partial(Head.objects.update, **head)) for head in heads] == [7, 8, 1, 7]


def test_head_removed_is_said(tampering):
    assert (
        in_words(lambda: Head.objects.all()._raw_delete("default"))
        == "The record: the head, which says where the record ends, is missing."
    )


def test_head_of_an_empty_record_altered_is_named(db):
    triggers.remove(connection)
    assert named(lambda: Head.objects.update(digest="1" * 64)) == 0
    assert record.verify() is None


def test_identity_of_a_claim_changed_on_the_desk_is_named_where_it_was_first_published(tampering):
    second = Publication.objects.get(sequence=2).claim_id
    other = "00000000-0000-4000-8000-000000000000"
    assert named(lambda: Claim.objects.filter(pk=second).update(uid=other)) == 2


def test_texts_of_a_claim_changed_on_the_desk_are_no_fault(tampering):
    assert named(lambda: Claim.objects.update(headline="Draft", statement="Draft", context="Draft")) is None


# PostgreSQL refuses most bytes in most columns, which is no tampering and is filtered out.
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(sequence=st.integers(1, LAST), column=st.sampled_from(COLUMNS), place=st.integers(0), byte=st.integers(1, 255))
def test_any_byte_changed_is_named(tampering, sequence, column, place, byte):
    assert _named_after_change_of_byte(sequence, column, place, byte) == sequence


def _named_after_change_of_byte(sequence, column, place, byte):
    with transaction.atomic():
        before = _stored(sequence, column)
        assume(before)  # a first publication has no note
        place %= len(before)
        assume(before[place] != byte)
        value = Publication.objects.values_list(column, flat=True).get(sequence=sequence)
        _store(sequence, column, before[:place] + bytes([byte]) + before[place + 1 :])
        if column != "sequence":
            assume(not _reads_as(sequence, column, value))
        fault = record.verify()
        transaction.set_rollback(True)
    return sequence if fault == (0, "a publication stands before the first.") else fault and fault.sequence


def _stored(sequence, column):
    with connection.cursor() as cursor:
        text = "CAST(CAST({} AS TEXT) AS BLOB)" if connection.vendor == "sqlite" else "convert_to({}::text, 'UTF8')"
        cursor.execute(f"SELECT {text.format(column)} FROM claims_publication WHERE sequence = %s", [sequence])
        return bytes(cursor.fetchone()[0])


def _store(sequence, column, value):
    """What the database itself refuses is no tampering."""
    text = (
        "CAST(%s AS TEXT)" if connection.vendor == "sqlite" else f"CAST(convert_from(%s, 'UTF8') AS {_type(column)})"
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE claims_publication SET {column} = {text} WHERE sequence = %s", [value, sequence])
    except DatabaseError:
        assume(False)


def _type(column):
    return next(field for field in Publication._meta.concrete_fields if field.column == column).db_type(connection)


def _reads_as(sequence, column, value):
    """“2024-06-20T12:00:00” is the same moment as “2024-06-20 12:00:00”."""
    try:
        return Publication.objects.values_list(column, flat=True).get(sequence=sequence) == value
    except (DatabaseError, ValueError):
        return False


def test_column_that_cannot_be_read_is_named(tampering):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps what a column's type allows, and no other bytes.")
    for column in COLUMNS:
        for sequence in (1, 4, LAST):
            found = named(partial(_store, sequence, column, b"\xff\xfe not text"))
            assert (column, found) == (column, sequence)


def test_moment_that_cannot_be_read_is_named(tampering):
    moments = ["infinity", "-infinity", "12024-06-20 12:00:00+00", "0044-03-15 12:00:00+00 BC"]
    assert [named(partial(alter, 4, "published_at", moment)) for moment in moments] == [4, 4, 4, 4]


OF_A_CLAIM = {
    "verdict_sequence": 99,
    "first_sequence": 99,
    "said_year": 1999,
    "said_place": 99,
    "slug": "somewhere-else",
    "status": "withdrawn",
    "language": "fr",
    "headline": "Another headline",
    "rating": "false",
    "rating_label": "False",
    "rating_value": None,
    "summary": "Another summary.",
    "first_said_on": "1999-01-01",
    "as_of": "1999-01-01",
    "recheck_on": "1999-01-01",
    "first_published_at": "1999-01-01T00:00:00Z",
    "published_at": "1999-01-01T00:00:00Z",
    "publication_id": 1,
}


def test_every_column_of_the_lists_has_its_change():
    columns = {field.column for field in PublishedClaim._meta.concrete_fields} - {"claim_id"}
    assert set(OF_A_CLAIM) == columns


def test_changed_column_of_the_lists_is_named(tampering):
    claim = PublishedClaim.objects.filter(publication=6)
    found = {column: named(partial(claim.update, **{column: value})) for column, value in OF_A_CLAIM.items()}
    assert found == dict.fromkeys(OF_A_CLAIM, 6)


def _actor():
    return PublicActor.objects.filter(involvements__claim__publication=6)


def _source():
    return PublicSource.objects.filter(claims__publication=4).order_by("slug")[:1]


def _outlet():
    return PublicOutlet.objects.filter(claims__publication=4).order_by("slug")[:1]


IN_THE_CATALOGUES = {
    "actor's name": (lambda: _all(_actor()).update(name="Somebody else"), 6),
    "actor's kind": (lambda: _all(_actor()).update(kind="person"), 6),
    "actor's country": (lambda: _all(_actor()).update(country="ZZ"), 6),
    "actor's names": (lambda: _all(_actor()).update(names="[1]"), 6),
    "actor's item": (lambda: _all(_actor()).update(wikidata="Q1"), 6),
    "source's document": (lambda: _all(_source()).update(document="{}"), 4),
    "source's title": (lambda: _all(_source()).update(title="Another"), 4),
    "source's outlet": (lambda: _all(_source()).update(outlet="Another"), 4),
    "source's outlet's slug": (lambda: _all(_source()).update(outlet_slug="another"), 4),
    "outlet's name": (lambda: _all(_outlet()).update(name="Another"), 4),
    "outlet's grade": (lambda: _all(_outlet()).update(reliability="E"), 4),
    "link to outlets": (lambda: PublishedClaim.objects.get(publication=4).outlets.clear(), 4),
    "how many claims": (lambda: Tally.objects.filter(of="all", rating="").update(claims=99), 0),
    "count that is not there": (lambda: Tally.objects.filter(of="source").delete(), 0),
    "count of nothing": (lambda: Tally.objects.create(of="topic", value="ghost", claims=1), 0),
    "link to sources": (lambda: PublishedClaim.objects.get(publication=4).sources.clear(), 4),
    "link to a topic": (lambda: PublishedClaim.objects.get(publication=4).topics.add(_topic()), 4),
    "topic's name": (lambda: PublicTopic.objects.update(name="Peace"), 6),
    "topic's other names": (lambda: PublicTopic.objects.update(names='[{"language":"id","name":"Damai"}]'), 6),
    "actor's part": (lambda: PublishedInvolvement.objects.filter(claim__publication=6).update(role="rebutter"), 6),
    "actor without a part": (lambda: PublishedInvolvement.objects.filter(claim__publication=6).delete(), 6),
    "topic that nobody names": (lambda: _topic(), 0),
    "actor that nobody names": (lambda: PublicActor.objects.create(slug="ghost", name="Ghost"), 0),
    "words searched": (lambda: SearchEntry.objects.filter(claim__publication=6).update(headline="peace"), 6),
    "claim that is not found": (lambda: SearchEntry.objects.filter(claim__publication=6).delete(), 6),
    "claim that is not shown": (lambda: PublishedClaim.objects.filter(publication=7).delete(), 7),
}


def _all(rows):
    """The same rows, as a query that can be updated."""
    return rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))


def _topic():
    return PublicTopic.objects.create(slug="ghost", name="Ghost")


def test_changed_catalogue_is_named(tampering):
    found = {what: named(change) for what, (change, _) in IN_THE_CATALOGUES.items()}
    assert found == {what: sequence for what, (_, sequence) in IN_THE_CATALOGUES.items()}


def test_claim_on_the_lists_that_was_never_published_is_named(tampering, superuser):
    def show():
        row = PublishedClaim.objects.filter(publication=4).values().get()
        PublishedClaim.objects.filter(publication=4).delete()
        PublishedClaim.objects.create(**row | {"claim_id": make_claim(by=superuser).pk, "slug": "a-draft"})

    assert named(show) == 4


def test_rebuilding_mends_the_lists(tampering):
    PublishedClaim.objects.update(headline="Another")
    PublicActor.objects.update(name="Another")
    _topic()
    assert record.verify() is not None
    projection.rebuild()
    assert record.verify() is None


def test_command_says_that_the_record_is_unprotected(tampering):
    with pytest.raises(CommandError, match=r"claims_head_forward.* missing\. Run manage\.py migrate\."):
        call_command("verify_record")


def test_command_says_that_the_record_is_whole(tampering, capsys):
    triggers.install(connection)
    call_command("verify_record")
    head = Head.objects.get()
    assert capsys.readouterr().out == f"The record is whole: 7 publications, head {head.digest}.\n"


def test_command_fails_and_names_the_first_broken_publication(tampering):
    alter(5, "note", "Never mind.")
    alter(3, "document", orjson.dumps({}).decode())
    with pytest.raises(CommandError) as failure:
        call_command("verify_record")
    assert str(failure.value) == "Publication 3: its document is not the one that was published."
    assert failure.value.returncode == 1


def test_reason_is_given_in_words(tampering):
    slug = PublicActor.objects.get(name="Renamed").slug
    assert [in_words(change) for change in REASONS] == [reason.format(actor=slug) for reason in REASONS.values()]


def in_words(change):
    with transaction.atomic():
        change()
        fault = record.verify()
        transaction.set_rollback(True)
    return str(fault)


def _rename_actor():
    PublicActor.objects.filter(name="Renamed").update(name="Other")


REASONS = {
    partial(alter, 3, "note", "!"): "Publication 3: its header is not the one that was published.",
    partial(alter, 3, "previous_digest", "1" * 64): (
        "Publication 3: it does not name the digest of the publication before it."
    ),
    partial(remove, sequence__in=[2, 3]): "Publication 2: it is missing; the next row there is 4.",
    partial(Head.objects.update, sequence=9): (
        "Publication 8: it is missing; the head says that the record ends at 9."
    ),
    partial(Head.objects.update, sequence=6): (
        "Publication 7: it is beyond the head, which says that the record ends at 6."
    ),
    partial(Head.objects.update, digest="1" * 64): "Publication 7: its digest is not the head's.",
    partial(alter, 1, "sequence", 0): "The record: a publication stands before the first.",
    _rename_actor: ("Publication 6: the lists show “{actor}” otherwise than the record; run rebuild_public."),
}
