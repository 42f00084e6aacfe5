import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.transliteration import slug


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Weapons were sent!", "weapons-were-sent"),
        ("Ðường phố Łódź", "duong-pho-lodz"),
        ("Северная Корея отправила 5 щитов", "severnaya-koreya-otpravila-5-shchitov"),
        ("Η Βόρεια Κορέα", "i-voreia-korea"),
        ("북한이 보냈다", "bughani-bonaessda"),
        ("テレビ", "terebi"),
        ("كوريا", "kwry"),
        ("朝鲜运送了武器", "chaoxianyunsonglewuqi"),
        ("?!", ""),
    ],
)
def test_slug_is_made_of_latin_letters(said, made):
    assert slug(said, 120) == made


def test_slug_ends_with_a_whole_word():
    assert [slug("weapons were sent", longest) for longest in (17, 16, 12, 8, 4)] == [
        "weapons-were-sent",
        "weapons-were",
        "weapons-were",
        "weapons",
        "weap",
    ]


@given(st.text(), st.integers(1, 30))
def test_slug_of_anything_is_one(said, longest):
    made = slug(said, longest)
    assert len(made) <= longest
    assert made.strip("-_") == made
    assert made.replace("-", "").replace("_", "").isascii()
