import pytest

from claims.models import Rating
from claims.moves import read_second
from claims.states import State
from tests.claims.admin.browser import claim_url
from tests.factories import make_researched_claim, make_submitted_claim


def rating(slug):
    return Rating.objects.get(slug=slug).pk


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_reading_that_agrees_opens_the_way_to_approval(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    response = client.post(claim_url(claim, "reading"), {"rating": rating("mostly-true")}, follow=True)
    assert messages_of(response) == ["The two ratings agree: “Mostly true”. The claim can now be approved."]
    verdict = claim.verdict
    assert (verdict.reading_by, verdict.reading_rating.slug) == (editor, "mostly-true")


def test_note_of_a_reading_stands_in_the_history(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    given = {"rating": rating("mostly-true"), "note": "The trains convinced me."}
    response = client.post(claim_url(claim, "reading"), given, follow=True)
    assert "The trains convinced me." in response.content.decode()


def test_reading_that_differs_returns_the_claim(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    response = client.post(claim_url(claim, "reading"), {"rating": rating("false"), "note": "Why."}, follow=True)
    assert messages_of(response) == [
        "The two ratings differ: proposed “Mostly true”, read by you as “False”. "
        "The claim went back to research, with both in its history."
    ]
    claim.refresh_from_db()
    assert (claim.state, claim.verdict.round) == (State.RESEARCHING, 2)


def test_ratings_are_offered_with_their_definitions(client, reporter, editor):
    Rating.objects.filter(slug="unproven").update(is_offered=False)
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    page = client.get(claim_url(claim, "reading")).content.decode()
    assert "The evidence shows that the claim is wrong." in page
    assert "can be had neither shows the claim nor refutes it" not in page


def test_reading_without_a_rating_is_asked_for_one(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    assert client.post(claim_url(claim, "reading"), {"note": "Hm."}).status_code == 422
    assert claim.verdict.reading_by is None


@pytest.mark.parametrize("who", ["reporter", "charlie"])
def test_reading_needs_the_role(client, request, reporter, who):
    claim = make_submitted_claim(by=reporter)
    client.force_login(request.getfixturevalue(who))
    assert client.get(claim_url(claim, "reading")).status_code == 403
    assert client.post(claim_url(claim, "reading"), {"rating": rating("true")}).status_code == 403
    assert claim.verdict.reading_by is None


def test_claim_that_is_not_in_review_is_not_read(client, reporter, editor):
    claim = make_researched_claim(by=reporter)
    client.force_login(editor)
    assert client.get(claim_url(claim, "reading")).status_code == 409
    assert client.post(claim_url(claim, "reading"), {"rating": rating("true")}).status_code == 409
    assert claim.verdict.reading_by is None


def test_own_verdict_is_not_read_second(client, superuser):
    claim = make_submitted_claim(by=superuser)
    client.force_login(superuser)
    refusal = "Somebody else must read second: you wrote, submitted or research this verdict."
    assert client.get(claim_url(claim, "reading")).context["reasons"] == [refusal]
    response = client.post(claim_url(claim, "reading"), {"rating": rating("true")})
    assert (response.status_code, response.context["reasons"]) == (409, (refusal,))


def test_claim_is_read_second_once(client, reporter, editor, other_editor):
    claim = make_submitted_claim(by=reporter)
    read_second(claim, claim.verdict.rating, by=editor)
    client.force_login(other_editor)
    assert client.get(claim_url(claim, "reading")).status_code == 409
    assert client.post(claim_url(claim, "reading"), {"rating": rating("false")}).status_code == 409
    assert claim.verdict.reading_by == editor


def test_button_for_reading_is_shown_to_those_who_may_read(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    shown = {}
    for person in (reporter, editor):
        client.force_login(person)
        shown[person] = f'href="{claim_url(claim, "reading")}"' in client.get(claim_url(claim)).content.decode()
    assert shown == {reporter: False, editor: True}
