"""The forms of the desk."""

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html

from claims.models import Claim, Rating, Verdict
from claims.models.record import KINDS_AGAIN
from claims.public.words import KIND_MEANINGS
from claims.states import Move, Note

STALE = (
    "Somebody has saved this claim since you opened it, so nothing of yours was saved: it would have undone their "
    "work. What you typed is still below. Open the claim again in another tab, and copy over what is yours."
)


def name_of(person: User) -> str:
    return person.get_full_name() or person.get_username()


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return name_of(person)


LOOK = "_similar"  # the button that asks for similar claims and saves nothing


class ClaimForm(forms.ModelForm):
    """`version` is the moment of the last save, as the form was opened: a later one refuses this form."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Claim
        fields = "__all__"  # noqa: DJ007 (the admin's fieldsets say which)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.updated_at.isoformat()

    def clean(self):
        if self.instance.pk and self.cleaned_data.get("version") != self.initial["version"]:
            raise ValidationError(STALE, code="stale")
        if LOOK in self.data:
            raise ValidationError("Nothing was saved.", code="looked")
        return super().clean()


class VerdictForm(forms.ModelForm):
    class Meta:
        model = Verdict
        fields = ["rating", "summary", "explanation", "as_of", "recheck_on"]
        help_texts = {
            "explanation": "How it was found, in Markdown: headings, lists, quotations and links. "
            "Images, tables and HTML do not come out.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if rating := self.fields.get("rating"):
            rating.queryset = Rating.objects.filter(Q(is_offered=True) | Q(pk=self.instance.rating_id))


class RatingField(forms.ModelChoiceField):
    def label_from_instance(self, rating) -> str:
        return format_html("<strong>{}</strong> {}", rating.label, rating.definition)


class ReadingForm(forms.Form):
    rating = RatingField(
        Rating.objects.filter(is_offered=True),
        label="Your rating",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    note = forms.CharField(
        label="Internal note: only the desk sees it (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why you rate it so. Kept with the claim's history. Never published.",
    )


def _kinds_again() -> list[tuple]:
    """With what each means to readers, who find the same words under the corrections policy."""
    return [
        (kind.value, format_html("<strong>{}</strong> {}", kind.label, KIND_MEANINGS[kind])) for kind in KINDS_AGAIN
    ]


class MoveForm(forms.Form):
    """The words that go with a move: those for readers and those for the desk, never to be mistaken for each other."""

    kind = forms.ChoiceField(
        label="What this revision is",
        choices=_kinds_again,
        widget=forms.RadioSelect,
    )
    public_note = forms.CharField(
        label="Public note: readers will see it",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It goes into the record with this revision, and stays there for ever.",
    )
    note = forms.CharField(
        label="Internal note: only the desk sees it",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept in the claim’s history. Never published.",
    )

    def __init__(self, *args, step: Move, has_page: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        tells_readers = step.note is Note.PUBLIC and has_page
        if not tells_readers:
            del self.fields["public_note"]
        if not tells_readers or step.name != "publish":
            del self.fields["kind"]
        if step.note is not Note.REQUIRED:
            self.fields["note"].required = False
            self.fields["note"].label += " (optional)"
