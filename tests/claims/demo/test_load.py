"""The demonstration is made by the code that editors use: a gate that becomes stricter must not leave it behind."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from claims import demo, record
from claims.demo import load
from claims.models import Claim, Mention, Publication, Transition
from tests.factories import make_claim

COMPANY = {"chief", "editor", "outsider", "reporter", "reporter2"}


@pytest.fixture
def newsroom(db):
    assert load.load() is True


def test_demonstration_shows_every_state_of_a_claim(newsroom):
    states = set(Claim.objects.values_list("state", flat=True))
    assert states == {"logged", "researching", "in_review", "verified", "published", "declined", "withdrawn"}


def test_every_claim_came_to_its_state_by_moves(newsroom):
    for claim in Claim.objects.all():
        moved = claim.transitions.first()
        assert claim.state == (moved.to_state if moved else "logged")
    assert Transition.objects.exclude(by__groups__name=demo.GROUP).count() == 0


def test_demonstration_has_every_kind_of_publication_but_an_update(newsroom):
    kinds = set(Publication.objects.values_list("kind", flat=True))
    assert kinds >= {"first", "clarification", "withdrawal", "amendment"}
    assert record.verify() is None


def test_somebody_is_told_of_a_note(newsroom):
    waiting = Mention.objects.unseen_by(User.objects.get(username="editor"))
    assert [mention.note.claim.slug for mention in waiting] == ["russia-satellite-help"]


def test_accounts_log_in_with_the_printed_password(newsroom, client):
    people = User.objects.filter(groups__name=demo.GROUP)
    assert {person.username for person in people} == COMPANY
    assert [person for person in people if not client.login(username=person.username, password=load.password())] == []


def test_loading_twice_does_nothing(newsroom):
    before = (Claim.objects.count(), Publication.objects.count(), load.password())
    assert load.load() is False
    assert (Claim.objects.count(), Publication.objects.count(), load.password()) == before


def test_database_with_claims_of_its_own_is_left_alone(reporter):
    make_claim(by=reporter)
    with pytest.raises(load.NotADemoDatabase):
        load.load()
    assert (Claim.objects.count(), Group.objects.filter(name=demo.GROUP).exists()) == (1, False)


def test_command_is_for_demonstrations_only(db):
    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("load_demo")
    assert not Claim.objects.exists()


def test_command_prints_addresses_accounts_and_password(db, settings, capsys):
    settings.DEMO = True
    call_command("load_demo")
    printed = capsys.readouterr().out
    call_command("load_demo")
    again = capsys.readouterr().out
    assert again.splitlines()[1:] == printed.splitlines()[1:]
    assert printed.splitlines()[-1] == f"password: {load.password()}"
    for line in (f"readers   {settings.SITE_URL}/", "  outsider   no role: gets nowhere"):
        assert line in printed.splitlines()
