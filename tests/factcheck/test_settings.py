"""What the environment may say: each start is a process of its own, as an operator would see it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BASE_DIR = Path(settings.BASE_DIR)
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "facts.example.org",
    "SITE_URL": "https://facts.example.org",
    "DATABASE_URL": "sqlite://:memory:",
}
DEVELOPMENT = {"ENV_FILE": os.devnull, "DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}


def start(environment, *arguments):
    """Run manage.py with nothing in the environment but this."""
    command = [sys.executable, BASE_DIR / "manage.py", *(arguments or ["diffsettings"])]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def assert_refused(environment, variable):
    """One clean line that names the variable, and no traceback."""
    result = start(environment)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("The configuration is refused. ")
    assert variable in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("environment", [PRODUCTION, DEVELOPMENT, DEVELOPMENT | {"DEBUG": "0", "DEMO": "1"}])
def test_start_is_allowed(environment):
    result = start(environment)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "perhaps"),
        ("DEMO", "maybe"),
        ("BEHIND_PROXY", "nginx"),
        ("PROXIES", "nginx"),
        ("PROXIES", "-1"),
        ("API_RATE", ""),
        ("API_RATE", "many"),
        ("API_RATE", "0/minute"),
        ("API_RATE", "600/min"),
        ("API_RATE", "600"),
        ("SEARCH_RATE", ""),
        ("SEARCH_RATE", "many"),
        ("HSTS_SECONDS", "a year"),
        ("HSTS_SECONDS", "-1"),
        ("SITE_URL", "facts.example.org"),
        ("SITE_URL", "https://facts.example.org/en/"),
        ("SITE_URL", "https://facts.example.org:port"),
        ("SITE_URL", "https://user@facts.example.org"),
        ("SITE_NAME", ""),
        ("ALLOWED_HOSTS", "https://facts.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("CORRECTIONS_EMAIL", "the editors"),
        ("DATA_LICENSE", ""),
        ("DATA_LICENSE", "CC BY 4.0"),
        ("DATA_LICENSE", 'https://example.org/"; rel="next"'),
        ("ETHICS_POLICY_URL", "facts.example.org/ethics/"),
        ("OWNERSHIP_FUNDING_URL", "javascript:alert(1)"),
        ("SECURITY_CONTACT", "security@example.org"),
        ("SECURITY_EXPIRES", "2027-12-31"),
        ("CAPTURE_MAX_BYTES", "50 MB"),
        ("CAPTURE_MAX_BYTES", "0"),
        ("CAPTURE_TIMEOUT", "0"),
        ("CAPTURE_TIMEOUT", "3600"),
        ("ARCHIVE", "archive.today"),
        ("ARCHIVE_URL", "web.archive.org"),
        ("ARCHIVE_KEY", "hunter2"),
        ("WEBHOOK_PRIVATE_HOSTS", "10.0.0.0/8"),
        ("WEBHOOK_PRIVATE_HOSTS", "hub.intern"),
        ("WEBHOOK_PRIVATE_HOSTS", ".intern:8080"),
        ("WEBHOOK_PRIVATE_HOSTS", "hub.intern:80800"),
        ("WEBHOOK_PRIVATE_HOSTS", "http://hub.intern:8080"),
        ("WEBHOOK_SWITCH_OFF_DAYS", "0"),
        ("TIME_ZONE", "Jakarta"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "facts.sqlite3"),
        ("DATABASE_URL", "mysql://user:password@localhost/facts"),
        ("DATABASE_URL", "sqlite://var/facts.sqlite3"),
        ("DATABASE_URL", "postgres://user:password@localhost:port/facts"),
        ("DATABASE_URL", "postgres://user:password@localhost"),
    ],
)
def test_malformed_value_stops_the_start_and_is_named(variable, value):
    assert_refused(PRODUCTION | {variable: value}, variable)


def test_archive_without_its_key_is_refused():
    assert_refused(PRODUCTION | {"ARCHIVE": "internet-archive"}, "ARCHIVE_KEY")
    assert start(PRODUCTION | {"ARCHIVE": "internet-archive", "ARCHIVE_KEY": "key:secret"}).returncode == 0


def test_refusal_does_not_repeat_a_key():
    assert "hunter2" not in start(PRODUCTION | {"ARCHIVE_KEY": "hunter2"}).stderr


def test_refusal_does_not_repeat_a_password():
    result = start(PRODUCTION | {"DATABASE_URL": "mysql://user:hunter2@localhost/facts"})
    assert "DATABASE_URL" in result.stderr
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize("variable", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_production_refuses_what_is_missing(variable):
    assert_refused({name: value for name, value in PRODUCTION.items() if name != variable}, variable)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"),
        ("SECRET_KEY", "x" * 60),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "other.example.org"),
        ("SITE_URL", "http://facts.example.org"),
    ],
)
def test_production_refuses_what_is_unsafe(variable, value):
    assert_refused(PRODUCTION | {variable: value}, variable)


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_debug_and_demo_serve_this_machine_only(mode):
    assert_refused(PRODUCTION | {mode: "1"}, "ALLOWED_HOSTS")


def test_several_faults_are_told_at_once():
    result = start({"ENV_FILE": os.devnull})
    assert re.findall(r"[A-Z]+_[A-Z]+ must", result.stderr) == [
        "SECRET_KEY must", "ALLOWED_HOSTS must", "SITE_URL must",
    ]  # fmt: skip


def test_env_file_is_read_and_the_environment_wins(tmp_path):
    (tmp_path / "env").write_text("SITE_NAME=From the file\nTIME_ZONE=Asia/Jakarta\n")
    result = start(PRODUCTION | {"ENV_FILE": str(tmp_path / "env"), "SITE_NAME": "From the environment"})
    assert "SITE_NAME = 'From the environment'" in result.stdout
    assert "TIME_ZONE = 'Asia/Jakarta'" in result.stdout


def test_every_variable_is_in_env_example():
    """Beside those that settings.py reads, the example has those of docker-compose.yml."""
    program = (BASE_DIR / "factcheck/settings.py").read_text()
    read = set(re.findall(r"""(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)\"""", program))
    example = (BASE_DIR / ".env.example").read_text()
    listed = re.findall(r"^# ([A-Z_]+)=", example, flags=re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == read | {"POSTGRES_PASSWORD", "PORT", "WEB_CONCURRENCY"}


def test_commented_example_changes_nothing():
    example = (BASE_DIR / ".env.example").read_text()
    assert [line for line in example.splitlines() if line and not line.startswith("#")] == []


@pytest.mark.parametrize(
    ("given", "proxies"), [({}, 0), ({"BEHIND_PROXY": "1"}, 1), ({"BEHIND_PROXY": "1", "PROXIES": "2"}, 2)]
)
def test_proxy_that_ends_tls_is_one_that_says_who_asks(given, proxies):
    assert f"'NUM_PROXIES': {proxies}," in start(PRODUCTION | given).stdout


@pytest.mark.parametrize("rate", ["API_RATE = '600/minute'", "SEARCH_RATE = '60/minute'"])
def test_api_and_searches_are_limited_but_in_development(rate):
    assert rate in start(PRODUCTION).stdout
    assert f"{rate.partition(' ')[0]} = 'off'" in start(DEVELOPMENT).stdout
