"""“May be related”: while a claim is logged, and for any text on a page of its own."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.matching import desk
from claims.models import Claim, Rating
from claims.search.query import Unsearchable
from tests.claims.admin.browser import claim_url, fields_of, open_claim
from tests.claims.desk import everything
from tests.factories import (
    add_accusation,
    approve,
    draft_verdict,
    make_claim,
    make_person,
    make_published_claim,
    make_researched_claim,
    make_submitted_claim,
)

LIST = "/admin/claims/claim/"
ADD = f"{LIST}add/"
MATCH = f"{LIST}match/"
SAID = "Walruses swam to Greenland"
LEAD = "These claims may be related. Candidates only: read them before you decide."
NOTHING = "No claim on the desk or in the public record looks related to this. That does not show that it is new."


@pytest.fixture
def slow(monkeypatch):
    """A database that ends every look for candidates."""

    def ended(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr(desk, "match", ended)


@pytest.fixture
def known(reporter):
    claim = make_claim(f"{SAID} in winter", by=reporter, statement="Walruses swim.")
    make_claim("Otters built a dam", by=reporter, statement="A dam was built by otters.")
    desk.rebuild()
    return claim


@pytest.fixture
def public(reporter, editor):
    claim = make_published_claim(f"{SAID} in spring", by=reporter, approved_by=editor, statement="Walruses swim.")
    make_claim("Otters built a dam", by=reporter, statement="A dam was built by otters.")
    desk.rebuild()
    return claim


@pytest.fixture
def under_revision(public, chief):
    """Public as “mostly true”; its second round, in review, was written by the chief editor."""
    public.move("revise", by=chief, note="Again.")
    public.move("submit", by=chief)
    return public


def with_permissions(username, *codenames):
    person = make_person(username)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def typed(client, **fields):
    return fields_of(client.get(ADD), "claim_form") | fields


def listed(response) -> list[str]:
    """The headlines that the lists of a page link to, in order."""
    lists = re.findall(r'<ul class="desk-candidates">(.*?)</ul>', response.content.decode(), re.DOTALL)
    return [headline for each in lists for headline in re.findall(r"<bdi>(.*?)</bdi></a>", each)]


def matched(client, text, **rest):
    return client.post(MATCH, {"text": text, **rest})


# The pages of a claim


def test_logging_a_claim_ends_on_a_page_that_lists_similar_ones(client, reporter, known):
    client.force_login(reporter)
    form = typed(client, headline=SAID, slug="w", statement="They swam all the way.")
    response = client.post(ADD, form, follow=True)
    assert listed(response) == [known.headline]
    page = response.content.decode()
    assert LEAD in page
    assert "<details open>" in page
    assert page.index("May be related") < page.index("What you can do next")
    assert f'<a href="{claim_url(known)}" target="_blank">' in page


def test_claim_does_not_list_itself(client, reporter, known):
    client.force_login(reporter)
    assert listed(client.get(claim_url(known))) == []
    assert "May be related" not in client.get(claim_url(known)).content.decode()


def test_claim_is_compared_by_the_quotes_of_its_accusers_too(client, reporter, known):
    claim = make_claim("Xylophones", by=reporter, statement="They play.")
    client.force_login(reporter)
    assert listed(client.get(claim_url(claim))) == []
    add_accusation(claim, quote="The walruses swam to Greenland.")
    assert listed(client.get(claim_url(claim))) == [known.headline]


@pytest.mark.parametrize("state", ["researching", "in_review", "published", "declined"])
def test_list_is_closed_and_after_the_panel_once_research_began(client, reporter, known, state):
    claim = make_claim(SAID, by=reporter, statement="They swam.")
    Claim.objects.filter(pk=claim.pk).update(state=state)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    assert listed(client.get(claim_url(claim))) == [known.headline]
    assert "<details open>" not in page
    assert page.index("May be related") > page.index("What you can do next")


def test_refused_form_lists_what_resembles_the_text_that_was_sent(client, reporter, known):
    client.force_login(reporter)
    response = client.post(ADD, typed(client, headline=SAID, slug="", statement=""))
    assert listed(response) == [known.headline]
    assert list(response.context["adminform"].form.errors) == ["statement"]
    claim = make_claim("Xylophones", by=reporter, statement="They play.")
    response = client.post(claim_url(claim), open_claim(client, claim) | {"headline": SAID, "statement": ""})
    assert listed(response) == [known.headline]


def test_empty_form_lists_nothing(client, reporter, known):
    client.force_login(reporter)
    assert "May be related" not in client.get(ADD).content.decode()
    assert "May be related" not in client.post(ADD, typed(client)).content.decode()


# Who sees what


@pytest.mark.parametrize("who", ["reporter", "editor", "chief", "superuser"])
def test_every_role_sees_the_list(client, request, known, who):
    client.force_login(request.getfixturevalue(who))
    assert listed(client.post(ADD, typed(client, seen_text=SAID))) == [known.headline]
    assert listed(matched(client, SAID)) == [known.headline]


def test_person_who_may_add_but_not_view_claims_sees_nothing(client, known):
    client.force_login(with_permissions("ada", "add_claim"))
    for form in (typed(client, headline=SAID), typed(client, seen_text=SAID) | {"_propose": ""}):
        page = client.post(ADD, form).content.decode()
        assert "May be related" not in page
        assert known.headline not in page
        assert NOTHING not in page
    assert matched(client, SAID).status_code == 403


def test_person_who_may_only_view_claims_may_match_a_text(client, known):
    client.force_login(with_permissions("vera", "view_claim"))
    assert listed(matched(client, SAID)) == [known.headline]


def test_person_without_a_role_gets_nowhere(client, charlie, known):
    client.force_login(charlie)
    assert [client.get(MATCH).status_code, matched(client, SAID).status_code] == [403, 403]
    assert client.post(ADD, {"seen_text": SAID, "_propose": ""}).status_code == 403


def test_anonymous_is_sent_to_log_in(client, known):
    for response in (client.get(MATCH), matched(client, SAID), client.post(ADD, {"_propose": ""})):
        assert response.url.startswith("/admin/login/")


def test_public_claim_is_listed_with_its_page_and_rating(client, reporter, public):
    client.force_login(reporter)
    page = matched(client, SAID).content.decode()
    shown = f'Published · <a href="{public.get_absolute_url()}" target="_blank">public page</a>'
    assert f"{shown} · rated <strong>Mostly true</strong>" in page


def test_rating_that_was_only_proposed_is_never_shown(client, reporter, editor, known):
    Rating.objects.filter(slug="mostly-true").update(label="Zebra true")
    draft_verdict(known, by=reporter, summary="Zebrasummary")
    make_submitted_claim(f"{SAID} in summer", by=reporter, statement="They swam.")
    desk.rebuild()
    for person in (reporter, editor):
        client.force_login(person)
        response = matched(client, SAID)
        assert len(listed(response)) == 2
        assert "Zebra" not in response.content.decode()


def test_withdrawn_claim_is_listed_without_a_page_and_a_rating(client, reporter, chief, public):
    public.move("withdraw", by=chief, public_note="It was puffins.")
    client.force_login(reporter)
    response = matched(client, SAID)
    assert listed(response) == [public.headline]
    assert "Withdrawn" in response.content.decode()
    assert "public page" not in response.content.decode()
    assert "rated" not in response.content.decode()


def test_second_reader_does_not_see_the_rating_of_the_claim_to_be_read(
    client, reporter, chief, editor, under_revision
):
    """Not even the one that is public: on this page it would be a hint."""
    ratings = {}
    assert under_revision.verdict.is_hidden_from(editor)
    for person in (reporter, chief, editor):
        client.force_login(person)
        response = matched(client, SAID)
        assert listed(response) == [under_revision.headline]
        ratings[person] = "Mostly true" in response.content.decode()
        assert "public page" in response.content.decode()
    assert ratings == {reporter: True, chief: True, editor: False}


def test_second_reader_sees_the_ratings_of_other_public_claims(client, reporter, other_editor, public):
    claim = make_submitted_claim(f"{SAID} in summer", by=reporter, statement="They swam.")
    Rating.objects.filter(slug="false").update(label="Zebra false")
    claim.verdicts.update(rating=Rating.objects.get(slug="false"))
    client.force_login(other_editor)
    response = client.get(claim_url(claim))
    assert listed(response) == [public.headline]
    assert "rated <strong>Mostly true</strong>" in response.content.decode()
    assert "Zebra" not in response.content.decode()


def test_rating_is_shown_again_once_the_reading_is_entered(client, editor, under_revision):
    approve(under_revision, by=editor)
    client.force_login(editor)
    assert "Mostly true" in matched(client, SAID).content.decode()


# The cost


def test_list_asks_as_often_for_many_claims_as_for_one(client, reporter, editor, other_editor, chief):
    """For the person for whom most has to be asked: an editor, whose blindness depends on each claim."""

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        return len(captured), len(listed(response))

    claim = make_researched_claim("Otters", by=reporter, statement="They built.")
    for number in range(20):
        make_claim(by=reporter, slug=f"other-{number}", statement="Xylophones play.")
    client.force_login(other_editor)
    desk.rebuild()
    without, none = queries(claim_url(claim))
    Claim.objects.filter(pk=claim.pk).update(headline=SAID)
    counts = []
    for place in ("Oslo", "Rome", "Lima"):
        public = make_published_claim(f"{SAID}, not {place}", by=reporter, approved_by=editor)
        public.move("revise", by=chief, note="Again.")
        desk.rebuild()
        counts.append(queries(claim_url(claim)))
    assert (none, [found for _, found in counts]) == (0, [1, 2, 3])
    # Three more of the public index, two for how many claims there are, the claims, their verdicts, who wrote those.
    assert [count - without for count, _ in counts] == [8, 8, 8]


def test_sentences_of_a_text_share_the_question_of_what_is_hidden(client, editor, under_revision):
    client.force_login(editor)
    with CaptureQueriesContext(connection) as captured:
        matched(client, f"{SAID}.\n" * 30)
    verdicts = [query["sql"] for query in captured if 'FROM "claims_verdict"' in query["sql"]]
    assert len(verdicts) == 1


# Any text


def test_what_takes_too_long_is_told_and_stops_nobody(client, reporter, known, slow):
    client.force_login(reporter)
    page = client.get(f"{LIST}{known.pk}/change/").content.decode()
    assert "Claims that may be related were not looked for to the end. This takes too long to find." in page
    answer = client.post(MATCH, {"text": SAID})
    assert (answer.status_code, "This takes too long to find." in answer.content.decode()) == (422, True)


def test_page_is_linked_from_the_list_of_claims(client, reporter, known):
    client.force_login(reporter)
    assert f'<li><a href="{MATCH}">Match a text</a></li>' in client.get(LIST).content.decode()
    assert client.get(MATCH).context["title"] == "Match a text"


def test_short_text_is_matched_as_a_whole(client, reporter, known):
    client.force_login(reporter)
    response = matched(client, f"They say: {SAID}. Really?")
    assert listed(response) == [known.headline]
    assert LEAD in response.content.decode()
    assert "<blockquote" not in response.content.decode()


def test_long_text_is_matched_sentence_by_sentence(client, reporter, known):
    client.force_login(reporter)
    response = matched(client, f"Nothing here. {SAID}. {'Xylophones. ' * 60}Otters build dams!")
    parts = response.context["parts"]
    assert [(part.said, [row.found.claim.headline for row in part.rows]) for part in parts] == [
        (f"{SAID}.", [known.headline]),
        ("Otters build dams!", ["Otters built a dam"]),
    ]
    assert "Sentences 1–63 of 63" in response.content.decode()


def test_very_long_text_is_matched_a_hundred_sentences_at_a_time(client, reporter, known):
    client.force_login(reporter)
    text = "Xylophones play. " * 110 + f"{SAID}."
    first = matched(client, text)
    assert first.context["parts"] == []
    assert '<button class="button" form="match-form" name="start" value="100">Match the next 11</button>' in (
        first.content.decode()
    )
    last = matched(client, text, start="100")
    assert [part.said for part in last.context["parts"]] == [f"{SAID}."]
    assert "Match the next" not in last.content.decode()


@pytest.mark.parametrize("start", ["", "x", "-1", "9" * 40, "999999", "1e3", "²", "\x00"])
def test_start_that_is_none_is_no_fault(client, reporter, known, start):
    client.force_login(reporter)
    response = matched(client, f"{SAID}. " * 30, start=start)
    assert response.status_code == 200
    assert "next" not in response.content.decode().partition("desk-found")[2]


def test_text_of_100_kb_is_matched_and_a_longer_one_refused(client, reporter, known):
    client.force_login(reporter)
    assert matched(client, "武" * 33_333).status_code == 200
    response = matched(client, "武" * 33_334)
    assert response.status_code == 422
    (error,) = response.context["form"].errors["text"]
    assert error.startswith("This text is 100 kB long, and at most 100 kB can be matched here.")


def test_empty_text_is_asked_for(client, reporter, known):
    client.force_login(reporter)
    response = matched(client, "  \n ")
    assert (response.status_code, response.context["form"].errors["text"]) == (422, ["Put a text here first."])


def test_text_that_resembles_nothing_is_told_so(client, reporter, known):
    client.force_login(reporter)
    for text in ("Xylophones", "?!", "‏‎"):
        assert NOTHING in matched(client, text).content.decode()


def test_matching_a_text_stores_nothing(client, reporter, known):
    client.force_login(reporter)
    before = everything()
    assert listed(matched(client, SAID)) == [known.headline]
    assert everything() == before


def test_matching_a_text_wants_the_token_of_its_form(reporter, known):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    assert matched(client, SAID).status_code == 403


def test_what_is_listed_is_escaped(client, reporter):
    make_claim("<script>walrus</script>", by=reporter, slug="w")
    desk.rebuild()
    client.force_login(reporter)
    response = matched(client, "<i>walrus</i> script. " * 40)
    assert set(listed(response)) == {"&lt;script&gt;walrus&lt;/script&gt;"}
    assert "<i>" not in response.content.decode()
