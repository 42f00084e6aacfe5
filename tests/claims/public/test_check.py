"""The page that takes a text. What is bad input to it is bad input to the API's match/ as well: one table for both."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from claims.matching import index, public
from claims.matching.entries import of_claim
from claims.matching.matching import Match
from claims.public import check
from claims.search import limit
from claims.search.query import Unsearchable
from tests.browser import browse, needs_browser
from tests.factories import make_published_claim, make_researched_claim

CHECK, API = "/check/", "/api/v1/match/"
CACHED = "public, max-age=0, must-revalidate"
LIMITED = 4 if connection.vendor == "postgresql" else 0  # a savepoint, the limit, no limit, the savepoint's end
MATCHED = 4  # how common the words are, who holds them, what those say, how common its words are

EMPTY, WORDLESS, TOO_LONG = "There is no text yet.", "There are no words in this text", "characters, and 20,000 can be"
BAD = [
    ("", EMPTY),
    (" \t\r\n\u00a0\u3000 ", EMPTY),
    ("?!", WORDLESS),
    ("\0", WORDLESS),
    ("\x01\x1b\x7f\x85\ufffe", WORDLESS),
    ("\u202e\u200f\u2066\u2069\ufeff\u200b", WORDLESS),
    ("\"*^()-:&|!<>'%_\\/[]{};$`~", WORDLESS),
    ("https://example.org/weapons www.example.org/weapons", WORDLESS),
    ("." * 20_000, WORDLESS),
    ("🙂" * 20_000, WORDLESS),
    ("." * 100_000, TOO_LONG),
    ("9" * 100_000, TOO_LONG),
    ("a" * 100_000, TOO_LONG),
    ("a " * 10_001, TOO_LONG),
    ("\ufdfa" * 20_001, TOO_LONG),
]
ODD = [
    "weapons\0sent",
    "\u0e48 weapons",  # a mark alone, which is a word in Thai script and nothing without its accents
    "\u202eweapons\u2069 sent\x1b[0m",
    'weapons"*^()-:&|!<> NEAR(sent, 5) OR NOT "',
    "headline:weapons & !sent:* | <-> 'weapons'",
    "' OR 1=1; DROP TABLE claims_claim; -- weapons %s %(weapons)s {weapons}",
    "&lt;weapons&gt; &#0; &#x110000; &amp;",
    "<script>alert(1)</script> weapons",
    "weapons " + "1 " * 9_000,
    "weapons " + "ﷺ" * 19_000,
    "weapons " * 2_500,
    "weapons " + "9" * 19_000,
    "a" * 20_000,
    "1.000.000,00 30.02.2024 99/99/99 0000-00-00 weapons",
]


@pytest.fixture
def claims(reporter, editor):
    """Three that share words, of which the first has most."""
    headlines = ("Weapons crossed the river", "Weapons were sold", "Weapons rust")
    return [make_published_claim(headline, by=reporter, approved_by=editor) for headline in headlines]


def get(client, text):
    return client.get(CHECK, {"text": text})


def post(client, text):
    return client.post(CHECK, {"text": text})


def ask(client, text):
    return client.get(API, {"text": text})


def found(response):
    return re.findall(r'<h3><a href="/claims/([^/"]+)/"', response.content.decode())


def words_of(response):
    lines = re.findall(r"Words in common: (.*?)</p>", response.content.decode())
    return [[unescape(word) for word in re.findall("<bdi>(.*?)</bdi>", line)] for line in lines]


def text_of(response):
    return unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.content.decode(), re.DOTALL)[1])


@pytest.mark.parametrize("send", [get, post])
def test_text_finds_the_claims_it_may_repeat_the_likeliest_first(client, claims, send):
    response = send(client, "They say weapons crossed the river at night.")
    assert response.status_code == 200
    assert found(response)[0] == "weapons-crossed-the-river"
    assert set(found(response)) <= {claim.slug for claim in claims}
    assert set(words_of(response)[0]) == {"weapons", "crossed", "river"}
    assert "whether it is the same claim only you can tell" in response.content.decode()
    assert text_of(response) == "They say weapons crossed the river at night."


def test_text_in_another_language_finds_a_claim_by_its_translation(client, weapons):
    for text in ("Are weapons being sent?", "senjata telah dikirim", "그렇다."):
        assert found(post(client, text)) == ["weapons"]


@pytest.mark.parametrize("text", ["the dog", "It is a dog’s", "t"])
def test_claim_that_shares_only_words_that_say_nothing_is_not_offered(client, claims, text):
    response = post(client, text)
    assert found(response) == []
    assert "No checked claim shares its words" in response.content.decode()


def test_claim_far_below_the_best_is_not_offered(client, claims, monkeypatch):
    scores = (10.0, 10.0 - check.FAR_BELOW, 9.9 - check.FAR_BELOW)
    matches = [Match(claim.pk, score, ["weapons"]) for claim, score in zip(claims, scores, strict=True)]
    monkeypatch.setattr(public, "match", lambda said, where, most: matches)
    assert found(post(client, "weapons")) == [claim.slug for claim in claims[:2]]


def test_at_most_ten_claims_and_twelve_words_are_shown(client, reporter, editor):
    said = " ".join(f"word{letter}" for letter in "abcdefghijklmnop")
    for n in range(11):
        make_published_claim(f"Claim {n}", statement=said, by=reporter, approved_by=editor)
    response = post(client, said)
    assert len(found(response)) == 10
    assert {len(words) for words in words_of(response)} == {12}


def test_withdrawn_and_unpublished_claims_are_not_offered(client, withdrawn, reporter):
    make_researched_claim("Taken away", by=reporter)
    assert found(post(client, "Taken back and taken away")) == []


def test_withdrawn_claim_is_not_offered_even_if_the_index_still_holds_it(client, withdrawn):
    index.put(index.PUBLIC, {withdrawn.pk: of_claim(withdrawn)})
    assert [each.claim for each in public.related("Taken back", 10)] == [withdrawn.pk]
    assert found(post(client, "Taken back")) == []
    assert ask(client, "Taken back").json()["results"] == []


def test_without_an_answer_the_page_says_what_to_do(client, claims, settings):
    settings.CORRECTIONS_EMAIL = ""
    html = post(client, "zebra").content.decode()
    assert "Say it in other words" in html
    assert "mailto:" not in html
    settings.CORRECTIONS_EMAIL = "desk@example.org"
    assert 'href="mailto:desk@example.org">Write to us what you read' in post(client, "zebra").content.decode()


@pytest.mark.parametrize(("text", "said"), BAD)
@pytest.mark.parametrize("send", [get, post])
def test_bad_text_is_told_what_to_do_and_kept_in_the_box(client, db, send, text, said):
    response = send(client, text)
    html = response.content.decode()
    assert (response.status_code, response.headers["Cache-Control"]) == (400, "no-store")
    assert said in html[html.index('role="alert"') :]
    assert text_of(response) == text[:20_000]
    assert found(response) == []


BAD_VALUES = [*((text, "Give it a value, or leave it out.") for text, _ in BAD[:2]), *BAD[2:]]


@pytest.mark.parametrize(("text", "said"), BAD_VALUES)
def test_bad_text_is_a_problem_of_the_api(client, db, text, said):
    answer = ask(client, text)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["text"])
    assert said in answer.json()["errors"]["text"][0]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("send", [get, post, ask])
def test_odd_text_is_answered(client, claims, send, text):
    response = send(client, text)
    assert response.status_code == 200
    slugs = [row["slug"] for row in response.json()["results"]] if send is ask else found(response)
    assert len(slugs) == (3 if "weapons" in text else 0)
    assert b"<script>" not in response.content


def test_ends_of_lines_count_once_however_they_are_sent(client, claims):
    """A box of 20,000 characters sends more when its lines end."""
    assert post(client, "weapons\r\n" * 2_500).status_code == 200
    assert post(client, "weapons\r\n" * 2_501).status_code == 400


def test_longest_text_of_any_script_may_be_sent(client, claims):
    assert post(client, "武" * 20_000).status_code == 200


@pytest.mark.parametrize(("body", "content_type"), [
    (b"text=" + b"a" * (5 * 1024 * 1024), "application/x-www-form-urlencoded"),
    (b"&".join(b"text=a" for _ in range(5001)), "application/x-www-form-urlencoded"),
    (b"text=a", "application/x-www-form-urlencoded; charset=latin-1"),
    (b"text=a", "multipart/form-data; boundary=\xff"),
    (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--x--',
     "multipart/form-data; boundary=x; charset=unicode_escape"),
    (b"text=a", "multipart/form-data"),
])  # fmt: skip
def test_more_than_the_settings_let_in_is_told_so(client, db, body, content_type):
    response = client.post(CHECK, body, content_type=content_type)
    assert (response.status_code, response.headers["Cache-Control"]) == (400, "no-store")
    assert "Send at most 20,000 characters of plain text." in response.content.decode()


def test_more_fields_in_the_address_than_the_settings_let_in_is_told_so(client, db):
    response = client.get(CHECK, query_params={f"n{n}": "" for n in range(5001)})
    assert response.status_code == 400
    assert "Send at most 20,000 characters of plain text." in response.content.decode()


@pytest.mark.parametrize(("body", "content_type"), [
    (b"text=%FF%C3weapons", "application/x-www-form-urlencoded"),
    (b"text=zebra&text=weapons", "application/x-www-form-urlencoded"),
    (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nweapons\r\n--x--\r\n',
     "multipart/form-data; boundary=x"),
])  # fmt: skip
def test_text_is_read_as_browsers_send_it(client, claims, body, content_type):
    assert len(found(client.post(CHECK, body, content_type=content_type))) == 3


@pytest.mark.parametrize(("body", "content_type"), [
    (b'{"text": "weapons"}', "application/json"),
    (b"weapons", "text/plain"),
    (b"", "application/x-www-form-urlencoded"),
])  # fmt: skip
def test_post_without_a_text_asks_for_one(client, db, body, content_type):
    response = client.post(CHECK, body, content_type=content_type)
    assert response.status_code == 400
    assert EMPTY in response.content.decode()


def test_file_that_is_sent_along_is_kept_nowhere(client, claims):
    response = client.post(CHECK, {"text": "weapons", "file": SimpleUploadedFile("x.txt", b"x" * 10_000)})
    assert len(found(response)) == 3
    assert list(response.wsgi_request.FILES) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_page_takes_no_other_method(client, db, method):
    assert getattr(client, method)(CHECK).status_code == 405


def test_search_that_takes_too_long_is_told_so(client, claims, monkeypatch):
    def slow(*args):
        raise Unsearchable("This takes too long to find.")

    monkeypatch.setattr(public, "match", slow)
    assert (post(client, "weapons").status_code, ask(client, "weapons").status_code) == (400, 400)


def test_database_ends_what_takes_too_long(claims, monkeypatch):
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999999) SELECT sum(i) FROM n"
    slowly = {"sqlite": count, "postgresql": "SELECT pg_sleep(5)"}

    def slow(*args):
        with connection.cursor() as cursor:
            cursor.execute(slowly[connection.vendor])

    monkeypatch.setattr(public, "match", slow)
    monkeypatch.setattr(limit.time_limit.__wrapped__, "__defaults__", (0.05,))
    with pytest.raises(Unsearchable, match="too long"):
        public.related("weapons", 10)


def test_form_is_kept_by_caches_and_found_by_robots(client, claims):
    first = client.get(CHECK)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, CACHED)
    assert client.get(CHECK, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "noindex" not in first.content.decode()
    assert text_of(first) == ""


def test_answer_to_a_link_is_kept_as_long_as_the_record_is_the_same(client, claims, reporter, editor):
    first = get(client, "weapons")
    again = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == CACHED
    assert client.get(CHECK, {"text": "weapons"}, headers=again).status_code == 304
    make_published_claim("More weapons", by=reporter, approved_by=editor)
    assert len(found(client.get(CHECK, {"text": "weapons"}, headers=again))) == 4


def test_answer_to_what_was_sent_is_kept_nowhere(client, claims):
    etag = client.get(CHECK).headers["ETag"]
    response = client.post(CHECK, {"text": "weapons"}, headers={"If-None-Match": etag})
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert {"ETag", "Last-Modified", "Set-Cookie", "Vary"}.isdisjoint(response.headers)
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_text_is_sent_without_a_token_and_without_a_cookie(client, claims, editor):
    client.handler.enforce_csrf_checks = True
    anonymous = post(client, "weapons")
    client.force_login(editor)
    assert post(client, "weapons").content == anonymous.content
    assert anonymous.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(client, reporter, editor, count, django_assert_num_queries):
    for n in range(count):
        make_published_claim(f"Weapons {n}", by=reporter, approved_by=editor)
    with django_assert_num_queries(LIMITED + MATCHED + 1):
        assert len(found(post(client, "weapons"))) == count


def test_search_without_matches_leads_here_with_what_was_typed(client, claims):
    html = client.get("/claims/", {"q": 'weapons & "zebras"'}).content.decode()
    (address,) = re.findall(r'href="(/check/\?text=[^"]+)"', html)
    assert len(found(client.get(unescape(address)))) == 3


@needs_browser
@pytest.mark.django_db(transaction=True)
def test_reader_pastes_a_sentence_and_reads_the_claim(live_server, settings, weapons):
    settings.SITE_URL = live_server.url

    def visit(page):
        page.goto(live_server.url)
        page.get_by_role("link", name="Check a text").click()
        page.get_by_label("Paste what you read or heard").fill("Somebody wrote:\n\nweapons were sent!")
        page.get_by_role("button", name="Look for checked claims").click()
        page.get_by_role("heading", name="Checked claims 1").wait_for()
        assert page.url == f"{live_server.url}/check/#answer"
        assert (
            page.get_by_label("Paste what you read or heard").input_value() == "Somebody wrote:\n\nweapons were sent!"
        )
        page.get_by_role("link", name="Weapons were sent").click()
        page.get_by_role("heading", name="Weapons were sent", level=1).wait_for()
        assert page.context.cookies() == []

    watch = browse(visit)
    assert watch.complaints == []
    assert watch.hosts == {live_server.url.removeprefix("http://")}
