"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "corrections_email": settings.CORRECTIONS_EMAIL,
        "ethics_policy_url": settings.ETHICS_POLICY_URL,
        "ownership_funding_url": settings.OWNERSHIP_FUNDING_URL,
    }
