"""Google's own clients, unchanged, against a server that publishes meanwhile."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as installed
from google.api_core.client_options import ClientOptions
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.factories import make_published_claim, publish_again

NODE_MODULES = Path(installed.BASE_DIR) / "var" / "npm" / "node_modules"
SCRIPT = Path(__file__).with_name("google_client.cjs")
needs_npm_client = pytest.mark.skipif(
    not (shutil.which("node") and (NODE_MODULES / "@googleapis").is_dir()),
    reason="needs Google's npm client: make npm",
)


@pytest.fixture
def service(live_server, settings):
    settings.SITE_URL = live_server.url
    here = ClientOptions(api_endpoint=live_server.url)
    with build("factchecktools", "v1alpha1", developerKey="x", static_discovery=True, client_options=here) as service:
        yield service


@pytest.fixture
def newsroom(reporter, editor, other_editor):
    """Five claims, and what happens to them after each page."""
    claims = [make_published_claim(f"Claim number {n}", by=reporter, approved_by=editor) for n in range(5)]

    def goes_on():
        make_published_claim(by=reporter, approved_by=editor)
        for claim in (claims[0], claims[-1]):
            publish_again(claim, by=editor, approved_by=other_editor, kind="update", public_note="More is known.")

    return goes_on


EVERYTHING = [f"Claim number {n}, it is said." for n in range(5)]


def test_python_client_pages_through_everything_once(service, newsroom):
    request, found = service.claims().search(query="number", pageSize=2), []
    while request is not None:
        answer = request.execute()
        found += [claim["text"] for claim in answer["claims"]]
        newsroom()
        request = service.claims().search_next(request, answer)
    assert sorted(found) == EVERYTHING


def test_python_client_reads_an_error(service):
    with pytest.raises(HttpError) as refused:
        service.claims().search(languageCode="en").execute()
    assert refused.value.status_code == 400
    assert (
        refused.value.reason == "Invalid value at 'query': It is required unless reviewPublisherSiteFilter is given."
    )


def test_python_client_asks_a_long_question(service, newsroom):
    """Its address would be longer than the client sends: it posts the question."""
    words = " ".join(["北한국"] * 25)
    assert service.claims().search(query=f'number "{words}"').execute() == {"claims": []}
    long = " ".join(["number"] + [f'-"{"북" * 14}{n}"' for n in range(24)])
    request = service.claims().search(query=long, pageSize=100)
    assert len(request.uri) > 2048
    assert sorted(claim["text"] for claim in request.execute()["claims"]) == EVERYTHING


@needs_npm_client
def test_npm_client_pages_through_everything_once(live_server, settings, newsroom):
    """It writes each page on a line, and waits for one before it asks for the next."""
    settings.SITE_URL, found = live_server.url, []
    environment = {"NODE_PATH": str(NODE_MODULES), "PATH": ""}
    command = [shutil.which("node"), SCRIPT, live_server.url, "number", "2"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as client:
        for line in client.stdout:
            found += [claim["text"] for claim in json.loads(line)["claims"]]
            newsroom()
            client.stdin.write("\n")
            client.stdin.flush()
        assert client.stderr.read() == ""
    assert client.returncode == 0
    assert sorted(found) == EVERYTHING


@needs_npm_client
def test_npm_client_reads_an_error(live_server):
    environment = {"NODE_PATH": str(NODE_MODULES), "PATH": ""}
    command = [shutil.which("node"), SCRIPT, live_server.url, "", "2"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    told = "Invalid value at 'query': It is required unless reviewPublisherSiteFilter is given."
    assert (result.returncode, result.stderr) == (1, f"400 {told}\n")
