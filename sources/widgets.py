"""Choosing a grade with the scale's own wording in view."""

from django import forms
from django.template.loader import render_to_string

from sources.grades import Credibility, Reliability


class GradeSelect(forms.Select):
    """A select, and under it the whole scale: unfolded until there is a grade, so that graded rows stay short."""

    def __init__(self, scale: type[Reliability] | type[Credibility], attrs=None, choices=()) -> None:
        super().__init__(attrs, choices)
        self.scale = scale

    def render(self, name, value, attrs=None, renderer=None):
        select = super().render(name, value, attrs, renderer)
        context = {"select": select, "scale": self.scale, "value": str(value or "")}
        return render_to_string("admin/sources/grade.html", context)
