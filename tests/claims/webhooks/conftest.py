import pytest

from tests.claims.webhooks.receiving import listening, subscribe


@pytest.fixture
def server(settings):
    with listening(settings) as server:
        yield server


@pytest.fixture
def subscriber(server, chief):
    return subscribe(server, by=chief)
