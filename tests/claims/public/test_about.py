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
    assert (done.returncode, done.stdout) == (0, f"All 3 publications fit. The head is {head.digest}.\n")


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
