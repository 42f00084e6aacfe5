"""What tables and their columns are called where their models say nothing else: their names in code, translated.

Django makes these names of those in code, as plain text. Here they become texts to translate like all others, before
any form is made of them; migrations do not see it.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext_lazy

UNTRACKED = ("Capture",)


def translate(app: AppConfig) -> None:
    for named, attribute in _unnamed(app):
        setattr(named, attribute, gettext_lazy(str(getattr(named, attribute))))


def names(app: AppConfig) -> set[str]:
    with translation.override(None):
        return {str(getattr(named, attribute)) for named, attribute in _unnamed(app)}


def _unnamed(app: AppConfig) -> Iterator[tuple[Any, str]]:
    """What bears a name that Django made: models, and their columns."""
    for model in filter(_is_at_the_desk, app.models.values()):
        for attribute in {"verbose_name", "verbose_name_plural"} - model._meta.original_attrs.keys():
            yield model._meta, attribute
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field._verbose_name is None:
                yield field, "verbose_name"


def _is_at_the_desk(model: type[Model]) -> bool:
    """Editors see the tables whose history is kept, and the copies."""
    return hasattr(model._meta, "simple_history_manager_attribute") or model.__name__ in UNTRACKED
