from urllib.robotparser import RobotFileParser

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from claims.public import machines
from tests.claims.public.newsroom import EVERY_PAGE


def groups_of(robots):
    """The rules of a robots.txt as RFC 9309 reads it: (agents, rules) of each group. Any other line is passed over."""
    groups, rules = [], None
    for line in robots.splitlines():
        name, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if not colon:
            continue
        if name.lower() == "user-agent":
            if rules is None or rules:
                groups.append(([], rules := []))
            groups[-1][0].append(value)
        elif name.lower() in ("allow", "disallow"):
            rules.append((name.lower(), value))
    return groups


def test_robots_is_read_as_its_rfc_has_it(client, db):
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert len(response.content) < 500 * 1024
    assert groups_of(response.content.decode()) == [(["*"], [
        ("disallow", "/admin/"), ("allow", "/claims/?page="), ("disallow", "/claims/?*"),
        ("allow", "/id/claims/?page="), ("disallow", "/id/claims/?*"),
    ])]  # fmt: skip
    assert client.get("/id/robots.txt").status_code == 404  # there is one for the whole host


def test_robots_lets_nobody_miss_a_public_page(client, weapons):
    reader = RobotFileParser()
    reader.parse(client.get("/robots.txt").content.decode().splitlines())
    for address in [*EVERY_PAGE, "/id/claims/weapons/", "/api/v1/claims/", "/feeds/claims.atom", "/sitemap.xml"]:
        assert reader.can_fetch("anybody", address)
    assert not reader.can_fetch("anybody", "/admin/login/")


def test_robots_names_the_sitemap(client, settings, db):
    reader = RobotFileParser()
    reader.parse(client.get("/robots.txt").content.decode().splitlines())
    assert reader.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]


@pytest.mark.parametrize("missing", ["SECURITY_CONTACT", "SECURITY_EXPIRES"])
def test_security_txt_is_there_only_with_contact_and_end(client, settings, db, missing):
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:s@example.org", "2030-01-01T00:00:00Z"
    setattr(settings, missing, "")
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("given", ["2030-01-01T00:00:00Z", "2030-01-01T07:00:00+07:00", "2030-01-01 00:00:00Z"])
def test_security_txt_is_as_its_rfc_has_it(client, settings, db, given):
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:s@example.org", given
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    assert fields == [
        ["Contact", "mailto:s@example.org"],
        ["Expires", "2030-01-01T00:00:00Z"],
        ["Preferred-Languages", "en, id"],
        ["Canonical", f"{settings.SITE_URL}/.well-known/security.txt"],
    ]


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
