"""What a production installation rests on: its checks, its headers, its refusal of a demo database, its containers."""

import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from claims.demo import GROUP
from factcheck import demo, release
from tests.factcheck.test_settings import PRODUCTION, start

BASE_DIR = Path(settings.BASE_DIR)
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD")


@pytest.fixture
def compose():
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


@pytest.fixture
def demo_database(db):
    Group.objects.create(name=GROUP)


def test_check_deploy_has_nothing_to_say():
    result = start(PRODUCTION | {"BEHIND_PROXY": "1"}, "check", "--deploy", "--fail-level", "WARNING")
    assert (result.returncode, result.stderr) == (0, "")


def test_check_deploy_says_what_pictures_want(without_fribidi):
    environment = PRODUCTION | {"BEHIND_PROXY": "1"} | without_fribidi
    result = start(environment, "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 1
    assert "(factcheck.W001)" in result.stderr
    assert "apt-get install libfribidi0" in result.stderr


def test_container_has_what_pictures_want():
    assert "apt-get install --yes --no-install-recommends libfribidi0" in (BASE_DIR / "Dockerfile").read_text()


def test_production_sends_everything_to_tls_but_the_probes(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/claims/")["Location"] == "https://testserver/claims/"
    assert client.get("/healthz").status_code == 200


def policy_of(response):
    """The directives, which come in no fixed order."""
    return dict(directive.split(" ", 1) for directive in response["Content-Security-Policy"].split("; "))


PUBLIC_POLICY = {
    "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


@pytest.mark.parametrize("path", ["/administration/", "/healthz"])
def test_public_answers_have_the_strict_policy(client, db, path):
    response = client.get(path)
    assert policy_of(response) == PUBLIC_POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_desk_may_run_its_own_scripts_and_nothing_inline(client, db):
    policy = policy_of(client.get("/admin/login/"))
    assert policy == PUBLIC_POLICY | {"script-src": "'self'", "connect-src": "'self'"}


def test_production_start_refuses_a_demo_database(demo_database):
    with pytest.raises(ImproperlyConfigured, match="demonstration"):
        demo.refuse_demo_database()


def test_server_does_not_start_on_a_demo_database(tmp_path):
    """The import that gunicorn makes."""
    with sqlite3.connect(tmp_path / "demo.sqlite3") as database:
        database.execute("CREATE TABLE auth_group (id integer PRIMARY KEY, name text)")
    environment = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}"}
    command = [sys.executable, "-W", "ignore", "-c", "import factcheck.wsgi"]
    assert subprocess.call(command, env=environment, cwd=BASE_DIR) == 0
    with database:
        database.execute("INSERT INTO auth_group (name) VALUES (?)", [GROUP])
    database.close()
    result = subprocess.run(command, env=environment, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(demo.REFUSAL)


def test_check_and_migrate_refuse_a_demo_database(demo_database):
    with pytest.raises(SystemCheckError, match="demonstration"):
        call_command("check", databases=["default"])


def test_demonstration_may_use_a_demo_database(demo_database, settings):
    settings.DEMO = True
    demo.refuse_demo_database()
    call_command("check", databases=["default"])


def test_newsroom_database_is_accepted(db):
    demo.refuse_demo_database()


def test_database_without_tables_is_accepted():
    assert start(PRODUCTION, "check", "--database", "default").returncode == 0


@pytest.mark.parametrize("place", ["claims/rules.py", "templates/page.html", "requirements.txt"])
def test_release_changes_with_what_pages_are_made_of(tmp_path, place):
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / "requirements.txt").write_text("Django\n")
    (tmp_path / place).write_text("before")
    before = release.digest(tmp_path)
    (tmp_path / place).write_text("after")
    assert release.digest(tmp_path) != before


@pytest.mark.parametrize("name", ["SITE_NAME", "SECURITY_CONTACT", "SECURITY_EXPIRES"])
def test_release_changes_with_public_settings_and_only_those(tmp_path, settings, name):
    (tmp_path / "requirements.txt").touch()
    before = release.digest(tmp_path)
    settings.SECRET_KEY = "another"
    assert release.digest(tmp_path) == before
    setattr(settings, name, "Another")
    assert release.digest(tmp_path) != before


@pytest.mark.parametrize("place", ["Makefile", "Dockerfile", "README.md"])
def test_server_takes_addresses_as_long_as_it_can(place):
    """A text that is matched is part of one."""
    started = (BASE_DIR / place).read_text().replace("\\\n", "").split("gunicorn factcheck.wsgi ")[1:]
    assert [start.splitlines()[0].count("--limit-request-line 8190") for start in started] == [1]


def test_compose_gives_no_secret_a_default(compose):
    text = (BASE_DIR / "docker-compose.yml").read_text()
    for secret in SECRETS:
        uses = re.findall(rf"\$\{{{secret}\b(.*?)\}}", text)
        assert uses
        assert [use for use in uses if not use.startswith(":?")] == []


def test_compose_web_waits_for_a_healthy_database(compose):
    assert compose["services"]["web"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert compose["services"]["database"]["healthcheck"]["test"][1] == "pg_isready"


def test_compose_keeps_data_and_captures(compose):
    assert compose["services"]["database"]["volumes"] == ["database:/var/lib/postgresql"]
    for service in ("web", "worker"):
        assert compose["services"][service]["volumes"] == ["captures:/var/lib/factcheck/captures"]
    assert set(compose["volumes"]) == {"database", "captures"}


def test_compose_worker_waits_for_the_site_and_has_its_environment(compose):
    worker, web = compose["services"]["worker"], compose["services"]["web"]
    assert worker["depends_on"] == {"web": {"condition": "service_healthy"}}
    assert worker["environment"] == web["environment"]
    assert worker["command"] == ["python", "manage.py", "work"]
    hardening = ("build", "read_only", "tmpfs", "cap_drop", "security_opt", "init", "restart")
    assert [worker[name] for name in hardening] == [web[name] for name in hardening]


@pytest.mark.parametrize("server", ["gunicorn factcheck.wsgi", "runserver"])
def test_make_starts_a_worker_beside_the_server(server):
    recipes = (BASE_DIR / "Makefile").read_text().replace("\\\n", "").splitlines()
    started = [line for line in recipes if server in line]
    assert [line.count("manage.py work --beside $$$$ &") for line in started] == [1]


def test_compose_environment_starts(compose):
    """The values that compose gives when only the required ones are set; the host exists nowhere, so no database."""
    given = PRODUCTION | {"POSTGRES_PASSWORD": "letters"}

    def fill(match):
        name, _, default = match[1].partition(":-")
        return given.get(name.partition(":?")[0], default)

    environment = {
        name: re.sub(r"\$\{(.*?)\}", fill, str(value))
        for name, value in compose["services"]["web"]["environment"].items()
    }
    result = start({"ENV_FILE": "/dev/null"} | environment, "check", "--deploy", "--fail-level", "WARNING")
    assert (result.returncode, result.stderr) == (0, "")


def test_image_has_no_secret_and_is_not_root():
    lines = (BASE_DIR / "Dockerfile").read_text().replace("\\\n", "").splitlines()
    assert [line for line in lines if line.startswith(("ARG", "ENV")) and re.search("SECRET|PASSWORD", line)] == []
    users = [shlex.split(line)[1] for line in lines if line.startswith("USER")]
    assert users == ["10001"]


def test_static_files_are_readable_by_another_account(tmp_path, settings):
    """The image gathers them as root and serves them as somebody else."""
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    assert [path for path in settings.STATIC_ROOT.rglob("*.css") if not path.stat().st_mode & 0o004] == []


def test_directory_of_a_new_database_is_private(tmp_path):
    place = tmp_path / "data"
    assert start(PRODUCTION | {"DATABASE_URL": f"sqlite:///{place}/x.sqlite3"}, "check").returncode == 0
    assert place.stat().st_mode & 0o077 == 0
