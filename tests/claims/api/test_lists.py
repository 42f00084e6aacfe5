"""The light lists, the catalogues, and how all lists are paged."""

import pytest
from django.conf import settings as site
from django.urls import reverse

from claims.api.rows import page
from claims.models import Head, PublicTopic, Rating
from tests.claims.documents import make_full_claim
from tests.factories import make_published_claim, make_topic, publish_again

VERSION = 1
LISTS = ["claims", "verdicts", "actors", "sources", "topics", "changes", "claims/claim-0/revisions"]


def publish(count, *, by, approved_by):
    return [make_published_claim(f"Claim {number}", by=by, approved_by=approved_by) for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_verdicts_are_light_rows(client, reporter, editor, settings, count, django_assert_num_queries):
    claims = publish(count, by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        rows = client.get("/api/v1/verdicts/").json()["results"]
    publication = claims[-1].publications.get()
    assert len(rows) == count
    assert rows[0] == {
        "slug": claims[-1].slug,
        "headline": claims[-1].headline,
        "language": "en",
        "rating": "mostly-true",
        "label": "Mostly true",
        "value": 4,
        "as_of": "2024-06-20",
        "expires": None,
        "published_at": publication.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sequence": count,
        "revision": 1,
        "document_digest": publication.document_digest,
        "digest": publication.digest,
        "url": f"{settings.SITE_URL}/claims/{claims[-1].slug}/",
    }


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["actors", "sources", "topics"])
def test_catalogue_is_one_query(client, reporter, editor, name, count, django_assert_num_queries):
    for number in range(count):
        make_full_claim(f"Claim {number}", by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        rows = client.get(f"/api/v1/{name}/").json()["results"]
    assert len(rows) == count * {"actors": 3, "sources": 5, "topics": 1}[name]


def test_catalogues_show_what_documents_say(client, reporter, editor, settings):
    claim = make_full_claim("Claim", by=reporter, approved_by=editor)
    body = client.get("/api/v1/claims/claim/").json()
    (accuser,) = [row for row in client.get("/api/v1/actors/").json()["results"] if row["kind"] == "person"]
    assert accuser == {
        "slug": claim.accusations.get().actor.slug,
        "url": f"{settings.SITE_URL}/actors/{accuser['slug']}/",
        **{name: body["actors"][accuser["slug"]][name] for name in ("name", "kind", "country", "wikidata", "names")},
    }
    assert client.get("/api/v1/topics/").json()["results"] == [
        body["topics"][0] | {"url": f"{settings.SITE_URL}/topics/topic-of-claim/"}
    ]
    paper = next(row for row in client.get("/api/v1/sources/").json()["results"] if row["lineage"] == "derived")
    (shown,) = [source for source in body["sources"].values() if source["slug"] == paper["slug"]]
    outlets = {row["slug"]: row for row in client.get("/api/v1/outlets/").json()["results"]}
    assert outlets[shown["outlet_slug"]] == {
        "slug": shown["outlet_slug"],
        "name": shown["outlet"],
        "reliability": shown["reliability"],
        "url": f"{settings.SITE_URL}/outlets/{shown['outlet_slug']}/",
    }
    assert client.get(f"/api/v1/outlets/{shown['outlet_slug']}/").json() == outlets[shown["outlet_slug"]]
    assert paper == shown | {"derived_from": [body["sources"][key]["slug"] for key in shown["derived_from"]]}


def test_topic_of_no_public_claim_is_not_listed(client, reporter, editor):
    make_topic("Canary")
    make_full_claim("Claim", by=reporter, approved_by=editor)
    assert [row["name"] for row in client.get("/api/v1/topics/").json()["results"]] == ["Topic of Claim"]


def test_ratings_are_the_whole_scale(client, db, django_assert_num_queries):
    with django_assert_num_queries(VERSION + 1):
        rows = client.get("/api/v1/ratings/").json()["results"]
    assert [(row["slug"], row["value"]) for row in rows] == list(Rating.objects.values_list("slug", "value"))
    assert list(rows[0]) == ["slug", "label", "definition", "value", "is_offered"]


def test_head_names_the_end_of_the_record(client, reporter, editor, django_assert_num_queries):
    make_published_claim(by=reporter, approved_by=editor)
    with django_assert_num_queries(VERSION + 1):
        head = client.get("/api/v1/record/head").json()
    assert head == {"sequence": 1, "digest": Head.objects.get().digest}


def walk(client, address):
    """All pages from an address on, by their `next` links."""
    pages = []
    while address:
        answer = client.get(address)
        pages.append(answer)
        address = answer.json()["next"]
    return pages


@pytest.mark.parametrize("size", [1, 2, 5])
def test_following_next_visits_everything_once(client, reporter, editor, other_editor, chief, size):
    for claim in publish(2, by=reporter, approved_by=editor):
        claim.move("withdraw", by=chief, public_note="Taken back.")
        publish_again(claim, by=chief, approved_by=other_editor)
    for number in range(2):
        make_full_claim(f"Full {number}", by=reporter, approved_by=editor)
    for name in LISTS:
        whole = client.get(f"/api/v1/{name}/").json()["results"]
        pages = [page.json()["results"] for page in walk(client, f"/api/v1/{name}/?page_size={size}")]
        assert [row for page in pages for row in page] == whole
        assert len(whole) > 1
        assert {len(page) for page in pages[:-1]} <= {size}


def test_previous_leads_back(client, reporter, editor):
    publish(3, by=reporter, approved_by=editor)
    first = client.get("/api/v1/verdicts/?page_size=1").json()
    second = client.get(first["next"]).json()
    assert client.get(second["previous"]).json()["results"] == first["results"]
    assert first["previous"] is None


def test_links_are_in_the_header_too_and_keep_the_filters(client, reporter, editor, settings):
    publish(3, by=reporter, approved_by=editor)
    pages = walk(client, "/api/v1/verdicts/?rating=mostly-true&page_size=1&rating=false")
    middle = pages[1].json()
    links = f'<{middle["next"]}>; rel="next", <{middle["previous"]}>; rel="prev", '
    assert pages[1].headers["Link"].startswith(links)
    assert middle["next"].startswith(f"{settings.SITE_URL}/api/v1/verdicts/?cursor=")
    assert middle["next"].endswith("&page_size=1&rating=mostly-true&rating=false")
    assert 'rel="next"' not in client.get("/api/v1/verdicts/").headers["Link"]


def test_links_do_not_follow_the_host_header(client, reporter, editor, settings):
    settings.ALLOWED_HOSTS = ["*"]
    publish(2, by=reporter, approved_by=editor)
    for name in ("verdicts", "changes"):
        there = client.get(f"/api/v1/{name}/?page_size=1", headers={"Host": "evil.example"})
        assert there.content == client.get(f"/api/v1/{name}/?page_size=1").content


def test_page_holds_fifty_rows_at_most_a_hundred(client, db):
    PublicTopic.objects.bulk_create(PublicTopic(slug=f"t{number}", name="T") for number in range(101))
    assert len(client.get("/api/v1/topics/").json()["results"]) == 50
    assert len(client.get("/api/v1/topics/?page_size=100").json()["results"]) == 100
    assert client.get("/api/v1/topics/?page_size=101").status_code == 400


def test_claim_published_meanwhile_shifts_no_page(client, reporter, editor):
    publish(3, by=reporter, approved_by=editor)
    first = client.get("/api/v1/verdicts/?page_size=2").json()
    make_published_claim("Newest", by=reporter, approved_by=editor)
    second = client.get(first["next"]).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == ["claim-2", "claim-1", "claim-0"]


def test_addresses_are_those_of_the_pages():
    assert [page("claims", "a"), page("claims", "a", "revisions", 2)] == [
        site.SITE_URL + reverse("public:claim", args=["a"]),
        site.SITE_URL + reverse("public:revision", args=["a", 2]),
    ]
    for kind in ("actor", "topic"):
        assert page(f"{kind}s", "a") == site.SITE_URL + reverse(f"public:{kind}", args=["a"])
