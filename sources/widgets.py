"""Choosing a grade with the scale's own wording in view, and a row by searching for it."""

from collections.abc import Iterable

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
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


def keys_among(values: Iterable) -> list[str]:
    """What can be the key of a row, of what a form sent."""
    return [key for key in map(str, values) if key.isascii() and key.isdecimal() and len(key) < 19]


class Searched(AutocompleteSelect):
    """A list that is searched while typing. What is no key is left out, where Django's own would fail."""

    def optgroups(self, name, value, attr=None) -> list:
        return super().optgroups(name, keys_among(value) or [""], attr)


class SearchedMany(AutocompleteSelectMultiple):
    """The same for several. No row has a key of more digits, over which the database would fail."""

    def value_from_datadict(self, data, files, name) -> list[str]:
        return [key[:18] for key in super().value_from_datadict(data, files, name) or []]

    def optgroups(self, name, value, attr=None) -> list:
        return super().optgroups(name, keys_among(value), attr)
