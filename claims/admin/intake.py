"""Logging a claim: one short form. What is left empty is proposed, and what is already there appears beside it.

All of it works without a script; claims/intake.js only asks earlier, while somebody is typing.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import intake, proposals
from claims.admin import similar
from claims.admin.forms import ClaimForm
from claims.admin.sightings import SeenFields, may_add
from claims.models import Accusation, Actor, Claim, Topic
from claims.search.query import Unsearchable
from sources.widgets import Searched, keys_among

ACCUSER = Accusation._meta.get_field("actor")
PROPOSE = "_propose"  # the button that proposes what is missing and saves nothing
ANOTHER = "another_claim"
PROPOSED = ("headline", "slug", "language")  # as soon as there is a statement
FIELDSETS = [
    (gettext_lazy("What was seen"), {"fields": ["seen_text", "seen_url", ("seen_where", "seen_on"), "accuser"]}),
    (gettext_lazy("The claim: what is left empty is proposed"), {
        "fields": ["statement", "headline", "slug", "language", "topics"],
    }),
    (gettext_lazy("More, if it is known already"), {
        "classes": ["collapse"],
        "fields": ["context", "first_said_on", "accused", "assigned_to", ("due_on", "priority"), "notes"],
    }),
]  # fmt: skip


class LogForm(ClaimForm, SeenFields):
    accuser = forms.ModelChoiceField(
        Actor.objects.all(),
        label=gettext_lazy("Who says it"),
        required=False,
        widget=RelatedFieldWidgetWrapper(
            Searched(ACCUSER, admin.site), ACCUSER.remote_field, admin.site, can_change_related=False
        ),
        help_text=gettext_lazy("The accuser, if it is clear. An accusation with these words is added to the claim."),
    )
    may_see = True  # whether refusals may name other claims

    class Media:
        js = [forms.Script("claims/intake.js", defer=True)]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = ""  # to be proposed
        for name in PROPOSED:
            self.fields[name].required = False  # completed() fills it in
        self.fields["statement"].error_messages["required"] = _("Paste the words above, or write what is claimed.")

    def clean(self):
        cleaned = super().clean()
        for error in refusals(self.data, cleaned.get("seen_url", "")):
            self.add_error(None, error if self.may_see else _("This claim is already logged."))
        if PROPOSE in self.data:
            raise ValidationError(_("Nothing was saved."), code="proposed")
        return cleaned


def refusals(data: QueryDict, address: str) -> list[str]:
    """Why a claim is not logged anew. Asked in one's turn, so that two people do not both log it."""
    intake.take_turn()
    return [each.sentence for each in _known(data, address) if each.is_statement or ANOTHER not in data]


def forget_errors(context: dict) -> None:
    """Of a form that only asked: its mistakes are told when it is to be saved."""
    context["adminform"].form.errors.clear()
    context["errors"] = []


def _known(data: QueryDict, address: str) -> list[intake.Known]:
    seen, statement = data.get("seen_text", ""), data.get("statement", "")
    return intake.known(statement=statement, seen=seen, address=address)


def completed(request: HttpRequest) -> QueryDict:
    """The form as it was sent, with proposals for what was left empty.

    Where there were no words for the claim yet, it comes back once, so that they are read before they are saved.
    """
    post = request.POST.copy()
    seen = post.get("seen_text", "")
    statement = post.get("statement", "").strip() or proposals.statement(seen)
    if not statement:
        return post
    if not (post.get("statement", "").strip() and post.get("headline", "").strip()):
        post[PROPOSE] = "1"
    _fill(post, "statement", lambda: statement)
    _fill(post, "headline", lambda: proposals.headline(statement))
    _fill(post, "slug", lambda: proposals.slug(post["headline"]))
    close = _resembled(request, post) if PROPOSE in post else []
    _fill(post, "language", lambda: proposals.language(seen or statement, close))
    if PROPOSE in post and not post.getlist("topics"):
        named = proposals.topics(f"{seen}\n{statement}", close)
        post.setlist("topics", [str(topic.pk) for topic in named])
    return post


def _resembled(request: HttpRequest, post: QueryDict) -> list[Claim]:
    """The likeliest first; none where looking takes too long, or for somebody who may not see claims."""
    if not similar.may_see(request):
        return []
    try:
        return [each.claim for each in similar.found_by(request, similar.said_in(post))]
    except Unsearchable:
        return []


def _fill(post: QueryDict, name: str, proposed) -> None:
    if not post.get(name, "").strip():
        post[name] = proposed()


def shown(request: HttpRequest, context: dict) -> dict:
    """What the page of a new claim shows besides the form."""
    if proposed := PROPOSE in request.POST:
        forget_errors(context)
    is_sent = request.method == "POST" and similar.may_see(request)
    return {
        "proposed": proposed,
        "found": found(request, request.POST) if is_sent else None,
        "may_propose": True,
        "may_ask": similar.may_see(request),
    }


def found(request: HttpRequest, data: QueryDict) -> dict:
    """What is shown beside the form: claims that are already there, and those that may be related."""
    known = _known(data, data.get("seen_url", ""))
    said = similar.said_in(data)
    related = similar.listed(request, said, known={each.claim for each in known}) if said else None
    return {
        "known": known,
        "may_be_another": not any(each.is_statement for each in known),
        "is_settled": ANOTHER in data,
        "related": related,
        "sees": may_add(request) and IS_POPUP_VAR not in data,
    }


def record(form: LogForm, *, by: User) -> None:
    """Keep, with a claim that was just logged, where it was seen and who says it."""
    claim, seen, accuser = form.instance, form.seen(), form.cleaned_data.get("accuser")
    if seen:
        intake.see(claim, by=by, **(seen | {"text": seen["text"] or claim.statement}))
    if accuser:
        words = {"quote": seen["text"]} if seen.get("text") else {"paraphrase": claim.statement}
        Accusation.objects.create(claim=claim, actor=accuser, language=claim.language, **words)


def propose_view(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The same while somebody is typing: proposals for the fields that were sent empty, and what is already there."""
    if not model_admin.has_add_permission(request) or not similar.may_see(request):
        raise PermissionDenied(_("Your role does not allow you to log claims."))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    request.POST = request.POST.copy()
    request.POST[PROPOSE] = "1"
    post = completed(request)
    context = found(request, post)
    topics = Topic.objects.filter(pk__in=keys_among(post.getlist("topics")))
    return JsonResponse(
        {
            "proposed": {name: post.get(name, "") for name in ("statement", *PROPOSED)},
            "topics": [{"id": topic.pk, "text": topic.name} for topic in topics],
            "status": _status(context),
            "found": render_to_string("admin/claims/claim/found.html", context, request),
        }
    )


def _status(context: dict) -> str:
    """For those who hear the page."""
    if context["known"]:
        return _("Already logged.")
    related = context["related"] or {}
    claims, checks = len(related.get("rows", [])), len(related.get("elsewhere", []))
    told = [
        ngettext("%d claim may be related.", "%d claims may be related.", claims) % claims if claims else "",
        ngettext("%d check elsewhere may be.", "%d checks elsewhere may be.", checks) % checks if checks else "",
    ]
    return " ".join(filter(None, told))
