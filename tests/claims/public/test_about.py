"""The program on the page of the record: what readers run is what is tested."""

import subprocess
import sys

import pytest
from django.db import connection

from claims import triggers
from claims.models import Head
from claims.public import about


@pytest.mark.django_db(transaction=True)
def test_program_of_the_record_page_verifies_the_record(live_server, settings, client, weapons, withdrawn):
    settings.SITE_URL = live_server.url
    program = client.get("/record/").context["verifier"]
    assert program == about.verifier()
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    head = Head.objects.get()
    assert (done.returncode, done.stdout) == (0, f"All 3 publications fit. The last is {head.digest}.\n")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fits", [True, False])
def test_program_of_the_record_page_must_pass_by_the_head_that_it_asked_first(live_server, settings, withdrawn, fits):
    """A head of one publication, with more behind it, is what a reader sees during whose check something appears."""
    settings.SITE_URL = live_server.url
    first, last = withdrawn.publications.first(), withdrawn.publications.last()
    triggers.remove(connection)
    try:
        Head.objects.update(sequence=1, digest=first.digest if fits else last.digest)
    finally:
        triggers.install(connection)
    command = [sys.executable, "-I", "-c", about.verifier()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    fault = f"The head does not fit: it is 1, and the record ends at 2, {last.digest}.\n"
    said = (0, f"All 2 publications fit. The last is {last.digest}.\n", "") if fits else (1, "", fault)
    assert (done.returncode, done.stdout, done.stderr) == said


@pytest.mark.django_db(transaction=True)
def test_program_of_the_record_page_names_what_does_not_fit(live_server, settings, client, weapons):
    settings.SITE_URL = live_server.url
    triggers.remove(connection)
    try:
        weapons.publications.update(note="Written later.")
    finally:
        triggers.install(connection)
    command = [sys.executable, "-I", "-c", about.verifier()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "Publication 1: the header is not the one that was published.\n")
