"""A claim in each state, brought there through the same door as by editors, and a picture of the whole desk."""

from types import SimpleNamespace

from django.apps import apps

from tests import factories


def make_desk():
    """The people who bring a claim along; those under test are others."""
    return SimpleNamespace(
        writer=factories.make_person("wendy", "Reporter"),
        reader=factories.make_person("ravi", "Editor"),
        boss=factories.make_person("bea", "Chief editor"),
    )


def claim_in(state, desk):
    """A claim that never was public, unless its state says so."""
    if state == "logged":
        return factories.make_claim(by=desk.writer)
    if state == "declined":
        claim = factories.make_claim(by=desk.writer)
        claim.move("decline", by=desk.boss, note="Cannot be checked.")
        return claim
    claim = factories.make_researched_claim(by=desk.writer)
    return _bring(claim, state, by=desk.writer, read_by=desk.reader, boss=desk.boss)


def public_claim_in(state, desk):
    """A claim that readers see, in any state that it can then have on the desk."""
    claim = claim_in("published", desk)
    if state == "published":
        return claim
    claim.move("revise", by=desk.boss, note="Something new has come up.")
    return _bring(claim, state, by=desk.boss, read_by=desk.reader, boss=desk.boss)


def _bring(claim, state, *, by, read_by, boss):
    steps = {
        "in_review": lambda: claim.move("submit", by=by),
        "verified": lambda: factories.approve(claim, by=read_by),
        "published": lambda: claim.move("publish", by=read_by),
        "withdrawn": lambda: claim.move("withdraw", by=boss, public_note="It was about somebody else."),
    }
    for reached, step in steps.items():
        if claim.state == state:
            break
        step()
        assert claim.state == reached
    return claim


def everything():
    """All rows of all our tables, to compare before and after: what was refused changes nothing."""
    models = [*apps.get_app_config("claims").get_models(include_auto_created=True)]
    models += apps.get_app_config("sources").get_models(include_auto_created=True)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
