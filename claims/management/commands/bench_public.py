import time
from itertools import count

from django.contrib.auth.models import Group, User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from claims.bench.archive import reviews
from claims.claimreviews.archive import bring_in
from claims.claimreviews.ratings import Ratings
from claims.demo import load
from claims.matching.bench.desk import throwaway_database
from claims.progress import bar

CLAIM = "north-korea-arms-for-russia"  # of the demonstration: three accusers, a denial, 16 sources
ASKED = {
    "page of a claim": f"/claims/{CLAIM}/",
    "a claim, JSON": f"/api/v1/claims/{CLAIM}/",
    "list, page": "/claims/",
    "list of 50, JSON": "/api/v1/claims/?page_size=50",
    "search, page": "/claims/?q=weapons",
    "search, JSON": "/api/v1/claims/?q=weapons",
    "changes, JSON": "/api/v1/changes/",
}


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("", empty)]


class Command(BaseCommand):
    help = (
        "Measure how many requests a second one thread answers of the public site: made anew, kept, and not modified, "
        "beside an empty view of Django without any middleware. Works in a database of its own, which is thrown away."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", type=int, default=10_000, help="how many claims, besides the demonstration's")
        parser.add_argument("--seconds", type=float, default=2, help="how long each is asked for")

    def handle(self, *, size: int, seconds: float, **options) -> None:
        with throwaway_database(), override_settings(DEBUG=False, DEMO=True, ALLOWED_HOSTS=["*"]):
            _fill(size)
            with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
                nothing = _rate(seconds, WSGIHandler(), "/")
            anew, keeping = _server(page_cache_mb=0), _server(page_cache_mb=32)
            self.stdout.write(f"{connection.vendor}, {size:,} claims: requests a second in one thread of one process")
            self.stdout.write(f"  an empty view: {nothing:,.0f}; in brackets, how often that goes into each\n")
            self.stdout.write(f"  {'':20}{'made anew':>18}{'kept':>18}{'304':>18}")
            for what, address in ASKED.items():
                etag = _ask(anew, address)["ETag"]
                rates = [
                    _rate(seconds, anew, address),
                    _rate(seconds, keeping, address),
                    _rate(seconds, anew, address, HTTP_IF_NONE_MATCH=etag),
                ]
                shown = "".join(f"{rate:10,.0f} ({rate / nothing:5.2f})" for rate in rates)
                self.stdout.write(f"  {what:20}{shown}")


def _fill(size: int) -> None:
    load.load()
    by = User.objects.create_user("bench", first_name="Bench")
    by.groups.add(Group.objects.get(name="Chief editor"))
    with bar("Filling", size) as advance:
        for _outcome in bring_in(reviews(size), by=by, ratings=Ratings()):
            advance(1)
    with connection.cursor() as cursor:  # what PostgreSQL's own housekeeping does within a minute or two
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _server(page_cache_mb: int) -> WSGIHandler:
    with override_settings(PAGE_CACHE_MB=page_cache_mb):
        return WSGIHandler()


def _rate(seconds: float, server: WSGIHandler, address: str, **headers: str) -> float:
    """Requests a second. The first warms up."""
    _ask(server, address, **headers)
    begun = time.perf_counter()
    for asked in count(1):
        _ask(server, address, **headers)
        if (taken := time.perf_counter() - begun) > seconds:
            return asked / taken
    raise AssertionError


def _ask(server: WSGIHandler, address: str, **headers: str) -> HttpResponse:
    request = RequestFactory(HTTP_ACCEPT_ENCODING="gzip, br").get(address, **headers)
    response = server(request.environ, lambda *_: None)
    for _piece in response:
        pass
    response.close()
    assert response.status_code in (200, 304), (address, response.status_code)  # noqa: S101
    return response
