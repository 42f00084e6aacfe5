"""docs/api.md and the client of README.md: what they show is run, and what they say is looked up."""

import json
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

ROOT = Path(installed.BASE_DIR)
MANUAL = (ROOT / "docs" / "api.md").read_text()
SITE = "http://127.0.0.1:8000"
COMMANDS = re.findall(r"^    (curl .*)$", MANUAL, re.MULTILINE)
PROGRAMS = {
    name: re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)
    for name in ("README.md", "docs/api.md")
}


@pytest.fixture
def claims(reporter, editor):
    slugs = ["north-korea-arms-for-russia", "more-arms", "still-more-arms"]
    return [make_published_claim(f"Arms, {slug}", by=reporter, approved_by=editor, slug=slug) for slug in slugs]


@pytest.fixture(params=PROGRAMS)
def run(request, transactional_db, live_server, settings, tmp_path):
    """Run the one program that a file shows, with something else in a place of it."""
    settings.SITE_URL, settings.API_RATE = live_server.url, "1/second"
    settings.API_RATE_FILE = tmp_path / "own" / "rates"
    (program,) = PROGRAMS[request.param]

    def run(words, instead):
        command = [sys.executable, "-c", program.replace(SITE, live_server.url).replace(words, instead)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


def test_program_goes_through_all_pages_each_row_once(run, claims, settings):
    done = run('q="arms"', 'q="arms", page_size=1')
    found = "".join(f"Mostly true {settings.SITE_URL}/claims/{claim.slug}/\n" for claim in claims)
    assert (done.stderr, done.stdout) == ("", found)


def test_program_says_what_is_wrong(run):
    assert "There is no “colour” here." in run("label,url", "label,colour").stderr


def test_client_of_the_readme_is_short():
    assert len(PROGRAMS["README.md"][0].splitlines()) <= 20


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_manual_is_answered(client, claims, command):
    *options, address = shlex.split(command)[1:]
    headers = dict(each.split(": ") for each in options if ": " in each)
    answer = client.get(address.removeprefix(SITE), headers=headers)
    assert (answer.status_code, address.startswith(SITE)) == (200, True)
    assert answer.headers["Content-Type"].startswith(headers.get("Accept", "application/"))


def test_manual_names_every_endpoint():
    named = set(re.findall(r"`(?:/api/v1/)?([a-z/.]*(?:<slug>/)?)[`?]", MANUAL))
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
    assert set(re.findall("^\\| `([a-z]+)` \\| ", orders, re.MULTILINE)) == {"ordering", *Order.values}


def test_manual_names_the_lists_that_have_no_pages():
    (named,) = re.findall(r"\((.*?) have no pages", MANUAL)
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    asked = {path: {each["name"] for each in way["get"].get("parameters", [])} for path, way in paths.items()}
    lists = [path for path, way in paths.items() if way["get"]["operationId"].startswith(("list_", "match_"))]
    whole = {path.removeprefix("/api/v1/") for path in lists if "page_size" not in asked[path]}
    assert set(re.findall("`([a-z]+/)`", named)) == whole


def test_figures_of_the_manual_are_true():
    sizes = f"hold {pagination.PAGE_SIZE} rows, with `page_size` up to {pagination.PAGE_SIZE_LIMIT}"
    assert sizes in MANUAL
    settings_file = (ROOT / "factcheck" / "settings.py").read_text()
    assert '"off" if LOCAL else "600/minute"' in settings_file
