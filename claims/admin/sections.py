"""The claim's page in sections, one template each: where every field and row of its form stands.

A fieldset says its section by a class `in-<section>`, an inline by its attribute `section`; what says nothing belongs
to the statement.
"""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.gates import Part

STATEMENT = "statement"
SIGHTINGS = "sightings"
EVENTS = "events"
TRANSLATIONS = "translations"
ASIDE = "aside"  # beside the form, see aside.html


class Section(NamedTuple):
    """A section of one claim's form, with what is in it now."""

    name: str
    label: str | Promise
    fieldsets: list
    inlines: list
    rows: int | None
    errors: int
    missing: int

    @property
    def template(self) -> str:
        return f"admin/claims/claim/sections/{self.name}.html"

    @property
    def reading(self) -> str:
        """The same where it can only be read."""
        return f"admin/claims/claim/reading/{self.name}.html"


LABELS = {
    STATEMENT: _("Statement"),
    SIGHTINGS: _("Sightings"),
    Part.ACCUSATIONS: _("Accusations"),
    Part.REPLIES: _("Rebuttals and right of reply"),
    Part.EVIDENCE: _("Evidence and lineage"),
    EVENTS: _("Events"),
    Part.VERDICT: _("Verdict"),
    TRANSLATIONS: _("Translations"),
}


def sections(context: dict[str, Any], steps: list) -> list[Section]:
    """The sections of a change form, from its context, and from the moves open to this person."""
    fieldsets, inlines = list(context["adminform"]), context["inline_admin_formsets"]
    for inline in inlines:
        _tell_rows(inline)
    return [
        _section(
            name,
            label,
            [fieldset for fieldset in fieldsets if _place(fieldset) == name],
            [inline for inline in inlines if getattr(inline.opts, "section", STATEMENT) == name],
            missing=max((_missing(step, name) for step in steps), default=0),
        )
        for name, label in LABELS.items()
    ]


def _section(name: str, label, fieldsets: list, inlines: list, *, missing: int) -> Section:
    errors = sum(_errors(fieldset) for fieldset in fieldsets)
    errors += sum(inline.formset.total_error_count() for inline in inlines)
    counted = [len(inline.formset.initial_forms) for inline in inlines if _is_counted(inline.opts)]
    return Section(name, label, fieldsets, inlines, sum(counted) if counted else None, errors, missing)


def _is_counted(inline) -> bool:
    """Whether its rows are things that an editor has added, one by one."""
    return inline.max_num != 1 and getattr(inline, "is_counted", True)


def _place(fieldset) -> str:
    places = [name.removeprefix("in-") for name in fieldset.classes.split() if name.startswith("in-")]
    return places[0] if places else STATEMENT


def _errors(fieldset) -> int:
    return sum(len(fieldset.form.errors.get(name, ())) for line in fieldset for name in line.fields)


def _missing(step, name: str) -> int:
    return sum(len(check.missing) for check in step.checks if check.part == name)


def _tell_rows(inline) -> None:
    """Give each row what its heading says of it, and whether it is open."""
    glance = getattr(inline.opts, "glance", lambda row: [str(row)])
    for form in inline.formset.forms:
        is_kept = form.instance.pk is not None
        form.glance = glance(form.instance) if is_kept and not form.errors else []
        form.is_open = not is_kept or bool(form.errors) or inline.opts.max_num == 1
