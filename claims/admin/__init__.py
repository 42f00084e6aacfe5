"""The desk: the Django admin, with the claim's page as the place of work."""

from django.conf import settings
from django.contrib import admin

from claims.admin import catalogue, claim, group, rating, user

__all__ = ["catalogue", "claim", "group", "rating", "user"]

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} desk"
admin.site.index_title = "Desk"
