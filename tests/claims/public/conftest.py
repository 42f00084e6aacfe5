"""One site and one browser for all tests of what pages are like."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.browser import Chromium
from tests.public_pages import public_site


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    @contextmanager
    def thrown_away():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    with public_site(thrown_away) as served:
        yield served


@pytest.fixture(scope="session")
def chromium():
    with Chromium() as browser:
        yield browser
