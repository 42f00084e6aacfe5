"""The contract, put to the test by a program that tries to prove it wrong: https://schemathesis.readthedocs.io."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings as installed

from tests.claims.documents import make_bare_claim, make_full_claim, through_to_publication
from tests.factories import (
    add_accusation,
    make_actor,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_topic,
    publish_again,
)

CONTRACT = Path(installed.BASE_DIR) / "docs" / "openapi.json"
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def make_rich_record(*, by, approved_by, again_by, chief):
    claim = make_researched_claim("A claim", by=by)
    claim.topics.add(make_topic("A topic"))
    add_accusation(claim, make_actor("An actor"), source=make_source("A source"))
    through_to_publication(claim, by=by, approved_by=approved_by)
    publish_again(claim, by=approved_by, approved_by=again_by, public_note="“ß” — 장관")
    make_full_claim(by=by, approved_by=approved_by)
    make_bare_claim(by=by, approved_by=approved_by)
    make_published_claim("Withdrawn", by=by, approved_by=approved_by).move("withdraw", by=chief, public_note="Wrong.")


def test_nothing_answers_otherwise_than_the_contract_says(
    live_server, settings, reporter, editor, other_editor, chief, tmp_path
):
    settings.SITE_URL = live_server.url
    make_rich_record(by=reporter, approved_by=editor, again_by=other_editor, chief=chief)
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIGURATION, "run", CONTRACT]
    command += ["--url", live_server.url]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Tested: 25" in result.stdout
