"""The forms of the desk."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from claims import intake, notes
from claims.models import Claim, InternalNote, Rating, Verdict
from claims.models.record import KINDS_AGAIN
from claims.public.words import KIND_MEANINGS
from claims.states import PEOPLE_SETTLED, Move, Note
from sources.admin import PLAIN_WORDS

STALE = _(
    "Somebody has saved this claim since you opened it, so nothing of yours was saved: it would have undone their "
    "work. What you typed is still below. Open the claim again in another tab, and copy over what is yours."
)

MERGE = _("Two claims that turn out to be one are merged.")


def name_of(person: User) -> str:
    return person.get_full_name() or person.get_username()


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return name_of(person)


class BookkeepingForm(forms.ModelForm):
    """What the desk keeps of a claim beside its texts, in every state: who, until when, how soon, and notes.

    `version` is the moment of the last save, as the form was opened: a later one refuses this form.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    assigned_to = PersonField(
        User.objects.none(),
        label=_("Assigned to"),
        required=False,
        empty_label=_("Nobody"),
        help_text=Claim._meta.get_field("assigned_to").help_text,
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=Claim._meta.get_field("due_on").help_text,
        **PLAIN_WORDS[models.DateField],
    )
    note = forms.CharField(
        label=_("Write an internal note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=InternalNote._meta.get_field("text").help_text,
    )

    class Meta:
        model = Claim
        fields = ["assigned_to", "due_on", "priority"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tell = []
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].queryset = _researchers()
        if self.instance.pk:
            if "version" in self.fields:
                self.initial["version"] = self.instance.updated_at.isoformat()
            self._settle_people()

    def _settle_people(self) -> None:
        if self.instance.state in PEOPLE_SETTLED and "assigned_to" in self.fields:
            self.fields["assigned_to"].disabled = True
            self.fields["assigned_to"].help_text = _(
                "Who researched this round is settled while the claim is in review or verified: the researcher sees "
                "the verdict, and cannot read it second."
            )

    def clean_note(self) -> str:
        text = self.cleaned_data["note"].strip()
        self.tell = notes.mentioned_in(text, notes.readers()) if text else []
        return text

    def clean(self):
        if "version" in self.fields and self.cleaned_data.get("version") != self.initial["version"]:
            raise ValidationError(STALE, code="stale")
        return super().clean()

    @property
    def changes_claim(self) -> bool:
        """Whether more is sent than a note: a note makes nobody else's form stale."""
        return bool({*self.changed_data} - {"note", "version"})

    @property
    def former_researcher(self) -> int | None:
        return self.initial.get("assigned_to") if "assigned_to" in self.changed_data else None

    def keep_note(self, *, by: User) -> None:
        if text := self.cleaned_data.get("note"):
            notes.write(self.instance, text, by=by, tell=self.tell)


class ClaimForm(BookkeepingForm):
    """The whole claim, with its bookkeeping, which the page shows beside the form's own element.

    Whether somebody else saved it meanwhile is asked of its history, and told in full (see sources/conflicts.py).
    """

    version = None

    class Meta:
        model = Claim
        fields = "__all__"  # noqa: DJ007 (the admin's fieldsets say which)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("assigned_to", "due_on", "priority", "note"):
                if name in self.fields:
                    self.fields[name].widget.attrs["form"] = "claim_form"

    def clean(self):
        if self.instance.pk and "statement" in self.changed_data:
            self._refuse_another_statement()
        return super().clean()

    def _refuse_another_statement(self) -> None:
        intake.take_turn()
        for known in intake.known(statement=self.cleaned_data.get("statement", ""), but=self.instance):
            self.add_error("statement", f"{known.sentence} {MERGE}")


def _researchers() -> QuerySet[User]:
    """Those who may research, and whoever has a claim now, so that an old assignment is not lost by saving."""
    people = get_user_model().objects
    able = people.with_perm("claims.research_claim", backend="django.contrib.auth.backends.ModelBackend")
    has_claims = Exists(Claim.objects.filter(assigned_to=OuterRef("pk")))  # not by a join: they may have very many
    return people.filter(Q(pk__in=able) | has_claims).order_by("first_name", "username")


class VerdictForm(forms.ModelForm):
    class Meta:
        model = Verdict
        fields = ["rating", "summary", "explanation", "as_of", "recheck_on"]
        help_texts = {
            "explanation": _(
                "How it was found, in Markdown: headings, lists, quotations and links. "
                "Images, tables and HTML do not come out."
            ),
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
        label=_("Your rating"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    note = forms.CharField(
        label=_("Internal note: only the desk sees it (optional)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why you rate it so. Kept with the claim's history. Never published."),
    )


def _kinds_again() -> list[tuple]:
    """With what each means to readers, who find the same words under the corrections policy."""
    return [
        (kind.value, format_html("<strong>{}</strong> {}", kind.label, KIND_MEANINGS[kind])) for kind in KINDS_AGAIN
    ]


class MoveForm(forms.Form):
    """The words that go with a move: those for readers and those for the desk, never to be mistaken for each other."""

    kind = forms.ChoiceField(
        label=_("What this revision is"),
        choices=_kinds_again,
        widget=forms.RadioSelect,
    )
    public_note = forms.CharField(
        label=_("Public note: readers will see it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes into the record with this revision, and stays there for ever."),
    )
    note = forms.CharField(
        label=_("Internal note: only the desk sees it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept in the claim’s history. Never published."),
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
            self.fields["note"].label = _("Internal note: only the desk sees it (optional)")
