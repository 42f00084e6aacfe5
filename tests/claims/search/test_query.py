"""What a reader types → what is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.search.query import MOST_CHARACTERS, Unsearchable, as_prefix, parse

PIECES = st.sampled_from([
    "weapons", "the", "COVID-19", "북한이", "北", "-", "−", '"', "“", "”", "*", " ", "  ", "·", "'", "½", "\u200f",
])  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), [
    ("weapons", "weapons"),
    ("  Weapons\tSENT\n", "weapons sent"),
    ("weapons weapons WEAPONS", "weapons"),
    ("École Ｆｕｌｌ", "ecole full"),
    ('"South Korea"', '"south korea"'),
    ("“South Korea” „Süd Korea“ «Corée»", '"south korea" "sud korea" "coree"'),
    ('"South Korea', '"south korea"'),
    ('weapons "South', 'weapons "south"'),
    ('"" weapons "…"', "weapons"),
    ("weapons -sent", "weapons -sent"),
    ("weapons −sent –north", "weapons -sent -north"),
    ('weapons -"South Korea"', 'weapons -"south korea"'),
    ("weapons -COVID-19", "weapons -covid-19"),
    ("-north weapons", "weapons -north"),
    ("weapons - sent", "weapons sent"),
    ("weapons -", "weapons"),
    ("weapons--sent", "weapons-sent"),
    ("weapons --sent", "weapons -sent"),
    ("COVID-19", "covid-19"),
    ("and/or F-35", "and-or f-35"),
    ("don't пам’ять", "don-t пам-ять"),
    ("weap*", "weap*"),
    ("COVID-1*", "covid-1*"),
    ("weap**", "weap*"),
    ("we*ap", "we-ap"),
    ("*weapons", "weapons"),
    ("weapons *", "weapons"),
    ("w* weapons", "w weapons"),
    ("북한*", "북한*"),
    ("북*", "북*"),
    ("北", "北"),
    ("북한이", "북한이"),
    ('"국방부 장관"', '"국방부 장관"'),
    ("weapons AND sent OR NOT made", "weapons sent not made"),
    ("NEAR(weapons sent, 5)", "near-weapons sent 5"),
    ("^weapons headline:sent", "weapons headline-sent"),
    ("(weapons | sent) & !made <-> !!", "weapons sent made"),
    ("weapons:*A 'sent'", "weapons-a sent"),
    ("{rest} : weapons + sent", "rest weapons sent"),
    ("\\weapons; DROP TABLE claims_claim; %s %(x)s", "weapons drop table claims-claim s x-s"),
    ("what is the weapon of the state", "weapon state"),
    ("apa yang dikirim", "dikirim"),
    ("what is the", "what is the"),
    ('"the" weapons', '"the" weapons'),
    ("the* weapons", "the* weapons"),
    ("weapons -the", "weapons -the"),
    ("\u200fweapons \u200f-sent\u200e sen\u00adt\u200b*", "weapons sent* -sent"),
])  # fmt: skip
def test_query_is_read(typed, meant):
    assert str(parse(typed)) == meant


def test_word_has_a_stem_in_each_language():
    (term,) = parse("Weapons").wanted
    assert (term.words, term.stems, term.is_prefix) == (("weapons",), ("weapon·en", "weapons·id"), False)


@pytest.mark.parametrize(("typed", "words", "is_prefix"), [
    ('"weapons"', ("weapons",), False),
    ("weapons*", ("weapons",), True),
    ("COVID-19", ("covid", "19"), False),
    ("COVID-1*", ("covid", "1"), True),
    ("북한이", ("북한", "한이"), False),
    ("北", ("北",), True),
    ('"국방부 장관"', ("국방", "방부", "장관"), False),
])  # fmt: skip
def test_phrase_and_prefix_have_no_stems(typed, words, is_prefix):
    (term,) = parse(typed).wanted
    assert (term.words, term.stems, term.is_prefix) == (words, (), is_prefix)


@pytest.mark.parametrize(("typed", "whole"), [
    ("south korea", "south korea"),
    ("state of the union", "state of the union"),
    ("south kor*", "south kor"),
    ("made in COVID-19 -sent", "made in covid 19"),
])  # fmt: skip
def test_whole_query_is_all_that_is_wanted_side_by_side(typed, whole):
    assert " ".join(parse(typed).whole.words) == whole


def test_whole_query_ends_as_its_last_word_does():
    assert (parse("south kor*").whole.is_prefix, parse("sou* korea").whole.is_prefix) == (True, False)


@pytest.mark.parametrize(("typed", "said"), [
    ("", "Search for at least one word."),
    (" \t ", "Search for at least one word."),
    ("?!… -- * \" '", "Search for at least one word."),
    ("\u200f\u200e\ufeff\u0301", "Search for at least one word."),
    ("-weapons", "Say also what to look for, not only what to leave out."),
    ('-weapons -"South Korea"', "Say also what to look for, not only what to leave out."),
    (" ".join(f"w{n}" for n in range(33)), "Search for at most 32 words, or check a whole text at /check/."),
    ("w " + " ".join(f"-w{n}" for n in range(32)), "Search for at most 32 words, or check a whole text at /check/."),
    (f'"{chr(0xFDFA) * 400}"', "Search for at most 32 words, or check a whole text at /check/."),
    ("x" * 501, "Search for at most 500 characters, or check a whole text at /check/."),
    ("x" * 100_000, "Search for at most 500 characters, or check a whole text at /check/."),
])  # fmt: skip
def test_what_cannot_be_searched_for_is_refused_with_advice(typed, said):
    with pytest.raises(Unsearchable) as refusal:
        parse(typed)
    assert str(refusal.value) == said


def test_most_that_can_be_searched_for():
    assert len(parse(" ".join(f"w{n}" for n in range(32))).wanted) == 32
    assert len(parse("中" * MOST_CHARACTERS).wanted[0].words) == MOST_CHARACTERS - 1


@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_query_is_written_so_that_it_reads_the_same(typed):
    try:
        query = parse(typed)
    except Unsearchable:
        return
    again = parse(str(query))
    assert (again.wanted, again.unwanted) == (query.wanted, query.unwanted)


@pytest.mark.parametrize(("typed", "typing"), [
    ("weap", "weap*"),
    ("north weap -sent", "north weap* -sent"),
    ("the we", "we*"),
    ("북한", "북한*"),
    ("w", None),
    ("weap*", None),
    ("COVID-1", None),
    ('"north weap"', None),
])  # fmt: skip
def test_last_word_may_not_be_typed_to_its_end(typed, typing):
    prefixed = as_prefix(parse(typed))
    assert (prefixed and str(prefixed)) == typing
