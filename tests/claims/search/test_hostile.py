"""Whatever stands after `q=`, each list answers or says what is wrong with it."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.search.query import Unsearchable, parse

LISTS = ["/claims/", "/feeds/claims.atom", "/api/v1/claims/", "/api/v1/verdicts/"]
FOUND = [
    "a", "a*", "北", "ﷺ", "½", "😀 weapons", "weapons\u200f", "\u202eweapons\u202c", "we\u0301" + "\u0301" * 400,
    '"weapons', "weapons”", "weapons AND", "AND", "OR OR OR", "NOT weapons", "NEAR(weapons sent, 1)",
    "weapons NEAR/1 sent", "^weapons", "headline : weapons", "{headline} : weapons", "- headline : weapons",
    "weapons + sent", "(weapons", "weapons))", "weapons & sent", "weapons | sent", "!weapons", "weapons <-> sent",
    "weapons <2> sent", "weapons:*", "weapons:ABCD", "'weapons'", "''weapons", "weapons\\", "\\'weapons", "weapons;--",
    "%s%s%s", "%(q)s weapons", "$1 $$ weapons", "?1 :q @q", "' OR '1'='1",
    "x' UNION SELECT password FROM auth_user --",
    "{{ weapons }}", "<script>alert(1)</script>", "../../etc/passwd", "weapons\nsent\r\n", "weapons\x0b\x1c\u2028sent",
    "x" * 500, "中" * 500, "\U0002a6d6" * 500, "a* " * 160, "w-" * 250, "e\u0301" * 250, "ʼʻˈ weapons",
    "weapons\ufffe\uffff", "İıßſ", "·en", "weapon·en", "· weapons ·", "weapons -·", "1e999", "0x00", "NaN", "null",
    " ".join(f"{letter}{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
]  # fmt: skip
REFUSED = [
    "?", "*", "%", "-", "--", '"', '""', "“”", "“", "()", "& | !", "<->", "· ·", "…", "。", "\u200f", "\u202e\u202c",
    "\u0301", "😀", "-weapons", '-"weapons sent"', "x" * 501, "x" * 100_000, "中" * 30_000, '"' * 100_000,
    "-" * 100_000, " ".join(f"w{n}" for n in range(33)), "weapons\x00", "\x00", '"' + "ﷺ" * 300 + '"',
]  # fmt: skip
SPECIAL = st.sampled_from("ab*\"-'“ ·:&|!()<>\\^{}북한\u0301\u200f\x00")
RAW = {
    "%ED%A0%80": 400,
    "%ED%A0%80weapons": 200,
    "%FF%FE": 400,
    "%C3%28weapons": 200,
    "%": 400,
    "%zz": 200,
    "%00": 400,
}


def answers(client, query):
    """The status of every list, after making sure that one that refuses says why."""
    responses = [client.get(f"{address}?{query}") for address in LISTS]
    assert [each for each in responses if each.status_code == 400 and "q" not in each.content.decode()] == []
    return {response.status_code for response in responses}


@pytest.mark.parametrize("q", FOUND)
def test_query_that_can_be_searched_for_is_answered(client, weapons, q):
    assert answers(client, f"q={quote(q)}") == {200}


@pytest.mark.parametrize("q", REFUSED, ids=lambda q: ascii(q[:20]))
def test_query_that_cannot_be_searched_for_is_a_bad_request(client, weapons, q):
    assert answers(client, f"q={quote(q)}") == {400}


@pytest.mark.parametrize(("raw", "status"), RAW.items())
def test_query_that_is_no_utf_8_is_answered(client, weapons, raw, status):
    assert answers(client, f"q={raw}") == {status}


@pytest.mark.parametrize("query", ["q=", "q=%20%09"])
def test_search_that_is_left_empty_asks_for_nothing_on_pages_and_is_named_by_the_api(client, weapons, query):
    assert [client.get(f"{address}?{query}").status_code for address in LISTS] == [200, 200, 400, 400]


def is_searchable(q):
    try:
        return "\x00" not in q and (not q.strip() or bool(parse(q.strip())))
    except Unsearchable:
        return False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.text(SPECIAL | st.characters(codec="utf-8"), max_size=20))
def test_any_query_is_answered_or_refused(client, weapons, q):
    response = client.get(f"/claims/?q={quote(q)}")
    assert response.status_code == (200 if is_searchable(q) else 400)
