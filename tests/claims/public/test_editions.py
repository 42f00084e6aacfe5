"""Every public page in each language, by its address alone."""

import re
from html import unescape

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import override

from claims.merging import merge
from claims.public import editions
from tests.claims.public.newsroom import EVERY_PAGE

SITE = "https://facts.example.org"
INDONESIAN = [editions.path_in("id", address) for address in EVERY_PAGE]
HREFLANG = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def read(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(("path", "language"), [
    ("/", "en"), ("/claims/", "en"), ("/id/", "id"), ("/id", "id"), ("/id/claims/", "id"), ("/idle/", "en"),
    ("/ID/", "en"), ("//id/", "en"), ("/claims/id/", "en"), ("", "en"),
])  # fmt: skip
def test_address_says_the_language(path, language):
    assert editions.language_of(path) == language


@pytest.mark.parametrize(("path", "english", "indonesian"), [
    ("/", "/", "/id/"), ("/id/", "/", "/id/"), ("/claims/a/", "/claims/a/", "/id/claims/a/"),
    ("/id/claims/id/", "/claims/id/", "/id/claims/id/"),
    ("/id//evil.example/", "/%2Fevil.example/", "/id/%2Fevil.example/"),
    ("//evil.example/", "/%2Fevil.example/", "/id/%2Fevil.example/"),
])  # fmt: skip
def test_same_page_in_the_other_language(path, english, indonesian):
    assert (editions.path_in("en", path), editions.path_in("id", path)) == (english, indonesian)


@pytest.mark.parametrize(("asked", "kept"), [
    ("", ""), ("?q=&page=1", ""), ("?q=a+b&page=2", "?q=a+b&page=2"),
    ("?rating=true&rating=false", "?rating=true&rating=false"),
    ("?utm_source=x&fbclid=1&q=a", "?q=a"), ("?q=%22%3E%3Cscript%3E", "?q=%22%3E%3Cscript%3E"),
])  # fmt: skip
def test_query_is_kept_as_far_as_it_matters(asked, kept):
    assert editions.query_of(RequestFactory().get(f"/claims/{asked}")) == kept


@pytest.mark.parametrize("language", ["en", "id"])
def test_addresses_made_in_a_language_lead_to_it(language):
    with override(language):
        address = reverse("public:claim", args=["a"])
        assert resolve(address).view_name == "public:claim"
    assert editions.language_of(address) == language


def test_every_page_is_there_in_both_languages_and_names_the_other(client, weapons):
    for address in EVERY_PAGE:
        english, indonesian = SITE + address, SITE + editions.path_in("id", address)
        for language, at in (("en", address), ("id", editions.path_in("id", address))):
            response = client.get(at)
            html = response.content.decode()
            assert (response.status_code, response.headers["Content-Language"]) == (200, language)
            assert f'<html lang="{language}">' in html
            assert sorted((code, unescape(link)) for code, link in HREFLANG.findall(html)) == [
                ("en", english), ("id", indonesian), ("x-default", english),
            ]  # fmt: skip
            shown = [editions.language_of(link.removeprefix(SITE)) for link in CANONICAL.findall(html)]
            is_one_of_a_claims_many = re.search("/claims/weapons/.+", address) is not None
            assert (address, shown) == (address, [] if is_one_of_a_claims_many else [language])


def test_feeds_are_there_in_both_languages(client, weapons):
    for language, address in (("en", "/feeds/claims.atom"), ("id", "/id/feeds/claims.atom")):
        response = client.get(address)
        assert (response.status_code, response.headers["Content-Language"]) == (200, language)


def test_language_of_a_page_depends_on_its_address_alone(client, weapons, editor):
    client.force_login(editor)
    before = {
        address: client.get(address).content for address in ("/", "/id/", "/claims/weapons/", "/id/claims/weapons/")
    }
    client.post("/admin/language/", {"language": "id"})
    for asked in ("id", "en", "ko,id;q=0.5"):
        assert {
            address: client.get(address, headers={"Accept-Language": asked}).content for address in before
        } == before


def test_revision_and_card_are_kept_out_of_search_engines_in_one_way(client, weapons):
    """Said as well to be the claim's page under another address, they would contradict it."""
    for address in ("/claims/weapons/revisions/1/", "/claims/weapons/embed/", "/claims/weapons/compare/"):
        html = read(client, address)
        assert (html.count('<meta name="robots" content="noindex">'), CANONICAL.findall(html)) == (1, [])


def test_alternates_keep_the_filters(client, weapons):
    html = read(client, "/id/claims/?rating=mostly-true&q=&utm_source=mail&page=1")
    assert dict(HREFLANG.findall(html))["en"] == f"{SITE}/claims/?rating=mostly-true"
    assert CANONICAL.findall(html) == [f"{SITE}/id/claims/?rating=mostly-true"]


def test_switch_names_each_language_in_itself(client, weapons):
    html = read(client, "/id/claims/weapons/")
    assert '<a href="/claims/weapons/" lang="en" hreflang="en">English</a>' in html
    assert '<a href="/id/claims/weapons/" lang="id" hreflang="id" aria-current="true">Bahasa Indonesia</a>' in html


def test_open_graph_names_both_locales(client, weapons):
    html = read(client, "/id/claims/weapons/")
    assert '<meta property="og:locale" content="id_ID">' in html
    assert '<meta property="og:locale:alternate" content="en_GB">' in html


def test_links_of_a_page_stay_in_its_language(client, weapons):
    for address in INDONESIAN:
        links = re.findall(r'<(?:a|form)\b[^>]* (?:href|action)="(/[^"]*)"([^>]*)', read(client, address))
        leading_out = {link for link, rest in links if 'hreflang="en"' not in rest and not link.startswith("/id/")}
        assert {link for link in leading_out if not link.startswith("/api/")} == set()


def test_indonesian_page_shows_what_is_written_in_indonesian(client, weapons):
    html = read(client, "/id/claims/weapons/")
    assert '<h1 lang="id" dir="ltr">Senjata dikirim</h1>' in html
    assert "original-headline" not in html


def test_dates_are_in_the_language_of_the_page(client, weapons):
    assert ">13 September 2023</time>" in read(client, "/claims/weapons/")
    html = read(client, "/id/claims/weapons/")
    assert ">18 Juni 2024</time>" in html
    assert ">18 June 2024</time>" not in html


@pytest.mark.parametrize(
    ("path", "language"), [("/no/such/", "en"), ("/id/no/such/", "id"), ("/id/claims/nothing/", "id")]
)
def test_missing_page_says_so_in_the_language_of_its_address(client, db, path, language):
    response = client.get(path)
    html = response.content.decode()
    assert (response.status_code, response.headers["Content-Language"]) == (404, language)
    assert f'<html lang="{language}">' in html
    assert (HREFLANG.findall(html), CANONICAL.findall(html)) == ([], [])
    assert f'<a href="{editions.path_in("en", path)}" lang="en"' in html


def test_wrong_filter_is_explained_in_the_language_of_the_address(client, db):
    assert "Enter a valid date." in read(client, "/claims/?said_after=soon", 400)
    assert "Masukkan tanggal yang valid." in read(client, "/id/claims/?said_after=soon", 400)


def test_bad_request_is_told_in_the_language_of_the_address(client, settings, db):
    settings.ALLOWED_HOSTS = ["facts.example.org"]
    for path, language in (("/", "en"), ("/id/", "id")):
        html = read(client, path, 400, host="elsewhere.example")
        assert f'<html lang="{language}">' in html
        assert f'<a href="{path}">' in html


def test_only_pages_and_feeds_have_languages(client, weapons):
    for address in ("/oembed", "/robots.txt", "/sitemap.xml", "/healthz", "/api/v1/claims/", "/admin/"):
        assert client.get(f"/id{address}").status_code == 404


def test_address_without_its_last_slash_leads_on(client, db):
    assert client.get("/id").headers["Location"] == "/id/"
    assert client.get("/id/claims").headers["Location"] == "/id/claims/"


def test_merged_claim_leads_on_in_the_language_of_the_address(client, weapons, withdrawn, editor):
    merge(withdrawn, weapons, by=editor, note="The same.", public_note="The same claim.")
    assert client.get("/id/claims/taken-back/").headers["Location"] == "/id/claims/weapons/"


def test_claim_has_one_review_on_the_page_that_it_names(client, weapons):
    """Two would be taken for two reviews."""
    found, other = (
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(client, address))
        for address in ("/claims/weapons/", "/id/claims/weapons/")
    )
    assert (len(found), other) == (1, [])
    assert '"url": "https://facts.example.org/claims/weapons/"' in found[0]


@pytest.mark.parametrize("language", ["en", "id"])
def test_oembed_answers_with_the_card_in_the_language_of_the_page(client, weapons, language):
    page = SITE + editions.path_in(language, "/claims/weapons/")
    html = client.get("/oembed", {"url": page}).json()["html"]
    assert f'src="{SITE}{editions.path_in(language, "/claims/weapons/embed/")}"' in html


def test_oembed_is_found_on_the_page_of_each_language(client, weapons):
    html = read(client, "/id/claims/weapons/")
    assert f'href="{SITE}/oembed?url=https%3A%2F%2Ffacts.example.org%2Fid%2Fclaims%2Fweapons%2F"' in html
