"""Which Content-Security-Policy a page gets: the public one, or under the desk's address the desk's."""

from dataclasses import replace
from functools import cache

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


def is_desk(request: HttpRequest) -> bool:
    return request.path.startswith(_desk())


@cache
def _desk() -> str:
    return reverse("admin:index")


class ContentSecurityPolicy(CSPMiddleware):
    """The decorators of django-csp still hold, on both sides."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None or not is_desk(request):
            return parts
        return replace(parts, config=settings.DESK_CONTENT_SECURITY_POLICY["DIRECTIVES"])
