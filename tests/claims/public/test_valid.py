"""The Nu HTML checker, https://validator.github.io/validator/, over every kind of page and the style sheet."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as installed

from tests.public_pages import LANGUAGES, PAGES

JAVA = shutil.which("java")
JAR = Path(installed.BASE_DIR) / "var" / "npm" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
STYLE_SHEET = Path(installed.BASE_DIR) / "claims" / "static" / "claims" / "public.css"
# Where REQUIRE_BROWSER is set, a checker that is missing fails the tests, as a browser does.
pytestmark = [
    pytest.mark.skipif(
        not (JAVA and JAR.is_file()) and not os.environ.get("REQUIRE_BROWSER"),
        reason="needs the Nu HTML checker: apt-get install default-jre-headless, and make npm",
    ),
    pytest.mark.django_db,  # see test_accessible.py
]


@pytest.fixture(scope="module")
def messages(site, tmp_path_factory):
    """What the checker says of each file. It starts slowly, so it is given all of them at once."""
    folder = tmp_path_factory.mktemp("checked")
    for language, pages in site.pages.items():
        for name, address in pages.items():
            (folder / f"{language} {name}.html").write_text(site.html(address))
    shutil.copy(STYLE_SHEET, folder)
    (folder / "wrong.html").write_text("<!DOCTYPE html><html lang=en><title>Wrong</title><p><div></p>")
    (folder / "wrong.css").write_text("p { colour: red }")
    found: dict[str, list[str]] = {file.name: [] for file in folder.iterdir()}
    for message in _check(folder):
        name = Path(unquote(message["url"])).name
        found[name].append(f"{message['type']}: {message['message']} – {message.get('extract', '')}")
    return found


def _check(folder: Path) -> list[dict]:
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", "--skip-non-html"]
    found = subprocess.run([JAVA, "-jar", JAR, *options, folder], capture_output=True, check=True, timeout=300)
    return json.loads(found.stdout)["messages"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_checker_finds_nothing_on_the_page(messages, site, language, name):
    if name not in site.pages[language]:
        pytest.skip("has the same address in another language")
    assert messages[f"{language} {name}.html"] == []


def test_checker_finds_nothing_in_the_style_sheet(messages):
    assert messages[STYLE_SHEET.name] == []


@pytest.mark.parametrize("name", ["wrong.html", "wrong.css"])
def test_checker_finds_what_is_wrong(messages, name):
    """Else it would find nothing anywhere."""
    assert len(messages[name]) > 0
