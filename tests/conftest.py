"""The people of every test newsroom. Charlie has an account for the desk and no role: he must get nowhere."""

import pytest

from tests.factories import make_person


@pytest.fixture
def reporter(db):
    return make_person("rita", "Reporter")


@pytest.fixture
def editor(db):
    return make_person("edith", "Editor")


@pytest.fixture
def other_editor(db):
    return make_person("omar", "Editor")


@pytest.fixture
def chief(db):
    return make_person("chen", "Chief editor")


@pytest.fixture
def charlie(db):
    return make_person("charlie")


@pytest.fixture
def superuser(db):
    return make_person("sue", is_superuser=True)
