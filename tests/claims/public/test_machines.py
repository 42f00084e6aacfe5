from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from claims.public import machines


def test_robots_names_the_sitemap(client, settings, db):
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_security_txt_is_there_only_with_a_contact(client, settings, db):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:s@example.org", "2030-01-01T00:00:00Z"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[:2] == ["Contact: mailto:s@example.org", "Expires: 2030-01-01T00:00:00Z"]


def test_healthz_does_not_ask_the_database(client):
    """Without the fixture `db`, asking it would fail."""
    assert client.get("/healthz").content == b"ok\n"


def test_readyz_answers_when_the_database_does(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


def test_readyz_refuses_while_migrations_wait(client, db):
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("claims")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"1 migrations are waiting.\n")


def test_readyz_refuses_while_the_database_is_away(client, db, monkeypatch):
    def away(connection):
        raise DatabaseError

    monkeypatch.setattr(machines, "MigrationExecutor", away)
    assert client.get("/readyz").status_code == 503
