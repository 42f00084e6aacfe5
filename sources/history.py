"""Who changed which field of a desk table from what to what: kept with every save, by django-simple-history.

A tracked table says `history = History(...)`. Each save then leaves a copy of the whole row, with the person and the
moment; the database refuses to change or delete it (see append_only.py). What is written in one request, or inside one
`with by(person)`, bears one moment, so that it can be read as one save.

`update()`, `bulk_create()` and `bulk_update()` leave nothing: save the instances instead, or use the helpers in
simple_history.utils.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

BEGUN = "as it was when history began"
AT_ONCE = 500


class History(HistoricalRecords):
    """`found_by` is the foreign key by which rows below a claim, a source, an actor or a topic are looked for."""

    def __init__(self, *, found_by: str = "", **options) -> None:
        super().__init__(history_id_field=models.BigAutoField(), **options)
        self.found_by = found_by

    def copy_fields(self, model):
        fields = super().copy_fields(model)
        # By its own key to find the row before, by the other for the page of the claim: nobody asks for more.
        asked_for = set() if model._meta.auto_created else {model._meta.pk.name, self.found_by}
        for name, field in fields.items():
            field.db_index = name in asked_for
        return fields

    def _get_history_user_fields(self):
        # The library would let go of the name of a deleted account, which changes the row.
        person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
        return {"history_user": person}

    def get_meta_options(self, model):
        return super().get_meta_options(model) | {"default_permissions": ()}

    def get_meta_options_m2m(self, through_model):
        return super().get_meta_options_m2m(through_model) | {"default_permissions": ()}

    def create_historical_record_m2ms(self, history_instance, instance):
        if history_instance.history_type != "+":  # a new row has none yet
            super().create_historical_record_m2ms(history_instance, instance)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, model, **kwargs):
        """Without a row where nothing was added or removed; from the other side, one for each row that was changed."""
        if action != "post_clear" and not pk_set:
            return
        for changed in model.objects.filter(pk__in=pk_set or ()) if reverse else [instance]:
            super().m2m_changed(changed, action, attr, pk_set, reverse=False)


@contextmanager
def by(person: User) -> Iterator[None]:
    """Whatever is saved inside is this person's, and of one moment. For what no request of theirs brings about."""
    outer = getattr(HistoricalRecords.context, "request", None)
    if outer is not None and getattr(outer, "user", None) == person:
        yield
        return
    HistoricalRecords.context.request = SimpleNamespace(user=person)
    try:
        yield
    finally:
        if outer is None:
            del HistoricalRecords.context.request
        else:
            HistoricalRecords.context.request = outer


def moment() -> datetime:
    """When the present save was made: the time of its first row."""
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None:
        return timezone.now()
    return request.__dict__.setdefault("_saved_at", timezone.now())


def begin_again(request: HttpRequest) -> None:
    """A save was rolled back, and is tried once more."""
    request.__dict__.pop("_saved_at", None)


@receiver(pre_create_historical_record)
def _at_one_moment(history_instance, **kwargs) -> None:
    history_instance.history_date = moment()


def is_tracked(model: type[models.Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def tracked(app_label: str) -> list[type[models.Model]]:
    """The tables of an app of which history is kept."""
    return [model for model in apps.get_app_config(app_label).get_models() if is_tracked(model)]


def begin(app_label: str) -> None:
    """Keep as they are now the rows of which nothing is kept: those of before, and those that were made in bulk."""
    for model in tracked(app_label):
        known = model.history.model.objects.filter(**{model._meta.pk.attname: models.OuterRef("pk")})
        unknown = model._base_manager.filter(~models.Exists(known)).order_by("pk")
        while some := list(unknown[:AT_ONCE]):
            kept = model.history.bulk_history_create(some, default_change_reason=BEGUN, default_date=timezone.now())
            _link(model, kept)


def _link(model: type[models.Model], kept: list[models.Model]) -> None:
    """What the library leaves out of rows made in bulk: many-to-many."""
    numbers = {row.id: row.pk for row in kept}
    for field in model.history.model._history_m2m_fields:
        of, to = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        links = field.remote_field.through.objects.filter(**{f"{of}__in": numbers}).values("id", of, to)
        linked = HistoricalRecords.m2m_models[field]
        linked.objects.bulk_create(linked(history_id=numbers[link[of]], **link) for link in links)


def tables(app_label: str) -> dict[str, str]:
    """The database tables that hold the history of an app, each with its key."""
    kept = [model.history.model for model in tracked(app_label)]
    kept += [linked for field, linked in HistoricalRecords.m2m_models.items() if field.model in tracked(app_label)]
    return {model._meta.db_table: model._meta.pk.column for model in kept}
