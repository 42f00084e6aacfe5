import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.matching import desk
from claims.models import Claim, ClaimTranslation, Rating, Verdict
from claims.states import OPEN_FOR_EDITING
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim, save_claim
from tests.factories import (
    add_accusation,
    draft_verdict,
    make_actor,
    make_claim,
    make_published_claim,
    make_researched_claim,
    make_source,
    make_submitted_claim,
    make_topic,
)

LIST = "/admin/claims/claim/"
ADD = f"{LIST}add/"


def test_claim_from_nothing_to_published_through_the_forms(client, reporter, editor):
    actor, source = make_actor("South Korea"), make_source("A report")
    client.force_login(reporter)
    logged = fields_of(client.get(f"{LIST}add/"), "claim_form")
    logged |= {"headline": "Weapons were sent", "slug": "weapons-were-sent", "statement": "North Korea sent weapons."}
    logged |= {"accuser": actor.pk}
    response = client.post(f"{LIST}add/", logged)
    claim = Claim.objects.get()
    assert response.url == claim_url(claim)
    assert (claim.created_by, claim.state, claim.accusations.get().actor) == (reporter, "logged", actor)

    client.post(claim_url(claim, "move", "take_up"), {"note": ""})
    form = open_claim(client, claim) | {"accusations-0-source": source.pk}
    add_row(form, "evidence", source=source.pk, bearing="supports", credibility=2, paraphrase="It shows this.")
    rating = Rating.objects.get(slug="true")
    texts = {"rating": rating.pk, "summary": "It is so.", "explanation": "*Because.*", "as_of": "2024-06-20"}
    form |= {f"verdicts-0-{name}": value for name, value in texts.items()}
    assert client.post(claim_url(claim), form).status_code == 302
    assert (claim.verdict.proposed_by, list(claim.verdict.authors.all())) == (reporter, [reporter])
    client.post(claim_url(claim, "move", "submit"), {"note": "Please read."})

    client.force_login(editor)
    client.post(claim_url(claim, "reading"), {"rating": rating.pk})
    client.post(claim_url(claim, "move", "approve"), {"note": ""})
    response = client.post(claim_url(claim, "move", "publish"), {"note": "At last."}, follow=True)
    claim.refresh_from_db()
    assert (claim.state, claim.publications.get().kind) == ("published", "first")
    *_, message = response.context["messages"]
    assert str(message) == "Publish: “Weapons were sent” is now published."


def test_wrong_values_are_answered_with_what_to_type_instead(client, reporter):
    make_claim(by=reporter, slug="taken")
    client.force_login(reporter)
    form = fields_of(client.get(ADD), "claim_form")
    # 3 April or 4 March: nobody can say.
    form |= {"headline": "X", "statement": "X.", "slug": "taken", "first_said_on": "03/04/2024"}
    errors = client.post(ADD, form).context["adminform"].form.errors
    assert errors == {
        "slug": ["This address on the public site is already taken: choose another."],
        "first_said_on": ["Give a day as year-month-day, such as 2024-06-18."],
    }


def test_wrong_date_in_a_row_is_answered_so_too(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    response = save_claim(client, claim, **{"accusations-0-said_on": "31/12/2024"})
    errors = response.context["inline_admin_formsets"][0].formset.errors
    assert errors == [{"said_on": ["Give a day as year-month-day, such as 2024-06-18."]}]


def test_credibility_is_chosen_by_number_and_words(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    page = client.get(claim_url(claim)).content.decode()
    assert "2 – Probably true" in page
    assert "6 – Truth cannot be judged" in page


def test_list_finds_by_headline_statement_and_notes(client, reporter):
    for field in ("headline", "statement", "notes"):
        make_claim(f"Found by {field}", by=reporter, **({} if field == "headline" else {field: "a walrus"}))
    Claim.objects.filter(headline="Found by headline").update(headline="The walrus")
    make_claim("Another", by=reporter)
    desk.keep(Claim.objects.all())  # as saving through the forms does
    client.force_login(reporter)
    found = client.get(LIST, {"q": "walrus"}).context["cl"].result_list
    assert {claim.headline for claim in found} == {"The walrus", "Found by statement", "Found by notes"}


def test_people_are_shown_by_their_names(client, reporter):
    make_claim(by=reporter, assigned_to=reporter)
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert "Logged in as <strong>Rita Tester</strong>" in page
    assert f'<a href="?assigned_to__id__exact={reporter.pk}">Rita Tester</a>' in page
    assert '<td class="field-researcher">Rita Tester</td>' in page


def test_list_asks_as_often_for_three_claims_as_for_one(client, reporter):
    client.force_login(reporter)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    make_claim(by=reporter, assigned_to=reporter)
    with_one = queries()
    make_claim(by=reporter, assigned_to=reporter)
    make_claim(by=reporter, assigned_to=reporter)
    assert queries() == with_one


def test_save_writes_only_what_was_changed(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim) | {"context": "Some context."}
    with CaptureQueriesContext(connection) as captured:
        client.post(claim_url(claim), form)
    updates = [query["sql"] for query in captured if query["sql"].startswith('UPDATE "claims_claim"')]
    columns = [sql.split("SET")[1].split("WHERE")[0].count("=") for sql in updates]
    assert columns == [1, 1]  # context; updated_at
    claim.refresh_from_db()
    assert (claim.context, claim.state) == ("Some context.", "logged")


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer at a time")
def test_save_holds_the_row_of_the_claim(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim)
    with CaptureQueriesContext(connection) as captured:
        client.post(claim_url(claim), form)
    assert [query["sql"] for query in captured if query["sql"].endswith("FOR NO KEY UPDATE")]


def test_state_in_a_posted_form_is_ignored(client, superuser):
    claim = make_claim(by=superuser)
    client.force_login(superuser)
    assert save_claim(client, claim, state="published", headline="Changed").status_code == 302
    claim.refresh_from_db()
    assert (claim.headline, claim.state) == ("Changed", "logged")


def test_stale_save_is_refused_and_keeps_what_was_typed(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    save_claim(client, claim, context="A colleague's words.")
    response = client.post(claim_url(claim), opened | {"statement": "My own words."})
    claim.refresh_from_db()
    assert claim.context == "A colleague's words."
    assert claim.statement != "My own words."
    assert "Somebody has saved this claim since you opened it" in response.content.decode()
    assert fields_of(response, "claim_form")["statement"] == "My own words."


def test_stale_save_is_refused_where_only_a_row_below_was_changed(client, reporter):
    claim = make_claim(by=reporter)
    add_accusation(claim)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    save_claim(client, claim, **{"accusations-0-paraphrase": "A colleague's words."})
    response = client.post(claim_url(claim), opened | {"accusations-0-paraphrase": "Mine."})
    assert response.status_code == 200
    assert claim.accusations.get().paraphrase == "A colleague's words."


def test_save_without_a_version_is_refused(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    assert save_claim(client, claim, version="", headline="Changed").status_code == 200
    assert Claim.objects.get().headline == claim.headline


def test_save_that_changes_nothing_does_not_make_others_stale(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    save_claim(client, claim)
    assert client.post(claim_url(claim), opened | {"headline": "Changed"}).status_code == 302
    assert Claim.objects.get().headline == "Changed"


def test_claim_moved_on_while_its_form_was_open_is_not_changed_and_nothing_typed_is_lost(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    claim.move("submit", by=reporter)
    typed = opened | {"headline": "Typed too late", "accusations-0-paraphrase": "Also too late"}
    response = client.post(claim_url(claim), typed)
    assert response.status_code == 409
    assert {"Typed too late", "Also too late"} <= {value for _, value in response.context["typed"]}
    claim.refresh_from_db()
    assert claim.headline != "Typed too late"
    assert claim.accusations.get().paraphrase == "It is so."


def test_what_was_typed_too_late_is_shown_in_the_words_of_the_form(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    topics, source = [make_topic("Trade"), make_topic("Water")], claim.evidence.get().source
    opened = open_claim(client, claim)
    claim.move("submit", by=reporter)
    late = {"topics": [topic.pk for topic in topics], "evidence-__prefix__-source": source.pk, "bogus-0-x": "x"}
    typed = client.post(claim_url(claim), opened | late).context["typed"]
    assert ("Topics", "Trade, Water") in typed
    assert ("Evidence 1: source", source.title) in typed
    assert ("Evidence 1: bearing", "Supports") in typed
    assert ("Verdicts 1: rating", claim.verdict.rating.label) in typed
    assert [label for label, _ in typed if "prefix" in label.lower() or "bogus" in label.lower()] == []


@pytest.mark.parametrize("number", ["x", "²", "9" * 40, "-1", "\x00"])
def test_typed_too_late_with_a_number_that_is_none_is_no_fault(client, reporter, number):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    opened = open_claim(client, claim)
    claim.move("submit", by=reporter)
    response = client.post(claim_url(claim), opened | {"evidence-0-source": number, "evidence-0-credibility": number})
    assert response.status_code == 409


@pytest.mark.parametrize("state", ["in_review", "verified", "published", "declined", "withdrawn"])
def test_claim_is_only_read_where_it_is_not_open(client, superuser, state):
    assert state not in OPEN_FOR_EDITING
    claim = make_researched_claim(by=superuser)
    client.force_login(superuser)
    assert "verdicts-0-summary" in open_claim(client, claim)
    Claim.objects.update(state=state)
    bookkeeping = ("csrfmiddlewaretoken", "version", "_FORMS", "-id", "-claim")
    assert [name for name in open_claim(client, claim) if not name.endswith(bookkeeping)] == []
    assert claim.headline in client.get(claim_url(claim)).content.decode()


def test_row_below_a_claim_can_be_removed_while_it_is_open(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    assert save_claim(client, claim, **{"evidence-0-DELETE": "on"}).status_code == 302
    assert claim.evidence.count() == 0


def test_verdict_cannot_be_removed(client, superuser):
    claim = make_researched_claim(by=superuser)
    client.force_login(superuser)
    save_claim(client, claim, **{"verdicts-0-DELETE": "on", "headline": "Changed"})
    assert (Verdict.objects.count(), Claim.objects.get().headline) == (1, "Changed")


def test_round_has_one_verdict(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "verdicts", summary="A second one.")
    response = client.post(claim_url(claim), form)
    assert (response.status_code, Verdict.objects.count()) == (200, 1)
    response = client.post(claim_url(claim), form | {"verdicts-INITIAL_FORMS": "0", "verdicts-TOTAL_FORMS": "1"})
    assert (response.status_code, Verdict.objects.count()) == (200, 1)


def test_retired_rating_is_not_offered_but_kept(client, reporter):
    claim = make_researched_claim(by=reporter)
    Rating.objects.filter(slug__in=["mostly-true", "false"]).update(is_offered=False)
    client.force_login(reporter)
    assert save_claim(client, claim, **{"verdicts-0-summary": "New words."}).status_code == 302
    retired = Rating.objects.get(slug="false")
    assert save_claim(client, claim, **{"verdicts-0-rating": retired.pk}).status_code == 200
    assert (claim.verdict.rating.slug, claim.verdict.summary) == ("mostly-true", "New words.")


def test_earlier_round_is_shown_with_both_ratings(client, reporter, editor):
    claim = make_submitted_claim(by=reporter)
    client.force_login(editor)
    client.post(claim_url(claim, "reading"), {"rating": Rating.objects.get(slug="false").pk, "note": "See p. 4."})
    client.force_login(reporter)
    response = client.get(claim_url(claim))
    earlier = response.context["desk"]["rounds"][1]
    assert (earlier.rating.slug, earlier.reading_rating.slug) == ("mostly-true", "false")
    assert "See p. 4." in response.content.decode()


@pytest.mark.parametrize("field", ["summary", "explanation", "as_of", "rating"])
def test_whoever_changes_the_verdict_becomes_one_of_its_authors(client, reporter, other_reporter, field):
    claim = make_researched_claim(by=reporter)
    client.force_login(other_reporter)
    value = {"as_of": "2024-07-01", "rating": Rating.objects.get(slug="false").pk}.get(field, "Other words.")
    save_claim(client, claim, **{f"verdicts-0-{field}": value})
    assert set(claim.verdict.authors.all()) == {reporter, other_reporter}
    assert claim.verdict.proposed_by == reporter


def test_whoever_translates_the_verdict_becomes_one_of_its_authors(client, reporter, other_reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(other_reporter)
    form = open_claim(client, claim)
    add_row(form, "translations", language="id", headline="Judul", statement="Pernyataan", summary="Begitu.")
    client.post(claim_url(claim), form)
    assert set(claim.verdict.authors.all()) == {reporter, other_reporter}


def test_whoever_translates_only_the_claim_does_not(client, reporter, other_reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(other_reporter)
    form = open_claim(client, claim)
    add_row(form, "translations", language="id", headline="Judul", statement="Pernyataan")
    client.post(claim_url(claim), form)
    assert claim.translations.get().headline == "Judul"
    assert set(claim.verdict.authors.all()) == {reporter}


def test_verdict_is_not_translated_before_there_is_one(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "translations", language="id", headline="Judul", statement="Pernyataan", summary="Begitu.")
    client.post(claim_url(claim), form)
    assert ClaimTranslation.objects.get().summary == ""


def test_former_researcher_counts_as_an_author(client, reporter, editor):
    """Or somebody could assign a claim to themselves, look, give it back, and read it second."""
    claim = make_researched_claim(by=reporter)
    client.force_login(editor)
    save_claim(client, claim, assigned_to=editor.pk)
    save_claim(client, claim, assigned_to=reporter.pk)
    claim.refresh_from_db()
    assert claim.assigned_to == reporter
    assert claim.verdict.was_written_by(editor)


def test_claim_is_assigned_only_to_those_who_may_research(client, reporter, charlie):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    assert save_claim(client, claim, assigned_to=charlie.pk).status_code == 200
    assert save_claim(client, claim, assigned_to=reporter.pk).status_code == 302


def test_slug_is_frozen_once_the_claim_has_a_page(client, reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=editor, note="Again.")
    client.force_login(editor)
    assert "slug" not in open_claim(client, claim)
    save_claim(client, claim, slug="elsewhere", headline="Changed")
    claim.refresh_from_db()
    assert (claim.headline, claim.slug) == ("Changed", Claim.objects.get().slug)
    assert claim.slug != "elsewhere"


def test_nobody_deletes_a_claim(client, superuser):
    claim = make_claim(by=superuser)
    client.force_login(superuser)
    assert client.post(claim_url(claim, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes"}
    client.post(LIST, chosen)
    assert Claim.objects.count() == 1


def test_history_names_the_parts_that_were_changed_and_not_their_texts(client, reporter):
    claim = make_researched_claim(by=reporter)
    client.force_login(reporter)
    save_claim(client, claim, **{"verdicts-0-summary": "A canary."})
    message = LogEntry.objects.get().get_change_message()
    assert message == "Changed Summary for verdict “Round 1”."


def test_form_with_a_row_that_says_nothing_tells_so(client, reporter):
    claim = make_claim(by=reporter)
    client.force_login(reporter)
    form = open_claim(client, claim)
    add_row(form, "accusations", actor=make_actor().pk)
    response = client.post(claim_url(claim), form)
    assert "Give the quote, or paraphrase the position." in response.content.decode()


def test_unknown_claim_redirects_to_the_index(client, reporter):
    client.force_login(reporter)
    assert client.get("/admin/claims/claim/999/change/").url == "/admin/"


def test_draft_of_a_verdict_names_its_proposer(client, reporter, other_reporter):
    claim = make_claim(by=reporter)
    draft_verdict(claim, by=reporter)
    client.force_login(other_reporter)
    save_claim(client, claim, **{"verdicts-0-summary": "Other words."})
    assert claim.verdict.proposed_by == reporter
