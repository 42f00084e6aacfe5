"""The claim's page, and the list of claims."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from claims.admin import inlines, moves
from claims.admin.blind import HIDDEN, is_blind
from claims.admin.forms import ClaimForm, PersonField
from claims.models import Claim, Verdict
from sources.admin import DeskAdmin

WHAT = ("What is claimed", {
    "fields": ["headline", "slug", "statement", "context", ("language", "first_said_on"), "topics"],
})  # fmt: skip
WHO = ("Who is accused", {"fields": ["accused"]})
LOGGING = ("Desk", {"fields": ["assigned_to", "notes"]})
DESK = ("Desk", {
    "fields": ["state", "assigned_to", "no_known_origin", "notes", ("created_by", "created_at", "updated_at")],
})  # fmt: skip


@admin.register(Claim)
class ClaimAdmin(DeskAdmin):
    form = ClaimForm
    list_display = ["headline", "state", "assigned_to", "updated_at"]
    list_filter = ["state", ("assigned_to", admin.RelatedOnlyFieldListFilter), "topics", "language"]
    list_select_related = ["assigned_to"]
    search_fields = ["headline", "statement", "notes"]
    autocomplete_fields = ["topics", "accused"]
    prepopulated_fields = {"slug": ["headline"]}
    readonly_fields = ["state", "created_by", "created_at", "updated_at"]
    inlines = [
        inlines.Accusations,
        inlines.Rebuttals,
        inlines.ReplyRequests,
        inlines.EvidenceRows,
        inlines.PresentVerdict,
        inlines.Translations,
    ]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/move/<str:name>/", view(self.move_view), name="claims_claim_move"),
            path("<path:object_id>/reading/", view(self.reading_view), name="claims_claim_reading"),
            *super().get_urls(),
        ]

    def move_view(self, request, object_id: str, name: str):
        return moves.move_view(self, request, object_id, name)

    def reading_view(self, request, object_id: str):
        return moves.reading_view(self, request, object_id)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open_for_editing)

    def get_fieldsets(self, request, obj=None):
        return [WHAT, WHO, DESK if obj else LOGGING]

    def get_readonly_fields(self, request, obj=None):
        frozen = ["slug"] if obj is not None and obj.has_page else []
        return [*super().get_readonly_fields(request, obj), *frozen]

    def get_inlines(self, request, obj):
        if obj is None:
            return [inlines.Accusations]
        shown = super().get_inlines(request, obj)
        return [inline for inline in shown if inline is not inlines.PresentVerdict or not is_blind(request, obj)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "assigned_to":
            kwargs |= {"form_class": PersonField, "queryset": _researchers()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change) -> None:
        if formset.model is Verdict:
            for added in formset.extra_forms:
                added.instance.proposed_by = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        claim = form.instance
        if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
            # Rows below the claim are part of its version too.
            claim.updated_at = timezone.now()
            claim.save(update_fields=["updated_at"])
        if verdict := claim.verdict:
            verdict.authors.add(*_authors(request, form, formsets))

    def response_add(self, request, obj, post_url_continue=None):
        """Logging is the beginning: go on with the claim, unless another is to be logged."""
        if "_addanother" not in request.POST and "_popup" not in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= {"desk": moves.panel(request, obj), "hidden": HIDDEN if is_blind(request, obj) else ""}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            if request.method == "POST" and object_id and self.has_change_permission(request):
                return self._closed(request, self.get_object(request, object_id))
            raise

    def _closed(self, request, claim):
        """The claim was moved on while its form was open. What was typed is shown, so that nothing is lost."""
        typed = [
            (name.replace("-", " ").replace("_", " ").capitalize(), value)
            for name, value in request.POST.items()
            if value.strip() and not name.startswith(("csrf", "_", "version")) and not name.endswith(UNTYPED)
        ]
        context = self.admin_site.each_context(request) | {
            "title": f"Nothing was saved: the claim is now {claim.get_state_display().lower()}",
            "opts": self.opts,
            "claim": claim,
            "typed": typed,
        }
        return TemplateResponse(request, "admin/claims/claim/closed.html", context, status=409)


UNTYPED = ("_FORMS", "-id", "-claim", "initial-headline")


def _researchers():
    """Those who may research, and whoever has a claim now, so that an old assignment is not lost by saving."""
    people = get_user_model().objects
    able = people.with_perm("claims.research_claim", backend="django.contrib.auth.backends.ModelBackend")
    return (
        people.filter(Q(pk__in=able) | Q(assigned_claims__isnull=False)).distinct().order_by("first_name", "username")
    )


def _authors(request, form, formsets) -> list:
    """Who has now had the verdict in hand: whoever wrote on it, and whoever stops being its researcher."""
    authors = [request.user.pk] if any(map(inlines.writes_verdict, formsets)) else []
    former = form.initial.get("assigned_to") if "assigned_to" in form.changed_data else None
    return [*authors, former] if former else authors
