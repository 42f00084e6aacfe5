import pytest

from tests.factories import make_person


@pytest.fixture
def other_reporter(db):
    return make_person("rolf", "Reporter")
