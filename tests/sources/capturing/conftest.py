import pytest

from sources.capturing import lines
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
