import pytest
from django.contrib.auth.models import Group, User
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from claims import triggers
from claims.models import Head, Publication, Rating, Transition
from sources import triggers as sources_triggers
from sources.models import Derivation
from tests.claims.desk import everything
from tests.factories import make_published_claim

# Written out by hand: (table, trigger).
SQLITE = {
    ("claims_publication", "claims_publication_no_update"),
    ("claims_publication", "claims_publication_no_delete"),
    ("claims_publication", "claims_publication_no_replace"),
    ("claims_transition", "claims_transition_no_update"),
    ("claims_transition", "claims_transition_no_delete"),
    ("claims_transition", "claims_transition_no_replace"),
    ("claims_head", "claims_head_no_delete"),
    ("claims_head", "claims_head_no_replace"),
    ("claims_head", "claims_head_forward"),
    ("sources_derivation", "sources_derivation_no_cycle_INSERT"),
    ("sources_derivation", "sources_derivation_no_cycle_UPDATE"),
}
POSTGRESQL = {
    ("claims_publication", "claims_publication_append_only"),
    ("claims_transition", "claims_transition_append_only"),
    ("claims_head", "claims_head_no_delete"),
    ("claims_head", "claims_head_forward"),
    ("sources_derivation", "sources_derivation_no_cycle"),
}
CLAIMS_HISTORY = {
    f"claims_historical{name}"
    for name in (
        "accusation", "actor", "actorname", "claim", "claim_accused", "claim_topics", "claimtranslation", "event",
        "evidence", "externalpublisher", "externalrating", "phrasetranslation", "rating", "rebuttal", "replyrequest",
        "sighting", "subscriber", "topic", "topicname", "verdict", "verdict_authors",
    )
}  # fmt: skip
SOURCES_HISTORY = {f"sources_historical{name}" for name in ("derivation", "outlet", "source")}
KINDS = {"sqlite": ("no_update", "no_delete", "no_replace"), "postgresql": ("append_only",)}[connection.vendor]


def append_only(tables):
    return {(table, f"{table}_{kind}") for table in tables for kind in KINDS}


ALL = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor] | append_only(CLAIMS_HISTORY | SOURCES_HISTORY)
OF_SOURCES = {(table, name) for table, name in ALL if table == "sources_derivation"} | append_only(SOURCES_HISTORY)

ORM = {
    "publication changed": lambda: Publication.objects.update(note="Never mind."),
    "publication saved": lambda: Publication.objects.get().save(),
    "publication deleted": lambda: Publication.objects.all()._raw_delete("default"),
    "transition changed": lambda: Transition.objects.update(note="Never mind."),
    "transition saved": lambda: Transition.objects.first().save(),
    "transition deleted": lambda: Transition.objects.all().delete(),
    "head deleted": lambda: Head.objects.all().delete(),
}
SQL = {
    "publication changed": "UPDATE claims_publication SET document = '{}'",
    "publication deleted": "DELETE FROM claims_publication WHERE sequence = 1",
    "transition changed": "UPDATE claims_transition SET by_id = by_id",
    "transition deleted": "DELETE FROM claims_transition",
    "head deleted": "DELETE FROM claims_head",
    "head jumps ahead": "UPDATE claims_head SET sequence = 2",
    "head goes back": "UPDATE claims_head SET sequence = 0",
    "head changes its digest": "UPDATE claims_head SET digest = 'ff'",
    "head is another row": "UPDATE claims_head SET id = 2",
}
ON_SQLITE = {
    "publication replaced": "INSERT OR REPLACE INTO claims_publication SELECT * FROM claims_publication",
    "publication replaced by its revision": "INSERT OR REPLACE INTO claims_publication (sequence, claim_id, revision, "
    "kind, note, published_at, published_by_id, document, document_digest, previous_digest, digest) "
    "SELECT 2, claim_id, revision, kind, note, published_at, published_by_id, document, 'x', 'x', 'x' "
    "FROM claims_publication",
    "transition replaced": "INSERT OR REPLACE INTO claims_transition SELECT * FROM claims_transition",
    "head replaced": "REPLACE INTO claims_head (id, sequence, digest) VALUES (1, 9, 'ff')",
    "publication overwritten": "UPDATE OR REPLACE claims_publication SET sequence = 2",
}
ON_POSTGRESQL = {
    "publications truncated": "TRUNCATE claims_publication CASCADE",
    "transitions truncated": "TRUNCATE claims_transition",
    "head truncated": "TRUNCATE claims_head",
    "claims truncated": "TRUNCATE claims_claim CASCADE",
    "people truncated": "TRUNCATE auth_user CASCADE",
    "head overwritten": "INSERT INTO claims_head VALUES (1, 9, 'f') ON CONFLICT (id) DO UPDATE SET sequence = 9",
    "publication merged": "MERGE INTO claims_publication p USING claims_head h ON p.sequence = h.sequence "
    "WHEN MATCHED THEN DELETE",
}
SQL |= {"sqlite": ON_SQLITE, "postgresql": ON_POSTGRESQL}[connection.vendor]
REFUSALS = ("is append-only", "the head moves only to the next publication")


MODELS = [Publication, Transition, Derivation]


def present():
    query = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled = 'O'",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        return {row for row in cursor.fetchall() if "_fts_" not in row[1]}  # those are search's own


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def published(reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    connection.check_constraints()  # PostgreSQL truncates no table of which it has still to check rows
    return claim


def test_change_of_the_record_is_refused_to_the_application(published):
    before = everything()
    for what, change in ORM.items():
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            change()
        assert (what, [words for words in REFUSALS if words in str(refusal.value)]) != (what, [])
    assert everything() == before


def test_change_of_the_record_is_refused_in_sql(published):
    before = everything()
    for what, change in SQL.items():
        refusal = _refusal(change)
        assert (what, [words for words in REFUSALS if words in refusal]) != (what, [])
    assert everything() == before


def test_change_of_the_record_is_not_refused_without_triggers(published):
    """Or else the tests above would prove nothing of them."""
    triggers.remove(connection)
    sources_triggers.remove_history(connection)  # what is truncated with people
    for change in SQL.values():
        with transaction.atomic():
            refusal = _refusal(change)
            transaction.set_rollback(True)
        assert [words for words in REFUSALS if words in refusal] == []


def _refusal(sql):
    try:
        with transaction.atomic():
            execute(sql)
    except DatabaseError as refusal:
        return str(refusal)
    return ""


def test_head_follows_the_next_publication_only(published):
    head = Head.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.update(sequence=head.sequence + 1, digest=head.digest)
    triggers.remove(connection)
    Head.objects.update(sequence=0, digest="0" * 64)
    triggers.install(connection)
    Head.objects.update(sequence=1, digest=head.digest)
    assert Head.objects.get().sequence == 1


def test_triggers_are_all_there_after_migrating(db):
    assert present() == ALL


def test_triggers_installed_twice_are_the_same(published):
    triggers.install(connection)
    triggers.install(connection)
    sources_triggers.install(connection)
    sources_triggers.install_history(connection)
    assert present() == ALL


def test_triggers_removed_are_gone_until_installed(db):
    triggers.remove(connection)
    triggers.remove(connection)
    assert present() == OF_SOURCES
    triggers.install(connection)
    assert present() == ALL


@pytest.mark.parametrize("table", ["claims_publication", "claims_transition", "sources_derivation"])
def test_triggers_survive_the_remaking_of_a_table(transactional_db, table):
    """SQLite copies a table to alter it, and loses its triggers: the next migration puts them back."""
    model = next(model for model in MODELS if model._meta.db_table == table)
    column = models.TextField(default="")
    column.set_attributes_from_name("passing")
    column.model = model
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor.add_field(model, column)
    with connection.schema_editor() as editor:
        editor.remove_field(model, column)
    assert (table in {each for each, _ in present()}) == (connection.vendor == "postgresql")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert present() == ALL


def test_flush_after_a_transactional_test_leaves_the_house_as_migrated(transactional_db, django_user_model):
    """The next test, too, looks at this: see the one that follows."""
    assert _house() == (6, 3, 0, 1, 0)
    django_user_model.objects.create_user("somebody")
    assert _house() == (6, 3, 0, 1, 1)


def test_house_is_as_migrated_after_a_transactional_test(db):
    assert _house() == (6, 3, 0, 1, 0)
    assert present() == ALL


def test_house_is_as_migrated_in_a_transactional_test(transactional_db):
    assert _house() == (6, 3, 0, 1, 0)
    assert present() == ALL


def _house():
    head = Head.objects.get()
    with_permissions = Group.objects.filter(permissions__codename="research_claim").count()
    return (Rating.objects.count(), with_permissions, head.sequence, head.pk, User.objects.count())
