"""What is kept and published says the same, whatever language its editor works in."""

import orjson
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.utils import translation
from django.utils.translation import gettext

from claims import document
from claims.models import Publication, Transition
from tests.claims.admin.browser import claim_url, fields_of
from tests.factories import add_accusation, approve, make_actor, make_researched_claim, make_verified_claim

LANGUAGES = ["en", "id"]


@pytest.fixture(params=LANGUAGES)
def desk(request, client, editor):
    """An editor's browser, which asks for one language or another."""
    client.force_login(editor)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = request.param
    assert client.get("/admin/").headers["Content-Language"] == request.param
    return client


def test_publishing_stores_the_same_in_every_language(desk, reporter, editor):
    claim = make_verified_claim(by=reporter, approved_by=editor)
    body = document.render(claim)
    desk.post(claim_url(claim, "move", "publish"), {"note": ""})
    stored = orjson.loads(Publication.objects.get().document)
    assert {name: stored[name] for name in body} == body
    assert Publication.objects.get().kind == "first"
    last = Transition.objects.first()
    assert (last.move, last.to_state, last.note) == ("publish", "published", "")
    assert [str(entry) for entry in LogEntry.objects.filter(change_message="Publish.")] != []


def test_differing_second_reading_is_noted_alike_in_every_language(desk, reporter):
    claim = make_researched_claim(by=reporter)
    claim.move("submit", by=reporter)
    rating = str(claim.verdict.rating)
    form = desk.get(claim_url(claim, "reading")).context["form"]
    other = form.fields["rating"].queryset.exclude(pk=claim.verdict.rating_id).first()
    desk.post(claim_url(claim, "reading"), {"rating": other.pk, "note": ""})
    differ = f"The second reading differs: proposed “{rating}”, read as “{other}”."
    assert Transition.objects.first().note == differ


def test_amending_writes_the_same_public_note_in_every_language(desk, reporter, editor):
    actor = make_actor("Russia")
    claim = make_researched_claim(by=reporter)
    add_accusation(claim, actor)
    claim.move("submit", by=reporter)
    approve(claim, by=editor).move("publish", by=editor)
    address = f"/admin/claims/actor/{actor.pk}/change/"
    form = fields_of(desk.get(address), "actor_form")
    name = {"names-TOTAL_FORMS": "1", "names-0-name": "Rusia", "names-0-language": "id"}
    desk.post(address, form | {"name": "Russian Federation", "country": "RU"} | name)
    note = (
        "“Russia” is now called “Russian Federation”. "
        "What is shown of “Russian Federation” has changed: country, actor names."
    )
    assert Publication.objects.get(kind="amendment").note == note


def test_preview_is_what_readers_see_in_every_language(desk, reporter, editor):
    claim = make_verified_claim(by=reporter, approved_by=editor)
    page = desk.get(claim_url(claim, "preview")).content.decode()
    before, _, after = page.partition('<p class="demo">')
    assert '<html lang="en"' in before
    after = after.partition("</p>")[2]
    with translation.override("id"):
        assert (gettext("Key facts") in after, "Key facts" in after) == (False, True)


def test_people_are_told_in_their_own_language(client, reporter, editor):
    claim = make_verified_claim(by=reporter, approved_by=editor)
    client.force_login(editor)
    answer = client.post(claim_url(claim, "move", "publish"), {"note": ""}, headers={"Accept-Language": "id"})
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == [f"Terbitkan: status “{claim}” sekarang terbit."]
