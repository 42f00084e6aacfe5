import signal

import pytest

from sources.capturing import lines
from sources.files import captures_storage
from sources.models import Capture
from tests.sources.capturing.server import Server


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def reachable(server, monkeypatch):
    """The server, let through for the worker's job as well."""
    monkeypatch.setattr(lines, "INTERNET", server.network)
    return server


@pytest.fixture
def worker_here(monkeypatch):
    """`manage.py work` within a test: as with Django's test client, the test's own connection is not closed."""
    for module in ("django_tasks_db.management.commands.db_worker", "factcheck.management.commands.work"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def private_store(settings, tmp_path, monkeypatch):
    settings.CAPTURES_DIR = tmp_path / "captures"
    monkeypatch.setattr(Capture._meta.get_field("file"), "storage", captures_storage())
    return settings.CAPTURES_DIR
