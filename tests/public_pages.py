"""Every kind of public page, as readers get it: rendered once out of a rich newsroom, then served as it is.

So a browser or a checker can go over all of them, in any order, without a database behind it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.claims.public.newsroom import make_rich_claim

LANGUAGES = [code for code, _ in settings.LANGUAGES]
LONG = "In a speech to parliament the minister said that between August 2023 and March 2024 some 6,700 containers, "
ARABIC = {
    "language": "ar",
    "statement": "أرسلت كوريا الشمالية أسلحة (2023) إلى روسيا.",
    "context": "تحظر العقوبات ذلك.",
}


class Page(NamedTuple):
    """One kind of page: its name here, the view's, what the view takes, and what is asked for."""

    name: str
    view: str
    arguments: tuple = ()
    query: dict | None = None
    status: int = 200

    def address(self, language: str) -> str:
        with translation.override(language):
            query = f"?{urlencode(self.query, doseq=True)}" if self.query else ""
            return reverse(self.view, args=self.arguments) + query


WEAPONS, TAKEN_BACK = ("weapons",), ("taken-back",)
PAGES = [
    Page("home", "public:home"),
    Page("list", "public:claims"),
    Page("last page of the list", "public:claims", query={"page": 2}),
    Page("list with every filter", "public:claims", query={
        "q": "weapons", "rating": ["mostly-true", "false"], "topic": "arms-transfers", "actor": "north-korea",
        "language": "id", "said_after": "2020-01-01", "published_after": "2020-01-01",
    }),
    Page("list of nothing", "public:claims", query={"q": "zebra"}),
    Page("list with a mistake", "public:claims", query={"said_after": "yesterday", "rating": "x"}, status=400),
    Page("claim", "public:claim", WEAPONS),
    Page("claim off the scale", "public:claim", ("long",)),
    Page("claim from right to left", "public:claim", ("arabic",)),
    Page("withdrawn claim", "public:claim", TAKEN_BACK),
    Page("old revision", "public:revision", (*WEAPONS, 1)),
    Page("newest revision", "public:revision", (*WEAPONS, 2)),
    Page("revision of a withdrawn claim", "public:revision", (*TAKEN_BACK, 1)),
    Page("notice of withdrawal", "public:revision", (*TAKEN_BACK, 2)),
    Page("choice of revisions", "public:compare", WEAPONS),
    Page("comparison", "public:comparison", (*WEAPONS, 1, 2)),
    Page("card", "public:embed", WEAPONS),
    Page("card of a withdrawn claim", "public:embed", TAKEN_BACK),
    Page("check", "public:check"),
    Page("check with matches", "public:check", query={"text": "Korea Utara mengirim senjata. Weapons were sent."}),
    Page("check without matches", "public:check", query={"text": "zebra"}),
    Page("check with a mistake", "public:check", query={"text": "?!"}, status=400),
    Page("actors", "public:actors"),
    Page("actor", "public:actor", ("north-korea",)),
    Page("accuser", "public:actor", ("south-korea",)),
    Page("sources", "public:sources"),
    Page("source", "public:source", ("wire-report",)),
    Page("source that repeats", "public:source", ("surat-kabar",)),
    Page("outlets", "public:outlets"),
    Page("outlet", "public:outlet", ("wire",)),
    Page("sources of an outlet", "public:outlet_sources", ("wire",)),
    Page("topics", "public:topics"),
    Page("topic", "public:topic", ("arms-transfers",)),
    Page("corrections", "public:corrections"),
    Page("methodology", "public:methodology"),
    Page("record", "public:record"),
    Page("nothing there", "public:claim", ("nothing",), status=404),
    Page("docs of the API", "api:docs"),
]  # fmt: skip
# What else the public side has addresses for: files and feeds.
NOT_PAGES = {"bibtex", "ris", "picture", "claims_csv", "claimreview", "claims_feed", "corrections_feed"}
NEEDS_SCRIPTS = {"docs of the API"}  # Swagger UI; all others are read without
DOCS_LOAD = ("/api/v1/schema/", "/api/v1/docs/?script=")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Site(NamedTuple):
    """Where the pages are served: `answers` holds each by its address, `pages` those of each language by name."""

    url: str
    answers: dict[str, Answer]
    pages: dict[str, dict[str, str]]

    def html(self, address: str) -> str:
        return self.answers[address].body.decode()

    def file(self, path: str) -> bytes:
        return _static(path).body


def make_newsroom() -> None:
    """Claims in each public state, in four scripts, more than a page of them, one corrected and past its re-check."""
    rita, edith = factories.make_person("rita", "Reporter"), factories.make_person("edith", "Editor")
    omar, chen = factories.make_person("omar", "Editor"), factories.make_person("chen", "Chief editor")
    people = {"by": rita, "approved_by": edith}
    for number in range(20):
        factories.make_published_claim(f"Claim number {number} of many", **people)
    weapons = make_rich_claim(**people)
    factories.publish_again(weapons, by=edith, approved_by=omar, public_note="Ada kesalahan <dalam> tanggal & nama.")
    _published("كوريا الشمالية أرسلت أسلحة إلى روسيا", slug="arabic", rating="false", **ARABIC, **people)
    _published("북한이 러시아에 무기를 보냈다", slug="korean", rating="partly-true", language="ko", **people)
    _published((LONG * 2)[:200], slug="long", rating="unproven", statement=LONG * 5 + "W" * 200, **people)
    taken_back = factories.make_published_claim("Taken back", **people)
    taken_back.move("withdraw", by=chen, public_note="The letter was forged.")


def _published(headline: str, *, by, approved_by, rating: str, **fields) -> None:
    claim = factories.make_claim(headline, by=by, **fields)
    claim.move("take_up", by=by)
    language = fields.get("language", "en")
    claim.accused.add(actor := factories.make_actor(f"Minister {claim.slug} الوزير"))
    factories.add_accusation(claim, quote=claim.statement, language=language)
    factories.add_rebuttal(claim, actor, said_on=date(2024, 6, 20), quote=headline, language=language)
    factories.add_evidence(claim, factories.make_source(headline, slug=f"source-{claim.slug}", language=language))
    factories.draft_verdict(claim, by=by, rating=rating, summary=headline)
    claim.move("submit", by=by)
    factories.approve(claim, by=approved_by)
    claim.move("publish", by=approved_by)


def render_all() -> tuple[dict[str, Answer], dict[str, dict[str, str]]]:
    """Every page in every language in which it has an address of its own; all but the first as in a demonstration."""
    client, answers, pages = Client(), {}, {}
    for language in LANGUAGES:
        pages[language] = {}
        for page in PAGES:
            if (address := page.address(language)) in answers:
                continue
            with override_settings(DEMO=language != LANGUAGES[0]):
                response = client.get(address)
            assert response.status_code == page.status, f"{page.name}: {response.status_code}"
            answers[address] = Answer(page.status, dict(response.headers), response.content)
            pages[language][page.name] = address
    for address in DOCS_LOAD:
        response = client.get(address)
        answers[address] = Answer(response.status_code, dict(response.headers), response.content)
    return answers, pages


@contextmanager
def served() -> Iterator[tuple[str, dict[str, Answer]]]:
    """A server on this machine, and what it answers with, besides the static files."""
    answers: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path) or _static(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *given: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", answers
    finally:
        server.shutdown()
        server.server_close()


TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript", ".png": "image/png"}


def _static(path: str) -> Answer:
    found = path.startswith(settings.STATIC_URL) and finders.find(path.removeprefix(settings.STATIC_URL))
    if not found:
        return Answer(404, {"Content-Type": "text/plain"}, b"")
    file = Path(found)
    return Answer(200, {"Content-Type": TYPES[file.suffix]}, file.read_bytes())


@contextmanager
def public_site(inside) -> Iterator[Site]:
    """The site as served, until the end. `inside` is a context in which the database may be used, then undone."""
    with served() as (url, answers):
        with override_settings(SITE_URL=url, CORRECTIONS_EMAIL="errors@newsroom.example"), inside():
            make_newsroom()
            rendered, pages = render_all()
        answers |= rendered
        yield Site(url, answers, pages)
