"""The people of every test newsroom. Charlie has an account for the desk and no role: he must get nowhere."""

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import TransactionTestCase
from hypothesis import settings

from claims import triggers
from sources import triggers as sources_triggers
from tests.factories import make_person

# The same examples every time: what fails for one fails for all. No timing is asserted.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def reporter(db):
    return make_person("rita", "Reporter")


@pytest.fixture
def editor(db):
    return make_person("edith", "Editor")


@pytest.fixture
def other_editor(db):
    return make_person("omar", "Editor")


@pytest.fixture
def chief(db):
    return make_person("chen", "Chief editor")


@pytest.fixture
def charlie(db):
    return make_person("charlie")


@pytest.fixture
def superuser(db):
    return make_person("sue", is_superuser=True)


@pytest.fixture
def without_fribidi(tmp_path):
    """An environment for a process that finds none: what its loader comes upon first is no library."""
    for name in ("libfribidi.so", "libfribidi.so.0"):
        (tmp_path / name).touch()
    return {"LD_LIBRARY_PATH": str(tmp_path)}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let every transactional test (transactional_db, live_server) be followed by any other.

    Such a test ends by emptying all tables: the triggers that keep the record append-only stand aside for it, and
    what the migrations put into the tables is put back.
    """
    with django_db_blocker.unblock():
        seeded = connection.creation.serialize_db_to_string()

    def empty_and_seed(test_case):
        triggers.remove(connection)
        sources_triggers.remove_history(connection)
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(seeded)
        triggers.install(connection)
        sources_triggers.install_history(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_and_seed)
        yield


@pytest.fixture
def real_connections(transactional_db, tmp_path):
    """A database that threads can share, each over a connection of its own.

    PostgreSQL is one. SQLite in memory is not: the tests that ask for this run on a copy of it in a file.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections[DEFAULT_DB_ALIAS]
    settings_dict = memory.settings_dict | {"NAME": str(tmp_path / "desk.sqlite3")}
    connections[DEFAULT_DB_ALIAS] = on_disk = type(memory)(settings_dict, DEFAULT_DB_ALIAS)
    on_disk.ensure_connection()
    memory.connection.backup(on_disk.connection)
    yield
    on_disk.close()
    connections[DEFAULT_DB_ALIAS] = memory
