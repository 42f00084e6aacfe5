"""The right of reply on the desk: asking, and one page on which to record what came of it."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import ageing, replies
from claims.models import Claim, Rebuttal, ReplyRequest
from claims.replies import Outcome, ReplyRefused
from sources.admin import PLAIN_WORDS

PERMISSIONS = ("claims.add_rebuttal", "claims.change_replyrequest", "claims.add_replyrequest")
NO_DAY = PLAIN_WORDS[models.DateField]["error_messages"]


def due_day() -> date:
    """The day proposed for an answer."""
    return ageing.today() + timedelta(days=settings.REPLY_DAYS)


class ReplyRequestForm(forms.ModelForm):
    """Days are proposed for a new request. Whoever is not asked has none: those proposed are then taken back."""

    class Meta:
        model = ReplyRequest
        fields = "__all__"  # noqa: DJ007 (the inline says which)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial = {"asked_on": ageing.today(), "due_on": due_day()} | self.initial

    def clean(self) -> dict:
        cleaned = super().clean()
        is_waived = cleaned.get("waived_reason") and not cleaned.get("channel")
        if is_waived and self.instance.pk is None and not {"asked_on", "due_on"} & {*self.changed_data}:
            cleaned |= {"asked_on": None, "due_on": None}
        return cleaned


class AskAgainForm(forms.ModelForm):
    class Meta:
        model = ReplyRequest
        fields = ["channel", "asked_on", "due_on"]
        widgets = {"asked_on": AdminDateWidget, "due_on": AdminDateWidget}
        error_messages = {"asked_on": NO_DAY, "due_on": NO_DAY}

    def __init__(self, *args, asked: ReplyRequest, **kwargs) -> None:
        super().__init__(*args, prefix="again", **kwargs)
        self.asked = asked
        self.initial |= {"channel": asked.channel, "asked_on": ageing.today(), "due_on": due_day()}
        for field in self.fields.values():
            field.required = True

    def clean(self) -> dict:
        cleaned = super().clean()
        others = ReplyRequest.objects.filter(claim=self.asked.claim, actor=self.asked.actor)
        if (day := cleaned.get("asked_on")) and others.filter(asked_on=day).exists():
            raise ValidationError({"asked_on": _("This actor was already asked on that day.")})
        return cleaned


@admin.display(description=gettext_lazy("what came of it"))
def standing(request: ReplyRequest) -> str:
    """How a request stands, with the way to record what came of it."""
    if request.pk is None or request.waived_reason:
        return "–"
    told = request.get_outcome_display()
    if request.is_overdue:
        due = dateformat.format(request.due_on, "j F Y")
        overdue = _("Overdue since %(day)s") % {"day": due}
        told = format_html('<strong class="desk-overdue">{}</strong>', overdue)
    if replies.why_not(request):
        return told
    address = reverse("admin:claims_claim_reply", args=[request.claim_id, request.pk])
    return format_html('{} · <a href="{}">{}</a>', told, address, _("Record the answer, or ask again"))


def reply_view(
    model_admin: ModelAdmin, request: HttpRequest, object_id: str, request_id: int, form: type[forms.ModelForm]
) -> HttpResponse:
    """`form` is that of a rebuttal, as the claim's page has it."""
    if not (model_admin.has_change_permission(request) and request.user.has_perms(PERMISSIONS)):
        reasons = [_("Your role does not allow you to record answers.")]
        return _page(model_admin, request, "refused", {"reasons": reasons, "back": reverse("admin:index")}, 403)
    asked = _found(object_id, request_id)
    if request.method != "POST" and (reason := replies.why_not(asked)):
        back = reverse("admin:claims_claim_change", args=[asked.claim_id])
        return _page(model_admin, request, "refused", {"reasons": [reason], "back": back, "claim": asked.claim}, 409)
    answer, again, do = _forms(request, asked, form)
    reasons, status = [], 422 if request.method == "POST" else 200
    try:
        if told := _do(asked, do, answer, again):
            return _recorded(model_admin, request, asked, told)
    except ReplyRefused as refusal:
        reasons, status = [str(refusal)], 409
    context = {"asked": asked, "claim": asked.claim, "form": answer, "again": again, "reasons": reasons}
    context["media"] = model_admin.media + answer.media + again.media
    return _page(model_admin, request, "reply", context, status)


def _found(object_id: str, request_id: int) -> ReplyRequest:
    asked = ReplyRequest.objects.select_related("claim", "actor").filter(pk=request_id).first()
    if asked is None or str(asked.claim_id) != object_id:
        raise Http404(_("Nobody was asked so."))
    return asked


def _forms(request: HttpRequest, asked: ReplyRequest, form: type[forms.ModelForm]) -> tuple:
    """The answer, asking again, and which of them was sent, if any."""
    do = request.POST.get("do", "answer") if request.method == "POST" else ""
    initial = {"said_on": ageing.today()}
    instance = Rebuttal(claim=asked.claim, actor=asked.actor)
    answer = form(request.POST if do == "answer" else None, instance=instance, initial=initial)
    del answer.fields["actor"]
    return answer, AskAgainForm(request.POST if do == "again" else None, asked=asked), do


def _do(asked: ReplyRequest, do: str, answer: forms.ModelForm, again: AskAgainForm) -> str:
    """What was recorded, in words; nothing where a form has mistakes, or none was sent."""
    if do == "answer" and answer.is_valid():
        replies.answer(asked, answer.instance)
        return _("Recorded: %(actor)s answered. The answer stands among the rebuttals.") % {"actor": asked.actor}
    if do == "again" and again.is_valid():
        replies.ask_again(asked, again.instance)
        due = dateformat.format(again.instance.due_on, "j F Y")
        return _("Recorded: %(actor)s was asked again, for an answer by %(due)s.") % {"actor": asked.actor, "due": due}
    if do in (Outcome.DECLINED, Outcome.NO_ANSWER):
        replies.close(asked, do)
        label = Outcome(do).label.lower()
        return _("Recorded: %(actor)s, %(outcome)s.") % {"actor": asked.actor, "outcome": label}
    return ""


def _recorded(model_admin, request, asked: ReplyRequest, told: str) -> HttpResponse:
    model_admin.log_change(request, asked.claim, told)
    messages.success(request, told)
    return redirect("admin:claims_claim_change", asked.claim_id)


def _page(model_admin, request, template: str, context: dict, status: int) -> TemplateResponse:
    given = model_admin.admin_site.each_context(request) | {"opts": Claim._meta, "title": _("Right of reply")}
    return TemplateResponse(request, f"admin/claims/claim/{template}.html", given | context, status=status)
