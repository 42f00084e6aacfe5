"""The pages on which two claims become one, and the way from the merged claim to the one that survives."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import merging
from claims.models import Claim
from sources.widgets import Searched

LOOK = "merged"  # in an address: to look at a merged claim itself


class TargetForm(forms.Form):
    into = forms.ModelChoiceField(
        Claim.objects.all(),
        label=gettext_lazy("The claim that stays"),
        widget=Searched(Claim._meta.get_field("merged_into"), admin.site),
        help_text=gettext_lazy("Search by words of its headline or statement. Declined and withdrawn ones cannot."),
        error_messages={
            "required": gettext_lazy("Choose the claim that stays."),
            "invalid_choice": gettext_lazy("There is no such claim: choose another one."),
        },
    )


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Claim.objects.all(), widget=forms.HiddenInput)
    public_note = forms.CharField(
        label=gettext_lazy("Public note: readers will see it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Which claim it turned out to be. It goes into the record and stays there for ever."),
    )
    note = forms.CharField(
        label=gettext_lazy("Internal note: why are they one claim?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Kept in the history of the merged claim. Never published."),
    )

    def __init__(self, *args, has_page: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_page:
            del self.fields["public_note"]


def merge_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Choose the other claim, see what would go over, then say why."""
    if not (model_admin.has_view_permission(request) and request.user.has_perm(merging.PERMISSION)):
        raise PermissionDenied(_("Your role does not allow you to merge claims."))
    claim = model_admin.get_object(request, unquote(object_id))
    if claim is None:
        raise Http404(_("There is no such claim."))
    target = TargetForm(request.POST or (request.GET if "into" in request.GET else None))
    if not target.is_valid():
        reasons = merging.why_not_away(claim)
        context = {"target": target, "reasons": reasons}
        return _page(model_admin, request, claim, context, 409 if reasons else 422 if target.is_bound else 200)
    into = target.cleaned_data["into"]
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent, initial={"into": into.pk}, has_page=claim.has_page)
    reasons = merging.why_not(claim, into)
    if form.is_valid():
        try:
            merging.merge(claim, **form.cleaned_data | {"into": into}, by=request.user)
        except merging.Refused as refusal:
            reasons = refusal.reasons
        else:
            return _merged(model_admin, request, claim, into)
    context = {"target": target, "form": form, "into": into, "reasons": reasons, **_preview(claim, into)}
    return _page(model_admin, request, claim, context, 409 if reasons else 422 if form.is_bound else 200)


def redirected(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse | None:
    """From a merged claim to the survivor, unless it is the merged one that somebody wants to look at."""
    if request.method != "GET" or LOOK in request.GET or not model_admin.has_view_permission(request):
        return None
    claim = model_admin.get_object(request, unquote(object_id))
    if claim is None or not claim.merged_into_id:
        return None
    itself = f"{reverse('admin:claims_claim_change', args=[claim.pk])}?{LOOK}=1"
    said = _('“{}” was merged into this claim. <a href="{}">Look at it as it was</a>')
    messages.info(request, format_html(said, claim, itself))
    return redirect("admin:claims_claim_change", claim.survivor.pk)


def _preview(claim: Claim, into: Claim) -> dict:
    goes, stays = merging.preview(claim, into)
    shown = {"goes": _in_words(goes), "stays": _in_words(stays)}
    return shown | {"notes_stay": "internal_notes" in stays, "others_stay": bool(stays.keys() - {"internal_notes"})}


def _in_words(counts) -> list[str]:
    """“Accusations: 2”, with the names that the tables have."""
    named = {rows.get_accessor_name(): rows.related_model._meta for rows in Claim._meta.related_objects}
    return [f"{capfirst(named[kind].verbose_name_plural)}: {count}" for kind, count in counts.items()]


def _merged(model_admin, request, claim, into):
    model_admin.log_change(request, claim, [{"changed": {"fields": ["merged into"]}}])
    model_admin.log_change(request, into, [{"added": {"name": "merged claim", "object": str(claim)}}])
    messages.success(request, format_html(_("“{}” was merged into this claim."), claim))
    return redirect("admin:claims_claim_change", into.pk)


def _page(model_admin, request, claim, context: dict, status: int) -> TemplateResponse:
    here = reverse("admin:claims_claim_change", args=[claim.pk])
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Merge into another claim"),
        "opts": model_admin.opts,
        "claim": claim,
        "media": model_admin.media + context["target"].media,
        "here": f"{here}?{LOOK}=1" if claim.merged_into_id else here,
    } | context  # fmt: skip
    return TemplateResponse(request, "admin/claims/claim/merge.html", context, status=status)
