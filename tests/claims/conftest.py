import pytest

from tests.claims.public.newsroom import make_rich_claim
from tests.factories import make_published_claim


@pytest.fixture
def weapons(reporter, editor):
    return make_rich_claim(by=reporter, approved_by=editor)


@pytest.fixture
def withdrawn(reporter, editor, chief):
    claim = make_published_claim("Taken back", by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="The letter was forged.")
    return claim
