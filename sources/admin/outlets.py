from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sources.admin.desk import DeskAdmin
from sources.grades import Reliability, with_grades
from sources.models import Outlet
from sources.widgets import GradeSelect


@admin.register(Outlet)
class OutletAdmin(DeskAdmin):
    list_display = ["name", "country", "reliability", "reliability_graded_on"]
    list_filter = ["reliability", "country"]
    search_fields = ["name", "homepage"]
    prepopulated_fields = {"slug": ["name"]}
    help_texts: ClassVar[dict] = {
        "name": _("As readers know it: a newsroom, an office, a person who publishes."),
        "homepage": _("The address of its site, such as https://example.org/."),
        "reliability_graded_on": _("The day on which the grade was given."),
    }
    grade_fields = ("reliability", "reliability_reason", "reliability_graded_on")
    fieldsets = [
        (None, {"fields": ["name", "slug", "homepage", "country"]}),
        (_("Reliability"), {"fields": grade_fields, "description": _("Graded by those who may grade outlets.")}),
        (_("Desk"), {"fields": ["notes"]}),
    ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "reliability":
            kwargs |= {"choices": with_grades(Reliability), "widget": GradeSelect(Reliability)}
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = (*super().get_readonly_fields(request, obj),)
        if request.user.has_perm("sources.grade_outlet"):
            return fields
        # A grade is of this outlet: another must not come to bear it under a new name.
        graded = ("name", "homepage") if obj is not None and obj.reliability != Reliability.F else ()
        return (*fields, *self.grade_fields, *graded)
