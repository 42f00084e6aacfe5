"""docs/api.md: what it shows is run, and what it says is looked up."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.urls import get_resolver

from claims.api import pagination
from claims.api.problems import KINDS
from claims.filters import ClaimFilter, Order
from tests.factories import make_published_claim

MANUAL = (Path(installed.BASE_DIR) / "docs" / "api.md").read_text()
SITE = "http://127.0.0.1:8000"
COMMANDS = re.findall(r"^    (curl .*)$", MANUAL, re.MULTILINE)
(PROGRAM,) = re.findall(r"```python\n(.*?)```", MANUAL, re.DOTALL)


@pytest.fixture
def claims(reporter, editor):
    slugs = ["north-korea-arms-for-russia", "more-arms", "still-more-arms"]
    return [make_published_claim(f"Arms, {slug}", by=reporter, approved_by=editor, slug=slug) for slug in slugs]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rate", ["off", "1/second"])
def test_program_of_the_manual_goes_through_all_pages(live_server, settings, tmp_path, claims, rate):
    settings.SITE_URL, settings.API_RATE, settings.API_RATE_FILE = live_server.url, rate, tmp_path / "own" / "rates"
    program = PROGRAM.replace(SITE, live_server.url).replace('q="arms"', 'q="arms", page_size=1')
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    found = sorted(f"Mostly true {live_server.url}/claims/{claim.slug}/" for claim in claims)
    assert (done.stderr, sorted(done.stdout.splitlines())) == ("", found)


@pytest.mark.django_db(transaction=True)
def test_program_of_the_manual_says_what_is_wrong(live_server, settings):
    settings.SITE_URL = live_server.url
    program = PROGRAM.replace(SITE, live_server.url).replace("label,url", "label,colour")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "There is no “colour” here." in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_manual_is_answered(client, claims, command):
    *options, address = shlex.split(command)[1:]
    headers = dict(each.split(": ") for each in options if ": " in each)
    answer = client.get(address.removeprefix(SITE), headers=headers)
    assert (answer.status_code, address.startswith(SITE)) == (200, True)
    assert answer.headers["Content-Type"].startswith(headers.get("Accept", "application/"))


def test_manual_names_every_endpoint():
    named = set(re.findall(r"`(?:/api/v1/)?([a-z/.]+(?:<slug>/)?)[`?]", MANUAL))
    patterns = [str(each.pattern) for each in get_resolver().namespace_dict["api"][1].url_patterns]
    lists = {pattern for pattern in patterns if "<" not in pattern}
    assert lists - named == set()


def test_manual_names_every_filter_and_problem():
    (filters,) = re.findall(r"\*\*Filters\*\* (.*?)\n\n", MANUAL, re.DOTALL)
    assert set(ClaimFilter.base_filters) <= set(re.findall("`([a-z_]+)`", filters))
    assert dict(re.findall(r"^\| `([a-z-]+)/` \| (\d+) \|$", MANUAL, re.MULTILINE)) == {
        kind.name: str(int(kind.status)) for kind in KINDS.values()
    }


def test_manual_says_of_every_order_where_a_claim_goes():
    """What it says there, test_walking.py holds it to."""
    (orders,) = re.findall(r"^\| `ordering` .*?\n\n", MANUAL, re.MULTILINE | re.DOTALL)
    assert set(re.findall("^\\| `([a-z]+)` \\| [a-z]", orders, re.MULTILINE)) - {"ordering"} == set(Order.values)
    assert 'ordering="oldest"' in PROGRAM


def test_figures_of_the_manual_are_true():
    sizes = f"hold {pagination.PAGE_SIZE} rows, with `page_size` up to {pagination.PAGE_SIZE_LIMIT}"
    assert sizes in MANUAL
    settings_file = (Path(installed.BASE_DIR) / "factcheck" / "settings.py").read_text()
    assert '"off" if LOCAL else "600/minute"' in settings_file
