"""The contract, put to the test by a program that tries to prove it wrong: https://schemathesis.readthedocs.io.

It is given the contract as it is, but for what is data: of slugs, the contract says only what they look like, and here
those are listed that are there. So what looks right is right, and must be answered with 200.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings as installed

from claims.models import PublicActor, PublicOutlet, PublicSource, PublicTopic, PublishedClaim, Rating
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
MOST = 3  # of each kind, where no other could be hit upon by chance
# What the same lines of code read and answer is asked of one list for all: these leave these to others.
LEFT_TO_OTHERS = {
    "/api/v1/claims/": {"rebutter", "denier", "outlet", "said_before", "published_after"},
    "/api/v1/verdicts/": {"accuser", "accused", "actor", "topic", "source", "language", "year", "said_after",
                          "published_before", "cursor", "page_size"},
    "/api/v1/sources/": {"cursor", "page_size"},
    "/api/v1/outlets/": {"cursor", "page_size"},
    "/api/v1/topics/": {"cursor", "page_size"},
    "/api/v1/claims/{slug}/revisions/": {"cursor", "page_size"},
    "/api/v1/changes/": {"page_size"},
    "/api/v1/export/claims.csv": {"after"},
    "/api/v1/export/claims.ndjson": {"after"},
}  # fmt: skip


def make_rich_record(*, by, approved_by, again_by, chief):
    claim = make_researched_claim("A claim", by=by)
    claim.topics.add(make_topic("A topic"))
    add_accusation(claim, make_actor("An actor"), source=make_source("A source"))
    through_to_publication(claim, by=by, approved_by=approved_by)
    publish_again(claim, by=approved_by, approved_by=again_by, public_note="“ß” — 장관")
    make_full_claim(by=by, approved_by=approved_by)
    make_bare_claim(by=by, approved_by=approved_by)
    make_published_claim("Withdrawn", by=by, approved_by=approved_by).move("withdraw", by=chief, public_note="Wrong.")


def what_is_there():
    """By the names of filters, and by what comes before the slug in an address."""
    actors = _slugs(PublicActor)
    filters = dict.fromkeys(("actor", "accuser", "accused", "rebutter", "denier"), actors)
    filters |= {"topic": _slugs(PublicTopic)}
    filters |= {"source": _slugs(PublicSource), "outlet": _slugs(PublicOutlet), "rating": _all_slugs(Rating)}
    addresses = {"claims": _all_slugs(PublishedClaim), "problems": ["not-found", "invalid-parameters"]}
    alike = ("actor", "topic", "source", "outlet", "rating")
    return filters, addresses | {f"{name}s": filters[name] for name in alike}


def _slugs(model):
    return _all_slugs(model)[:MOST]


def _all_slugs(model):
    return sorted(model.objects.values_list("slug", flat=True))


def narrowed(contract):
    filters, addresses = what_is_there()
    for path, operations in contract["paths"].items():
        parameters = operations["get"].get("parameters", [])
        parameters[:] = [each for each in parameters if each["name"] not in LEFT_TO_OTHERS.get(path, ())]
        for each in parameters:
            schema, name = each["schema"], each["name"]
            if name == "slug":
                schema["enum"] = addresses[path.split("/")[3]]
            elif name in filters:
                schema.get("items", schema)["enum"] = filters[name]
            elif name == "revision":
                schema["enum"] = [1]
            elif name == "ordering":
                schema["enum"].remove("best")  # which needs a `q`
            elif name == "query":
                each["required"] = True  # or else a site
            elif name == "pageToken":
                schema["enum"] = [""]  # any other comes from a page before
    return contract


def test_nothing_answers_otherwise_than_the_contract_says(
    live_server, settings, reporter, editor, other_editor, chief, tmp_path
):
    settings.SITE_URL = live_server.url
    make_rich_record(by=reporter, approved_by=editor, again_by=other_editor, chief=chief)
    contract = tmp_path / "openapi.json"
    contract.write_text(json.dumps(narrowed(json.loads(CONTRACT.read_text()))))
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIGURATION, "run", contract]
    command += ["--url", live_server.url]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Tested: 25" in result.stdout
