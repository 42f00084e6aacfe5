import pytest

from claims.matching import desk
from claims.models import Actor
from tests.claims.tables.making import as_csv, bring_in, plan, told
from tests.factories import add_accusation, make_actor, make_claim, make_published_claim

HEADINGS = ["slug", "name", "kind", "country", "wikidata", "names", "notes"]
PUBLIC = "Readers see this actor: change this on its page, where what is published is amended with it."


def names_of(actor):
    return {(name.language, name.name) for name in actor.names.all()}


def test_actors_come_in_with_their_names(editor):
    line = ["", "North Korea", "State", "KP", "Q423", "id: Korea Utara; zh-Hant: 北韓", "Quiet."]
    made = bring_in("actors", as_csv(HEADINGS, line), by=editor)
    actor = Actor.objects.get()
    assert (made.status, actor.slug, actor.kind, actor.country) == ("done", "north-korea", "state", "KP")
    assert (actor.wikidata, actor.notes) == ("Q423", "Quiet.")
    assert names_of(actor) == {("id", "Korea Utara"), ("zh-Hant", "北韓")}


def test_names_become_those_of_the_row(editor):
    actor = make_actor("Korea")
    kept = actor.names.create(language="id", name="Korea Utara")
    actor.names.create(language="fr", name="Corée")
    bring_in("actors", as_csv(["slug", "names"], ["korea", "id: Korea Utara\nde: Korea; Nord"]), by=editor)
    assert names_of(actor) == {("id", "Korea Utara"), ("de", "Korea; Nord")}
    assert actor.names.get(language="id") == kept


def test_claims_are_matched_by_the_new_name(editor):
    actor = make_actor("Republic of Ruritania")
    claim = make_claim("It rains", by=editor)
    add_accusation(claim, actor)
    desk.keep([claim])
    assert desk.similar("Zenda") == []
    bring_in("actors", as_csv(["slug", "names"], ["republic-of-ruritania", "en: Zenda"]), by=editor)
    assert [found.claim for found in desk.similar("Zenda")] == [claim]


@pytest.mark.parametrize(
    ("column", "cell", "error"),
    [
        ("kind", "country", "Write one of: state, organisation, person, unnamed."),
        (
            "kind",
            "",
            "This is new, so the cell must be filled in. (To change something, write its slug into the row.)",
        ),
        ("country", "Korea", "Ensure this value has at most 2 characters (it has 5)."),
        ("names", "Korea Utara", "Write each name after its language, such as “id: Korea Utara; ko: 북한”."),
        ("names", "Bahasa: Korea", "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”."),
        ("wikidata", "Q1", "“Taken” has this already. To change that one, write its slug, taken, into the row."),
        ("name", "Taken", "“Taken” has this already. To change that one, write its slug, taken, into the row."),
    ],
)
def test_error_is_told_by_its_column(editor, column, cell, error):
    make_actor("Taken", wikidata="Q1")
    row = dict(zip(HEADINGS, ["", "Korea", "state", "", "", "", ""], strict=True)) | {column: cell}
    (found,) = plan("actors", list(row), list(row.values()), by=editor)
    assert (column, error) in found.errors


@pytest.mark.parametrize(
    ("column", "cell"), [("name", "X"), ("kind", "person"), ("country", "ID"), ("wikidata", "Q9"), ("names", "id: X")]
)
def test_what_readers_see_of_an_actor_is_changed_on_its_page(reporter, editor, column, cell):
    claim = make_published_claim(by=reporter, approved_by=editor)
    actor = claim.accusations.get().actor
    rows = ["slug", column, "notes"]
    assert told(plan("actors", rows, [actor.slug, cell, ""], by=editor)) == [("error", [(column, PUBLIC)])]


def test_notes_on_a_public_actor_can_be_changed(reporter, editor):
    actor = make_published_claim(by=reporter, approved_by=editor).accusations.get().actor
    bring_in("actors", as_csv(["slug", "name", "notes"], [actor.slug, actor.name, "Hm."]), by=editor)
    actor.refresh_from_db()
    assert actor.notes == "Hm."
