from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import micawber
import pytest
from django.utils.html import escape

from claims import ageing
from claims.merging import merge
from claims.models import Claim
from tests.browser import browse, needs_browser
from tests.claims.desk import claim_in, make_desk

CARD = "/claims/weapons/embed/"
# Of the card's ground and of its edge: red, green, blue.
COLOURS = """() => [
    getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector('main')).borderInlineStartColor,
].map(colour => colour.match(/[0-9]+/g).map(Number))"""


def asked(client, **parameters):
    return client.get("/oembed", parameters)


@pytest.fixture
def page_address(settings, weapons):
    return f"{settings.SITE_URL}/claims/weapons/"


def test_card_says_what_was_claimed_and_found(client, weapons):
    page = client.get(CARD).content.decode()
    assert "Weapons were sent" in page
    assert "Mostly true" in page
    assert "Mostly so." in page
    assert "<script" not in page


def test_card_may_be_framed_by_anybody_and_no_other_page(client, weapons):
    card = client.get(CARD).headers
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    page = client.get("/claims/weapons/").headers
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_card_says_when_its_verdict_is_past_its_re_check(client, weapons, monkeypatch):
    """The verdict was to be looked at again on 1 January 2025."""
    overdue = "This verdict was due to be checked again on"
    assert overdue in client.get(CARD).content.decode()
    monkeypatch.setattr(ageing, "today", lambda: date(2024, 12, 31))
    assert overdue not in client.get(CARD).content.decode()


def test_card_of_a_withdrawn_claim_says_so_and_shows_no_verdict(client, withdrawn):
    page = client.get("/claims/taken-back/embed/").content.decode()
    assert "was withdrawn" in page
    assert "Mostly true" not in page


def test_there_is_no_card_of_what_is_not_public(client, db):
    assert client.get("/claims/nothing/embed/").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "language", "title"), [("", "en", "Weapons were sent"), ("/id", "id", "Senjata dikirim")]
)
def test_oembed_answers_for_a_claim_in_the_language_of_its_address(client, settings, weapons, prefix, language, title):
    response = asked(client, url=f"{settings.SITE_URL}{prefix}/claims/weapons/")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "title": title,
        "width": 600,
        "height": 320,
        "html": f'<iframe src="{settings.SITE_URL}{prefix}{CARD}" title="{title}" lang="{language}" width="600"'
        ' height="320" loading="lazy"></iframe>',
    }


def test_withdrawn_claim_has_its_own_headline_in_every_language(client, settings, withdrawn):
    answer = asked(client, url=f"{settings.SITE_URL}/id/claims/taken-back/").json()
    assert (answer["title"], 'title="Taken back" lang="en"' in answer["html"]) == ("Taken back", True)


@pytest.mark.parametrize("after", ["?utm_source=x", "#evidence", "revisions/1/", "embed/"])
def test_oembed_knows_the_claim_by_all_its_addresses(client, page_address, after):
    assert asked(client, url=page_address + after).json()["title"] == "Weapons were sent"


def test_oembed_is_no_larger_than_asked_for(client, page_address):
    answer = asked(client, url=page_address, maxwidth="400", maxheight="9999999999999").json()
    assert (answer["width"], answer["height"]) == (400, 320)
    assert 'width="400" height="320"' in answer["html"]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": "{page}", "format": "xml"}, 501),
        ({"url": "{page}", "maxwidth": "wide"}, 400),
        ({"url": "{page}", "maxheight": "-1"}, 400),
        ({"url": "{page}", "maxwidth": "20"}, 404),
        ({"url": "{page}nothing/"}, 404),
        ({"url": "https://elsewhere.example/claims/weapons/"}, 404),
        ({"url": "http://[/claims/weapons/"}, 404),
        ({"url": "/claims/weapons/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "{site}/actors/north-korea/"}, 404),
        ({"url": "{site}/claims/none/"}, 404),
        ({"url": "{page}\0"}, 404),
    ],
)
def test_oembed_refuses_in_words(client, settings, page_address, parameters, status):
    given = {name: value.format(page=page_address, site=settings.SITE_URL) for name, value in parameters.items()}
    response = asked(client, **given)
    assert (response.status_code, [*response.json()]) == (status, ["error"])


def test_library_of_other_sites_puts_the_card_in_place_of_the_address(live_server, settings, weapons):
    settings.SITE_URL = live_server.url
    registry = micawber.ProviderRegistry()
    registry.register(rf"{live_server.url}/claims/\S*", micawber.Provider(f"{live_server.url}/oembed"))
    found = registry.request(f"{live_server.url}/claims/weapons/", maxwidth=500)
    assert (found["title"], found["width"]) == ("Weapons were sent", 500)
    embedded = micawber.parse_text(f"{live_server.url}/claims/weapons/", registry)
    assert embedded.startswith(f'<iframe src="{live_server.url}{CARD}"')


def test_page_shows_the_same_frame_to_be_copied(client, page_address):
    given = asked(client, url=page_address).json()["html"]
    assert f"<code>{escape(given)}</code>" in client.get("/claims/weapons/").content.decode()


def test_page_names_its_oembed_address(client, settings, page_address):
    page = client.get("/claims/weapons/").content.decode()
    link = page.partition('type="application/json+oembed" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(link.removeprefix(settings.SITE_URL)).json()["title"] == "Weapons were sent"


@pytest.fixture
def elsewhere():
    """Another site, with one page of its own."""
    pages = {}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *given):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


@needs_browser
def test_another_site_can_frame_the_card_and_not_the_page(live_server, settings, weapons, elsewhere):
    settings.SITE_URL = live_server.url
    site, pages = elsewhere
    pages["/card"] = f'<iframe src="{live_server.url}{CARD}"></iframe>'
    pages["/page"] = f'<iframe src="{live_server.url}/claims/weapons/"></iframe>'

    def visit(page):
        page.goto(f"{site}/card")
        page.frame_locator("iframe").get_by_text("Mostly true").wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            ground, edge = page.frames[1].evaluate(COLOURS)
            assert (max(ground) < 64, max(ground) > 224) == (scheme == "dark", scheme == "light")
            assert max(abs(one - other) for one, other in zip(ground, edge, strict=True)) > 96
        page.goto(f"{site}/page", wait_until="networkidle")
        assert page.frames[1].url.startswith("chrome-error:")

    refused = [complaint for complaint in browse(visit).complaints if "frame-ancestors" in complaint]
    assert len(refused) == 1


def test_card_of_a_merged_claim_leads_to_the_one_that_it_turned_out_to_be(client, chief, withdrawn, settings):
    """The page that would say why it was withdrawn leads there, too."""
    claim, into = Claim.objects.get(slug="taken-back"), claim_in("published", make_desk())
    merge(claim, into, by=chief, note="The same.", public_note="It is the same.")
    page = client.get("/claims/taken-back/embed/").content.decode()
    assert f'It turned out to be another claim: <a href="{settings.SITE_URL}/claims/{into.slug}/">' in page
    assert "Its page says why" not in page
