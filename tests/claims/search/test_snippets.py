"""The words found, marked where they stand."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.search import index
from claims.search.query import Unsearchable, parse
from claims.search.snippets import LENGTH, marked, snippet
from tests.claims.search.indexed import body
from tests.factories import make_published_claim

SAID = st.text(st.sampled_from("aab  cé<>&\"'́­ 북한국½-") | st.characters(exclude_categories=["Cs"]), max_size=40)
TYPED = st.lists(
    st.sampled_from(["a", "b", '"a b"', "aab", "a*", "북한", "한", "북한국", "e", "1", "<", "&"]), max_size=4
)


def cut(said, typed, language="en"):
    """The snippet of one text, as HTML; None where it holds nothing of the query."""
    found = snippet(f"en\tHeadline\n{language}\t{said}", parse(typed), ["Headline"])
    return found and found.html


def said(html):
    """The text of HTML."""
    return unescape(re.sub("</?mark>", "", html))


@pytest.mark.parametrize(("text", "typed", "html"), [
    ("Weapons were sent", "weapons", "<mark>Weapons</mark> were sent"),
    ("Weapons were sent", "SENT weapon", "<mark>Weapons</mark> were <mark>sent</mark>"),
    ("Weapons, weapons!", "weapons", "<mark>Weapons</mark>, <mark>weapons</mark>!"),
    ("Weapons were sent", '"weapon"', "Weapons were sent"),
    ("Weapons were sent", "weap*", "<mark>Weapons</mark> were sent"),
    ("They studied", "studi*", "They <mark>studied</mark>"),
    ("He tried", "try*", "He tried"),
    ("Weapons were sent", "weapons -sent", "<mark>Weapons</mark> were sent"),
    ("Weapons were sent", '"were sent"', "Weapons <mark>were sent</mark>"),
    ("Weapons were sent", '"weapons sent"', "Weapons were sent"),
    ("Weapons were sent", '"weapons were sent" weapons were sent', "<mark>Weapons were sent</mark>"),
    ("a b c d e", '"a b c d" b c', "<mark>a b c d</mark> e"),
    ("COVID-19 and 19", "COVID-19", "<mark>COVID-19</mark> and 19"),
    ("COVID, 19", "covid-1*", "<mark>COVID, 19</mark>"),
    ("the Weapons", "the weapons", "the <mark>Weapons</mark>"),
    ("The École", "ecole", "The <mark>École</mark>"),
    ("The e\u0301cole re\u00adport", "école report", "The <mark>école</mark> <mark>re\u00adport</mark>"),
    ("Diyarbakır’da", "diyarbakir", "<mark>Diyarbakır</mark>’da"),
    ("Straße ﬁsh ½ km²", "strasse fish km2 1", "<mark>Straße</mark> <mark>ﬁsh</mark> <mark>½</mark> <mark>km²</mark>"),
    ("हिन्दी में", "हिन्दी", "<mark>हिन्दी</mark> में"),
    ("قال مُحَمَّد", "محمد", "قال <mark>مُحَمَّد</mark>"),
    ("ประเทศไทย", "ไทย", "ประเทศ<mark>ไทย</mark>"),
    ("북한이 북한에", "북한", "<mark>북한</mark>이 <mark>북한</mark>에"),
    ("북한이 무기를", "북한이", "<mark>북한이</mark> 무기를"),
    ("국방부 장관", '"국방부 장관"', "<mark>국방부 장관</mark>"),
    ("COVID 백신이", '"covid 백신"', "<mark>COVID 백신</mark>이"),
    ("\u1107\u116e\u11a8\u1112\u1161\u11ab", "북한", "<mark>북한</mark>"),
    ("x" * 70, "x" * 80, f"<mark>{'x' * 70}</mark>"),
    ("<b>Weapons</b> &", "weapons", "&lt;b&gt;<mark>Weapons</mark>&lt;/b&gt; &amp;"),
    ("\"Weapons\" 'so'", "weapons so", "&quot;<mark>Weapons</mark>&quot; &#x27;<mark>so</mark>&#x27;"),
    ("a<b>&c", '"a b c"', "<mark>a&lt;b&gt;&amp;c</mark>"),
])  # fmt: skip
def test_words_are_marked_where_they_stand(text, typed, html):
    assert marked(text, "en", parse(typed)) == html


@pytest.mark.parametrize(("language", "html"), [
    ("id", "Mereka <mark>dikirim</mark>"), ("id-ID", "Mereka <mark>dikirim</mark>"), ("en", "Mereka dikirim"),
    ("", "Mereka dikirim"),
])  # fmt: skip
def test_stem_is_marked_in_its_own_language_only(language, html):
    assert marked("Mereka dikirim", language, parse("kirim")) == html


@given(SAID, TYPED)
def test_marks_change_nothing_of_the_text(text, typed):
    try:
        query = parse(" ".join(typed))
    except Unsearchable:
        return
    html = marked(text, "en", query)
    assert said(html) == unicodedata.normalize("NFC", text)
    assert re.sub("<mark>[^<>]+</mark>", "", html).count("<") == 0


@given(st.lists(SAID, max_size=30), TYPED)
def test_snippet_is_part_of_a_passage(texts, typed):
    try:
        query = parse(" ".join(typed))
    except Unsearchable:
        return
    passages = index.columns(body("Headline", evidence=[_evidence(each) for each in texts]))["passages"]
    found = snippet(passages, query, ["Headline"])
    shown = said(found.html).removeprefix("… ").removesuffix(" …") if found else ""
    assert [line for line in passages.splitlines() if shown in line] != []
    assert found is None or "<mark>" in found.html


def _evidence(text):
    return {"quote": text, "paraphrase": text, "language": "en"}


FILLING = " ".join(["filling"] * 100)


def test_snippet_of_a_short_text_is_all_of_it():
    assert cut("They sent weapons", "weapons") == "They sent <mark>weapons</mark>"


def test_snippet_at_the_start():
    html = cut(f"Weapons {FILLING}", "weapons")
    assert html.startswith("<mark>Weapons</mark> filling")
    assert html.endswith("filling  …")
    assert LENGTH - 30 < len(said(html)) <= LENGTH + 2


def test_snippet_in_the_middle():
    html = cut(f"{FILLING} weapons {FILLING}", "weapons")
    assert re.fullmatch("… (filling )+<mark>weapons</mark> (filling )+ …", html)


def test_snippet_at_the_end():
    assert re.fullmatch("… (filling )+<mark>weapons</mark>", cut(f"{FILLING} weapons", "weapons"))


def test_snippet_is_where_most_words_stand_close_together():
    apart = f"weapons {FILLING} sent weapons to Korea {FILLING} korea"
    html = cut(apart, "weapons korea sent")
    assert "<mark>sent</mark> <mark>weapons</mark> to <mark>Korea</mark>" in html


def test_snippet_shows_all_marks_that_it_was_cut_for():
    near = "weapons " + "x" * 120 + " korea " + FILLING
    assert cut(f"{FILLING} {near}", "weapons korea").count("<mark>") == 2


def test_snippet_is_of_the_passage_that_holds_most():
    passages = "en\tweapons sent\nen\tThe weapons\nid\tThe weapons sent\nen\tSent weapons"
    found = snippet(passages, parse("weapons sent"), ["Weapons sent"])
    assert (found.language, found.html) == ("id", "The <mark>weapons</mark> <mark>sent</mark>")


def test_there_is_no_snippet_where_only_the_headline_holds_it():
    assert snippet("en\tWeapons\nen\tOther words", parse("weapons"), ["Weapons"]) is None
    assert snippet("en\tWeapons", parse("weapons"), ["Weapons"]) is None


def test_snippet_repeats_no_headline_that_is_shown():
    """Neither in its language nor translated, nor as a statement that says no more."""
    passages = "id\tSenjata dikirim\nid\tSenjata dikirim.\nen\tWeapons sent\nen\tMany weapons\nen\tWEAPONS SENT!"
    found = snippet(passages, parse("weapons sent"), ["Senjata dikirim", "Weapons sent"])
    assert found.html == "Many <mark>weapons</mark>"
    found = snippet(passages, parse("weapons sent"), ["Senjata dikirim"])
    assert found.html == "<mark>Weapons</mark> <mark>sent</mark>"


def test_snippet_of_a_text_without_spaces():
    html = cut("漢" * 500 + "北朝鮮" + "字" * 500, "北朝鮮")
    assert re.fullmatch("… 漢+<mark>北朝鮮</mark>字+ …", html)
    assert len(said(html)) == LENGTH + 4


def test_phrase_longer_than_a_snippet_is_shown_whole():
    phrase = " ".join(["longer"] * 50)
    assert f"<mark>{phrase}</mark>" in cut(f"{FILLING} {phrase} {FILLING}", f'"{phrase}"')


def test_thousands_of_marks_are_looked_through_once():
    """Compared with one another, they would take hours."""
    html = cut("x y " * 200_000, "x y z")
    assert html.startswith("<mark>x</mark> <mark>y</mark> <mark>x</mark>")


def test_page_shows_marks_with_the_language_of_the_text(client, weapons):
    html = client.get("/claims/?q=kirim").content.decode()
    assert '<a href="/claims/weapons/" lang="id" dir="ltr">Senjata <mark>dikirim</mark></a>' in html
    assert '<p lang="id" dir="ltr">Korea Utara <mark>mengirim</mark> senjata.</p>' in html
    html = client.get("/claims/?q=sent").content.decode()
    assert '<a href="/claims/weapons/" lang="en" dir="ltr">Weapons were <mark>sent</mark></a>' in html
    assert '<p lang="en" dir="ltr">North Korea <mark>sent</mark> weapons.</p>' in html


def test_page_escapes_what_it_marks(client, reporter, editor):
    make_published_claim(
        "<script>alert(1)</script>", by=reporter, approved_by=editor, slug="evil", statement="<img src=x> & alert"
    )
    html = client.get("/claims/?q=script alert").content.decode()
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)&lt;/<mark>script</mark>&gt;" in html
    assert "&lt;img src=x&gt; &amp; <mark>alert</mark>" in html
    assert "<script>" not in html
