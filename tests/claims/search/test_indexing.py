"""The index is in step with what is public, whatever happens to its tables."""

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models
from django.db.migrations.loader import MigrationLoader

from claims import fulltext, projection
from claims import triggers as claims_triggers
from claims.models import PublishedClaim, SearchEntry, SearchWord
from sources import triggers as sources_triggers
from tests.claims.search.indexed import body, found, reindex
from tests.factories import make_published_claim

TRIGGERS = {f"claims_searchentry_fts_{event}" for event in ("insert", "update", "delete")}
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no column of this kind.")
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite's index is kept by triggers.")


@pytest.fixture
def one(reporter, editor):
    return make_published_claim("Weapons found", by=reporter, approved_by=editor)


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & TRIGGERS


def refuse_an_index_out_of_step():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_searchentry_fts (claims_searchentry_fts, rank) VALUES ('integrity-check', 1)"
        )


def pass_through_a_column(model):
    """As a migration does: SQLite makes the table again, and loses its triggers."""
    column = models.TextField(default="")
    column.set_attributes_from_name("passing")
    column.model = model
    with connection.schema_editor() as editor:
        editor.add_field(model, column)
    with connection.schema_editor() as editor:
        editor.remove_field(model, column)


def test_words_are_counted_once_for_each_claim_that_holds_them(one, reporter, editor):
    def counted(word):
        return SearchWord.objects.filter(word=word).values_list("claims", flat=True).first()

    make_published_claim("Weapons, weapons", by=reporter, approved_by=editor)
    assert (counted("weapons"), counted("weapon"), counted("because")) == (2, None, None)
    reindex([body("Weapons"), body("Zebra")])
    assert (counted("weapons"), counted("zebra")) == (1, 1)
    reindex([body("Weapons"), body("Zebra") | {"status": PublishedClaim.Status.WITHDRAWN}])
    assert (counted("weapons"), counted("zebra"), found("zebra")) == (1, 0, [])


@ON_POSTGRESQL
def test_word_is_kept_with_the_columns_that_hold_it(one):
    SearchEntry.objects.update(headline="b a b", names="", rest="· a a·en")
    with connection.cursor() as cursor:
        cursor.execute("SELECT vector::text FROM claims_searchentry")
        assert cursor.fetchone() == ("'a':1A,2C 'a·en':2C 'b':1A '·':2C",)


def test_rebuilt_index_is_the_same(one, weapons):
    def everything():
        return list(SearchEntry.objects.values()), set(SearchWord.objects.filter(claims__gt=0).values_list())

    before = everything()
    SearchEntry.objects.all().delete()
    assert found("weapons") == []
    call_command("rebuild_public", verbosity=0)
    assert everything() == before
    assert sorted(found("weapons")) == [0, 1]


def test_claims_that_are_in_no_index_are_put_in_after_a_migration(transactional_db, one, weapons):
    """So a database from before there was an index finds everything at once."""
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert sorted(found("weapons")) == [0, 1]
    assert list(projection.faults()) == []


def test_database_from_before_there_was_an_index_finds_everything_once_migrated(transactional_db, one, weapons):
    before = ("claims", "0002_scale_roles_head")
    rows = list(PublishedClaim.objects.values())
    PublishedClaim.objects.all().delete()
    call_command("migrate", *before, verbosity=0)
    then = MigrationLoader(connection).project_state(before).apps.get_model("claims", "PublishedClaim")
    known = {field.attname for field in then._meta.concrete_fields}
    columns = ({name: value for name, value in row.items() if name in known} for row in rows)
    then.objects.bulk_create(then(**row, search_text="") for row in columns)
    call_command("migrate", verbosity=0)
    assert sorted(found("weapons")) == [0, 1]


def test_flush_empties_the_index(transactional_db, one):
    claims_triggers.remove(connection)  # they refuse it, and those of sources
    sources_triggers.remove_history(connection)
    call_command("flush", interactive=False, verbosity=0)
    assert (SearchEntry.objects.count(), SearchWord.objects.count(), found("weapons")) == (0, 0, [])
    if connection.vendor == "sqlite":
        refuse_an_index_out_of_step()


@ON_SQLITE
def test_triggers_of_the_index_come_back_after_a_table_is_made_again(transactional_db):
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    pass_through_a_column(SearchEntry)
    assert triggers() == set()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert triggers() == TRIGGERS


@ON_SQLITE
def test_index_is_put_right_that_was_changed_while_its_triggers_were_away(one):
    fulltext.remove_triggers(connection)
    SearchEntry.objects.update(headline="zebra")
    assert (found("weapons"), found("zebra")) == ([0], [])
    fulltext.install(connection)
    assert (found("weapons -zebra"), found("zebra")) == ([], [0])
    refuse_an_index_out_of_step()


@ON_SQLITE
def test_index_in_step_is_left_as_it_is(one):
    fulltext.remove_triggers(connection)
    with connection.execute_wrapper(_refuse_rebuilding):
        fulltext.install(connection)
    assert (found("weapons"), triggers()) == ([0], TRIGGERS)


def _refuse_rebuilding(execute, sql, *args):
    assert "'rebuild'" not in sql
    return execute(sql, *args)


@ON_SQLITE
def test_index_follows_every_change_of_its_table(one):
    SearchEntry.objects.update(headline="zebra")
    SearchEntry.objects.update(names="zebra crossing", rest="")
    assert (found("weapons"), found("zebra crossing")) == ([], [0])
    SearchEntry.objects.all().delete()
    refuse_an_index_out_of_step()
    fulltext.remove_triggers(connection)
    reindex([body("Weapons")])
    with pytest.raises(DatabaseError):
        refuse_an_index_out_of_step()
