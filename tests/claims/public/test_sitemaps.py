"""Sitemaps: every page in every language, in one file or in parts of the record."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import PublishedClaim
from claims.public import sitemaps
from tests.factories import make_published_claim, publish_again

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def claims(reporter, editor):
    return [make_published_claim(f"Claim {n}", by=reporter, approved_by=editor) for n in range(5)]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)


def map_of(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(b"".join(response))


def locations(root):
    return [element.text for element in root.iter(f"{MAP}loc")]


def named_in(client, settings, address):
    return [location.removeprefix(settings.SITE_URL) for location in locations(map_of(client, address))]


def test_one_file_lists_every_page_that_stands_in_each_language(client, settings, weapons, withdrawn):
    root = map_of(client, "/sitemap.xml")
    assert root.tag == f"{MAP}urlset"
    found = [location.removeprefix(settings.SITE_URL) for location in locations(root)]
    pages = {"/", "/claims/weapons/", "/actors/ukraine/", "/sources/blog/", "/topics/arms-transfers/", "/record/"}
    assert pages | {f"/id{page}" for page in pages} <= set(found)
    assert len(found) == len(set(found))
    assert "/claims/taken-back/" not in found
    for address in found:
        assert client.get(address).status_code == 200


def test_each_page_names_all_its_languages(client, settings, weapons):
    site = settings.SITE_URL
    for url in map_of(client, "/sitemap.xml").iter(f"{MAP}url"):
        links = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        english, indonesian = links["en"].removeprefix(site), links["id"].removeprefix(site)
        assert (list(links), links["x-default"], indonesian) == (
            ["en", "id", "x-default"],
            links["en"],
            f"/id{english}",
        )
        assert url.findtext(f"{MAP}loc") in links.values()
        assert {link.get("rel") for link in url.iter(LINK)} == {"alternate"}


def test_claim_says_when_it_changed(client, settings, weapons):
    moment = PublishedClaim.objects.get().published_at
    (changed,) = {
        url.findtext(f"{MAP}lastmod")
        for url in map_of(client, "/sitemap.xml").iter(f"{MAP}url")
        if url.findtext(f"{MAP}loc").endswith("/claims/weapons/")
    }
    assert changed == moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_language_of_the_asker_changes_nothing(client, weapons):
    before = b"".join(client.get("/sitemap.xml"))
    assert b"".join(client.get("/sitemap.xml", headers={"Accept-Language": "id"})) == before


def test_larger_record_is_an_index_of_parts(client, settings, claims, small_parts):
    root = map_of(client, "/sitemap.xml")
    assert root.tag == f"{MAP}sitemapindex"
    parts = [location.removeprefix(settings.SITE_URL) for location in locations(root)]
    assert parts == [f"/sitemap-{number}.xml" for number in (0, 1, 2, 3)]
    times = [element.text for element in root.iter(f"{MAP}lastmod")]
    assert len(times) == 3
    assert times == sorted(times)
    held = [[at for at in named_in(client, settings, part) if at.startswith("/claims/c")] for part in parts]
    assert held == [[], ["/claims/claim-0/", "/claims/claim-1/"], ["/claims/claim-2/", "/claims/claim-3/"],
                    ["/claims/claim-4/"]]  # fmt: skip


def test_parts_hold_together_what_one_file_would(client, settings, weapons, claims, monkeypatch):
    whole = set(named_in(client, settings, "/sitemap.xml"))
    monkeypatch.setattr(sitemaps, "PART", 2)
    parts = named_in(client, settings, "/sitemap.xml")
    assert {at for part in parts for at in named_in(client, settings, part)} == whole


def test_claim_published_again_moves_to_the_last_part(client, settings, claims, small_parts, editor, other_editor):
    publish_again(claims[0], by=editor, approved_by=other_editor)
    assert "/claims/claim-0/" not in named_in(client, settings, "/sitemap-1.xml")
    assert "/claims/claim-0/" in named_in(client, settings, "/sitemap-3.xml")


def test_part_that_holds_nothing_is_not_named_and_not_there(client, settings, claims, small_parts, chief):
    for claim in claims[2:4]:
        claim.move("withdraw", by=chief, public_note="The letter was forged.")
    named = named_in(client, settings, "/sitemap.xml")
    assert named == ["/sitemap-0.xml", "/sitemap-1.xml", "/sitemap-3.xml"]  # the notices stand in 3 and 4
    for missing in ("/sitemap-2.xml", "/sitemap-4.xml", "/sitemap-5.xml", "/sitemap-x.xml", f"/sitemap-{10**30}.xml"):
        assert client.get(missing).status_code == 404


def test_index_and_part_ask_as_often_whatever_the_size(
    client, claims, small_parts, reporter, editor, django_assert_num_queries
):
    with django_assert_num_queries(3):  # with that of the version
        client.get("/sitemap.xml")
    with django_assert_num_queries(6):
        client.get("/sitemap-1.xml")
    for n in range(6):
        make_published_claim(f"More {n}", by=reporter, approved_by=editor)
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")
    with django_assert_num_queries(6):
        client.get("/sitemap-1.xml")


def test_part_and_index_are_read_by_the_stretch_of_the_record(client, claims, small_parts):
    """Not by the status, which nearly all claims share."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap.xml")
        client.get("/sitemap-1.xml")
    of_claims = [
        query["sql"] for query in asked if "claims_publishedclaim" in query["sql"] and "recheck_on" not in query["sql"]
    ]
    assert len(of_claims) == 6
    for sql in of_claims:
        plan = plan_of(sql)
        assert "publication_id" in plan
        assert "published_by_status" not in plan


def plan_of(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def test_no_file_is_larger_than_the_format_allows(client, settings, weapons, monkeypatch):
    monkeypatch.setattr(sitemaps, "LARGEST", 7)
    assert len(named_in(client, settings, "/sitemap.xml")) == 6


def test_empty_record_lists_the_pages_that_are_always_there(client, settings, db):
    assert set(named_in(client, settings, "/sitemap.xml")) == {
        f"{prefix}{page}"
        for prefix in ("", "/id")
        for page in (
            "/", "/claims/", "/check/", "/actors/", "/topics/", "/sources/", "/outlets/", "/corrections/",
            "/methodology/", "/record/",
        )
    }  # fmt: skip
