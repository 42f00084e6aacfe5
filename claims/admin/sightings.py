"""Where a claim was seen: the rows on its page, and the page that adds one in one step, in any state."""

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import addresses, intake, merging
from claims.admin.inlines import WhileOpen
from claims.admin.sections import SIGHTINGS
from claims.matching import desk
from claims.models import Claim, Sighting
from claims.models.claim import statement_key

SEEN = ("seen_text", "seen_url", "seen_where", "seen_on")


class Sightings(WhileOpen):
    model = Sighting
    named_after = "created_by"
    fields = [("seen_on", "where"), "url", "text", "language", "notes"]
    section = SIGHTINGS
    empty = ""  # sections/sightings.html says it

    @staticmethod
    def glance(row: Sighting) -> list[str]:
        return [str(row.seen_on), *filter(None, [row.where, row.text or row.url])]


class SeenFields(forms.Form):
    """What is known of a sighting; the same fields where a claim is logged and where it is seen again."""

    seen_text = forms.CharField(
        label=gettext_lazy("Words as they were seen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 80, "class": "vLargeTextField", "dir": "auto"}),
        help_text=gettext_lazy("Paste them here, word for word: a post, a sentence, a caption. Never published."),
    )
    seen_url = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"class": "vTextField", "inputmode": "url"}),
        help_text=gettext_lazy("The address of the post, page or video. Never published."),
        error_messages={"invalid": gettext_lazy("Give a whole address, such as https://example.org/page.")},
    )
    seen_where = forms.CharField(
        label=gettext_lazy("Where"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Outlet, platform, group or person: “TikTok, @somebody”. Never published."),
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Seen on"),
        required=False,
        initial=timezone.localdate,
        widget=AdminDateWidget,
        help_text=gettext_lazy("The day it was seen there; today if left empty."),
        error_messages={"invalid": gettext_lazy("Give a day as year-month-day, such as 2024-06-18.")},
    )

    def clean_seen_on(self):
        day = self.cleaned_data["seen_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come: give the day on which it was seen."))
        return day

    def seen(self) -> dict:
        """The columns of a Sighting; nothing where only a day is known."""
        given = {name.removeprefix("seen_"): self.cleaned_data.get(name) for name in SEEN[:-1]}
        return given | {"seen_on": self.cleaned_data["seen_on"]} if any(given.values()) else {}


class SightingForm(SeenFields):
    seen_notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Internal: how far it has spread. Never published."),
    )

    def __init__(self, *args, claim: Claim, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim

    def clean(self) -> dict:
        if not self.errors and not self.seen():
            raise ValidationError(_("Give the link, the words, or say where it was seen."))
        if not self.errors and self._is_there():
            raise ValidationError(_("This sighting is already there: the same day, the same link, the same words."))
        return super().clean()

    def _is_there(self) -> bool:
        seen = self.seen()
        keys = {"address_key": addresses.key(seen["url"]), "text_key": statement_key(seen["text"])}
        return self.claim.sightings.filter(seen_on=seen["seen_on"], where=seen["where"], **keys).exists()


def sign(formset: BaseInlineFormSet, by: User) -> None:
    """Rows added on the claim's page are of the person who adds them."""
    for added in formset.extra_forms:
        added.instance.created_by = by


def section(request: HttpRequest, claim: Claim) -> dict:
    """What the claim's page says of its sightings, and of the claims that it turned out to be."""
    return {
        "count": claim.sightings.count(),
        "first": claim.sightings.first(),
        "may_add": may_add(request),
        "may_merge": request.user.has_perm(merging.PERMISSION) and not merging.why_not_away(claim),
        "merged": list(claim.merged.all()),
        "into": claim.survivor if claim.merged_into_id else None,
    }


def may_add(request: HttpRequest) -> bool:
    return request.user.has_perms(["claims.view_claim", "claims.add_sighting"])


@transaction.atomic
def sighting_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    if not may_add(request):
        raise PermissionDenied(_("Your role does not allow you to add sightings."))
    claim = _locked(model_admin, request, object_id)
    form = SightingForm(_typed(request) if request.method == "POST" else None, claim=claim)
    if form.is_valid():
        intake.see(claim, by=request.user, notes=form.cleaned_data["seen_notes"], **form.seen())
        desk.keep([claim])
        model_admin.log_change(request, claim, [{"added": {"name": "sighting", "object": str(claim)}}])
        messages.success(request, format_html(_("The sighting was added to “{}”."), claim))
        return redirect("admin:claims_claim_change", claim.pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Add a sighting"),
        "opts": model_admin.opts,
        "claim": claim,
        "form": form,
        "media": model_admin.media + form.media,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/claims/claim/sighting.html", context, status=status)


def _typed(request: HttpRequest):
    """From the form of a new claim, too, where the words may stand in the statement."""
    post = request.POST.copy()
    if not post.get("seen_text", "").strip():
        post["seen_text"] = post.get("statement", "")
    return post


def _locked(model_admin, request, object_id: str) -> Claim:
    """The claim, or the one that it was merged into; held, so that nobody adds the same sighting twice."""
    claim = model_admin.get_object(request, unquote(object_id))
    if claim is None:
        raise Http404(_("There is no such claim."))
    return Claim.objects.select_for_update(no_key=True).get(pk=claim.survivor.pk)
