"""The desk speaks its editor's language; what readers see depends on the address alone."""

import pytest

from tests.factories import make_published_claim

INDONESIAN = {"Accept-Language": "id,en;q=0.5"}


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


def heading(response):
    return response.content.decode().partition('<html lang="')[2].partition('"')[0]


def test_desk_speaks_the_language_that_the_browser_asks_for(at_desk):
    assert heading(at_desk.get("/admin/")) == "en"
    response = at_desk.get("/admin/", headers=INDONESIAN)
    assert (heading(response), response.headers["Content-Language"]) == ("id", "id")


def test_unknown_language_is_english(at_desk):
    assert heading(at_desk.get("/admin/", headers={"Accept-Language": "tlh"})) == "en"


def test_chosen_language_goes_before_the_browsers(at_desk):
    answer = at_desk.post("/admin/language/", {"language": "id", "next": "/admin/claims/claim/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/claims/claim/")
    assert heading(at_desk.get("/admin/claims/claim/")) == "id"
    at_desk.post("/admin/language/", {"language": "en"})
    assert heading(at_desk.get("/admin/", headers=INDONESIAN)) == "en"


def test_choice_leads_nowhere_else(at_desk):
    answer = at_desk.post("/admin/language/", {"language": "id", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/id/"


def test_public_page_is_the_same_whatever_the_browser_asks_for(at_desk, editor, reporter):
    claim = make_published_claim(by=reporter, approved_by=editor)
    address = claim.get_absolute_url()
    before = at_desk.get(address).content
    at_desk.post("/admin/language/", {"language": "id"})
    at_desk.get("/admin/", headers=INDONESIAN)
    assert at_desk.get(address, headers=INDONESIAN).content == before


def test_dates_are_typed_alike_in_every_language(at_desk):
    page = at_desk.get("/admin/claims/claim/add/", headers=INDONESIAN).content.decode()
    assert 'name="first_said_on"' in page
    answer = at_desk.post("/admin/claims/claim/add/", {"first_said_on": "03/04/2024"}, headers=INDONESIAN)
    assert "first_said_on" in answer.context["adminform"].form.errors
