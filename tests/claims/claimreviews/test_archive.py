"""Bringing in a newsroom's own archive as published claims."""

from datetime import UTC, date, datetime

import orjson
import pytest
from django.core.exceptions import PermissionDenied

from claims import ageing, document, projection, record
from claims.claimreviews import archive
from claims.claimreviews.ratings import Ratings
from claims.claimreviews.records import Claimant, Review, Skipped
from claims.matching import desk, index
from claims.models import (
    Accusation,
    Actor,
    ActorName,
    Claim,
    ClaimImport,
    DeskMatchEntry,
    DeskMatchTerm,
    Publication,
    PublicMatchEntry,
    PublicMatchTerm,
    PublishedClaim,
    SearchWord,
    Transition,
    Verdict,
)
from tests.claims.desk import everything
from tests.claims.test_document_schema import VALIDATOR
from tests.claims.test_projection import shown
from tests.factories import add_accusation, add_evidence, approve, make_actor, make_claim, make_published_claim

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)


TO_COME = date(2999, 1, 1)
GONE = Review(where="archive:1", url="https://old.example/checks/1", site="old.example", deleted_at=NOON)


def review(number=1, **fields):
    given = {
        "where": f"archive:{number}",
        "url": f"https://old.example/checks/{number}",
        "site": "old.example",
        "publisher": "The Old Checkers",
        "publisher_url": "https://old.example/",
        "claim": f"Walruses swam {number} miles up the river.",
        "claimants": [Claimant("Ann Example", "person", ["https://www.wikidata.org/wiki/Q42"])],
        "claimed_on": date(2019, 2, 1),
        "reviewed_on": date(2019, 2, 3),
        "rating_text": "Mostly false",
        "rating_value": 2.0,
        "best": 5.0,
        "worst": 1.0,
        "language": "en",
        "headline": "No, walruses did not swim that far",
        "appearances": ["https://social.example/1"],
        "explanation": "They swam *two* miles.\nSee the [chart].",
    }
    return Review(**(given | fields))


def bring_in(by, *records, ratings=(), **options):
    return list(archive.bring_in(records, by=by, ratings=Ratings(ratings), processes=0, **options))


def fates(told):
    return [each.fate.value for each in told]


def imported_claim(by, **fields):
    assert fates(bring_in(by, review(**fields))) == ["created"]
    return Claim.objects.latest("pk")


def body_of(claim):
    return orjson.loads(claim.publications.last().document)


def test_imported_claim_is_published_as_its_archive_has_it(chief):
    claim = imported_claim(chief)
    body = body_of(claim)
    assert body["imported"] == {
        "url": "https://old.example/checks/1",
        "title": "No, walruses did not swim that far",
        "publisher": "The Old Checkers",
        "publisher_url": "https://old.example/",
        "rating": "Mostly false",
        "rating_value": "2",
        "rating_best": "5",
        "rating_worst": "1",
        "published_on": "2019-02-03",
        "modified_on": None,
        "appearances": ["https://social.example/1"],
    }
    verdict = body["verdict"]
    assert (body["headline"], body["statement"]) == ("Walruses swam 1 miles up the river.",) * 2
    assert (verdict["rating"], verdict["value"], verdict["best"], verdict["as_of"]) == (
        "mostly-false",
        2,
        5,
        "2019-02-03",
    )
    assert verdict["summary"] == "They swam *two* miles. See the [chart]."
    assert verdict["explanation_html"] == (
        "<p>They swam *two* miles.</p>\n<p>See the [chart].</p>\n"
        '<p><a href="https://old.example/checks/1" rel="noopener noreferrer">'
        "No, walruses did not swim that far</a></p>"
    )
    assert body["accusations"] == [
        {"actor": "ann-example", "quote": None, "paraphrase": body["statement"], "language": None,
         "said_on": "2019-02-01", "source": None, "locator": None}
    ]  # fmt: skip
    VALIDATOR.validate(body)


def test_nothing_is_invented(chief):
    body = body_of(imported_claim(chief, claimants=[], appearances=[]))
    assert (body["verdict"]["checked_by"], body["verdict"]["confirmed_by"]) == ([], [])
    assert (body["evidence"], body["sources"], body["accusations"], body["actors"]) == ([], {}, [], {})
    assert body["lineage"] == {"reports": 0, "origins": 0, "unknown": 0, "by_bearing": {}}


def test_dates_are_kept_and_the_record_says_when_it_was_brought_in(chief):
    claim = imported_claim(chief)
    publication, body = claim.publications.get(), body_of(claim)
    assert body["first_published_at"] == "2019-02-03T00:00:00Z"
    assert body["published_at"] == body["changes"][0]["published_at"] == document.timestamp(publication.published_at)
    assert publication.published_at.date() == datetime.now(UTC).date()
    assert claim.published.first_published_at == datetime(2019, 2, 3, tzinfo=UTC)


def test_claim_without_a_date_was_first_published_now(chief):
    body = body_of(imported_claim(chief, reviewed_on=None))
    assert body["first_published_at"] == body["published_at"]
    VALIDATOR.validate(body)


def test_days_to_come_of_what_was_said_or_changed_are_left_out(chief):
    body = body_of(imported_claim(chief, claimed_on=TO_COME, modified_on=TO_COME))
    assert (body["first_said_on"], body["accusations"][0]["said_on"]) == (None, None)
    assert (body["imported"]["modified_on"], body["verdict"]["as_of"]) == (None, "2019-02-03")
    assert "2999" not in orjson.dumps(body).decode()


def test_day_in_the_newsroom_is_what_counts_for_a_day_to_come(chief):
    today = ageing.today()
    assert body_of(imported_claim(chief, reviewed_on=today))["imported"]["published_on"] == today.isoformat()


def test_bulk_writes_what_one_by_one_would(chief):
    """Documents, lists, search and matching, on both sides; with an actor shared, and with texts of all kinds."""
    texts = [
        "Ünïcode – “quotes”",
        "北朝鮮がミサイル",
        "<b>bold</b> & 25 thousand",
        "Rp 5.000 pada 3 Mei 2019",
        "مرحبا بالعالم",
    ]
    many = [review(n, claim=f"{said} {n}", language="id" if n % 2 else "en") for n, said in enumerate(texts)]
    bring_in(
        chief,
        *many,
        review(9, claimants=[], explanation="", headline="", rating_text="unproven"),
        review(11, url="https://old.example/?a=1&amp;b=<2>"),
    )
    for claim in Claim.objects.all():
        rendered, body = document.render(claim), body_of(claim)
        assert {name: body[name] for name in rendered} == rendered
        assert claim.publications.get().document == document.canonical(body)
    before = shown(), _matching()
    projection.rebuild()
    desk.rebuild()
    assert (shown(), _matching()) == before
    assert record.verify() is None


def test_claimants_in_whatever_order_are_found_as_the_record_has_them(chief):
    claim = imported_claim(chief, claimants=[Claimant("Zoe Example"), Claimant("Ann Example")])
    assert [said["actor"] for said in body_of(claim)["accusations"]] == ["zoe-example", "ann-example"]
    assert record.verify() is None


def _matching():
    models = (PublicMatchEntry, DeskMatchEntry, SearchWord, PublicMatchTerm, DeskMatchTerm)
    return {model.__name__: sorted(model.objects.values_list()) for model in models}


def test_batches_follow_one_another_in_the_record(chief, monkeypatch):
    monkeypatch.setattr(archive, "AT_ONCE", 2)
    told = bring_in(chief, *(review(n) for n in range(7)))
    assert [(each.where, each.fate.value) for each in told] == [(f"archive:{n}", "created") for n in range(7)]
    assert list(Publication.objects.values_list("sequence", flat=True)) == list(range(1, 8))
    assert record.verify() is None


def test_archive_follows_what_was_published_before_and_is_followed(reporter, editor, chief):
    make_published_claim(by=reporter, approved_by=editor)
    bring_in(chief, review(1), review(2))
    make_published_claim(by=reporter, approved_by=editor)
    assert Publication.objects.count() == 4
    assert record.verify() is None


def test_desk_knows_who_brought_it_in(chief):
    claim = imported_claim(chief)
    verdict, transition = claim.verdict, claim.transitions.get()
    assert (claim.state, claim.created_by, claim.assigned_to) == ("published", chief, None)
    assert (verdict.is_imported, verdict.confirmed_by, verdict.reading_by, list(verdict.authors.all())) == (
        True,
        None,
        None,
        [],
    )
    assert (transition.move, transition.to_state, transition.by) == ("import", "published", chief)
    assert transition.note == "Imported from our archive: https://old.example/checks/1"
    for model in (Claim, Verdict, Accusation, Actor):
        [row] = model.history.all()
        assert (row.history_type, row.history_user) == ("+", chief)
        assert row.instance == model.objects.get()


def test_imported_verdict_hides_from_nobody(chief, editor):
    assert not imported_claim(chief).verdict.is_hidden_from(editor)


# Again.


def test_importing_again_changes_nothing(chief):
    many = [review(1), review(2), review(2, where="archive:2b"), Skipped("archive:3", "Broken.")]
    assert fates(bring_in(chief, *many)) == ["skipped", "skipped", "created", "created"]
    before = everything()
    assert fates(bring_in(chief, *many)) == ["skipped", "skipped", "unchanged", "unchanged"]
    assert everything() == before


def test_changed_record_is_an_update(chief):
    claim = imported_claim(chief)
    changed = review(explanation="They swam three miles.", rating_text="Partly true", modified_on=date(2020, 1, 1),
                     claimants=[Claimant("Bob Example", "person")])  # fmt: skip
    assert fates(bring_in(chief, changed)) == ["updated"]
    body = body_of(claim)
    assert [(each["kind"], each["note"]) for each in body["changes"]] == [
        ("first", None),
        ("update", "It was changed in our archive since it was imported."),
    ]
    assert (body["verdict"]["rating"], body["verdict"]["as_of"]) == ("partly-true", "2020-01-01")
    assert (body["first_published_at"], body["imported"]["modified_on"]) == ("2019-02-03T00:00:00Z", "2020-01-01")
    assert (list(body["actors"]), body["slug"]) == (["bob-example"], claim.slug)
    assert list(claim.verdicts.order_by("round").values_list("round", "rating__slug")) == [
        (1, "mostly-false"),
        (2, "partly-true"),
    ]
    assert fates(bring_in(chief, changed)) == ["unchanged"]
    assert record.verify() is None
    VALIDATOR.validate(body)


def test_another_mapping_of_ratings_is_an_update(chief):
    told = bring_in(chief, review(rating_text="Four Pinocchios"), ratings=[("four pinocchios", "false")])
    assert fates(told) == ["created"]
    told = bring_in(chief, review(rating_text="Four Pinocchios"), ratings=[("Four Pinocchios", "mostly-false")])
    assert fates(told) == ["updated"]
    assert body_of(Claim.objects.get())["verdict"]["rating"] == "mostly-false"


def test_claim_that_the_desk_has_revised_is_the_desks(chief, editor):
    claim = imported_claim(chief)
    claim.move("revise", by=editor, note="Something has come up.")
    before = everything()
    [told] = bring_in(chief, review(explanation="Otherwise."))
    assert told.reason == "It has changed, but so has the claim at our desk: change it there."
    assert everything() == before


# Deleted there.


def test_what_was_deleted_there_is_withdrawn_here(chief):
    claim = imported_claim(chief)
    assert fates(bring_in(chief, GONE)) == ["updated"]
    body = body_of(claim)
    assert (body["status"], body["changes"][-1]["note"]) == (
        "withdrawn",
        "It was deleted from our archive on 2024-05-03.",
    )
    assert fates(bring_in(chief, GONE)) == ["unchanged"]
    assert record.verify() is None


@pytest.mark.parametrize(("fields", "rounds"), [({}, 1), ({"explanation": "They swam three miles."}, 2)])
def test_what_is_there_again_is_published_again(chief, fields, rounds):
    claim = imported_claim(chief)
    before = body_of(claim)
    bring_in(chief, GONE)
    assert fates(bring_in(chief, review(**fields))) == ["updated"]
    body, [newest, *_] = body_of(claim), claim.transitions.all()
    assert [(each["kind"], each["note"]) for each in body["changes"][1:]] == [
        ("withdrawal", "It was deleted from our archive on 2024-05-03."),
        ("update", "It is in our archive again."),
    ]
    assert (body["status"], body["first_published_at"]) == ("published", "2019-02-03T00:00:00Z")
    assert (body["verdict"] == before["verdict"], claim.verdicts.count()) == (not fields, rounds)
    assert (newest.move, newest.from_state, newest.to_state) == ("import", "withdrawn", "published")
    assert (Claim.objects.get().state, index.frequencies(index.PUBLIC, ["walrus"])) == (
        "published",
        (1, {"walrus": 1}),
    )
    assert record.verify() is None
    now = everything()
    assert fates(bring_in(chief, review(**fields))) == ["unchanged"]
    assert everything() == now


@pytest.mark.parametrize("changed", [{}, {"explanation": "Otherwise."}])
def test_what_the_desk_has_withdrawn_is_left_to_the_desk(chief, changed):
    imported_claim(chief).move("withdraw", by=chief, public_note="It was about somebody else.")
    before = everything()
    [told] = bring_in(chief, review(**changed))
    assert (told.fate.value, told.reason) == (
        "skipped",
        "It was withdrawn at our desk: reinstate it there, or delete it from the archive.",
    )
    assert everything() == before


def test_what_the_desk_takes_up_after_it_was_deleted_there_is_the_desks(chief):
    claim = imported_claim(chief)
    bring_in(chief, GONE)
    claim.move("reinstate", by=chief, note="It was right.")
    assert fates(bring_in(chief, review())) == ["unchanged"]
    assert Claim.objects.get().state == "researching"


def test_last_word_of_an_archive_counts(chief):
    """It says first so and then otherwise: a page is deleted that had two claims, of which one is there again."""
    bring_in(chief, review(), review(claim="Seals flew."))
    for _ in range(2):
        told = bring_in(chief, review(), review(claim="Seals flew."), GONE, review(where="archive:9"))
        assert fates(told)[:2] == ["skipped", "unchanged"]
        assert dict(Claim.objects.values_list("statement", "state")) == {
            "Walruses swam 1 miles up the river.": "published",
            "Seals flew.": "withdrawn",
        }
    assert Publication.objects.count() == 3


def test_record_that_is_there_again_further_on_stands(chief):
    for fate in ("created", "unchanged"):
        [first, last] = bring_in(chief, GONE, review())
        assert (first.fate.value, last.reason) == (fate, "It was deleted there, but further on it is there again.")
    assert Publication.objects.count() == 1


def test_record_that_is_deleted_after_it_came_in_one_file_is_withdrawn(chief):
    gone = review(deleted_at=NOON)
    assert fates(bring_in(chief, review(), gone)) == ["created", "updated"]
    assert fates(bring_in(chief, review(), gone)) == ["unchanged", "unchanged"]


def test_deleted_record_that_never_came_is_skipped(chief):
    [told] = bring_in(chief, review(deleted_at=NOON))
    assert (told.fate.value, told.reason) == ("skipped", "It was deleted there, and never was here.")
    assert Claim.objects.count() == 0


def test_record_that_is_to_be_deleted_on_a_day_to_come_stands_until_then(chief):
    imported_claim(chief)
    [told] = bring_in(chief, GONE._replace(deleted_at=NOON.replace(year=2999)))
    assert told.reason == "It is to be deleted there on 2999-05-03: import it again then."
    assert Claim.objects.get().state == "published"


def test_deleted_record_of_a_revised_claim_is_left_to_the_desk(chief, editor):
    imported_claim(chief).move("revise", by=editor, note="Something has come up.")
    [told] = bring_in(chief, review(deleted_at=NOON))
    assert told.reason == "It was deleted there, but revised at our desk: withdraw it there."


# At the desk, from then on.


def test_imported_claim_can_be_checked_again_and_keeps_where_it_came_from(chief, editor, other_editor):
    claim = imported_claim(chief)
    claim.move("revise", by=editor, note="The chart was found.")
    claim.accusations.all().delete()
    add_accusation(claim)
    add_evidence(claim)
    claim.move("submit", by=editor)
    approve(claim, by=other_editor)
    claim.move("publish", by=editor, kind="update", public_note="Checked again, with the chart.")
    body = body_of(claim)
    assert body["verdict"]["checked_by"] == ["Edith Tester"]
    assert body["verdict"]["confirmed_by"] == ["Omar Tester"]
    assert body["imported"]["url"] == "https://old.example/checks/1"
    assert body["first_published_at"] == "2019-02-03T00:00:00Z"
    VALIDATOR.validate(body)


def test_imported_claim_can_be_withdrawn(chief):
    claim = imported_claim(chief)
    claim.move("withdraw", by=chief, public_note="It was about somebody else.")
    assert body_of(claim)["status"] == "withdrawn"
    assert record.verify() is None


def test_renamed_actor_is_amended_in_imported_claims(chief):
    claim = imported_claim(chief)
    actor = Actor.objects.get()
    actor.name = "Dr Ann Example"
    actor.save()
    record.amend_actor(actor, by=chief, note="Her title.")
    assert body_of(claim)["actors"]["ann-example"]["name"] == "Dr Ann Example"
    assert fates(bring_in(chief, review())) == ["unchanged"]


# What is refused, and why.


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"claim": " –"}, "It does not say which claim it checks."),
        ({"claim": "x " * 5000}, "The claim is longer than 5000 characters: that is no statement but a whole text."),
        ({"rating_text": "", "rating_value": None}, "It has no rating."),
        ({"reviewed_on": date(2999, 1, 1)},
         "It is dated 2999-01-01, a day to come: correct the day, or import it again then."),
        ({"url": "https://nowhere"}, "Its address is none of the web."),
        ({"url": f"https://old.example/{'x' * 1000}"}, "Its address is longer than 1000 characters, or damaged."),
        ({"rating_text": "Pants on fire"},
         "Its rating “Pants on fire” is not mapped to one of ours: add it to the table of ratings."),
        ({"rating_text": "", "rating_value": 3.0},
         "Its rating “3” is not mapped to one of ours: add it to the table of ratings."),
    ],
)  # fmt: skip
def test_record_that_cannot_be_published_is_skipped_with_the_reason(chief, fields, reason):
    [told] = bring_in(chief, review(**fields))
    assert (told.fate.value, told.reason) == ("skipped", reason)
    assert (Claim.objects.count(), Publication.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["editor", "charlie"])
def test_only_chief_editors_bring_in_an_archive(request, who):
    with pytest.raises(PermissionDenied):
        bring_in(request.getfixturevalue(who), review())
    assert Claim.objects.count() == 0


def test_hostile_texts_are_kept_as_texts(chief):
    """Null bytes, broken surrogates, markup, and addresses of no web."""
    claim = imported_claim(
        chief,
        claim="\x00<script>alert(1)</script> \ud800 said",
        headline="a\x1b[31m](javascript:x)<b>",
        explanation="<img src=x onerror=y> &amp; `code`\n\n# heading\n1. one",
        appearances=["javascript:alert(1)", "https://social.example/\x00", "https://ok.example/"],
        publisher_url="javascript:alert(1)",
        claimants=[Claimant("\x00"), Claimant("=cmd()" * 60)],
        language="en-x-private",
    )
    body = body_of(claim)
    assert body["statement"] == "<script>alert(1)</script> said"
    assert body["imported"]["appearances"] == ["https://ok.example/"]
    assert body["imported"]["publisher_url"] is None
    assert (body["language"], len(body["actors"])) == ("en", 1)
    assert document.render(claim)["verdict"] == body["verdict"]
    assert "<img" not in body["verdict"]["explanation_html"]
    VALIDATOR.validate(body)


# Addresses and actors.


def test_slugs_of_the_same_words_are_told_apart(chief):
    make_claim(slug="walruses-swam", by=chief)
    bring_in(chief, *(review(n, claim="Walruses swam.") for n in range(3)))
    slugs = set(Claim.objects.values_list("slug", flat=True))
    assert len(slugs) == 4
    assert {slug[:14] for slug in slugs} == {"walruses-swam", "walruses-swam-"}


def test_slug_taken_while_it_was_prepared_is_planned_again(chief, monkeypatch):
    append = archive.record_bulk.append_imported

    def after_somebody_else(batch, **kwargs):
        monkeypatch.setattr(archive.record_bulk, "append_imported", append)
        make_claim(slug=batch.checks[0].slug, by=chief)
        append(batch, **kwargs)

    monkeypatch.setattr(archive.record_bulk, "append_imported", after_somebody_else)
    assert fates(bring_in(chief, review(1), review(2))) == ["created", "created"]
    assert (Claim.objects.count(), Publication.objects.count()) == (3, 2)
    assert record.verify() is None


def test_actor_renamed_while_it_was_prepared_is_shown_by_its_new_name(chief, monkeypatch):
    actor = make_actor("Ann Example", kind="person", wikidata="Q42")
    append = archive.record_bulk.append_imported

    def after_a_renaming(batch, **kwargs):
        monkeypatch.setattr(archive.record_bulk, "append_imported", append)
        Actor.objects.filter(pk=actor.pk).update(name="Ann Otherwise")
        append(batch, **kwargs)

    monkeypatch.setattr(archive.record_bulk, "append_imported", after_a_renaming)
    assert [each["name"] for each in body_of(imported_claim(chief))["actors"].values()] == ["Ann Otherwise"]


def test_claimants_are_found_by_item_by_name_and_by_other_names(chief):
    by_item = make_actor("Somebody Else", wikidata="Q42")
    by_name = make_actor("North Korea")
    by_other = make_actor("Ministry of Truth", kind="organisation")
    ActorName.objects.create(actor=by_other, language="id", name="Kementerian Kebenaran")
    people = [
        Claimant("Ann", "person", ["https://www.wikidata.org/wiki/Q42"]),
        Claimant("north korea"),
        Claimant("Kementerian Kebenaran"),
    ]
    claim = imported_claim(chief, claimants=people)
    assert [said.actor for said in claim.accusations.order_by("pk")] == [by_item, by_name, by_other]


def test_unknown_claimants_are_made_and_nothing_is_said_that_the_archive_does_not_say(chief):
    people = [Claimant("Ann", "person"), Claimant("The Board", "organisation"), Claimant("Posts on Facebook")]
    imported_claim(chief, claimants=people)
    assert list(Actor.objects.order_by("pk").values_list("name", "kind", "country")) == [
        ("Ann", "person", ""),
        ("The Board", "organisation", ""),
        ("Posts on Facebook", "unnamed", ""),
    ]


def test_two_people_of_one_name_are_two(chief):
    items = [["https://www.wikidata.org/wiki/Q1"], ["http://www.wikidata.org/entity/Q2"]]
    bring_in(chief, *(review(n, claimants=[Claimant("Ann", "person", item)]) for n, item in enumerate(items)))
    assert sorted(Actor.objects.values_list("name", "wikidata")) == [("Ann", "Q1"), ("Ann (Q2)", "Q2")]


def test_one_person_under_two_names_is_one(chief):
    item = ["https://www.wikidata.org/wiki/Q42"]
    claim = imported_claim(chief, claimants=[Claimant("Ann", "person", item), Claimant("Anna", "person", item)])
    assert (Actor.objects.count(), claim.accusations.count()) == (1, 1)


def test_public_matching_finds_what_was_brought_in(chief):
    imported_claim(chief)
    assert index.frequencies(index.PUBLIC, ["walrus"])[0] == 1
    assert PublishedClaim.objects.standing().count() == ClaimImport.objects.count() == Transition.objects.count() == 1
