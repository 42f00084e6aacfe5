import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from claims.addresses import key, normal

PAGE = "example.org/a/page?id=4"
SAME = [
    "https://example.org/a/page?id=4",
    "http://www.example.org/a/page/?id=4",
    "HTTPS://WWW.Example.ORG/a/page?id=4#comments",
    "https://example.org:443/a/page?utm_source=x&id=4&fbclid=IwAR0",
    "//example.org/a/page?gclid=1&id=4&UTM_Medium=mail",
    "  example.org./a/page?id=4&  ",
]


@pytest.mark.parametrize("address", SAME)
def test_spellings_of_one_address_are_the_same(address):
    assert (normal(address), key(address)) == (PAGE, key(PAGE))


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/a/page?id=5",
        "https://example.org/a/Page?id=4",
        "https://example.org/a/page",
        "https://news.example.org/a/page?id=4",
        "https://example.org/a/page?id=4&utm=4",
    ],
)
def test_other_pages_are_others(other):
    assert key(other) != key(PAGE)


def test_order_of_parameters_and_code_of_letters_do_not_count():
    assert normal("https://example.org/北?b=2&a=%c3%a9") == normal("https://example.org/%E5%8C%97?a=é&b=2")


@pytest.mark.parametrize("nothing", ["", "  ", "https://", "#top", "http:///"])
def test_no_address_has_no_key(nothing):
    assert key(nothing) == ""


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*"a/?#&=% .:", "www.", "http://", "%C3", "utm_x", "é"])).map("".join)
    )
)
@example("www.http://www.x//?&#")
@example("\ud800")
def test_normal_form_is_its_own(address):
    assert normal(normal(address)) == normal(address)
    assert len(key(address)) in (0, 64)
