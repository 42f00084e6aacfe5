import pytest

from claims.claimreviews import ratings
from claims.claimreviews.ratings import Ratings, Unreadable


@pytest.fixture
def table(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "ratings.csv"
        path.write_bytes(content.encode(encoding))
        return path

    return write


def test_table_maps_words_whatever_their_case_and_punctuation(db, table):
    read = ratings.read(table("text,rating\nPants on Fire!,false\nHOAKS,false\n\n"))
    assert [read.slug(said) for said in ("pants on fire", "Hoaks.", "Pants")] == ["false", "false", None]


def test_our_own_labels_stand_for_themselves_unless_the_table_says_otherwise(db):
    assert Ratings().slug("Mostly True") == "mostly-true"
    assert Ratings().slug("mostly-true") == "mostly-true"
    assert Ratings([("True", "unproven")]).slug("true") == "unproven"


def test_nothing_is_guessed(db):
    assert [Ratings().slug(said) for said in ("", "Truth", "Not true", "5")] == [None] * 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "Its first line must name two columns, text and rating."),
        ("text;rating\na;false\n", "Its first line must name two columns, text and rating."),
        ("text,rating\na,flase\n", "“flase” is none of our ratings. They are: false, mostly-false, mostly-true, "
         "partly-true, true, unproven."),
        ("text,rating\na,\n", "“” is none of our ratings. They are: false, mostly-false, mostly-true, partly-true, "
         "true, unproven."),
        ("text,rating\na,true\nA.,false\n", "“A.” is there twice, with different ratings."),
    ],
)  # fmt: skip
def test_table_that_cannot_be_used_says_why(db, table, content, reason):
    with pytest.raises(Unreadable) as refusal:
        ratings.read(table(content))
    assert str(refusal.value) == reason


def test_table_that_is_no_text_or_not_there_says_so(db, table, tmp_path):
    with pytest.raises(Unreadable, match=r"^It is no CSV file in UTF-8\.$"):
        ratings.read(table("text,rating\nährlich,true\n", "latin-1"))
    with pytest.raises(Unreadable, match=r"^No such file or directory\.$"):
        ratings.read(tmp_path / "nowhere.csv")
