"""Other publishers' checks: to read, and their ratings to be mapped to ours by those who may."""

from typing import ClassVar

from django.contrib import admin
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.listing import LooksUp
from claims.matching.index import EXTERNAL
from claims.models import ExternalCheck, ExternalPublisher, ExternalRating
from sources.admin import DeskAdmin

MOST_PUBLISHERS = 100  # in a filter: to the checks of the others leads the list of publishers


class ByPublisher(admin.SimpleListFilter):
    """By host: names are no keys. Of many publishers the first are listed, and the one that was asked for."""

    title = _("publisher")
    parameter_name = "publisher"

    def lookups(self, request, model_admin):
        first = list(ExternalPublisher.objects.order_by("name", "pk")[:MOST_PUBLISHERS])
        host = self.value() or ""
        asked = ExternalPublisher.objects.filter(host=host) if host and host.isprintable() else []
        return [(each.host, each.known_as) for each in dict.fromkeys([*first, *asked])]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        is_known = self.value() in dict(self.lookup_choices)
        return (
            queryset.filter(publisher=ExternalPublisher.objects.get(host=self.value()))
            if is_known
            else queryset.none()
        )


class ByMapping(admin.SimpleListFilter):
    title = _("rating")
    parameter_name = "mapped"

    def lookups(self, request, model_admin):
        return [("yes", _("means one of ours")), ("no", _("not mapped")), ("none", _("none given"))]

    def queryset(self, request, queryset):
        chosen = {
            "yes": queryset.mapped,
            "no": queryset.unmapped,
            "none": lambda: queryset.filter(rating__isnull=True),
        }
        return chosen[self.value()]() if self.value() in chosen else queryset


class NotMadeHere:
    """Imports make them."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ExternalPublisher)
class ExternalPublisherAdmin(NotMadeHere, DeskAdmin):
    list_display = ["name", "host", "checks", "ratings"]
    search_fields = ["name", "host"]
    readonly_fields = ["host", "checks", "ratings"]
    fields = ["name", "host", "checks", "ratings"]

    @admin.display(description=_("checks"))
    def checks(self, publisher):
        return _list_of("externalcheck", publisher, gettext("Its checks"))

    @admin.display(description=_("ratings"))
    def ratings(self, publisher):
        return _list_of("externalrating", publisher, gettext("Its ratings"))


@admin.register(ExternalRating)
class ExternalRatingAdmin(NotMadeHere, DeskAdmin):
    list_display = ["__str__", "of", "rating"]
    list_select_related: ClassVar = ["publisher", "rating"]
    list_filter: ClassVar = [ByPublisher, "rating"]
    search_fields = ["text", "publisher__name", "publisher__host"]
    readonly_fields = ["publisher", "text"]
    fields = ["publisher", "text", "rating"]

    @admin.display(description=_("publisher"))
    def of(self, rating):
        return rating.publisher.known_as


@admin.register(ExternalCheck)
class ExternalCheckAdmin(NotMadeHere, LooksUp, DeskAdmin):
    list_display = ["claim_in_short", "publisher", "their_rating", "our_rating", "reviewed_on", "deleted_at"]
    list_select_related: ClassVar = ["publisher", "rating__rating"]
    list_filter: ClassVar = [ByPublisher, ByMapping]
    sortable_by = ()
    looked_up_in = EXTERNAL
    search_help_text = _(
        "Words of claims and headlines, and names of those who made them. Every word must be there; the last one need "
        "not be typed to its end."
    )
    fieldsets = [
        (None, {"fields": ["claim", "said_by", "claimed_on", "where_claimed"]}),
        (_("The check"), {
            "fields": ["publisher", "page", "headline", "language", "reviewed_on", "modified_on", "deleted_at"],
        }),
        (_("Their rating, word for word"), {
            "fields": ["their_rating", "numbers", "explanation", "our_rating"],
        }),
        (_("Import"), {"fields": ["imported_at", "changed_at"]}),
    ]  # fmt: skip

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("claim"))
    def claim_in_short(self, check):
        return truncatewords(check.claim, 40)

    @admin.display(description=_("their rating"))
    def their_rating(self, check):
        return f"“{check.rating.text}”" if check.rating else "-"

    @admin.display(description=_("our rating"))
    def our_rating(self, check):
        """What the publisher's table says, with the way there."""
        if check.rating is None:
            return "-"
        address = reverse("admin:claims_externalrating_change", args=[check.rating.pk])
        return format_html('<a href="{}">{}</a>', address, check.rating.rating or gettext("not mapped"))

    @admin.display(description=_("numbers of their rating"))
    def numbers(self, check):
        if check.rating_value is None:
            return "-"
        scale = gettext("%(value)g, where %(best)s is best and %(worst)s is worst")
        shown = {name: "?" if value is None else f"{value:g}" for name, value in _scale(check).items()}
        return scale % ({"value": check.rating_value} | shown)

    @admin.display(description=_("claimed by"))
    def said_by(self, check):
        return check.said_by or "-"

    @admin.display(description=_("where it was claimed"))
    def where_claimed(self, check):
        return format_html_join("", "<p>{}</p>", ((_link(url),) for url in check.appearances)) or "-"

    @admin.display(description=_("page"))
    def page(self, check):
        return _link(check.url)


def _scale(check: ExternalCheck) -> dict[str, float | None]:
    return {"best": check.best, "worst": check.worst}


def _list_of(model: str, publisher: ExternalPublisher, words: str) -> str:
    address = reverse(f"admin:claims_{model}_changelist", query={"publisher": publisher.host})
    return format_html('<a href="{}">{}</a>', address, words)


def _link(url: str) -> str:
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', url, url)
