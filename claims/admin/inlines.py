"""The parts of a claim that are edited on its page, while it is open for editing."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import partial_dates
from claims.admin.blind import is_blind
from claims.admin.evidence import Graded
from claims.admin.forms import VerdictForm
from claims.admin.replies import ReplyRequestForm, standing
from claims.admin.sections import EVENTS, TRANSLATIONS
from claims.gates import Part
from claims.models import Accusation, ClaimTranslation, Event, Evidence, Rebuttal, ReplyRequest, Verdict
from sources.admin import PLAIN_WORDS, Searches


class WhileOpen(Searches, admin.StackedInline):
    """Rows that can be added, changed and removed only while the claim is open for editing."""

    formfield_overrides = PLAIN_WORDS
    extra = 0
    template = "admin/claims/claim/rows.html"
    named_after = "claim"  # what a row's heading says, to be read with the rows
    section: str = Part.ACCUSATIONS  # where on the claim's page it stands, see sections.py
    empty = ""  # what belongs here, where there is nothing yet

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(self.named_after)

    def has_add_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return _is_open(obj) and super().has_delete_permission(request, obj)


def _day(said_on) -> list[str]:
    return [said_on.isoformat()] if said_on else []


def _is_open(claim) -> bool:
    return claim is None or claim.is_open_for_editing


class Accusations(WhileOpen):
    model = Accusation
    named_after = "actor"
    autocomplete_fields = ["actor", "source"]
    fields = ["actor", "quote", "paraphrase", ("language", "said_on"), "source", "locator", "notes"]
    empty = _("Nobody is on record as making this claim. Add who says so, and in which source.")

    @staticmethod
    def glance(row: Accusation) -> list[str]:
        return [str(row.actor), row.quote or row.paraphrase, *_day(row.said_on)]


class Rebuttals(WhileOpen):
    model = Rebuttal
    named_after = "actor"
    autocomplete_fields = ["actor", "source"]
    fields = ["actor", "stance", "quote", "paraphrase", ("language", "said_on"), "source", "locator", "notes"]
    section = Part.REPLIES
    empty = _("Nobody has answered the claim yet. Add a rebuttal for everybody who denies or confirms it.")

    @staticmethod
    def glance(row: Rebuttal) -> list[str]:
        return [str(row.actor), row.get_stance_display(), row.quote or row.paraphrase, *_day(row.said_on)]


class ReplyRequests(WhileOpen):
    model = ReplyRequest
    form = ReplyRequestForm
    named_after = "actor"
    autocomplete_fields = ["actor"]
    fields = ["actor", "channel", ("asked_on", "due_on"), "outcome", "standing", "waived_reason", "notes"]
    readonly_fields = ["standing"]
    section = Part.REPLIES
    empty = _(
        "Nobody was asked for an answer yet. Add a request for everybody accused: whom, how, and by when; or why not."
    )
    standing = staticmethod(standing)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("claim")

    @staticmethod
    def glance(row: ReplyRequest) -> list[str]:
        if row.waived_reason:
            return [str(row.actor), _("not asked: %(reason)s") % {"reason": row.waived_reason}]
        due = _("asked %(asked)s, due %(due)s") % {"asked": row.asked_on, "due": row.due_on}
        outcome = _("overdue") if row.is_overdue else row.get_outcome_display()
        return [str(row.actor), outcome, due]


class EvidenceRows(Graded, WhileOpen):
    model = Evidence
    named_after = "source__outlet"
    autocomplete_fields = ["source"]
    fields = [
        "source", "bearing", ("outlet_reliability", "credibility"),
        "quote", "paraphrase", "language", "locator", "notes",
    ]  # fmt: skip
    section = Part.EVIDENCE
    empty = _("No evidence yet. Add each source that supports or contradicts the claim, and grade what it says.")

    @staticmethod
    def glance(row: Evidence) -> list[str]:
        grade = f"{row.credibility} – {row.get_credibility_display()}" if row.credibility else _("not graded")
        return [str(row.source), row.get_bearing_display(), str(grade), row.quote or row.paraphrase]

    class Media:
        js = ["claims/lineage.js"]


class Events(WhileOpen):
    model = Event
    autocomplete_fields = ["source"]
    fields = [("happened_on", "until"), "what", "source", "locator", "notes"]
    section = EVENTS
    empty = _("No events yet. Add what happened, and when: readers see it in the timeline, before what was said.")

    @staticmethod
    def glance(row: Event) -> list[str]:
        return [row.when, row.what]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "what":  # a sentence is longer than a line
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        if db_field.name in ("happened_on", "until"):
            kwargs["error_messages"] = {"max_length": partial_dates.REFUSAL}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class Translations(WhileOpen):
    """The verdict's texts are translated once there is a verdict, by people from whom it is not hidden."""

    model = ClaimTranslation
    section = TRANSLATIONS
    empty = _("No translations yet. Readers of other languages see the claim in its own.")

    @staticmethod
    def glance(row: ClaimTranslation) -> list[str]:
        return [row.language, row.headline]

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
            raise ValidationError(gettext("This round already has a verdict."))


class PresentVerdict(WhileOpen):
    model = Verdict
    form = VerdictForm
    formset = PresentRound
    section = Part.VERDICT
    verbose_name_plural = _("verdict")
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
