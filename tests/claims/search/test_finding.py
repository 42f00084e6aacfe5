"""What is found and what is not, and in which order."""

import pytest

from claims import record
from claims.models import Actor, ActorName, PublishedClaim, SearchEntry, Topic
from tests.claims.search.indexed import body, found, reindex
from tests.factories import approve, make_claim, make_published_claim, publish_again


@pytest.fixture
def one(reporter, editor):
    """A public claim, to be found by what each test says."""
    return make_published_claim("Claim", by=reporter, approved_by=editor)


@pytest.fixture
def three(reporter, editor):
    return [make_published_claim(f"Claim {n}", by=reporter, approved_by=editor) for n in range(3)]


@pytest.mark.parametrize("query", [
    "senjata", "weapons", "Weapons SENT", "sent weapons", "weapon", "dikirim", "kirim", "mengirim", "mengirimkan",
    '"korea utara mengirim senjata"', "KOREA–UTARA", "senj*", "sanksi", "laporan", "debris", "그렇다", "그렇",
    "South Korea", "russia", "Ukraine", "arms transfers", "Surat kabar", "Wire report", "Mostly so", "sebagian besar",
    "see reports", "weapons -zebra", 'weapons -"korea south"',
])  # fmt: skip
def test_claim_is_found_by_what_its_document_says(weapons, query):
    assert found(query) == [0]


@pytest.mark.parametrize("query", [
    "zebra", "senjata zebra", "weapons -senjata", 'weapons -"South Korea"', "weapons -sen*", '"weapons sent"',
    '"weapon"', "eapons", "weap", "example.org", "rita", "Tester", "그다",
])  # fmt: skip
def test_claim_is_not_found_otherwise(weapons, query):
    """Where it lacks a word, holds one that must not be there, or says so only outside its texts."""
    assert found(query) == []


@pytest.mark.parametrize(("query", "is_found"), [
    ('"one two"', True), ('"two three"', False), ('"two statement"', False), ('"three four"', True),
    ('"statement four"', False), ("one four", True), ('"two thr*"', False),
    ('"four person"', False), ('"person other"', False), ('"name place"', False), ('"other name"', True),
    ('"place summary"', False), ('"summary context"', False),
])  # fmt: skip
def test_phrase_does_not_reach_over_the_end_of_a_text(one, query, is_found):
    actor = {"name": "Person", "names": [{"name": "Other name"}]}
    verdict = {"summary": "Summary", "explanation_html": "<p>Explanation</p>"}
    said = body("One two", statement="Three four", actors={"p": actor}, topics=[{"name": "Place"}], context="Context")
    reindex([said | {"verdict": verdict}])
    assert (found(query) == [0]) is is_found


def test_phrase_is_found_after_thousands_of_the_same_words(one):
    """PostgreSQL's own phrases know the first 256 places of a word only."""
    reindex([body("Headline", explanation="<p>" + "the end of " * 400 + "the road</p>")])
    assert (found('"the road"'), found('"road the"'), found('headline -"the road"')) == ([0], [], [])


def test_words_are_found_up_to_their_5000th(one):
    reindex([body("Headline", explanation=" ".join(f"w{n}" for n in range(6_000)))])
    assert [found(f"w{n}") for n in (0, 4_998, 5_001)] == [[0], [0], []]
    assert found('"w4998 w4*"') == []


def test_very_long_words_are_no_fault(one):
    """PostgreSQL has room for one megabyte of them in a claim, and for none of more than two kilobytes."""
    long = " ".join(f"{n:05}{'я' * 100}" for n in range(5_000))
    reindex([body(long, language="id", statement=long, context=long, explanation=long, topics=[{"name": long}])])
    assert (found(f"00000{'я' * 59}"), found(f"00000{'я' * 200}"), found("00000яя*")) == ([0], [0], [0])
    assert (found("00000яя"), found(f"04999{'я' * 59}")) == ([], [])


@pytest.mark.parametrize(("language", "said", "query", "is_found"), [
    ("en", "They denied it", "denying", True),
    ("en", "They denied it", "denie", True),
    ("en", "They denied it", "den", False),
    ("id", "Mereka mengirim senjata", "kirim", True),
    ("id", "Ia menulis surat", "penulis", True),
    ("id", "Mereka mengirim senjata", "kirimlah", True),
    ("id", "They denied it", "denying", False),
    ("en", "Mereka dikirim", "kirim", False),
    ("fr", "Les armes envoyées", "armes", True),
    ("fr", "Les armes envoyées", "ENVOYEES", True),
    ("fr", "Les armes envoyées", "envoye", False),
    ("fr", "Les armes envoyées", "envoy*", True),
    ("de", "Große Straße", "grosse STRASSE", True),
    ("tr", "Diyarbakır'da", "DIYARBAKIR", True),
    ("vi", "Đà Nẵng", "da nang", True),
    ("uk", "пам'ять", "памʼять", True),
    ("ar", "مُحَمَّد قال", "محمد", True),
    ("ar", "محمد\u200f قال", "\u200fمحمد", True),
    ("hi", "हिन्दी में", "हिन्दी", True),
    ("hi", "हिन्दी में", "हिन्द", False),
    ("th", "ประเทศไทย", "ไทย", True),
    ("ko", "북한이 무기를 보냈다", "북한", True),
    ("ko", "북한이 무기를 보냈다", "북한 무기", True),
    ("ko", "북한이 무기를 보냈다", "한무", False),
    ("ko", "북한이 무기를 보냈다", "무", True),
    ("ko", "북한이 무기를 보냈다", '"북한이 무기를"', True),
    ("ko", "국방부 장관", '"장관 국방부"', False),
    ("zh", "北朝鮮軍", "北朝鮮", True),
    ("zh", "北朝鮮軍", "朝鮮*", True),
    ("zh", "北朝 朝鮮", "北朝鮮", True),
    ("ja", "ジョン・スミス氏", "ジョン スミス", True),
    ("ja", "ジョン・スミス氏", "ジョンスミス", False),
    ("en", "COVID-19 vaccines", "covid 19", True),
    ("en", "COVID-19 vaccines", "covid-1*", True),
    ("en", "COVID and 19", "COVID-19", False),
    ("en", "3.5% of ½", "3.5 ½", True),
    ("en", "re\u00adport", "report", True),
    ("en", "ℌello №", "hello no", True),
])  # fmt: skip
def test_word_is_found_as_its_language_has_it(one, language, said, query, is_found):
    reindex([body(said, language=language)])
    assert (found(query) == [0]) is is_found


def test_each_text_is_stemmed_in_its_own_language(one):
    translation = {"headline": "They denied", "statement": "", "summary": "", "context": "", "explanation_html": ""}
    quote = {"quote": "Sie denied", "paraphrase": "Mereka dikirim", "language": "de"}
    reindex([body("Klaim", language="id", translations={"en": translation}, evidence=[quote])])
    assert (found("denying"), found("kirim"), found("sie")) == ([0], [0], [0])
    reindex([body("Klaim", language="id", evidence=[quote])])
    assert (found("denying"), found("denied")) == ([], [0])


def name(actor, *names):
    for each in names:
        ActorName.objects.create(actor=actor, name=each, language="ko")


@pytest.mark.parametrize("query", ["North Korea", "DPRK", "조선", "choson MINJUJUUI", "dprk weapons"])
def test_actor_is_found_under_any_of_its_names(weapons, editor, query):
    actor = Actor.objects.get(slug="north-korea")
    name(actor, "DPRK", "조선민주주의인민공화국", "Chosŏn Minjujuŭi", "Joseon Minjujuui")
    assert found("dprk") == []
    record.amend_actor(actor, by=editor, note="More names.")
    assert found(query) == [0]


@pytest.mark.parametrize("query", ["arms transfers", "alutsista", "dagang"])
def test_topic_is_found_under_its_name_in_any_language(weapons, editor, query):
    topic = Topic.objects.get()
    assert found("dagang") == []
    topic.names.create(name="Perdagangan alutsista", language="id")
    record.amend_topic(topic, by=editor, note="Bernama.")
    assert found(query) == [0]


def test_amended_name_is_found_at_once_and_the_old_one_no_longer(weapons, editor):
    topic = Topic.objects.get()
    topic.name = "Missiles"
    topic.save()
    record.amend_topic(topic, by=editor, note="A better name.")
    assert (found("missiles"), found('"arms transfers"')) == ([0], [])


def test_headline_comes_before_names_before_explanation(three):
    names = {"a": {"name": "Missile Corps", "names": []}}
    headline, named, explained = body("Missile"), body("Claim", actors=names), body("Claim", explanation="A missile")
    for order in ([headline, named, explained], [explained, named, headline], [named, explained, headline]):
        reindex(order)
        assert found("missile") == [order.index(each) for each in (headline, named, explained)]


def test_word_as_it_is_typed_comes_before_its_stems(three):
    reindex([body("Deny"), body("Denied"), body("Denying")])
    assert [found(each) for each in ("deny", "denied", "denying")] == [[0, 2, 1], [1, 2, 0], [2, 1, 0]]


def test_whole_phrase_comes_first(three):
    reindex([body("State of the union"), body("Union of a state"), body("The union state")])
    assert found("state of the union") == [0, 2, 1]
    assert found("union state") == [2, 1, 0]
    assert found("the union sta*") == [2, 1, 0]


def test_statement_weighs_as_much_as_the_headline(three):
    reindex([body("Claim", statement="A missile"), body("Claim", explanation="Missile"), body("A missile")])
    assert found("missile") == [2, 0, 1]


def test_of_equals_the_newest_comes_first(three):
    reindex([body("Missile")] * 3)
    assert found("missile") == [2, 1, 0]


def test_withdrawn_claim_is_never_found(client, one, chief):
    assert found("claim") == [0]
    one.move("withdraw", by=chief, public_note="It rested on a forgery.")
    assert (found("claim"), found("forgery"), SearchEntry.objects.count()) == ([], [], 0)
    assert client.get("/api/v1/claims/?q=claim").json()["results"] == []


def test_claim_that_is_published_again_is_found_again(one, chief, editor):
    one.move("withdraw", by=chief, public_note="It rested on a forgery.")
    publish_again(one, by=chief, approved_by=editor)
    assert found("claim") == [0]


def test_claim_is_found_by_its_newest_words_only(one, editor, other_editor):
    one.move("revise", by=editor, note="Needs another look.")
    one.headline, one.statement = "Zebra", "It is striped."
    one.save()
    assert (found("claim"), found("zebra")) == ([0], [])
    one.move("submit", by=editor)
    approve(one, by=other_editor)
    one.move("publish", by=other_editor, kind="correction", public_note="Another animal.")
    assert (found("claim"), found("zebra"), found("stripes")) == ([], [0], [0])


def test_claim_on_the_desk_is_not_found(one, reporter):
    make_claim("Claim of the desk", by=reporter)
    assert (found("claim"), found("desk")) == ([0], [])
    assert PublishedClaim.objects.count() == 1
