"""What crawlers, monitors and finders of faults ask for."""

from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.models import PublicActor, PublicSource, PublicTopic, PublishedClaim

PAGES = ("home", "claims", "check", "actors", "sources", "corrections", "methodology", "record")
LARGEST_SITEMAP = 50_000


def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page, claims first; what is beyond the limit of the format is left out, oldest claims last."""
    claims = PublishedClaim.objects.for_lists().values_list("slug", "published_at")
    entries = chain(
        ((reverse(f"public:{name}"), None) for name in PAGES),
        ((reverse("public:claim", args=[slug]), published_at) for slug, published_at in claims.iterator()),
        (
            (entry.get_absolute_url(), None)
            for model in (PublicTopic, PublicActor, PublicSource)
            for entry in model.objects.only("slug").iterator()
        ),
    )
    entries = [entry for entry, _ in zip(entries, range(LARGEST_SITEMAP), strict=False)]
    return TemplateResponse(request, "public/sitemap.xml", {"entries": entries}, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    sitemap_at = f"{settings.SITE_URL}{reverse('machines:sitemap')}"
    return _plain(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {sitemap_at}\n")


def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Both lines are required there; without them there is no such file."""
    contact, expires = settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES
    if not (contact and expires):
        raise Http404
    canonical = f"{settings.SITE_URL}{reverse('machines:security')}"
    return _plain(f"Contact: {contact}\nExpires: {expires}\nCanonical: {canonical}\n")


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. The database is not asked."""
    return _plain("ok\n", **{"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, and is at the state that this release needs."""
    fault = _unreadiness()
    return _plain(fault or "ready\n", 503 if fault else 200, **{"Cache-Control": "no-store"})


def _unreadiness() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database does not answer.\n"
    return f"{len(waiting)} migrations are waiting.\n" if waiting else ""


def _plain(text: str, status: int = 200, **headers: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
