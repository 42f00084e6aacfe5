"""The rows of evidence on a claim's page, with the two grades side by side and apart."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import weighing
from claims.models import Evidence
from claims.weighing import Piece
from sources.grades import Credibility, Reliability, with_grades
from sources.widgets import GradeSelect

HELP = {
    "source": gettext_lazy("What it stands in: the report, document or recording itself."),
    "bearing": gettext_lazy("Whether it speaks for the claim, against it, or only explains it."),
}


class EvidenceForms(BaseInlineFormSet):
    """Refuses “confirmed by other sources” where the rows, as they would be saved, have fewer than two origins.

    Only to whoever touches what the count rests on: where somebody else changes the lineage of a shared source later,
    other work on the claim can go on, and the gate of submitting catches it.
    """

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and _piece(form)]
        short = weighing.short_of_origins([_piece(form) for form in kept])
        touched = {bearing for form in self.forms for bearing in _touched(form, form in self.deleted_forms)}
        for form in kept:
            bearing = _piece(form).bearing
            if _piece(form).credibility == Credibility.CONFIRMED and bearing in short and bearing in touched:
                form.add_error("credibility", _what_to_do(weighing.why_not_confirmed(bearing, short[bearing])))


def _piece(form: ModelForm) -> Piece | None:
    """What a row says; None where it is empty or has a mistake."""
    row = getattr(form, "cleaned_data", {})
    if not (row.get("source") and row.get("bearing")):
        return None
    return Piece(row["source"].pk, row["bearing"], row.get("credibility"))


def _touched(form: ModelForm, is_deleted: bool) -> set[str]:
    """The bearings whose evidence this row changes: the one that it leaves, and the one that it joins."""
    if not is_deleted and set(Piece._fields).isdisjoint(form.changed_data):
        return set()
    return {form.initial.get("bearing"), getattr(form, "cleaned_data", {}).get("bearing")}


def _what_to_do(why: str) -> ValidationError:
    todo = _("Grade it 2 until a second first-hand source is traced, or trace the sources below.")
    return ValidationError(f"{why} {todo}")


class Graded:
    """For the inline of evidence: the outlet's grade beside that of the piece."""

    formset = EvidenceForms
    readonly_fields = ["outlet_reliability"]

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        return super().get_formset(request, obj, help_texts=HELP, **kwargs)

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs):
        if db_field.name == "credibility":
            kwargs["choices"] = [("", "---------"), *with_grades(Credibility)]
            kwargs["widget"] = GradeSelect(Credibility)
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("reliability of the outlet"))
    def outlet_reliability(self, evidence: Evidence) -> str:
        if evidence.source_id is None:
            return _("Shown once the row is saved, and at once in the list of sources below.")
        outlet = evidence.source.outlet
        grade = Reliability(outlet.reliability)
        return f"{outlet}: {grade.value} – {grade.label}"
