"""The desk: the Django admin, with the claim's page as the place of work."""

from django.conf import settings
from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from claims.admin import catalogue, claim, external, group, rating, subscribers, user

__all__ = ["catalogue", "claim", "external", "group", "rating", "subscribers", "user"]

admin.site.site_header = admin.site.site_title = format_lazy(_("{site} desk"), site=settings.SITE_NAME)
admin.site.index_title = _("My desk")
