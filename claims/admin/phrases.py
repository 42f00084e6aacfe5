"""The short texts of a claim with their translations, all on one list: what is typed is kept, what is emptied goes."""

from typing import NamedTuple

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from claims import phrases
from claims.admin.inlines import WhileOpen
from claims.admin.sections import TRANSLATIONS
from claims.models import PhraseTranslation
from claims.models.phrase import phrase_key

# Goes along with each form: a translation belongs to the words that were read, whatever stands there now.
CARRIED = ("language", "original")
TAKEN = _("Somebody has translated this text meanwhile: see there, and change it if yours is better.")
EMPTIED = _("Your role does not allow you to remove this: write the translation.")


class PhraseForm(forms.ModelForm):
    """One text in one language."""

    class Meta:
        model = PhraseTranslation
        fields = [*CARRIED, "translation"]
        widgets = {
            **dict.fromkeys(CARRIED, forms.HiddenInput),
            "translation": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["translation"].required = False

    def has_changed(self) -> bool:
        """A text that nobody has translated is no row."""
        return "translation" in self.changed_data

    @property
    def said(self) -> str:
        return (self["translation"].value() or "").strip()

    @property
    def place(self) -> tuple[str, str]:
        language, original = (str(self[name].value() or "") for name in CARRIED)
        return language, phrase_key(original)


class Group(NamedTuple):
    """The forms of one language."""

    language: str
    forms: list[PhraseForm]

    @property
    def missing(self) -> int:
        return sum(not form.said for form in self.forms)


class EachPhrase(BaseInlineFormSet):
    """What is translated, then what is not yet: an empty form for each."""

    def __init__(self, *args, instance=None, **kwargs) -> None:
        found = phrases.of_claim(instance) if instance is not None and instance.pk else []
        missing = phrases.missing(instance, found) if found else {}
        initial = [{"language": code, "original": each.text} for code, texts in missing.items() for each in texts]
        self.current = {(code, phrase_key(each.text)): each for code in missing for each in found}
        self.extra = len(initial)
        super().__init__(*args, instance=instance, initial=initial, **kwargs)

    def by_language(self) -> list[Group]:
        """In the order of the claim's page; last what readers do not see, because what it translates is gone."""
        kept = {form.place for form in self.initial_forms}
        places = {place: number for number, place in enumerate(self.current)}
        groups: dict[str, list[PhraseForm]] = {}
        for form in sorted(self.forms, key=lambda each: places.get(each.place, len(places))):
            form.phrase = self.current.get(form.place)
            if form["original"].value() and (form.instance.pk or form.said or form.place not in kept):
                groups.setdefault(form.place[0], []).append(form)
        return [Group(*each) for each in groups.items()]

    def clean(self) -> None:
        super().clean()
        if not self.can_delete:
            for form in self.initial_forms:
                if not form.said:
                    form.add_error("translation", EMPTIED)
        taken = {form.place for form in self.initial_forms if form not in self.deleted_forms}
        for form in self.extra_forms:
            if form.has_changed() and form.place in taken:
                form.add_error("translation", TAKEN)

    def _should_delete_form(self, form) -> bool:
        return not form.said


class Phrases(WhileOpen):
    model = PhraseTranslation
    form = PhraseForm
    formset = EachPhrase
    template = "admin/claims/claim/phrases.html"
    section = TRANSLATIONS
    is_counted = False
