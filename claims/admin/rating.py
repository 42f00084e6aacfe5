from django.contrib import admin
from django.db.models import Q

from claims.models import Rating, Verdict
from sources.admin import DeskAdmin


@admin.register(Rating)
class RatingAdmin(DeskAdmin):
    """The verdict scale. A rating is retired, never removed."""

    list_display = ["label", "value", "position", "is_offered"]
    prepopulated_fields = {"slug": ["label"]}
    fields = ["label", "slug", "definition", "value", "position", "is_offered"]

    def get_readonly_fields(self, request, obj=None):
        # Confirmed or from an archive, not merely proposed: a proposal is hidden from those who read second.
        known = Q(confirmed_by__isnull=False) | Q(is_imported=True)
        used = obj is not None and Verdict.objects.filter(known, rating=obj).exists()
        return ["slug"] if used else []

    def save_model(self, request, obj, form, change) -> None:
        obj.save()  # with changed_at, which is part of the site's version
