"""The claim's page, and the list of claims."""

import re

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin import (
    bookkeeping,
    inlines,
    intake,
    lineage,
    merging,
    moves,
    phrases,
    preview,
    replies,
    sections,
    sightings,
    similar,
)
from claims.admin.blind import HIDDEN, is_blind
from claims.admin.forms import ClaimForm, name_of
from claims.admin.history import ClaimHistory
from claims.admin.listing import QuickList
from claims.admin.tables import InTables
from claims.admin.whole import whole
from claims.gates import Part
from claims.matching import desk
from claims.models import Claim, PhraseTranslation, Sighting, Verdict
from sources.admin import DeskAdmin
from sources.values import words_of_posted

WHAT = (_("What is claimed"), {
    "fields": ["headline", "slug", "statement", "context", ("language", "first_said_on"), "topics"],
})  # fmt: skip
WHO = (_("Who is accused"), {"fields": ["accused"], "classes": [f"in-{Part.ACCUSATIONS}"]})
TRACED = (_("Lineage"), {"fields": ["no_known_origin"], "classes": [f"in-{Part.EVIDENCE}"]})
PINNED = (_("For the desk"), {"fields": ["notes"]})
DESK = (_("Desk"), {"fields": ["assigned_to", "due_on", "priority"], "classes": [f"in-{sections.ASIDE}"]})


@admin.register(Claim)
class ClaimAdmin(QuickList, InTables, ClaimHistory, DeskAdmin):
    table = "claims"
    change_list_template = "admin/claims/claim/change_list.html"
    form = ClaimForm
    list_display = ["headline", "state", "marks", "researcher", "updated_at"]
    autocomplete_fields = ["topics", "accused"]
    inlines = [
        inlines.Accusations,
        inlines.Rebuttals,
        inlines.ReplyRequests,
        inlines.EvidenceRows,
        inlines.Events,
        inlines.PresentVerdict,
        inlines.Translations,
        phrases.Phrases,
        sightings.Sightings,
    ]

    @admin.display(description=_("assigned to"))
    def researcher(self, claim):
        return claim.assigned_to and name_of(claim.assigned_to)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("match/", view(self.match_view), name="claims_claim_match"),
            path("propose/", view(self.propose_view), name="claims_claim_propose"),
            path("<path:object_id>/sighting/", view(self.sighting_view), name="claims_claim_sighting"),
            path("<path:object_id>/merge/", view(self.merge_view), name="claims_claim_merge"),
            path("<path:object_id>/move/<str:name>/", view(self.move_view), name="claims_claim_move"),
            path("<path:object_id>/lineage/", view(self.lineage_view), name="claims_claim_lineage"),
            path("<path:object_id>/repeats/", view(self.repeats_view), name="claims_claim_repeats"),
            path("<path:object_id>/reply/<int:request_id>/", view(self.reply_view), name="claims_claim_reply"),
            path("<path:object_id>/reading/", view(self.reading_view), name="claims_claim_reading"),
            path("<path:object_id>/desk/", view(self.bookkeeping_view), name="claims_claim_desk"),
            path("<path:object_id>/preview/", view(self.preview_view), name="claims_claim_preview"),
            path("<path:object_id>/compare/", view(self.compare_view), name="claims_claim_compare"),
            *super().get_urls(),
        ]

    def match_view(self, request):
        return similar.match_view(self, request)

    def propose_view(self, request):
        return intake.propose_view(self, request)

    def sighting_view(self, request, object_id: str):
        return sightings.sighting_view(self, request, object_id)

    def merge_view(self, request, object_id: str):
        return merging.merge_view(self, request, object_id)

    def move_view(self, request, object_id: str, name: str):
        return moves.move_view(self, request, object_id, name)

    def lineage_view(self, request, object_id: str):
        return lineage.lineage_view(self, request, object_id)

    def repeats_view(self, request, object_id: str):
        return lineage.repeats_view(self, request, object_id)

    def reading_view(self, request, object_id: str):
        return moves.reading_view(self, request, object_id)

    def bookkeeping_view(self, request, object_id: str):
        return bookkeeping.view(self, request, object_id)

    def preview_view(self, request, object_id: str):
        return preview.preview_view(self, request, object_id)

    def compare_view(self, request, object_id: str):
        return preview.compare_view(self, request, object_id)

    def reply_view(self, request, object_id: str, request_id: int):
        rebuttal = inlines.Rebuttals(Claim, self.admin_site).get_formset(request).form
        return replies.reply_view(self, request, object_id, request_id, rebuttal)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open_for_editing)

    def get_fieldsets(self, request, obj=None):
        return [WHAT, WHO, TRACED, PINNED, DESK] if obj else intake.FIELDSETS

    def get_readonly_fields(self, request, obj=None):
        frozen = ["slug"] if obj is not None and obj.has_page else []
        return [*super().get_readonly_fields(request, obj), *frozen]

    def get_inlines(self, request, obj):
        if obj is None:
            return []
        shown = super().get_inlines(request, obj)
        return [inline for inline in shown if inline is not inlines.PresentVerdict or not is_blind(request, obj)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = intake.LogForm
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None or not request.user.has_perm("claims.add_internalnote"):
            form.base_fields.pop("note", None)
        if obj is None:
            form.may_see = self.has_view_permission(request)
        return form

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change) -> None:
        if formset.model is Verdict:
            for added in formset.extra_forms:
                added.instance.proposed_by = request.user
        if formset.model is Sighting:
            sightings.sign(formset, request.user)
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        claim = form.instance
        if not change:
            intake.record(form, by=request.user)
        if change and (form.changes_claim or any(formset.has_changed() for formset in formsets)):
            # Rows below the claim are part of its version too.
            claim.updated_at = timezone.now()
            claim.save_without_historical_record(update_fields=["updated_at"])
        if any(map(inlines.writes_verdict, formsets)):
            claim.verdict.authors.add(request.user)
        bookkeeping.remember_former(form)
        form.keep_note(by=request.user)
        desk.keep([claim])

    def response_add(self, request, obj, post_url_continue=None):
        """Logging is the beginning: go on with the claim, unless another is to be logged."""
        if "_addanother" not in request.POST and "_popup" not in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= self._page(request, context, obj)
            context |= {"related": similar.related(request, context, obj), "seen": sightings.section(request, obj)}
        else:
            context |= intake.shown(request, context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _page(self, request, context, obj) -> dict:
        """What the page of a claim shows around its form, and in place of a form that is closed."""
        panel = moves.panel(request, obj)
        claim, is_open = panel["claim"], self.has_change_permission(request, obj)
        kept = context["adminform"].form if is_open else bookkeeping.form_for(request, claim)
        return {
            "desk": panel,
            "sections": sections.sections(context, panel["steps"]),
            "whole": {} if is_open else whole(claim),
            **bookkeeping.shown(kept),
            **lineage.beside(request, obj),
            "kept_notes": bookkeeping.notes_for(request, claim),
            "hidden": HIDDEN if panel["is_blind"] else "",
            "is_nav_sidebar_enabled": False,  # the claim needs the width
            "show_save_and_add_another": False,
        }

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None and request.method == "POST" and self.has_add_permission(request):
            request.POST = intake.completed(request)
        if object_id is not None and (elsewhere := merging.redirected(self, request, object_id)):
            return elsewhere
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            if request.method == "POST" and object_id and self.has_change_permission(request):
                return self._closed(request, self.get_object(request, object_id))
            raise

    def _closed(self, request, claim):
        """The claim was moved on while its form was open. What was typed is shown, so that nothing is lost."""
        title = gettext("Nothing was saved: the claim is now %(state)s")
        context = self.admin_site.each_context(request) | {
            "title": title % {"state": claim.get_state_display().lower()},
            "opts": self.opts,
            "claim": claim,
            "typed": _typed(request.POST),
        }
        return TemplateResponse(request, "admin/claims/claim/closed.html", context, status=409)


A_FIELD = re.compile(r"(?:(?P<rows>\w+)-(?P<row>[0-9]{1,4})-)?(?P<field>\w+)")


def _typed(post) -> list[tuple[str, str]]:
    """What a form of a claim held, in the words of the form: “Evidence 2: source”, with its title for its number."""
    models = {None: Claim} | {rows.get_accessor_name(): rows.related_model for rows in Claim._meta.related_objects}
    typed = []
    for name, values in post.lists():
        named = A_FIELD.fullmatch(name)
        if name == "note" and values[0].strip():
            typed.append((str(ClaimForm.base_fields["note"].label), values[0]))
        field = _editable(models.get(named["rows"])).get(named["field"]) if named else None
        if field and (shown := words_of_posted(field, [value for value in values if value.strip()])):
            rows = named["rows"] and f"{gettext(named['rows'].replace('_', ' '))} {int(named['row']) + 1}: "
            typed.append((capfirst(f"{rows or ''}{field.verbose_name}"), shown))
    return typed


def _editable(model) -> dict:
    """Without what a form carries along unseen."""
    fields = [*model._meta.fields, *model._meta.many_to_many] if model else []
    unseen = {"id", "claim", *(phrases.CARRIED if model is PhraseTranslation else ())}
    return {field.name: field for field in fields if field.editable and field.name not in unseen}
