import copy

import orjson
import pytest

from claims import document
from claims.comparison import compare
from claims.differences import Kind
from tests.claims.documents import make_full_claim


@pytest.fixture
def public(reporter, editor):
    """A public document with every member in it."""
    return orjson.loads(make_full_claim(by=reporter, approved_by=editor).publications.get().document)


def changed(public, change) -> list[tuple[str, str]]:
    new = copy.deepcopy(public)
    change(new)
    return [(change.heading, change.fate) for change in compare(public, new)]


def test_same_document_has_no_changes(public):
    assert compare(public, copy.deepcopy(public)) == []


def test_every_text_and_fact_is_compared(public):
    """Whatever a document says and readers see, its change is told."""
    other = "2001-02-03"  # a text like any other, and a day
    for member in ("headline", "statement", "context", "language", "first_said_on"):
        assert len(changed(public, lambda new, name=member: new.update({name: other}))) == 1, member
    for member in ("label", "definition", "summary", "explanation_html", "as_of", "recheck_on"):
        assert len(changed(public, lambda new, name=member: new["verdict"].update({name: other}))) == 1, member
    for member in ("title", "url", "document_number", "author", "outlet", "published_on", "archived_url", "sha256"):
        key = next(iter(public["sources"]))
        assert changed(public, lambda new, name=member, key=key: new["sources"][key].update({name: other})), member


def test_entry_that_came_or_went_says_so(public):
    actor = next(iter(public["actors"].values()))["name"]
    assert changed(public, lambda new: new["accusations"].clear()) == [
        (f"Accusation: {public['actors'][public['accusations'][0]['actor']]['name']}", "removed")
    ]
    assert changed(public, lambda new: new["translations"].clear()) == [
        (f"Indonesian: {part}", "removed")
        for part in (
            "Headline",
            "Statement",
            "Context",
            "Summary of the verdict",
            "Explanation",
            "“It no longer exists.”",
        )
    ]
    again = changed(public, lambda new: new["accusations"].append(new["accusations"][0] | {"quote": "More."}))
    assert again == [(f"Accusation: {actor} (2)", "added")]


def test_source_keys_given_anew_are_no_change(public):
    def renumber(new):
        keys = {key: f"s{number + 50}" for number, key in enumerate(new["sources"])}
        new["sources"] = {
            keys[key]: source | {"derived_from": [keys[each] for each in source["derived_from"]]}
            for key, source in new["sources"].items()
        }
        for member in ("accusations", "rebuttals", "evidence", "events"):
            for entry in new[member]:
                entry["source"] = keys.get(entry["source"])

    assert changed(public, renumber) == []


def test_event_is_told_by_its_date_and_words(public):
    when = "30 May 2024 to 2 June 2024"
    (change,) = compare(public, {member: value for member, value in public.items() if member != "events"})
    title = public["sources"][public["events"][0]["source"]]["title"]
    assert (change.heading, change.fate) == (f"Event: {when}", "removed")
    assert [part.text for part in change.parts] == [f"Two leaders met.\n{title}\np. 3"]
    assert changed(public, lambda new: new["events"][0].update(what="Three met.")) == [(f"Event: {when}", "changed")]
    later = {"happened_on": "2024-06", "until": None, "what": "A ship sailed.", "source": None, "locator": None}
    assert changed(public, lambda new: new["events"].append(later)) == [("Event: June 2024", "added")]


def test_names_and_dates_are_replaced_whole(public):
    new = copy.deepcopy(public)
    new["verdict"]["checked_by"] = ["Rita Tester", "Rolf Tester"]
    (change,) = compare(public, new)
    assert [part.kind for part in change.parts] == [Kind.REMOVED, Kind.ADDED]


def test_days_are_written_as_on_the_page(public):
    new = copy.deepcopy(public)
    new["verdict"]["as_of"] = "2001-02-03"
    (change,) = compare(public, new)
    assert change.parts[-1].text == "3 February 2001"


def test_words_in_one_language_say_which(public):
    new = copy.deepcopy(public)
    new["statement"] = new["translations"]["id"]["statement"] = "Other."
    new["verdict"]["as_of"] = "2020-01-01"
    assert [change.language for change in compare(public, new)] == ["en", "", "id"]


def test_round_that_nobody_has_confirmed_yet_takes_no_name_away(public):
    assert changed(public, lambda new: new["verdict"].update(confirmed_by=[])) == []


def test_other_formatting_of_the_same_words_is_told(public):
    def embolden(new):
        new["verdict"]["explanation_html"] = new["verdict"]["explanation_html"].replace("em>", "strong>")

    assert changed(public, embolden) == [("Explanation", "Only formatting or addresses of links differ.")]


def test_document_that_was_rendered_can_be_compared(reporter, editor):
    claim = make_full_claim(by=reporter, approved_by=editor)
    standing = orjson.loads(claim.publications.get().document)
    assert compare(standing, document.render(claim)) == []
