"""The parts of a claim that are edited on its page, while it is open for editing."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from claims.admin.blind import is_blind
from claims.admin.forms import VerdictForm
from claims.models import Accusation, ClaimTranslation, Evidence, Rebuttal, ReplyRequest, Verdict
from sources.admin import PLAIN_WORDS
from sources.grades import Credibility, with_grades


class WhileOpen(admin.StackedInline):
    """Rows that can be added, changed and removed only while the claim is open for editing."""

    formfield_overrides = PLAIN_WORDS
    extra = 0
    named_after = "claim"  # what a row's heading says, to be read with the rows

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(self.named_after)

    def has_add_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_delete_permission(request, obj)


def _is_open(claim) -> bool:
    return claim is None or claim.is_open_for_editing


class Accusations(WhileOpen):
    model = Accusation
    named_after = "actor"
    autocomplete_fields = ["actor", "source"]
    fields = ["actor", "quote", "paraphrase", ("language", "said_on"), "source", "locator", "notes"]


class Rebuttals(WhileOpen):
    model = Rebuttal
    named_after = "actor"
    autocomplete_fields = ["actor", "source"]
    fields = ["actor", "stance", "quote", "paraphrase", ("language", "said_on"), "source", "locator", "notes"]


class ReplyRequests(WhileOpen):
    model = ReplyRequest
    named_after = "actor"
    autocomplete_fields = ["actor"]
    fields = ["actor", "channel", ("asked_on", "due_on"), "outcome", "waived_reason", "notes"]


class EvidenceRows(WhileOpen):
    model = Evidence
    named_after = "source"
    autocomplete_fields = ["source"]
    fields = ["source", "bearing", "credibility", "quote", "paraphrase", "language", "locator", "notes"]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "credibility":
            kwargs["choices"] = [("", "---------"), *with_grades(Credibility)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class Translations(WhileOpen):
    """The verdict's texts are translated once there is a verdict, by people from whom it is not hidden."""

    model = ClaimTranslation

    def get_fields(self, request, obj=None):
        texts = ["language", "headline", "statement", "context"]
        return [*texts, "summary", "explanation"] if _shows_verdict(request, obj) else texts

    def has_delete_permission(self, request, obj=None) -> bool:
        return not is_blind(request, obj) and super().has_delete_permission(request, obj)


def _shows_verdict(request, claim) -> bool:
    return claim is not None and not is_blind(request, claim) and claim.verdict is not None


class PresentRound(BaseInlineFormSet):
    def __init__(self, *args, instance=None, queryset=None, **kwargs) -> None:
        present = instance.verdict if instance is not None and instance.pk else None
        queryset = queryset.filter(pk=present.pk) if present else queryset.none()
        super().__init__(*args, instance=instance, queryset=queryset, **kwargs)

    def clean(self) -> None:
        super().clean()
        if len(self.get_queryset()) + sum(form.has_changed() for form in self.extra_forms) > 1:
            raise ValidationError("This round already has a verdict.")


class PresentVerdict(WhileOpen):
    model = Verdict
    form = VerdictForm
    formset = PresentRound
    verbose_name_plural = "verdict"
    max_num = 1
    can_delete = False

    def get_extra(self, request, obj=None, **kwargs) -> int:
        return 1 if obj is not None and obj.verdict is None else 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "rating":  # chosen from the scale, not added to it on the way
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field


def writes_verdict(formset: BaseInlineFormSet) -> bool:
    """Whether this saved formset changed the verdict or the translation of its texts."""
    if formset.model is Verdict:
        return formset.has_changed()
    if formset.model is not ClaimTranslation:
        return False
    changed = {field for form in formset.forms for field in form.changed_data}
    deleted = any(gone.summary or gone.explanation for gone in formset.deleted_objects)
    return deleted or not changed.isdisjoint({"summary", "explanation"})
