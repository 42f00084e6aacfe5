"""Processes of their own on the test's database: what is tried here may be killed."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from tests.factcheck.test_settings import DEVELOPMENT
from tests.factcheck.test_work import wait_until


def database_url():
    """Of the database that this test is on, which must be one that others can reach: see real_connections."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    person = ":".join(quote(each, safe="") for each in (given["USER"], given["PASSWORD"]) if each)
    host, port = quote(given["HOST"], safe=""), f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{person}@{host}{port}/{given['NAME']}?{urlencode(given['OPTIONS'])}"


@contextmanager
def process(*arguments, **environment):
    """Killed at the end, with all that it started, however it and the test went."""
    given = DEVELOPMENT | {"DATABASE_URL": database_url(), "PATH": os.environ["PATH"]} | environment
    started = subprocess.Popen(
        [sys.executable, *arguments],
        env=given,
        cwd=Path(settings.BASE_DIR),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        kill(started)


def kill(started):
    """With kill -9, so that nothing in it learns of it."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


@contextmanager
def site(port):
    """Served as `make demo` does."""
    address = f"127.0.0.1:{port}"
    command = ["-m", "gunicorn", "factcheck.wsgi", "--bind", address, "--threads", "4", "--no-control-socket"]
    with process(*command, SITE_URL=f"http://{address}") as server:
        wait_until(lambda: answers(f"http://{address}/healthz"))
        yield server


def answers(address):
    with suppress(OSError), urlopen(address, timeout=5) as answer:
        return answer.status == 200
    return False


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
