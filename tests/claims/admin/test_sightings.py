"""Where a claim was seen: added in one step in any state, edited with the claim while it is open."""

import re

import pytest

from claims.matching import desk
from claims.merging import merge
from claims.models import Claim
from claims.states import State
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.claims.desk import claim_in, everything, make_desk
from tests.factories import add_sighting, make_claim

PAGE = "https://example.org/post/1"
SEEN = {"seen_text": "They swam!", "seen_url": PAGE, "seen_where": "TikTok", "seen_on": "2024-06-01"}


@pytest.fixture
def claim(reporter):
    return make_claim("Walruses swam", by=reporter, statement="Walruses swam to Greenland.")


def see(client, claim, **fields):
    return client.post(claim_url(claim, "sighting"), SEEN | fields)


def said_by(response) -> list[str]:
    return [error for errors in response.context["form"].errors.values() for error in errors]


@pytest.mark.parametrize("state", State.values)
def test_sighting_is_added_in_one_step_in_any_state(client, reporter, state):
    claim = claim_in(state, make_desk())
    client.force_login(reporter)
    response = see(client, claim, seen_notes="Spreading.")
    assert response.url == claim_url(claim)
    seen = claim.sightings.get()
    assert (seen.text, seen.url, seen.where, str(seen.seen_on)) == ("They swam!", PAGE, "TikTok", "2024-06-01")
    assert (seen.notes, seen.created_by) == ("Spreading.", reporter)
    claim.refresh_from_db()
    assert claim.state == state


@pytest.mark.parametrize("who", ["reporter", "editor", "chief", "superuser"])
def test_every_role_adds_sightings(client, request, claim, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(claim_url(claim, "sighting")).status_code == 200
    assert see(client, claim).status_code == 302
    assert "Add a sighting</a>" in client.get(claim_url(claim)).content.decode()


def test_person_without_a_role_adds_none(client, charlie, claim):
    client.force_login(charlie)
    before = everything()
    assert [client.get(claim_url(claim, "sighting")).status_code, see(client, claim).status_code] == [403, 403]
    assert everything() == before


def test_anonymous_is_sent_to_log_in(client, claim):
    assert see(client, claim).url.startswith("/admin/login/")


def test_one_of_link_words_or_place_is_enough(client, reporter, claim):
    client.force_login(reporter)
    for number, name in enumerate(["seen_text", "seen_url", "seen_where"], start=1):
        client.post(claim_url(claim, "sighting"), {name: SEEN[name]})
        assert claim.sightings.count() == number


@pytest.mark.parametrize("fields", [{}, {"seen_on": "2024-06-01"}, {"seen_notes": "Where?"}, {"seen_text": " \n"}])
def test_sighting_of_nothing_is_refused_and_keeps_what_was_typed(client, reporter, claim, fields):
    client.force_login(reporter)
    response = client.post(claim_url(claim, "sighting"), fields)
    assert (response.status_code, claim.sightings.count()) == (422, 0)
    assert said_by(response) == ["Give the link, the words, or say where it was seen."]
    assert fields.get("seen_notes", "") in response.content.decode()


def test_same_sighting_twice_is_refused_and_another_day_is_not(client, reporter, claim):
    client.force_login(reporter)
    see(client, claim)
    response = see(client, claim, seen_url=f"{PAGE}?utm_source=x")
    assert said_by(response) == ["This sighting is already there: the same day, the same link, the same words."]
    assert see(client, claim, seen_on="2024-06-02").status_code == 302
    assert claim.sightings.count() == 2


def test_words_come_from_the_statement_where_a_claim_was_being_logged(client, reporter, claim):
    client.force_login(reporter)
    see(client, claim, seen_text="", statement="They swam far.")
    assert claim.sightings.get().text == "They swam far."


def test_sighting_of_a_merged_claim_goes_to_the_survivor(client, reporter, editor, claim):
    merged = make_claim("Sea cows swam", by=reporter)
    merge(merged, claim, by=editor, note="One speech.")
    client.force_login(reporter)
    assert see(client, merged).url == claim_url(claim)
    assert claim.sightings.filter(url=PAGE).count() == 1


def test_claim_is_found_by_the_words_in_which_it_was_seen(client, reporter, claim):
    make_claim("Otters built a dam", by=reporter)
    desk.rebuild()
    client.force_login(reporter)
    assert desk.similar("Pinguine in Paris") == []
    see(client, claim, seen_text="Pinguine in Paris")
    assert [found.claim for found in desk.similar("Pinguine in Paris")] == [claim]


def test_sightings_are_edited_with_the_claim_while_it_is_open(client, reporter, claim):
    seen = add_sighting(claim, url=PAGE)
    client.force_login(reporter)
    form = open_claim(client, claim) | {"sightings-0-url": "https://example.org/post/2"}
    add_row(form, "sightings", where="The radio", seen_on="2024-06-03")
    assert client.post(claim_url(claim), form).status_code == 302
    key = seen.address_key
    seen.refresh_from_db()
    assert seen.address_key != key
    assert claim.sightings.get(where="The radio").created_by == reporter


def test_sightings_are_read_where_the_claim_is_closed(client, reporter):
    claim = claim_in("published", make_desk())
    add_sighting(claim, where="A ferry to Nuuk")
    client.force_login(reporter)
    assert "A ferry to Nuuk" in client.get(claim_url(claim)).content.decode()
    assert not [name for name in open_claim(client, claim) if name.endswith("-where")]


def test_row_that_says_nothing_is_told_so(client, reporter, claim):
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "sightings", notes="Where?", seen_on="2024-06-03")
    page = client.post(claim_url(claim), form).content.decode()
    assert "Give the link, the words, or say where it was seen." in page


def test_page_of_a_claim_says_how_often_and_since_when(client, reporter, claim):
    client.force_login(reporter)
    assert "Nobody has noted yet where this was seen." in client.get(claim_url(claim)).content.decode()
    add_sighting(claim, seen_on="2024-06-02")
    assert "Seen once: 2 June 2024." in client.get(claim_url(claim)).content.decode()
    add_sighting(claim, seen_on="2024-06-01")
    assert "Seen 2 times, first on 1 June 2024." in client.get(claim_url(claim)).content.decode()


def test_open_form_is_told_of_a_sighting_that_was_added_meanwhile(client, reporter, claim):
    client.force_login(reporter)
    opened = open_claim(client, claim)
    see(client, claim)
    told = client.post(claim_url(claim), opened | {"headline": "Changed"})
    assert (told.status_code, len(told.context["conflict"].saves)) == (200, 1)
    assert client.post(claim_url(claim), fields_of(told, "claim_form")).status_code == 302
    assert (Claim.objects.get().headline, claim.sightings.count()) == ("Changed", 1)


def test_what_was_seen_is_escaped(client, reporter, claim):
    client.force_login(reporter)
    see(client, claim, seen_text="<script>alert(1)</script>", seen_where="<i>")
    page = client.get(claim_url(claim)).content.decode()
    assert re.findall(r"<script>alert|<i>", page) == []


def test_unknown_claim_has_no_sightings(client, reporter):
    client.force_login(reporter)
    for key in ("999", "x"):
        assert client.post(f"/admin/claims/claim/{key}/sighting/", SEEN).status_code == 404


def test_form_of_a_sighting_holds_today(client, reporter, claim):
    client.force_login(reporter)
    form = fields_of(client.get(claim_url(claim, "sighting")))
    assert form["seen_on"] == str(save_claim(client, claim) and claim.created_at.date())
