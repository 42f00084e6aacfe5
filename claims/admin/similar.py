"""“May be related”: the claims that a text may repeat, while a claim is logged and for any text at all; and “Checked
elsewhere”: what other publishers have checked.

Candidates are offered, never asserted. Of a claim that is not public no rating is shown, and of one that this person
may yet read second none at all.
"""

from collections.abc import Container
from typing import NamedTuple

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import AdminForm, InlineAdminFormSet
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.blind import hidden_among
from claims.matching import desk, elsewhere
from claims.matching.sentences import sentences
from claims.models import Accusation, Claim
from claims.search.query import Unsearchable
from claims.states import State

MOST = 5
LARGEST = 100_000  # bytes of a text
WHOLE = 500  # characters of a text that is matched as a whole: a post, a short paragraph
AT_ONCE = 100  # sentences in one answer, which takes them a second or two
MOST_OF_EACH = 3
MOST_WORDS = 12


class Row(NamedTuple):
    """A candidate as it is listed. `rating` is what readers see, if this person may see it here."""

    found: desk.Similar
    rating: str

    @property
    def words(self) -> list[str]:
        return self.found.words[:MOST_WORDS]


class Part(NamedTuple):
    """A text, or a sentence of it, with its candidates."""

    said: str
    rows: list[Row]
    elsewhere: list[elsewhere.Elsewhere]


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("A post, an article, a transcript, in any language: up to 100 kB. It is not stored."),
        error_messages={"required": _("Put a text here first.")},
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if (size := len(text.encode(errors="replace"))) > LARGEST:
            too_long = gettext(
                "This text is %(size)s kB long, and at most 100 kB can be matched here. Match it in parts, "
                "or have the whole file matched on the command line: manage.py match."
            )
            raise ValidationError(too_long % {"size": f"{size / 1000:,.0f}"})
        return text


def rows(request: HttpRequest, found: list[desk.Similar]) -> list[Row]:
    public = {each.claim.pk for each in found if each.public}
    hidden = hidden_among(request, public) if public else set()
    return [
        Row(each, each.public.rating_label if each.public and each.claim.pk not in hidden else "") for each in found
    ]


def related(request: HttpRequest, context: dict, claim: Claim) -> dict | None:
    """What the page of a claim lists: by what was typed where a form was sent, or by the claim; None for nothing."""
    is_sent = request.method == "POST"
    said = _typed(context["adminform"], context["inline_admin_formsets"]) if is_sent else _said_by(claim)
    found = listed(request, said, but=claim)
    # Logging is when it matters; later it should not stand between the panel and the form.
    found["is_open"] = is_sent or claim.state == State.LOGGED
    return found if "fault" in found or found["rows"] or found["elsewhere"] else None


def listed(request: HttpRequest, said: str, *, but: Claim | None = None, known: Container[Claim] = ()) -> dict:
    """The candidates for a text, or why there are none. Those that are known to make it are listed elsewhere."""
    try:
        found = [each for each in found_by(request, said, but) if each.claim not in known]
        checked = checked_elsewhere(request, said, MOST)
    except Unsearchable as fault:
        return {"fault": str(fault), "is_open": True}
    return {"rows": rows(request, found), "elsewhere": checked, "is_open": True}


def found_by(request: HttpRequest, said: str, but: Claim | None = None) -> list[desk.Similar]:
    """Asked once a request: for the list, and for what is proposed."""
    asked = request.__dict__.setdefault("_similar", {})
    if said not in asked:
        asked[said] = desk.similar(said, most=MOST, but=but)
    return asked[said]


def checked_elsewhere(request: HttpRequest, said: str, most: int) -> list[elsewhere.Elsewhere]:
    return elsewhere.similar(said, most=most) if request.user.has_perm("claims.view_externalcheck") else []


def may_see(request: HttpRequest) -> bool:
    return request.user.has_perm("claims.view_claim")


def _said_by(claim: Claim) -> str:
    """What a claim is compared by: its own words, and those in which it was made."""
    quotes = claim.accusations.values_list("quote", flat=True)
    return _text([claim.headline, claim.statement, *quotes])


def _typed(form: AdminForm, formsets: list[InlineAdminFormSet]) -> str:
    """The same of a form that was sent, right or wrong."""
    fields = [form.form[name].value() for name in ("headline", "statement") if name in form.form.fields]
    accusations = [row for each in formsets if each.formset.model is Accusation for row in each.formset.forms]
    return _text(fields + [row["quote"].value() for row in accusations if "quote" in row.fields])


def said_in(data: QueryDict) -> str:
    """The same of the form for a new claim."""
    texts = (data.get(name, "").strip() for name in ("headline", "statement", "seen_text"))
    return _text([*dict.fromkeys(texts)])


def match_view(model_admin: ModelAdmin, request: HttpRequest) -> TemplateResponse:
    """Any text, against everything the desk knows. Nothing is stored."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied(gettext("Your role does not allow you to see claims."))
    form = TextForm(request.POST if request.method == "POST" else None)
    context = {"title": gettext("Match a text"), "form": form}
    if form.is_valid():
        try:
            context |= _matched(request, form.cleaned_data["text"], _number(request.POST.get("start", "")))
        except Unsearchable as fault:
            form.add_error("text", str(fault))
    context |= model_admin.admin_site.each_context(request) | {"opts": model_admin.opts}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "admin/claims/claim/match.html", context, status=status)


def _matched(request: HttpRequest, text: str, start: int) -> dict:
    said = [text] if len(text) <= WHOLE else sentences(text)
    most = MOST if len(said) == 1 else MOST_OF_EACH
    start = min(start, len(said))
    some = said[start : start + AT_ONCE]
    found = [desk.similar(each, most=most) for each in some]
    # Asked once for all of them.
    shown = iter(rows(request, [each for candidates in found for each in candidates]))
    parts = [
        Part(each, [next(shown) for _ in candidates], checked_elsewhere(request, each, most))
        for each, candidates in zip(some, found, strict=True)
    ]
    return {
        "parts": [part for part in parts if part.rows or part.elsewhere],
        "first": start + 1,
        "last": start + len(some),
        "count": len(said),
        "next": min(AT_ONCE, len(said) - start - len(some)),
    }


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0


def _text(parts: list[str | None]) -> str:
    return "\n".join(filter(None, parts))
