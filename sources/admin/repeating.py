"""The lineage of a source, from the other side: which sources repeat it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources import lineage
from sources.admin.desk import Searches
from sources.models import Derivation, Source
from sources.repeating import let_repeat, may_repeat, repeat


class RepeatedByForm(forms.ModelForm):
    class Meta:
        model = Derivation
        fields = ["source", "notes"]
        labels = {"source": gettext_lazy("Repeated by")}
        help_texts = {
            "source": gettext_lazy(
                "If that source was not traced yet, this marks it as one that repeats others. Removing the row later "
                "leaves the mark: open that source to change it."
            ),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Another source would be another derivation: remove this one and add that.
        self.fields["source"].disabled = self.instance.pk is not None

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and cleaned.get("source"):
            try:
                let_repeat(cleaned["source"])
            except ValidationError as refusal:
                self.add_error("source", refusal)
        return cleaned


class RepeatedByFormSet(BaseInlineFormSet):
    by = None  # whoever sends the form

    def clean(self) -> None:
        super().clean()
        added = [form for form in self.extra_forms if form.has_changed() and form not in self.deleted_forms]
        reached = lineage.parents_of(self._repeated_in_the_same_form())
        for form in added:
            source = form.cleaned_data.get("source")
            if source and source.pk in reached and not form.errors:
                refusal = _("“%(source)s” is also, directly or through others, a source that this one repeats.")
                form.add_error("source", refusal % {"source": source})

    def _repeated_in_the_same_form(self) -> list[int]:
        """Either list alone may form no ring where both do together, and neither is saved yet."""
        rows = Derivation._meta.get_field("source").remote_field.get_accessor_name()
        chosen = [self.data.get(f"{rows}-{row}-derived_from", "") for row in range(_number(self.data, rows))]
        return [int(key) for key in chosen if key.isascii() and key.isdecimal() and len(key) < 18]

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Derivation:
        said = form.cleaned_data
        try:
            form.instance = repeat(said["source"], self.instance, by=self.by, notes=said["notes"])
        except ValidationError as refusal:
            # Somebody else saved at the same moment. Asked again, the form says so: see DeskAdmin.changeform_view.
            raise IntegrityError(str(refusal)) from refusal
        return form.instance


def _number(data, prefix: str) -> int:
    typed = data.get(f"{prefix}-TOTAL_FORMS", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0


class RepeatedByInline(Searches, admin.StackedInline):
    model = Derivation
    form = RepeatedByForm
    formset = RepeatedByFormSet
    fk_name = "derived_from"
    autocomplete_fields = ["source"]
    extra = 0
    verbose_name = gettext_lazy("source that repeats it")
    verbose_name_plural = gettext_lazy("sources that repeat it")

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("source", "derived_from")

    def get_formset(self, request: HttpRequest, obj: Source | None = None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return may_repeat(request.user)
