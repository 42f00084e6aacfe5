import random
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.matching import desk, index
from claims.models import Actor, Claim, ClaimTranslation, DeskMatchEntry, DeskMatchTerm
from tests.claims.admin.browser import add_row, claim_url, fields_of, open_claim
from tests.factories import (
    add_accusation,
    add_rebuttal,
    make_actor,
    make_claim,
    make_published_claim,
    make_source,
    make_submitted_claim,
    publish_again,
)

HOSTILE = [
    "",
    " ",
    "a",
    "\x00",
    "weapons\x00russia",
    '"*^()-:&|!<>',
    'weapons" OR NEAR(x y) AND NOT {*} ^- : | & !',
    "\u200f\u202eweapons\u202c\u200e",
    "?!… --",
    "\ud800",
    "weapons to Russia " * 6_000,
    "a" * 100_000,
    "武" * 100_000,
    "😀" * 1_000,
    "12.5 " * 20_000,
    " ".join(f"w{number}" for number in range(20_000)),
]


@pytest.fixture
def claims(reporter, editor):
    """One on the desk, one public, one withdrawn, one public that is being revised under other words."""
    found = {
        "desk": make_claim("Walruses swam to Greenland in winter", by=reporter),
        "public": make_published_claim("Penguins walked to Norway in spring", by=reporter, approved_by=editor),
        "revised": make_published_claim("Otters built a dam in Ohio", by=reporter, approved_by=editor),
    }
    found["revised"].move("revise", by=editor, note="The words.")
    Claim.objects.filter(pk=found["revised"].pk).update(headline="Beavers built it", statement="It was beavers.")
    desk.rebuild()
    return found


def found_in(said, **options):
    return [each.claim.headline for each in desk.similar(said, **options)]


def held():
    """What the desk's index holds; words that nobody uses any more are left out."""
    entries = list(DeskMatchEntry.objects.order_by("pk").values())
    return entries, dict(DeskMatchTerm.objects.exclude(claims=0).values_list("word", "claims"))


def test_claim_on_the_desk_is_found_with_the_words_that_made_the_match(claims):
    found, *_ = desk.similar("They say that walruses swam to Greenland!")
    assert (found.claim, found.state, found.public) == (claims["desk"], "logged", None)
    assert set(found.words) == {"walruses", "swam", "greenland"}
    assert found.score > 0


def test_public_claim_is_found_once_with_its_better_score(claims):
    found, *_ = desk.similar("Penguins walked to Norway in spring.")
    alone = [desk.similar("Penguins walked to Norway in spring.", where=(each,))[0] for each in desk.EVERYTHING]
    assert [each.claim for each in alone] == [found.claim] * 2
    assert found.score == max(each.score for each in alone)
    assert (found.claim, found.public, found.state) == (claims["public"], claims["public"].published, "published")


def test_claim_under_revision_is_found_by_its_public_words_and_by_those_of_the_desk(claims):
    for said in ("Otters built a dam in Ohio", "It was beavers: beavers built it"):
        found = desk.similar(said)[0]
        assert (found.claim, found.state) == (claims["revised"], "researching")
        assert found.public.headline == "Otters built a dam in Ohio"


def test_withdrawn_claim_is_found_and_not_public(claims, chief):
    claims["public"].move("withdraw", by=chief, public_note="It was puffins.")
    found, *_ = desk.similar("Penguins walked to Norway in spring.")
    assert (found.claim, found.state, found.public) == (claims["public"], "withdrawn", None)
    assert found_in("Penguins walked", where=(index.PUBLIC,)) == []


def test_public_record_alone_does_not_know_the_desk(claims):
    assert found_in("Walruses, beavers", least=0) == ["Beavers built it", "Walruses swam to Greenland in winter"]
    assert found_in("Walruses, beavers", where=(index.PUBLIC,), least=0) == []


def test_claim_in_hand_is_left_out(claims):
    assert found_in("Walruses swam") == ["Walruses swam to Greenland in winter"]
    assert found_in("Walruses swam", but=claims["desk"]) == []


def test_leaving_one_out_leaves_as_many(reporter):
    twins = [make_claim(f"Walruses swam to Greenland {number}", by=reporter) for number in range(4)]
    make_claim("Something else", by=reporter)
    desk.rebuild()
    assert len(desk.similar("Walruses swam to Greenland", most=3, but=twins[0], least=0)) == 3


def test_at_most_so_many_come_and_only_those_worth_a_look(claims):
    said = "Walruses swam to Greenland. Penguins walked to Norway. A dam was built."
    everything = desk.similar(said, least=0)
    assert len(everything) == 3
    assert desk.similar(said, most=1, least=0) == everything[:1]
    assert desk.similar(said, least=everything[1].score) == everything[:2]


def test_what_outweighs_chance_grows_with_the_number_of_claims(claims):
    assert desk.beyond_chance((index.PUBLIC,)) < desk.beyond_chance((index.DESK,)) == desk.beyond_chance()


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_answered(claims, said):
    assert isinstance(desk.similar(said), list)


def test_nothing_is_found_where_there_is_nothing(db):
    assert desk.similar("Walruses swam to Greenland") == []


def test_finding_many_asks_as_often_as_finding_one(reporter, editor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = desk.similar("Walruses swam to Greenland", least=0)
            assert [each.public and each.public.headline for each in found]
        return len(captured), len(found)

    make_published_claim("Walruses swam to Greenland", by=reporter, approved_by=editor)
    make_claim("Something else", by=reporter)
    desk.rebuild()
    with_one = queries()
    for number in range(4):
        make_published_claim(f"Walruses swam to Greenland {number}", by=reporter, approved_by=editor)
    desk.rebuild()
    # Of each index: how many claims hold the words, which they are, what they say, how many hold its words. And the
    # claims themselves; on PostgreSQL the limit is set and taken back, within a savepoint.
    expected = {"sqlite": 9, "postgresql": 13}[connection.vendor]
    assert (with_one, queries()) == ((expected, 1), (expected, 5))


def test_keeping_a_claim_asks_as_often_for_many_rows_as_for_one(reporter):
    claim = make_claim(by=reporter)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.keep([claim])
        return len(captured)

    add_accusation(claim)
    add_rebuttal(claim)
    with_one = queries()
    for _ in range(4):
        add_accusation(claim)
        add_rebuttal(claim)
    assert queries() == with_one


def test_keeping_reads_what_is_saved_and_not_what_is_in_hand(reporter):
    claim = make_claim("Walruses", by=reporter)
    claim.headline = "Never saved"
    desk.keep([claim])
    assert "walrus" in DeskMatchEntry.objects.get().terms.split()
    assert "save" not in DeskMatchEntry.objects.get().terms.split()


def test_keeping_is_undone_with_the_transaction(reporter):
    claim = make_claim("Walruses", by=reporter)
    desk.rebuild()
    before = held()
    with transaction.atomic():
        Claim.objects.update(headline="Penguins")
        desk.keep([claim])
        assert held() != before
        transaction.set_rollback(True)
    assert held() == before


def test_loading_the_demonstration_indexes_all_of_it(db, settings, capsys):
    settings.DEMO = True
    call_command("load_demo")
    kept = held()
    assert len(kept[0]) == Claim.objects.count() > 5
    desk.rebuild()
    assert held() == kept


class Work:
    """Random edits of everything by which claims are matched, through the forms of the desk."""

    words = ("walrus", "otter", "penguin", "Korea Utara", "2024-06-18", "a million", "北朝鮮")

    def __init__(self, seed, editor):
        self.random, self.editor, self.client = random.Random(seed), editor, Client()
        self.client.force_login(editor)
        self.numbers = count(1)
        self.source = make_source()
        self.actors = [make_actor(f"{word} actor") for word in self.words[:4]]

    def text(self):
        return " ".join(self.random.choices(self.words, k=3))

    def statement(self):
        """No two claims make the same one."""
        return f"{self.text()} {next(self.numbers)}"

    def claim(self):
        return self.random.choice([each for each in Claim.objects.order_by("pk") if each.is_open_for_editing])

    def log(self):
        form = fields_of(self.client.get("/admin/claims/claim/add/"), "claim_form")
        form |= {"headline": self.text(), "statement": self.statement(), "slug": f"c{Claim.objects.count()}"}
        form["accused"] = [self.random.choice(self.actors).pk]
        form |= {"accuser": self.random.choice(self.actors).pk, "seen_text": self.text(), "another_claim": "on"}
        assert self.client.post("/admin/claims/claim/add/", form).status_code == 302

    def said(self):
        actor, day = self.random.choice(self.actors).pk, f"2024-0{self.random.randint(1, 9)}-01"
        return {"actor": actor, "source": self.source.pk, "quote": self.text(), "said_on": day}

    def save(self, claim, form):
        assert self.client.post(claim_url(claim), form).status_code == 302

    def edit(self):
        claim = self.claim()
        field = self.random.choice(["headline", "statement", "context"])
        changes = {field: self.statement(), "first_said_on": self.random.choice(["", "2023-09-13"])}
        self.save(claim, open_claim(self.client, claim) | changes)

    def accuse(self):
        claim = self.claim()
        form = open_claim(self.client, claim)
        add_row(form, "accusations", **self.said())
        self.save(claim, form)

    def deny(self):
        claim = self.claim()
        form = open_claim(self.client, claim)
        add_row(form, "rebuttals", stance="denies", **self.said())
        self.save(claim, form)

    def take_back(self):
        claim = self.claim()
        form, rows = open_claim(self.client, claim), claim.accusations.count()
        if rows:
            self.save(claim, form | {f"accusations-{self.random.randrange(rows)}-DELETE": "on"})

    def translate(self):
        """Or take the translation away."""
        claim = self.claim()
        form = open_claim(self.client, claim)
        if ClaimTranslation.objects.filter(claim=claim).exists():
            form["translations-0-DELETE"] = "on"
        else:
            add_row(form, "translations", language="id", headline=self.text(), statement=self.text())
        self.save(claim, form)

    def rename(self):
        self._save_actor(lambda form: form | {"name": f"{self.text()} {self.random.random()}"})

    def name_otherwise(self):
        def change(form):
            if form["names-TOTAL_FORMS"] == "0":
                add_row(form, "names", name=self.text(), language="id")
                return form
            return form | self.random.choice([{"names-0-DELETE": "on"}, {"names-0-name": self.text()}])

        self._save_actor(change)

    def _save_actor(self, change):
        page = f"/admin/claims/actor/{self.random.choice(self.actors).pk}/change/?_popup=1"
        form = fields_of(self.client.get(page), "actor_form")
        assert self.client.post(page, change(form) | {"_popup": "1"}).status_code == 200

    def move(self):
        claim = self.claim()
        name = {"logged": "take_up", "researching": "decline"}[claim.state]
        claim.move(name, by=self.editor, note="Because.")


@pytest.mark.parametrize("seed", range(2))
def test_index_after_random_edits_is_what_rebuilding_makes(seed, editor):
    work = Work(seed, editor)
    steps = [work.edit, work.accuse, work.deny, work.take_back, work.translate, work.rename, work.name_otherwise]
    for step in [work.log] * 4 + work.random.choices([*steps, work.log, work.move], k=24):
        step()
    kept = held()
    assert len(kept[0]) == Claim.objects.count() >= 4
    desk.rebuild()
    assert held() == kept


def test_refused_save_leaves_the_index_alone(client, editor):
    claim = make_claim("Walruses", by=editor)
    desk.rebuild()
    before = held()
    client.force_login(editor)
    form = open_claim(client, claim)
    assert client.post(claim_url(claim), form | {"headline": "Penguins", "statement": ""}).status_code == 200
    assert held() == before


def test_actor_whose_notes_are_saved_is_not_indexed_again(client, editor):
    actor = make_actor("Walrus Society")
    add_accusation(make_claim("Walruses", by=editor), actor)
    desk.rebuild()
    client.force_login(editor)
    page = f"/admin/claims/actor/{actor.pk}/change/"
    form = fields_of(client.get(page), "actor_form")
    with CaptureQueriesContext(connection) as captured:
        client.post(page, form | {"notes": "Seen."})
    assert Actor.objects.get().notes == "Seen."
    assert [query["sql"] for query in captured if "deskmatch" in query["sql"]] == []


def test_moves_change_nothing_by_which_a_claim_is_matched(reporter, editor, chief):
    claim = make_submitted_claim(by=reporter)
    desk.rebuild()
    before = held()
    claim.move("return", by=editor, note="More.")
    claim.move("decline", by=editor, note="No.")
    public = make_published_claim(by=reporter, approved_by=editor)
    desk.keep([public])
    publish_again(public, by=chief, approved_by=editor)
    public.move("withdraw", by=chief, public_note="Wrong.")
    kept = held()
    assert kept[0][0] == before[0][0]
    desk.rebuild()
    assert held() == kept
