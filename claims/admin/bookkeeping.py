"""Who has a claim, until when, how soon, and notes: kept in every state, beside what may be edited only in some."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import notes
from claims.admin import moves
from claims.admin.blind import is_blind
from claims.admin.forms import BookkeepingForm
from claims.models import Claim, InternalNote

FIELDS = ("assigned_to", "due_on", "priority", "note")


def form_for(request: HttpRequest, claim: Claim, data: Any = None) -> BookkeepingForm | None:
    """The form of what this person may change; None where that is nothing."""
    form_class = forms.modelform_factory(Claim, form=BookkeepingForm)
    if not request.user.has_perm("claims.add_internalnote"):
        form_class.base_fields.pop("note")
    return form_class(data, instance=claim) if may_keep(request) else None


def may_keep(request: HttpRequest) -> bool:
    return request.user.has_perms(["claims.view_claim", "claims.change_claim"])


def view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    claim = moves.found_or_404(model_admin, request, object_id)
    if not may_keep(request):
        raise PermissionDenied(_("Your role does not allow you to change claims."))
    with transaction.atomic():
        if request.method == "POST":
            claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        form = form_for(request, claim, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            keep(form, by=request.user)
            model_admin.log_change(request, claim, model_admin.construct_change_message(request, form, []))
            messages.success(request, _("Saved."))
            return redirect("admin:claims_claim_change", claim.pk)
    claim.refresh_from_db()
    context = {"title": _("Assignment, due date and notes"), "form": form, "claim": claim}
    return moves.desk_page(model_admin, request, "bookkeeping", context, 422 if form.is_bound else 200)


def keep(form: BookkeepingForm, *, by: User) -> None:
    """Only what was changed, like every save of the desk."""
    claim = form.instance
    if form.changes_claim:
        columns = [name for name in form.Meta.fields if name in form.changed_data]
        claim.updated_at = timezone.now()
        claim.save(update_fields=[*columns, "updated_at"])
    remember_former(form)
    form.keep_note(by=by)


def remember_former(form: BookkeepingForm) -> None:
    """Whoever stops being the researcher has had the verdict in hand, and counts as one of its authors.

    Not of a confirmed one: what was approved stays as it is, and nobody reads it second any more.
    """
    verdict = form.instance.verdict
    if form.former_researcher and verdict and not verdict.confirmed_by_id:
        verdict.authors.add(form.former_researcher)


def notes_for(request: HttpRequest, claim: Claim) -> dict:
    """The notes that this person may read, newest first, with those that tell them something marked.

    The verdict's authors may have written of it: to those who may read it second only their own are shown.
    """
    if not request.user.has_perm("claims.view_internalnote"):
        return {"may_see": False, "notes": [], "hidden": 0}
    kept = list(claim.internal_notes.select_related("by").prefetch_related("mentions__person"))
    shown = [note for note in kept if note.by_id == request.user.pk] if is_blind(request, claim) else kept
    unseen = [note for note in shown if _waits_for(note, request.user)]
    if unseen:
        notes.see(unseen, by=request.user)
    for note in shown:
        note.is_new = note in unseen
    return {"may_see": True, "notes": shown, "hidden": len(kept) - len(shown)}


def shown(form: BookkeepingForm | None) -> dict:
    """What the page of a claim shows of this form, or of the form of the whole claim."""
    if form is None:
        return {}
    fields = [form[name] for name in FIELDS if name in form.fields]
    return {
        "bookkeeping": fields,
        "bookkeeping_version": form["version"] if "version" in form.fields else "",  # the whole claim's is elsewhere
        "bookkeeping_errors": sum(len(field.errors) for field in fields),
        "people": notes.readers() if "note" in form.fields else [],
    }


def _waits_for(note: InternalNote, user) -> bool:
    return any(mention.person_id == user.pk and mention.seen_at is None for mention in note.mentions.all())
