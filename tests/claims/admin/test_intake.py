"""Logging a claim: paste, read what is proposed and what is already there, save."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from claims.matching import desk
from claims.merging import merge
from claims.models import Claim
from claims.search.query import Unsearchable
from tests.browser import browse, needs_browser
from tests.claims.admin.browser import claim_url, fields_of, open_claim, save_claim
from tests.claims.desk import claim_in, everything, make_desk
from tests.claims.matching.test_desk import HOSTILE
from tests.factories import (
    add_sighting,
    make_actor,
    make_claim,
    make_person,
    make_topic,
)

LIST = "/admin/claims/claim/"
ADD = f"{LIST}add/"
PROPOSE = f"{LIST}propose/"
SAID = "Walruses swam to Greenland. They were seen in the harbour."
PAGE = "https://example.org/post/1"


@pytest.fixture
def rita(client, reporter):
    client.force_login(reporter)
    return client


@pytest.fixture
def known(reporter):
    claim = make_claim("Walruses swam to Greenland in winter", by=reporter, statement="Walruses swim.")
    make_claim("Otters built a dam", by=reporter, statement="A dam was built by otters.")
    desk.rebuild()
    return claim


def typed(client, **fields):
    return fields_of(client.get(ADD), "claim_form") | fields


def sent(client, **fields):
    """The page that comes back, and what its form then holds."""
    response = client.post(ADD, typed(client, **fields))
    assert response.status_code == 200
    return response, fields_of(response, "claim_form")


def errors(response):
    return response.context["adminform"].form.errors


# Proposals


def test_pasted_words_come_back_with_proposals_and_nothing_is_saved(rita):
    topic = make_topic("Greenland")
    before = everything()
    response, form = sent(rita, seen_text=SAID)
    assert everything() == before
    proposed = {name: form[name] for name in ("statement", "headline", "slug", "language", "topics")}
    assert proposed == {
        "statement": SAID,
        "headline": "Walruses swam to Greenland",
        "slug": "walruses-swam-to-greenland",
        "language": "en",
        "topics": [str(topic.pk)],
    }
    assert errors(response) == {}
    assert "Nothing is saved yet. Read what is proposed" in response.content.decode()


def test_second_click_logs_the_claim_with_its_first_sighting(rita, reporter):
    _, form = sent(rita, seen_text=SAID, seen_url=PAGE, seen_where="A forum", seen_on="2024-06-01")
    response = rita.post(ADD, form)
    claim = Claim.objects.get()
    assert response.url == claim_url(claim)
    assert (claim.headline, claim.statement, claim.created_by) == ("Walruses swam to Greenland", SAID, reporter)
    seen = claim.sightings.get()
    assert (seen.text, seen.url, seen.where, str(seen.seen_on)) == (SAID, PAGE, "A forum", "2024-06-01")
    assert (seen.language, seen.created_by) == ("en", reporter)


def test_text_that_does_not_tell_its_language_has_that_of_the_claim_it_resembles(rita, reporter):
    make_claim("Walrus Greenland", by=reporter, statement="Walrus Greenland 2024.", language="da")
    make_claim("Otters built a dam", by=reporter)
    desk.rebuild()
    assert sent(rita, seen_text="Walrus Greenland!")[1]["language"] == "da"
    assert sent(rita, seen_text="Xylophones!")[1]["language"] == "en"


def test_look_that_takes_too_long_stops_nobody(rita, known, monkeypatch):
    def ended(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr(desk, "match", ended)
    response, form = sent(rita, seen_text=SAID)
    assert form["headline"] == "Walruses swam to Greenland"
    assert "This takes too long to find." in response.content.decode()


def test_what_somebody_typed_is_never_proposed_over(rita):
    own = {"statement": "Mine.", "headline": "", "slug": "mine", "language": "id"}
    _, form = sent(rita, seen_text=SAID, **own)
    assert {name: form[name] for name in own} == own | {"headline": "Mine"}


def test_button_proposes_though_everything_could_be_saved(rita):
    before = everything()
    own = {"statement": "Mine.", "headline": "Own", "slug": "own", "language": "id"}
    _, form = sent(rita, _propose="Propose the rest", **own)
    assert {name: form[name] for name in own} == own
    assert everything() == before


def test_slug_and_language_are_filled_in_on_the_way(rita):
    form = typed(rita, headline="Serigala", statement="Serigala itu tidak ada di hutan.", slug="", language="")
    assert rita.post(ADD, form).status_code == 302
    claim = Claim.objects.get()
    assert (claim.slug, claim.language, claim.sightings.count()) == ("serigala", "id", 0)


def test_whoever_says_it_is_the_accuser_in_the_words_that_were_seen(rita):
    actor = make_actor()
    rita.post(ADD, typed(rita, headline="H", statement="Walruses swam.", seen_text=SAID, accuser=actor.pk))
    accusation = Claim.objects.get().accusations.get()
    assert (accusation.actor, accusation.quote, accusation.language) == (actor, SAID, "en")


def test_accuser_of_a_statement_that_was_not_pasted_is_paraphrased(rita):
    rita.post(ADD, typed(rita, headline="H", statement="Walruses swam.", accuser=make_actor().pk))
    accusation = Claim.objects.get().accusations.get()
    assert (accusation.quote, accusation.paraphrase) == ("", "Walruses swam.")


def test_nothing_typed_is_told_what_is_missing(rita):
    response, _ = sent(rita)
    assert errors(response) == {"statement": ["Paste the words above, or write what is claimed."]}


def test_link_alone_is_told_what_is_missing_and_kept(rita):
    response, form = sent(rita, seen_url=PAGE)
    assert list(errors(response)) == ["statement"]
    assert form["seen_url"] == PAGE


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("seen_url", "not a link", "Give a whole address, such as https://example.org/page."),
        ("seen_url", "javascript:alert(1)", "Give a whole address, such as https://example.org/page."),
        ("seen_on", "1/2/2024", "Give a day as year-month-day, such as 2024-06-18."),
        ("accuser", "x", "Select a valid choice. That choice is not one of the available choices."),
        ("seen_on", "2999-01-01", "This day is still to come: give the day on which it was seen."),
    ],
)
def test_wrong_sighting_is_answered_with_what_to_type_instead(rita, field, wrong, said):
    response, form = sent(rita, headline="H", statement=SAID, **{field: wrong})
    assert errors(response) == {field: [said]}
    assert field == "accuser" or form[field] == wrong


def test_day_left_empty_is_today(rita):
    rita.post(ADD, typed(rita, headline="H", statement=SAID, seen_url=PAGE, seen_on=""))
    assert Claim.objects.get().sightings.get().seen_on == timezone.localdate()


def test_adding_another_goes_on_with_an_empty_form(rita):
    form = typed(rita, headline="H", statement=SAID, _addanother="1")
    assert rita.post(ADD, form).url == ADD


def test_popup_answers_with_the_claim(rita, known):
    form = typed(rita, headline="H", statement=SAID, _popup="1")
    assert b'data-popup-response="{' in rita.post(ADD, form).content


def test_popup_has_no_way_out_of_the_form(rita, known):
    button = b"It is this one: add a sighting"
    assert button in rita.post(ADD, typed(rita, seen_text=SAID)).content
    assert button not in rita.post(ADD, typed(rita, seen_text=SAID, _popup="1")).content


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_can_be_pasted(rita, known, said):
    said = said.replace("\ud800", "\ufffd")  # no browser could send it
    form = typed(rita, seen_text=said, statement=said, _propose="")
    assert rita.post(ADD, form).status_code == 200
    assert rita.post(PROPOSE, form).status_code == 200


# What is already there


@pytest.mark.parametrize("again", ["Walruses swim.", " walruses SWIM!\n"])
def test_same_statement_is_refused_with_a_link_to_the_other_one(rita, known, again):
    before = everything()
    response, form = sent(rita, headline="H", statement=again)
    refusal = f"This statement is already logged: “{known}” (logged)."
    assert errors(response)["__all__"] == [refusal]
    page = response.content.decode()
    assert f'<a href="{claim_url(known)}" target="_blank">' in page
    assert f'formaction="{claim_url(known, "sighting")}"' in page
    assert "another_claim" not in page
    assert form["headline"] == "H"
    assert everything() == before


def test_same_statement_is_refused_whatever_is_ticked(rita, known):
    response, _ = sent(rita, headline="H", statement="Walruses swim.", another_claim="on")
    assert "__all__" in errors(response)


def test_words_in_which_a_claim_was_seen_are_known_again(rita, known):
    add_sighting(known, text=SAID)
    response, _ = sent(rita, headline="H", statement=SAID)
    assert errors(response)["__all__"] == [f"This statement is already logged: “{known}” (logged)."]


@pytest.mark.parametrize("address", [PAGE, "http://www.EXAMPLE.org/post/1/?utm_source=x#top"])
def test_same_address_is_refused_unless_the_page_makes_another_claim(rita, known, address):
    add_sighting(known, url=PAGE)
    refusal = f"This page, or these words, are already logged with “{known}” (logged)."
    response, form = sent(rita, headline="H", statement=SAID, seen_url=address)
    assert errors(response)["__all__"] == [refusal]
    assert "This page makes another claim: log it all the same." in response.content.decode()
    assert rita.post(ADD, form | {"another_claim": "on"}).status_code == 302
    assert Claim.objects.get(headline="H").sightings.get().url == address


def test_known_claim_is_shown_while_the_rest_is_proposed(rita, known):
    add_sighting(known, url=PAGE)
    response, _ = sent(rita, seen_text=SAID, seen_url=PAGE)
    assert errors(response) == {}
    assert [each.claim for each in response.context["found"]["known"]] == [known]


@pytest.mark.parametrize("state", ["declined", "published", "withdrawn"])
def test_claim_in_any_state_counts_and_its_state_is_said(rita, state):
    claim = claim_in(state, make_desk())
    response, _ = sent(rita, headline="H", statement=claim.statement)
    assert errors(response)["__all__"] == [f"This statement is already logged: “{claim}” ({state})."]


def test_merged_claim_counts_and_leads_to_the_survivor(rita, reporter, editor, known):
    claim = make_claim("Merged", by=reporter, statement="Sea cows swim.")
    merge(claim, known, by=editor, note="One speech.")
    response, _ = sent(rita, headline="H", statement="Sea cows swim.")
    survivor = "“Walruses swam to Greenland in winter”"
    assert sorted(errors(response)["__all__"]) == [
        "This statement is already logged: “Merged” (merged into “Walruses swam to Greenland in winter”).",
        f"This statement is already logged: {survivor} (logged).",
    ]
    assert f'<a href="{claim_url(claim)}"' not in response.content.decode()


def test_statement_is_not_changed_into_that_of_another_claim(rita, known, reporter):
    other = make_claim("Other", by=reporter, statement="Puffins swim.")
    response = save_claim(rita, other, statement="Walruses swim!")
    assert errors(response)["statement"] == [
        f"This statement is already logged: “{known}” (logged). Two claims that turn out to be one are merged."
    ]
    assert save_claim(rita, other, statement="Puffins  swim").status_code == 302


def test_claims_that_share_a_statement_from_before_can_be_edited(rita, reporter):
    make_claim(by=reporter, statement="Walruses swim.")
    claim = make_claim(by=reporter, statement="Walruses swim.")
    assert save_claim(rita, claim, context="New.").status_code == 302


# Who may


def with_permissions(username, *codenames):
    person = make_person(username)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def test_person_who_may_not_see_claims_is_refused_without_being_told_of_any(client, known):
    client.force_login(with_permissions("ada", "add_claim"))
    add_sighting(known, url=PAGE)
    response, _ = sent(client, headline="H", statement="Walruses swim.")
    assert errors(response)["__all__"] == ["This claim is already logged."]
    assert known.headline not in response.content.decode()
    assert client.post(PROPOSE, {"statement": "Walruses swim."}).status_code == 403


def test_person_who_may_only_see_claims_is_proposed_nothing(client, known):
    client.force_login(with_permissions("vera", "view_claim"))
    assert client.post(PROPOSE, {"statement": "Walruses swim."}).status_code == 403


def test_person_without_a_role_is_proposed_nothing(client, charlie, known):
    client.force_login(charlie)
    assert client.post(PROPOSE, {"statement": "Walruses swim."}).status_code == 403


# While typing


def test_fragment_proposes_and_lists_and_saves_nothing(rita, known):
    before = everything()
    answer = rita.post(PROPOSE, {"seen_text": SAID}).json()
    assert everything() == before
    assert answer["proposed"]["headline"] == "Walruses swam to Greenland"
    assert answer["status"] == "1 claim may be related."
    assert known.headline in answer["found"]


def test_fragment_says_that_the_page_is_known(rita, known):
    add_sighting(known, url=PAGE)
    answer = rita.post(PROPOSE, {"seen_url": PAGE}).json()
    assert answer["status"] == "Already logged."
    assert f"already logged with “{known}”" in answer["found"]


def test_fragment_wants_a_posted_form_with_its_token(rita, reporter, known):
    assert rita.get(PROPOSE).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    assert strict.post(PROPOSE, {"seen_text": SAID}).status_code == 403


@needs_browser
def test_claim_is_logged_by_pasting_and_one_click(live_server, client):
    make_person("rita", "Reporter")
    reporter = Claim._meta.get_field("created_by").related_model.objects.get()
    known = make_claim("Walruses swam to Greenland in winter", by=reporter, statement="Walruses swim.")
    topic = make_topic("Greenland")
    desk.rebuild()
    client.force_login(reporter)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def visit(page):
        page.context.add_cookies([session])
        page.goto(f"{live_server.url}{ADD}")
        page.fill("#id_seen_text", SAID)
        expect(page.locator("#claim-found .desk-candidates a").first).to_have_text(known.headline)
        expect(page.locator("#id_slug")).to_have_value("walruses-swam-to-greenland")
        expect(page.locator(".field-topics .select2-selection__choice")).to_contain_text([topic.name])
        page.fill("#id_headline", "My own words")
        expect(page.locator("#id_slug")).to_have_value("my-own-words")
        assert page.input_value("#id_headline") == "My own words"
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Seen once:")).to_be_visible()

        page.goto(f"{live_server.url}{ADD}")
        page.fill("#id_statement", SAID)
        expect(page.get_by_role("status")).to_have_text("Already logged.")
        page.fill("#id_seen_where", "The radio")
        page.get_by_role("button", name="Add this as a sighting of that claim").click()
        expect(page.get_by_text("The sighting was added to “My own words”.")).to_be_visible()

    watch = browse(visit)
    assert watch.complaints == []
    claim = Claim.objects.get(slug="my-own-words")
    assert list(claim.topics.all()) == [topic]
    assert [seen.where for seen in claim.sightings.order_by("pk")] == ["", "The radio"]
    assert open_claim(client, claim)["headline"] == "My own words"


@pytest.mark.parametrize("key", ["abc", "9" * 30])
def test_topic_that_is_none_is_proposed_to_nobody(rita, key):
    answer = rita.post(PROPOSE, {"statement": "It rained in Oslo.", "topics": key})
    assert (answer.status_code, answer.json()["topics"]) == (200, [])
