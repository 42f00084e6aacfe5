"""Which Content-Security-Policy a page gets: the public one, or under the desk's address the desk's."""

from dataclasses import replace

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """The decorators of django-csp still hold, on both sides."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None or not request.path.startswith(reverse("admin:index")):
            return parts
        return replace(parts, config=settings.DESK_CONTENT_SECURITY_POLICY["DIRECTIVES"])
