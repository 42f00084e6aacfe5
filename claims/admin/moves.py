"""The pages on which a claim is moved and read second, and the panel that leads to them."""

from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from claims import advice, gates
from claims.admin.blind import is_blind
from claims.admin.forms import MoveForm, ReadingForm
from claims.admin.whole import whole
from claims.models import Claim
from claims.moves import MoveRefused, read_second, why_not_from_here, why_not_read
from claims.states import MOVES, Move, moves_from

APPROVE = MOVES["approve"]


class Step(NamedTuple):
    """A move open to this person now, with its gates."""

    move: Move
    checks: list[gates.Check]
    advice: list[str]

    @property
    def missing(self) -> list[str]:
        return [sentence for check in self.checks for sentence in check.missing]


def panel(request: HttpRequest, claim: Claim) -> dict:
    """What the claim's page shows around its form: the ways on, and the history."""
    claim = Claim.objects.get(pk=claim.pk)
    return {
        "claim": claim,
        "steps": [
            Step(move, gates.checklist(claim, move.name, request.user), advice.given(claim, move.name))
            for move in offered(claim, request.user)
        ],
        "may_read": request.user.has_perm(APPROVE.permission) and not why_not_read(claim, request.user),
        "rounds": claim.verdicts.select_related(
            "rating", "reading_rating", "proposed_by", "reading_by", "confirmed_by"
        ),
        "transitions": claim.transitions.select_related("by"),
        "publications": claim.publications.select_related("published_by").defer("document"),
        "is_blind": is_blind(request, claim),
        "may_preview": request.user.has_perm("claims.view_verdict"),
    }


def offered(claim: Claim, user: User) -> list[Move]:
    """The moves that state and role allow, without those that make no sense. A merged claim has none."""
    if claim.merged_into_id:
        return []
    senseless = {"decline"} if claim.has_page else set()
    senseless |= set() if claim.is_public else {"withdraw"}
    return [move for move in moves_from(claim.state) if user.has_perm(move.permission) and move.name not in senseless]


def move_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
    claim, move = found_or_404(model_admin, request, object_id), MOVES.get(name)
    if move is None:
        raise Http404(gettext("There is no such move."))
    if not _may(model_admin, request, move.permission):
        return _forbidden(model_admin, request, move.label)
    if request.method != "POST" and (claim.merged_into_id or claim.state not in move.sources):
        return _impossible(model_admin, request, claim, move.label, [why_not_from_here(claim, move.label)])
    form = MoveForm(request.POST if request.method == "POST" else None, step=move, has_page=claim.has_page)
    reasons, status = (), 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            claim.move(move.name, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            reasons, status = refusal.reasons, 409
        except PermissionDenied:
            return _forbidden(model_admin, request, move.label)
        else:
            return _moved(model_admin, request, claim, move)
    checks = gates.checklist(claim, move.name, request.user)
    listed = {sentence for check in checks for sentence in check.missing} if claim.state in move.sources else set()
    context = {"title": move.label, "move": move, "form": form, "checks": checks, "is_refused": bool(reasons)}
    context["reasons"] = [reason for reason in reasons if reason not in listed]  # each is read once
    context |= {"is_open": claim.state in move.sources, "advice": advice.given(claim, move.name)}
    context["may_preview"] = move.name == "publish" and request.user.has_perm("claims.view_verdict")
    return desk_page(model_admin, request, "move", context | {"claim": claim}, status)


def reading_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    claim = found_or_404(model_admin, request, object_id)
    if not _may(model_admin, request, APPROVE.permission):
        return _forbidden(model_admin, request, gettext("Read second"))
    if request.method != "POST" and (reasons := why_not_read(claim, request.user)):
        return _impossible(model_admin, request, claim, gettext("Read second"), reasons)
    form = ReadingForm(request.POST if request.method == "POST" else None)
    reasons, status = (), 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            verdict = read_second(claim, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            reasons, status = refusal.reasons, 409
        else:
            return _read(model_admin, request, claim, verdict)
    context = {
        "title": gettext("Read second"),
        "form": form,
        "reasons": reasons,
        "claim": claim,
        "whole": whole(claim),
    }
    context["is_nav_sidebar_enabled"] = False  # the evidence needs the width
    return desk_page(model_admin, request, "reading", context, status)


def found_or_404(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> Claim:
    claim = model_admin.get_object(request, unquote(object_id))
    if claim is None:
        raise Http404(gettext("There is no such claim."))
    return claim


def _may(model_admin, request, permission: str) -> bool:
    """admin_view lets in anybody with a staff account."""
    return model_admin.has_view_permission(request) and request.user.has_perm(permission)


def _moved(model_admin, request, claim, move: Move):
    with translation.override(settings.LANGUAGE_CODE):  # the log is everybody's, in whatever language one works
        model_admin.log_change(request, claim, f"{move.label}.")
    words = {"move": move.label, "claim": claim, "state": claim.get_state_display().lower()}
    messages.success(request, gettext("%(move)s: “%(claim)s” is now %(state)s.") % words)
    return redirect("admin:claims_claim_change", claim.pk)


def _read(model_admin, request, claim, verdict):
    model_admin.log_change(request, claim, "Read second.")
    if verdict.reading_rating == verdict.rating:
        agree = gettext("The two ratings agree: “%(rating)s”. The claim can now be approved.")
        messages.success(request, agree % {"rating": verdict.rating})
    else:
        differ = gettext(
            "The two ratings differ: proposed “%(proposed)s”, read by you as “%(read)s”. The claim went back to "
            "research, with both in its history."
        )
        messages.warning(request, differ % {"proposed": verdict.rating, "read": verdict.reading_rating})
    return redirect("admin:claims_claim_change", claim.pk)


def _forbidden(model_admin, request, label: str):
    """Says nothing of the claim."""
    context = {
        "title": label,
        "reasons": [gettext("Your role does not allow “%(move)s”.") % {"move": label}],
        "back": reverse("admin:index"),
    }
    return desk_page(model_admin, request, "refused", context, 403)


def _impossible(model_admin, request, claim, label: str, reasons: list[str]):
    back = reverse("admin:claims_claim_change", args=[claim.pk])
    context = {"title": label, "reasons": reasons, "back": back, "claim": claim}
    return desk_page(model_admin, request, "refused", context, 409)


def desk_page(
    model_admin: ModelAdmin, request: HttpRequest, template: str, context: dict, status: int
) -> TemplateResponse:
    context = model_admin.admin_site.each_context(request) | {"opts": model_admin.opts} | context
    return TemplateResponse(request, f"admin/claims/claim/{template}.html", context, status=status)
