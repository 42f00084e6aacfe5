"""What crawlers, monitors and finders of faults ask for."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims.public.editions import path_in


def robots(request: HttpRequest) -> HttpResponse:
    """Lists that are narrowed down lead to ever more such lists; what they hold, plain ones and the sitemap name."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code, _name in settings.LANGUAGES:
        claims = path_in(code, reverse("public:claims"))
        lines += [f"Allow: {claims}?page=", f"Disallow: {claims}?*"]  # without the star some take it for all of them
    return _plain("\n".join([*lines, "", f"Sitemap: {settings.SITE_URL}{reverse('machines:sitemap')}", ""]))


def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Contact and end are required there; without them there is no such file."""
    contact, expires = settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES
    if not (contact and expires):
        raise Http404
    fields = {
        "Contact": contact,
        "Expires": datetime.fromisoformat(expires).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.SITE_URL}{reverse('machines:security')}",
    }
    return _plain("".join(f"{name}: {value}\n" for name, value in fields.items()))


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
