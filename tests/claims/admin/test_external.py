"""What others have checked, at the desk: offered beside claims, listed, and mapped to our scale."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from claims.claimreviews.reading import Claimant
from claims.matching import desk, elsewhere
from claims.models import ExternalCheck, ExternalPublisher, ExternalRating, Rating
from claims.search.query import Unsearchable
from tests.claims.admin.browser import claim_url, fields_of
from tests.claims.desk import everything
from tests.factories import make_claim, make_external_check, make_person

SAID = "Walruses swam to Greenland"
CHECKS = "/admin/claims/externalcheck/"
RATINGS = "/admin/claims/externalrating/"
LOG = "/admin/claims/claim/add/"
LEAD = "Candidates only, and their words, not ours"


@pytest.fixture
def check(db):
    return make_external_check(
        f"{SAID}.",
        rating_text="Pants <on> fire",
        claimants=[Claimant("Bo", "person", [])],
        reviewed_on=date(2024, 6, 18),
    )


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client, **query):
    response = client.get(CHECKS, query)
    assert response.status_code == 200
    return [check.claim for check in response.context["cl"].result_list]


def test_claim_page_offers_what_others_have_checked(client, reporter, check):
    claim = make_claim(f"{SAID} again", by=reporter)
    client.force_login(reporter)
    shown = page(client, claim_url(claim))
    assert "Checked elsewhere (1)" in shown
    assert LEAD in shown
    assert f'<a href="{check.url}" target="_blank" rel="noopener noreferrer"><bdi>{SAID}.</bdi></a>' in shown
    assert "<bdi>Facts (facts.example)</bdi>: “<bdi>Pants &lt;on&gt; fire</bdi>” · " in shown
    assert '<time datetime="2024-06-18">' in shown
    assert "claimed by <bdi>Bo</bdi>" in shown


def test_claim_that_nobody_else_has_checked_has_no_such_list(client, reporter, check):
    claim = make_claim("Otters built a dam", by=reporter)
    client.force_login(reporter)
    assert "Checked elsewhere" not in page(client, claim_url(claim))


def test_logging_offers_what_others_have_checked_before_anything_is_saved(client, reporter, check):
    client.force_login(reporter)
    form = fields_of(client.get(LOG), "claim_form") | {"seen_text": f"{SAID}, all of them"}
    before = everything()
    shown = client.post(LOG, form).content.decode()
    answer = client.post("/admin/claims/claim/propose/", form).json()
    assert everything() == before
    for found in (shown, answer["found"]):
        assert "Checked elsewhere (1)" in found
    assert answer["status"] == "1 check elsewhere may be."


def test_text_is_matched_with_what_others_have_checked(client, reporter, check):
    client.force_login(reporter)
    match = "/admin/claims/claim/match/"
    assert LEAD in client.post(match, {"text": SAID}).content.decode()
    assert LEAD not in client.post(match, {"text": "Otters built a dam"}).content.decode()


def test_who_may_not_see_external_checks_is_offered_none(client, reporter, check):
    person = make_person("piet")
    person.user_permissions.add(*Permission.objects.filter(codename__in=["view_claim", "add_claim"]))
    client.force_login(person)
    assert "Checked elsewhere" not in page(client, claim_url(make_claim(f"{SAID} again", by=reporter)))
    assert client.get(CHECKS).status_code == 403


def test_look_that_takes_too_long_is_told(client, reporter, check, monkeypatch):
    def ended(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr(elsewhere, "match", ended)
    client.force_login(reporter)
    assert "This takes too long to find." in page(client, claim_url(make_claim(SAID, by=reporter)))


def test_blind_reader_is_shown_what_others_said_and_nothing_of_the_colleague(client, editor, reporter, check):
    """What others have published is known to the world; the proposed rating is what must not be."""
    claim = make_claim(f"{SAID} again", by=reporter)
    desk.keep([claim])
    client.force_login(editor)
    assert "Pants &lt;on&gt; fire" in page(client, claim_url(claim))


def test_list_is_searched_and_filtered(client, reporter, check):
    make_external_check("Otters built a dam.", site="other.example", publisher="Others", rating_text="True")
    make_external_check("Otters built a house.", rating_text="")
    ExternalRating.objects.filter(text="True").update(rating=Rating.objects.first())
    client.force_login(reporter)
    assert listed(client) == ["Otters built a house.", "Otters built a dam.", f"{SAID}."]
    assert listed(client, q="otter dam") == ["Otters built a dam."]
    assert listed(client, q="Bo") == [f"{SAID}."]
    assert listed(client, publisher="other.example") == ["Otters built a dam."]
    assert listed(client, mapped="yes") == ["Otters built a dam."]
    assert listed(client, mapped="no") == [f"{SAID}."]
    assert listed(client, mapped="none") == ["Otters built a house."]


@pytest.mark.parametrize("query", [{"publisher": "x"}, {"publisher": "\0"}, {"mapped": "x"}])
def test_wrong_filter_is_no_fault_of_the_server(client, reporter, check, query):
    client.force_login(reporter)
    response = client.get(CHECKS, query)
    assert response.status_code in (200, 302)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_however_long(client, reporter, django_assert_num_queries, count):
    for number in range(count):
        make_external_check(site=f"{number}.example", rating_text=f"Text {number}")
    client.force_login(reporter)
    client.get(CHECKS)
    with django_assert_num_queries(7):
        client.get(CHECKS)


def test_check_is_read_and_never_changed(client, superuser, check):
    ExternalCheck.objects.update(rating_value=2, best=5, headline="No", appearances=["https://posts.example/1"])
    client.force_login(superuser)
    address = f"{CHECKS}{check.pk}/change/"
    shown = page(client, address)
    for text in (
        SAID,
        "“Pants &lt;on&gt; fire”",
        "2, where 5 is best and ? is worst",
        "https://posts.example/1",
        "not mapped",
    ):
        assert text in shown
    before = everything()
    assert client.post(address, {"claim": "Other"}).status_code == 403
    assert client.post(f"{CHECKS}{check.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{CHECKS}add/").status_code == 403
    assert everything() == before


def test_chief_editor_maps_a_rating_to_ours_and_its_words_stay(client, chief, check):
    client.force_login(chief)
    address, ours = f"{RATINGS}{check.rating.pk}/change/", Rating.objects.get(slug="false")
    form = fields_of(client.get(address), "externalrating_form")
    assert client.post(address, form | {"rating": ours.pk, "text": "Other words", "publisher": ""}).status_code == 302
    check.rating.refresh_from_db()
    assert (check.rating.rating, check.rating.text) == (ours, "Pants <on> fire")
    assert check.rating.history.first().history_user == chief
    assert ours.label in page(client, CHECKS)


@pytest.mark.parametrize("person", ["reporter", "editor"])
def test_others_see_the_mapping_and_do_not_change_it(client, request, check, person):
    client.force_login(request.getfixturevalue(person))
    address = f"{RATINGS}{check.rating.pk}/change/"
    assert "Pants &lt;on&gt; fire" in page(client, address)
    assert client.post(address, {"rating": Rating.objects.first().pk}).status_code == 403


def test_chief_editor_names_a_publisher_and_its_host_stays(client, chief, check):
    client.force_login(chief)
    address = f"/admin/claims/externalpublisher/{check.publisher.pk}/change/"
    form = fields_of(client.get(address), "externalpublisher_form")
    assert client.post(address, form | {"name": "The Facts", "host": "x.example"}).status_code == 302
    assert f'href="{CHECKS}?publisher=facts.example"' in page(client, address)
    publisher = ExternalPublisher.objects.get()
    assert (publisher.name, publisher.host) == ("The Facts", "facts.example")
