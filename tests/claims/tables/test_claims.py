from datetime import date

import pytest

from claims.matching import desk
from claims.models import Claim
from claims.states import State
from tests.claims.desk import claim_in, everything, make_desk, public_claim_in
from tests.claims.tables.making import as_csv, bring_in, errors_of, plan, told
from tests.factories import (
    add_accusation,
    draft_verdict,
    make_actor,
    make_claim,
    make_source,
    make_topic,
)

HEADINGS = ["headline", "statement", "language", "accuser", "quote", "said_on", "said_in", "topics", "accused"]


def test_spreadsheet_of_a_newsroom_becomes_claims(editor, reporter):
    russia, korea = make_actor("Russia"), make_actor("North Korea")
    korea.names.create(name="Korea Utara", language="id")
    source = make_source("A letter", url="https://example.org/letter")
    topic = make_topic("Arms transfers")
    said = [
        "Arms",
        "They sent arms.",
        "id",
        "Korea Utara",
        "Ya.",
        "2024-06-18",
        source.url,
        "Arms transfers",
        "Russia",
    ]
    made = bring_in("claims", as_csv([*HEADINGS, "assigned_to"], [*said, "rita"]), by=editor)
    claim = Claim.objects.get()
    assert (made.status, claim.state, claim.slug, claim.created_by) == ("done", State.LOGGED, "arms", editor)
    assert (claim.headline, claim.statement, claim.language, claim.assigned_to) == (*said[:3], reporter)
    assert (list(claim.topics.all()), list(claim.accused.all())) == ([topic], [russia])
    (accusation,) = claim.accusations.all()
    assert (accusation.actor, accusation.quote, accusation.said_on) == (korea, "Ya.", date(2024, 6, 18))
    assert (accusation.source, accusation.language, accusation.paraphrase) == (source, "id", "")


def test_statement_alone_is_enough(editor):
    bring_in("claims", as_csv(["statement"], ["It has\nrained " + "for ever " * 30]), by=editor)
    claim = Claim.objects.get()
    assert claim.headline == ("It has rained " + "for ever " * 30)[:119].strip() + "…"
    assert (claim.language, claim.slug[:27]) == ("en", "it-has-rained-for-ever-for-")


def test_accuser_without_a_quote_is_said_to_hold_the_statement(editor):
    make_actor("Russia")
    bring_in("claims", as_csv(["statement", "accuser"], ["It rains.", "russia"]), by=editor)
    (accusation,) = Claim.objects.get().accusations.all()
    assert (accusation.quote, accusation.paraphrase) == ("", "It rains.")


def test_imported_claim_is_found_by_matching(editor):
    bring_in("claims", as_csv(["statement"], ["Pyongyang shipped howitzers to Vladivostok."]), by=editor)
    assert [found.claim for found in desk.similar("howitzers shipped to Vladivostok")] == [Claim.objects.get()]


def test_only_the_columns_that_are_there_are_changed(editor, reporter):
    claim = make_claim("Arms", by=reporter, notes="Ask.", context="War.")
    before = claim.updated_at
    made = bring_in("claims", as_csv(["slug", "notes"], ["arms", "Asked."]), by=editor)
    claim.refresh_from_db()
    assert [row.changes for row in made.rows.all()] == [[["notes", "Ask.", "Asked."]]]
    assert (claim.notes, claim.context, claim.created_by) == ("Asked.", "War.", reporter)
    assert claim.updated_at > before


def test_empty_cell_empties_the_field(editor):
    claim = make_claim("Arms", by=editor, notes="Ask.", assigned_to=editor)
    claim.topics.add(make_topic("War"))
    bring_in("claims", as_csv(["slug", "notes", "topics", "assigned_to"], ["arms", "", "", ""]), by=editor)
    claim.refresh_from_db()
    assert (claim.notes, claim.topics.count(), claim.assigned_to) == ("", 0, None)


def test_row_that_says_what_is_there_changes_nothing(editor):
    make_claim("Arms", by=editor, notes=" Ask.\r\nAgain. ")
    before = everything()
    assert told(plan("claims", ["slug", "notes"], ["arms", "Ask.\nAgain."], by=editor)) == [("unchanged", [])]
    assert everything() == before


@pytest.mark.parametrize(
    ("column", "cell", "error"),
    [
        ("headline", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("statement", "",
         "This is new, so the cell must be filled in. (To change something, write its slug into the row.)"),
        ("language", "Bahasa", "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”."),
        ("said_on", "18/06/2024", "Give a day as year-month-day, such as 2024-06-18."),
        ("accuser", "Atlantis",
         "There is no actor “Atlantis”: import actors first, add it under Actors, or correct the name."),
        ("said_in", "https://x.example/",
         "There is no source “https://x.example/”: import sources first, or add it under Sources."),
        ("topics", "War; Peace", "There is no topic “War”: add it under Topics first, or correct the name."),
        ("quote", "We did.", None),
    ],
)  # fmt: skip
def test_error_is_told_by_its_column(editor, column, cell, error):
    row = dict(zip(HEADINGS, ["H", "S.", "en", "", "", "", "", "", ""], strict=True)) | {column: cell}
    expected = (column, error) if error else ("accuser", "Say who said it, or empty the other cells about it.")
    assert told(plan("claims", list(row), list(row.values()), by=editor)) == [("error", [expected])]


def test_slug_that_cannot_be_made_is_asked_for(editor):
    assert told(plan("claims", ["statement"], ["俄羅斯收到武器。"], by=editor)) == [
        ("error", [("slug", "No slug can be made from the other cells: write one, of small letters and hyphens.")])
    ]


def test_name_of_two_actors_is_refused_with_their_slugs(editor):
    for name in ("Korea (north)", "Korea (south)"):
        make_actor(name).names.create(name="Korea", language="en")
    (row,) = told(plan("claims", ["statement", "accuser"], ["It rains.", "Korea"], by=editor))
    assert row == ("error", [("accuser", "“Korea” may be any of these: korea-north, korea-south. Write which.")])


def test_same_statement_twice_is_refused_with_the_other_one(editor):
    make_claim("Rain", by=editor, statement="It rains.")
    assert told(plan("claims", ["statement"], ["It rains."], ["It snows."], ["It snows."], by=editor)) == [
        ("error", [("statement", "“Rain” has this already. To change that one, write its slug, rain, into the row.")]),
        ("new", []),
        ("error", [("statement", "Row 3 has the same. Each may be there once.")]),
    ]


def test_slug_twice_in_the_file_is_refused(editor):
    make_claim("Rain", by=editor)
    rows = plan("claims", ["slug", "notes"], ["rain", "a"], ["rain", "b"], by=editor)
    assert told(rows)[1] == ("error", [("slug", "Row 2 has the same. Each may be there once.")])


@pytest.mark.parametrize("state", State)
def test_claim_is_changed_while_it_is_open_and_in_no_other_state(editor, state):
    claim = claim_in(state, make_desk())
    (row,) = plan("claims", ["slug", "notes"], [claim.slug, "Changed."], by=editor)
    if state in ("logged", "researching"):
        assert (str(row.fate), row.errors) == ("changed", [])
    else:
        name = state.label.lower()
        assert row.errors == [("", f"This claim is {name}. It can be changed while it is logged or in research.")]
    assert told(plan("claims", ["slug", "notes"], [claim.slug, ""], by=editor)) == [("unchanged", [])]


def test_address_of_a_claim_stays_though_its_headline_changes(editor):
    claim = public_claim_in("researching", make_desk())
    bring_in("claims", as_csv(["slug", "headline"], [claim.slug, "Quite another headline"]), by=editor)
    slug = claim.slug
    claim.refresh_from_db()
    assert (claim.headline, claim.slug) == ("Quite another headline", slug)


def test_state_is_only_for_reading(editor):
    claim = make_claim("Rain", by=editor)
    made = bring_in("claims", as_csv(["slug", "state", "notes"], ["rain", "published", "x"]), by=editor)
    claim.refresh_from_db()
    assert (claim.state, claim.notes) == ("logged", "x")
    assert made.notes == ["Only for reading, and ignored: state."]


def test_work_of_others_since_the_export_is_not_undone(editor, reporter):
    claim = make_claim("Rain", by=reporter, notes="Old.")
    seen = claim.updated_at.isoformat()
    claim.notes = "A colleague's."
    claim.save()
    rows = ["slug", "notes", "updated_at"]
    assert told(plan("claims", rows, ["rain", "Mine.", seen], by=editor)) == [
        ("error", [("updated_at", "Somebody has saved this claim since the table was exported: export it again, and "
                    "change that.")])
    ]  # fmt: skip
    assert told(plan("claims", rows, ["rain", "Mine.", claim.updated_at.isoformat()], by=editor)) == [("changed", [])]
    assert told(plan("claims", rows, ["rain", "Mine.", "yesterday"], by=editor)) == [
        ("error", [("updated_at", "Leave this cell as it was exported, or empty it.")])
    ]


def test_accusation_of_a_claim_that_has_one_is_not_touched(editor):
    claim = make_claim("Rain", by=editor)
    add_accusation(claim, make_actor("Russia"), quote="It rains.")
    make_actor("China")
    rows = ["slug", "accuser", "quote"]
    error = "This claim has an accusation already: change that, or add another one, on the claim's page."
    assert told(plan("claims", rows, ["rain", "russia", "It rains."], by=editor)) == [("unchanged", [])]
    assert told(plan("claims", rows, ["rain", "", ""], by=editor)) == [("unchanged", [])]
    assert told(plan("claims", rows, ["rain", "china", "It rains."], by=editor)) == [("error", [("accuser", error)])]
    assert told(plan("claims", rows, ["rain", "russia", "It pours."], by=editor)) == [("error", [("quote", error)])]


def test_claim_is_assigned_only_to_who_may_research(editor, charlie):
    (row,) = told(plan("claims", ["statement", "assigned_to"], ["It rains.", "charlie"], by=editor))
    assert row == ("error", [("assigned_to", "There is nobody called “charlie” who may research claims: write a user "
                              "name.")])  # fmt: skip


def test_former_researcher_may_not_read_second(reporter, editor, other_editor):
    """As on the claim's page: who was its researcher has seen the verdict."""
    claim = make_claim("Rain", by=reporter, assigned_to=other_editor)
    claim.move("take_up", by=reporter)
    draft_verdict(claim, by=reporter)
    assert not claim.verdict.is_hidden_from(other_editor)
    bring_in("claims", as_csv(["slug", "assigned_to"], ["rain", "rita"]), by=editor)
    claim.refresh_from_db()
    assert claim.assigned_to == reporter
    assert claim.verdict.was_written_by(other_editor)
    assert not claim.verdict.was_written_by(editor)


def test_nothing_is_half_imported(editor):
    made = bring_in("claims", as_csv(["statement", "language"], ["One.", ""], ["Two.", "?"], ["One.", ""]), by=editor)
    assert (made.status, [(row, column) for row, column, _error in errors_of(made)]) == (
        "refused",
        [(3, "language"), (4, "statement")],
    )
    assert Claim.objects.count() == 0
