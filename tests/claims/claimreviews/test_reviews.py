"""What importers meet in the wild: each malformation, and what becomes of its record."""

import json
from datetime import UTC, date, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from claims.claimreviews.reading import Claimant, Review, Skipped, read

GOOD = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.facts.example/otters",
    "author": {"@type": "Organization", "name": "Facts", "url": "https://facts.example"},
    "claimReviewed": "Otters build dams.",
    "datePublished": "2020-06-23",
    "dateModified": "2020-06-25T10:00:00Z",
    "inLanguage": "en",
    "headline": "No, otters build no dams",
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Bo", "sameAs": "https://www.wikidata.org/wiki/Q1"},
        "datePublished": "2020-06-20",
        "appearance": {"@type": "CreativeWork", "url": "https://posts.example/1"},
    },
    "reviewRating": {
        "@type": "Rating",
        "alternateName": "Mostly  false",
        "ratingValue": 2,
        "bestRating": 5,
        "worstRating": 1,
        "ratingExplanation": "Beavers do.",
    },
}
NO_ADDRESS = "Its address is not one of a web page: "


@pytest.fixture
def read_one(tmp_path):
    """The one record of a file that holds this value, without where it stood."""

    def read_one(value):
        file = tmp_path / "one.json"
        file.write_text(json.dumps(value))
        (record,) = read([str(file)])
        assert record.where.startswith(f"{file}:1")
        return record

    return read_one


@pytest.fixture
def said(read_one):
    """Some of what is read of a review that is good but for these members; `...` leaves one out."""

    def said(*names, **members):
        review = read_one({name: value for name, value in (GOOD | members).items() if value is not ...})
        assert isinstance(review, Review), review
        found = tuple(getattr(review, name) for name in names)
        return found[0] if len(names) == 1 else found

    return said


@pytest.fixture
def skipped(read_one):
    """Why it is skipped."""

    def skipped(**members):
        record = read_one({name: value for name, value in (GOOD | members).items() if value is not ...})
        assert isinstance(record, Skipped), record
        return record.reason

    return skipped


def rating(**members):
    return {"reviewRating": GOOD["reviewRating"] | members}


def item(**members):
    return {"itemReviewed": GOOD["itemReviewed"] | members}


def test_good_review_is_read_whole(read_one, tmp_path):
    assert read_one(GOOD) == Review(
        where=f"{tmp_path}/one.json:1",
        url="https://www.facts.example/otters",
        site="facts.example",
        publisher="Facts",
        publisher_url="https://facts.example/",
        claim="Otters build dams.",
        claimants=[Claimant("Bo", "person", ["https://www.wikidata.org/wiki/Q1"])],
        claimed_on=date(2020, 6, 20),
        reviewed_on=date(2020, 6, 23),
        modified_on=date(2020, 6, 25),
        rating_text="Mostly  false",
        rating_value=2,
        best=5,
        worst=1,
        language="en",
        headline="No, otters build no dams",
        appearances=["https://posts.example/1"],
        explanation="Beavers do.",
        deleted_at=None,
    )


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" https://x.example/a \n", "https://x.example/a"),
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("https://x.example/a\nb", "https://x.example/ab"),
        ("www.x.example/a", "https://www.x.example/a"),
        ("x.example", "https://x.example/"),
        ("//x.example/a", "https://x.example/a"),
        ("http://https://x.example/a", "https://x.example/a"),
        ("HTTPS://X.Example:443/A", "https://x.example/A"),
        ("https://x.example/é?q=武", "https://x.example/%C3%A9?q=%E6%AD%A6"),
        ("https://пример.рф/а", "https://xn--e1afmkfd.xn--p1ai/%D0%B0"),
        ("https://x.example/%C3%A9%20", "https://x.example/%C3%A9%20"),
        ("/otters?x=1", "https://facts.example/otters?x=1"),
        (["https://x.example/1", "https://x.example/2"], "https://x.example/1"),
        ({"@id": "https://x.example/1"}, "https://x.example/1"),
        ("https://me:secret@x.example/", "https://x.example/"),
    ],
)
def test_address_is_put_right(said, typed, url):
    assert said("url", url=typed) == url


def test_address_may_stand_elsewhere(said):
    assert said("url", url=..., mainEntityOfPage="https://x.example/1") == "https://x.example/1"
    assert said("url", url="", **{"@id": "https://x.example/1"}) == "https://x.example/1"


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:a@x.example", "javascript:alert(1)", "ftp://x.example/", "https://", "http://[::1/",
        "https://x y.example/", "see our page", "?",
        "https://x.example:99999/", "https://localhost/",
        "https://" + "a" * 64 + ".example/", "https://" + "a." * 130 + "ex/",
        "https://" + "ä" * 300 + ".example/", "https://x.example/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_address_of_no_page_is_skipped(skipped, typed):
    assert skipped(url=typed) == f"{NO_ADDRESS}“{typed[:200]}”."


def test_missing_address_is_skipped(skipped):
    assert skipped(url=...) == "It has no address."
    assert skipped(url=None) == "It has no address."


def test_relative_address_of_nobody_is_skipped(skipped):
    assert skipped(url="/otters", author="Facts") == f"{NO_ADDRESS}“/otters”."


@pytest.mark.parametrize(
    ("members", "publisher"),
    [
        ({"author": "Facts"}, "Facts"),
        ({"author": ["Facts", "Others"]}, "Facts"),
        ({"author": [{"@type": "Organization", "name": "Facts"}, {"name": "Others"}]}, "Facts"),
        ({"author": {"@type": "Organization", "name": ["Facts", "FACTS"]}}, "Facts"),
        ({"author": ..., "publisher": {"@type": "Organization", "name": "Facts"}}, "Facts"),
        ({"author": {"@type": "Person", "name": "Bo"}, "publisher": {"name": "Facts"}}, "Facts"),
        ({"author": {"@type": "Person", "name": "Bo"}}, "Bo"),
        ({"author": {"name": "Fact &amp; <i>Fiction</i>"}}, "Fact & Fiction"),
        ({"author": ...}, ""),
        ({"author": {"@type": "Organization"}}, ""),
        ({"author": 7}, "7"),
    ],
)
def test_publisher_is_found_wherever_it_is_named(said, members, publisher):
    assert said("publisher", "site", **members) == (publisher, "facts.example")


@pytest.mark.parametrize(
    ("members", "claim"),
    [
        ({"claimReviewed": ["Otters", "build dams."]}, "Otters build dams."),
        ({"claimReviewed": {"@value": "Otters.", "@language": "en"}}, "Otters."),
        ({"claimReviewed": "Bo&#039;s &amp;quot;otters&amp;quot;<br/>build <b>dams</b>"}, 'Bo\'s "otters" build dams'),
        ({"claimReviewed": "5 < 6 and 7 > 3"}, "5 < 6 and 7 > 3"),
        ({"claimReviewed": "Otters\n  build\tdams\u0000"}, "Otters build dams\ufffd"),
        ({"claimReviewed": "Otters \ud83d build"}, "Otters \ufffd build"),
        ({"claimReviewed": "", "description": "Otters."}, "Otters."),
        ({"claimReviewed": ..., "name": "Otters."}, "Otters."),
        ({"claimReviewed": [], **item(text="Otters, they say.")}, "Otters, they say."),
        ({"claimReviewed": None, **item(name="Otters as a name.")}, "Otters as a name."),
        ({"claimReviewed": "<p></p>", "description": "Otters."}, "Otters."),
        ({"claimReviewed": 42}, "42"),
    ],
)
def test_claim_is_found_wherever_it_stands(said, members, claim):
    assert said("claim", **members) == claim


def test_claim_that_is_nowhere_is_skipped(skipped):
    assert skipped(claimReviewed=" ", headline="A title is none") == "It does not say which claim it reviews."


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"reviewRating": ...}, ""),
        ({"reviewRating": "False"}, "False"),
        ({"reviewRating": ["False", "True"]}, "False"),
        ({"reviewRating": [{"alternateName": "False"}]}, "False"),
        ({"reviewRating": 3}, ""),
        ({"reviewRating": "Fal\0se \ud83d"}, "Fal\ufffdse \ufffd"),
        (rating(alternateName={"@value": "Falsch", "@language": "de"}), "Falsch"),
        (rating(alternateName=["Half", "true"]), "Half, true"),
        (rating(alternateName="False &amp; wrong: <b>beavers</b>."), "False &amp; wrong: <b>beavers</b>."),
        (rating(alternateName="pants-fire"), "pants-fire"),
        (rating(alternateName=" False\n"), "False"),
        (rating(alternateName=False), "false"),
        (rating(alternateName=""), ""),
        (rating(alternateName=None, name="False"), "False"),
        (rating(alternateName=None, ratingValue="False"), "False"),
    ],
)  # fmt: skip
def test_rating_is_kept_word_for_word(said, members, text):
    assert said("rating_text", **members) == text


@pytest.mark.parametrize(
    ("value", "best", "worst", "numbers"),
    [
        (-1, -1, -1, (None, None, None)),
        (3, 3, 3, (None, None, None)),
        (0, 10, 0, (0, 10, 0)),
        ("", "", "", (None, None, None)),
        ("2", "5", "1", (2, 5, 1)),
        ("2,5", "5", "1", (2.5, 5, 1)),
        (5, 1, 5, (5, 1, 5)),
        (7, 5, 1, (None, 5, 1)),
        (-1, 5, 1, (None, 5, 1)),
        (3, None, None, (3, None, None)),
        ("four", 5, 1, (None, 5, 1)),
        ([4], {"@value": 5}, [[1]], (4, 5, 1)),
        (float("nan"), float("inf"), 1, (None, None, 1)),
        (10**400, 5, 1, (None, 5, 1)),
        (True, 5, 1, (None, 5, 1)),
    ],
)
def test_numbers_are_those_given_unless_they_are_no_scale(said, value, best, worst, numbers):
    members = rating(ratingValue=value, bestRating=best, worstRating=worst)
    assert said("rating_value", "best", "worst", **members) == numbers


@pytest.mark.parametrize(
    ("author", "claimants"),
    [
        ("Bo", [Claimant("Bo")]),
        (["Bo", {"@type": "Person", "name": "Al"}], [Claimant("Bo"), Claimant("Al", "person")]),
        ({"@type": "Person", "name": ["Bo", "Al"]}, [Claimant("Bo", "person"), Claimant("Al", "person")]),
        ({"name": ["Bo", "Al"], "sameAs": "https://x.example/"}, [Claimant("Bo"), Claimant("Al")]),
        ({"name": "Bo", "sameAs": "a senator"}, [Claimant("Bo")]),
        ({"name": "Bo", "sameAs": ["n/a", "x.example/bo"]}, [Claimant("Bo", "", ["https://x.example/bo"])]),
        ({"name": "", "sameAs": "https://x.example/"}, []),
        ({"@type": ["Person", "Thing"], "name": "Bo &amp; Al"}, [Claimant("Bo & Al", "person")]),
        (None, []),
        (7, [Claimant("7")]),
    ],
)  # fmt: skip
def test_claimants_are_whoever_is_named(said, author, claimants):
    assert said("claimants", **item(author=author)) == claimants


@pytest.mark.parametrize(
    ("reviewed", "claimants", "appearances"),
    [
        (..., [], []),
        ("Otters", [], []),
        ([None, {"@type": "Claim", "author": "Bo"}], [Claimant("Bo")], []),
        ([{"author": "Bo"}, {"author": "Al"}], [Claimant("Bo"), Claimant("Al")], []),
        ({"@type": "CreativeWork", "author": "Bo", "url": "x.example/1"}, [Claimant("Bo")], ["https://x.example/1"]),
    ],
)  # fmt: skip
def test_item_reviewed_may_be_anything(said, reviewed, claimants, appearances):
    assert said("claimants", "appearances", itemReviewed=reviewed) == (claimants, appearances)


@pytest.mark.parametrize(
    ("appearance", "found"),
    [
        ("https://a.example/1", ["https://a.example/1"]),
        (["https://a.example/1", {"url": "b.example/2"}, None], ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1, https://b.example;http://c.example",
         ["https://a.example/1", "https://b.example/", "http://c.example/"]),
        ("https://a.example/1https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/?to=https://b.example/2", ["https://a.example/?to=https://b.example/2"]),
        ("on television", []),
        ({"@type": "CreativeWork"}, []),
        (["https://a.example/1", "https://a.example/1"], ["https://a.example/1"]),
    ],
)  # fmt: skip
def test_appearances_are_all_addresses_that_are_some(said, appearance, found):
    assert said("appearances", **item(appearance=appearance)) == found


def test_first_appearance_comes_first(said):
    first = item(appearance="https://a.example/2", firstAppearance={"url": "https://a.example/1"})
    assert said("appearances", **first) == ["https://a.example/1", "https://a.example/2"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-06-23 20:02", date(2020, 6, 23)),
        ("2020-06-23T23:30:00+0200", date(2020, 6, 23)),
        ("2020-06-23T23:30:00-08:00", date(2020, 6, 23)),
        ("2020/6/3", date(2020, 6, 3)),
        ("20200623", date(2020, 6, 23)),
        (["2020-06-23"], date(2020, 6, 23)),
        ({"@type": "Date", "@value": "2020-06-23"}, date(2020, 6, 23)),
        ("2020-13-45", None),
        ("0001-01-01T00:00:00", None),
        ("June 23, 2020", None),
        ("2020", None),
        ("", None),
        (..., None),
        (1592949720, None),
    ],
)
def test_days_are_read_as_they_are_written(said, written, day):
    assert said("reviewed_on", datePublished=written) == day


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("en_US", "en-US"),
        (["id", "en"], "id"),
        ({"@type": "Language", "name": "Deutsch", "alternateName": "de"}, "de"),
        ("English", ""),
        (..., ""),
    ],
)
def test_language_is_a_tag_or_none(said, written, language):
    assert said("language", inLanguage=written) == language


@pytest.mark.parametrize(
    "kind", ["ClaimReview", ["Review", "ClaimReview"], "http://schema.org/ClaimReview", "schema:ClaimReview"]
)
def test_type_may_be_a_list_or_an_address(said, kind):
    assert said("claim", **{"@type": kind}) == "Otters build dams."


@pytest.mark.parametrize("prefix", ["http://schema.org/", "https://schema.org/", "schema:"])
def test_members_may_be_written_out(read_one, prefix):
    """As a program does that expands JSON-LD."""
    expanded = {
        "@type": [f"{prefix}ClaimReview"],
        f"{prefix}url": [{"@id": "https://x.example/1"}],
        f"{prefix}claimReviewed": [{"@value": "Otters."}],
        f"{prefix}itemReviewed": [{f"{prefix}author": [{f"{prefix}name": [{"@value": "Bo"}]}]}],
    }
    review = read_one([expanded])
    assert (review.url, review.claim, review.claimants) == ("https://x.example/1", "Otters.", [Claimant("Bo")])


def test_nodes_of_a_graph_may_refer_to_each_other(read_one):
    review = {name: value for name, value in GOOD.items() if name != "@context"} | {"author": {"@id": "#facts"}}
    graph = [{"@id": "#facts", "@type": "Organization", "name": "Facts & Co"}, {"@type": "WebPage"}, review]
    assert read_one({"@context": "https://schema.org", "@graph": graph}).publisher == "Facts & Co"


def test_nodes_that_refer_in_a_circle_do_no_harm(read_one):
    graph = [
        {"@id": "#a", "name": {"@id": "#b"}},
        {"@id": "#b", "name": {"@id": "#a"}},
        GOOD | {"author": {"@id": "#a"}},
    ]
    assert read_one({"@graph": graph}).publisher == ""


def test_item_of_a_feed_that_was_deleted_says_so(read_one):
    deleted = {"@type": "DataFeedItem", "url": "https://x.example/1", "dateDeleted": "2021-03-04T05:06:07+0000"}
    moment = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    for feed_item in (deleted, deleted | {"item": None}, deleted | {"item": []}, deleted | {"item": [None]}):
        notice = read_one({"@type": "DataFeed", "dataFeedElement": [feed_item]})
        assert (notice.url, notice.claim, notice.deleted_at) == ("https://x.example/1", "", moment)
    review = read_one({"@type": "DataFeed", "dataFeedElement": [deleted | {"item": [GOOD]}]})
    assert (review.url, review.claim, review.deleted_at) == (GOOD["url"], GOOD["claimReviewed"], moment)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday"])
def test_item_of_a_feed_that_was_deleted_beyond_the_calendar_was_not(read_one, moment):
    deleted = {"@type": "DataFeedItem", "dateDeleted": moment, "item": [GOOD]}
    assert read_one({"@type": "DataFeed", "dataFeedElement": [deleted]}).deleted_at is None


@pytest.mark.parametrize("feed_item", [{"item": None}, {"item": []}, {"item": [None]}, {}])
def test_item_of_a_feed_that_holds_nothing_is_skipped(read_one, feed_item):
    record = read_one({"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem"} | feed_item]})
    assert record.reason == "The item of the feed holds no ClaimReview."


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["2020-06-23", "x.example"])
)
NAMES = st.sampled_from(["@value", "@id", "@list", "name", "url", "author", "text"]) | st.text()
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*GOOD, "@graph", "item", "dataFeedElement"]), JSON))
def test_any_member_may_be_anything(tmp_path, members):
    file = tmp_path / "any.json"
    file.write_text(json.dumps([GOOD | members, members], ensure_ascii=True))
    for record in read([str(file)]):
        assert isinstance(record, Review | Skipped)
        assert all(text.encode() is not None and "\0" not in text for text in record if isinstance(text, str))
