"""The public page before it is public, and what publishing would change of it."""

import re
from datetime import date

import pytest

from claims.merging import merge
from claims.models import Evidence
from claims.moves import read_second
from tests.claims.admin.browser import claim_url
from tests.claims.desk import claim_in, everything, make_desk
from tests.claims.documents import make_full_claim
from tests.factories import (
    approve,
    draft_verdict,
    make_claim,
    make_published_claim,
    make_submitted_claim,
    make_verified_claim,
)

HIDDEN = "This would show you the verdict, which is hidden so that you can read the claim second."


def text_of(response) -> str:
    return response.content.decode()


def without_the_bar(page: str) -> list[str]:
    """Nor what a page with an address of its own says of its other languages."""
    for bar in ('<p class="demo">.*?</p>', '<nav class="languages".*?</nav>'):
        page = re.sub(bar, "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="(canonical"|alternate" hreflang=)[^>]*>|<meta property="og:locale[^>]*>', "", page)
    page = page.replace('<meta name="robots" content="noindex">', "")
    page = re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "the moment", page)
    return [line.strip() for line in page.splitlines() if line.strip()]


def test_preview_is_the_page_that_is_then_published(client, reporter, editor):
    claim = make_verified_claim("Weapons were sent", by=reporter, approved_by=editor)
    client.force_login(editor)
    preview = text_of(client.get(claim_url(claim, "preview")))
    assert "This is a preview, not published." in preview
    claim.move("publish", by=editor)
    public = text_of(client.get(claim.get_absolute_url()))
    assert without_the_bar(preview) == without_the_bar(public)
    assert "It is mostly so." in public


def test_preview_of_a_next_revision_keeps_the_history(client, reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=chief, note="Again.")
    claim.statement = "Something new."
    claim.save()
    client.force_login(chief)
    page = text_of(client.get(claim_url(claim, "preview")))
    assert "Something new." in page
    assert "Your public note will stand here." in page
    assert "Something new." not in text_of(client.get(claim.get_absolute_url()))


@pytest.mark.parametrize("page", ["preview", "compare"])
def test_nothing_is_written(client, reporter, editor, page):
    claim = make_published_claim(by=reporter, approved_by=editor)
    client.force_login(editor)
    before = everything()
    assert client.get(claim_url(claim, page)).status_code == 200
    assert client.post(claim_url(claim, page)).status_code in (200, 405)
    assert everything() == before


def test_preview_is_kept_by_nobody_and_found_by_no_machine(client, reporter, editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    client.force_login(editor)
    preview, public = client.get(claim_url(claim, "preview")), client.get(claim.get_absolute_url())
    policies = [set(page["Content-Security-Policy"].split("; ")) for page in (preview, public)]
    assert policies[0] == policies[1]
    assert "script-src" not in preview["Content-Security-Policy"]
    assert preview["X-Robots-Tag"] == "noindex"
    assert "no-store" in preview["Cache-Control"]
    assert "ETag" not in preview
    assert '<meta name="robots" content="noindex">' in text_of(preview)
    again = client.get(claim_url(claim, "preview"), headers={"If-None-Match": public["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("state", ["logged", "researching", "in_review", "verified", "published", "withdrawn"])
def test_claim_is_previewed_in_every_state_once_it_has_a_rating(client, db, state):
    people = make_desk()
    claim = claim_in(state, people)
    client.force_login(people.writer)
    response = client.get(claim_url(claim, "preview"))
    if state == "logged":
        refusal = "There is nothing to show yet: draft a verdict and choose its rating first."
        assert (response.status_code, response.context["reasons"]) == (409, [refusal])
    else:
        assert response.status_code == 200
        assert "It is mostly so." in text_of(response)


def test_claim_with_a_rating_and_nothing_else_is_previewed(client, reporter):
    claim = make_claim(by=reporter)
    draft_verdict(claim, by=reporter, summary="", explanation="", as_of=None)
    client.force_login(reporter)
    assert "No accuser is on record." in text_of(client.get(claim_url(claim, "preview")))


def test_verdict_without_a_rating_is_not_previewed(client, reporter):
    claim = make_claim(by=reporter)
    verdict = draft_verdict(claim, by=reporter)
    verdict.rating = None
    verdict.save()
    client.force_login(reporter)
    assert client.get(claim_url(claim, "preview")).status_code == 409


@pytest.mark.parametrize("page", ["preview", "compare"])
@pytest.mark.parametrize("who", ["editor", "chief", "superuser"])
def test_hidden_verdict_is_neither_previewed_nor_compared(client, request, reporter, other_editor, who, page):
    claim = make_published_claim(by=reporter, approved_by=other_editor)
    claim.move("revise", by=other_editor, note="Again.")
    verdict = claim.verdict
    verdict.summary = "Zebrasummary"
    verdict.save()
    claim.move("submit", by=other_editor)
    reader = request.getfixturevalue(who)
    client.force_login(reader)
    response = client.get(claim_url(claim, page))
    assert (response.status_code, response.context["reasons"]) == (409, [HIDDEN])
    assert "Zebrasummary" not in text_of(response)
    read_second(claim, verdict.rating, by=reader)
    assert "Zebrasummary" in text_of(client.get(claim_url(claim, page)))


@pytest.mark.parametrize("page", ["preview", "compare"])
def test_person_without_a_role_sees_nothing(client, reporter, editor, charlie, page):
    claim = make_published_claim("A secret headline", by=reporter, approved_by=editor)
    client.force_login(charlie)
    response = client.get(claim_url(claim, page))
    assert response.status_code == 403
    assert "A secret headline" not in text_of(response)
    assert client.get(f"/admin/claims/claim/999/{page}/").status_code == 404


def test_comparison_shows_words_that_go_and_words_that_come(client, reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=chief, note="Again.")
    claim.statement = "The ship carried two crates."
    claim.save()
    Evidence.objects.filter(claim=claim, bearing="contradicts").update(credibility=4)
    verdict = claim.verdict
    verdict.as_of = date(2024, 7, 1)
    verdict.save()
    client.force_login(chief)
    response = client.get(claim_url(claim, "compare"))
    page = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", text_of(response))
    assert re.search(r"<del>[^<]*</del><ins>[^<]*two crates</ins>", page)
    assert "<del>20 June 2024</del><ins>1 July 2024</ins>" in page
    assert "<del>3</del><ins>4</ins> – <del>Possibly true</del><ins>Doubtful</ins>" in page
    headings = [change.heading for change in response.context["changes"]]
    assert headings[:2] == ["Statement", "Evidence as of"]


def test_comparison_of_what_is_public_with_itself_finds_nothing(client, reporter, editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    client.force_login(editor)
    response = client.get(claim_url(claim, "compare"))
    assert response.context["changes"] == []
    assert "Nothing differs" in text_of(response)


def test_claim_that_never_was_public_has_nothing_to_compare_with(client, reporter):
    claim = make_submitted_claim(by=reporter)
    client.force_login(reporter)
    response = client.get(claim_url(claim, "compare"))
    assert response.status_code == 409
    assert response.context["reasons"] == ["Nothing of this claim is public yet, so there is nothing to compare with."]


def test_withdrawn_claim_is_compared_with_its_last_verdict(client, reporter, editor, chief):
    claim = make_full_claim(by=reporter, approved_by=editor)
    claim.move("withdraw", by=chief, public_note="Wrong.")
    claim.move("reinstate", by=chief, note="Again.")
    client.force_login(chief)
    response = client.get(claim_url(claim, "compare"))
    assert "Readers see a notice of withdrawal now." in text_of(response)
    assert response.context["standing"].revision == 1


def test_texts_are_not_taken_for_markup(client, reporter, editor, chief):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=chief, note="Again.")
    claim.statement = "<b>bold</b>"
    claim.save()
    client.force_login(chief)
    assert "<b>bold</b>" not in text_of(client.get(claim_url(claim, "compare")))


def test_page_for_publishing_leads_to_preview_and_comparison(client, reporter, editor, chief, other_editor):
    claim = make_published_claim(by=reporter, approved_by=editor)
    claim.move("revise", by=chief, note="Again.")
    claim.move("submit", by=chief)
    approve(claim, by=other_editor)
    client.force_login(other_editor)
    page = text_of(client.get(claim_url(claim, "move", "publish")))
    assert f'href="{claim_url(claim, "preview")}"' in page
    assert f'href="{claim_url(claim, "compare")}"' in page


def test_claim_that_was_merged_away_is_compared_with_nothing(client, chief):
    desk = make_desk()
    claim, into = claim_in("withdrawn", desk), claim_in("published", desk)
    merge(claim, into, by=chief, note="The same.", public_note="It is the same.")
    client.force_login(chief)
    response = client.get(claim_url(claim, "compare"))
    assert response.status_code == 409
    assert "this claim was merged into" in text_of(response)
