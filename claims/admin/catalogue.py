"""Actors, topics, outlets and sources: what many claims name, and what may already be public.

The address of anything public is frozen. A public actor, topic or outlet that is renamed is amended in the record in
the same transaction, which publishes: so it is open to those who may publish.
"""

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import record
from claims.admin import lineage
from claims.admin.queues import QueueFilter
from claims.admin.tables import InTables
from claims.matching import desk
from claims.models import Actor, ActorName, PublicActor, Publication, PublicSource, PublicTopic, Topic, TopicName
from sources.admin import DeskAdmin, OutletAdmin, SourceAdmin
from sources.models import Outlet, Source


class FrozenAddress:
    def is_public(self, obj) -> bool:
        raise NotImplementedError

    def was_public(self, obj) -> bool:
        """Whether any publication names it: old revisions stay readable, and their links must not lead elsewhere."""
        return self.is_public(obj) or Publication.objects.filter(document__contains=f'"{obj.slug}"').exists()

    def get_object(self, request, object_id, from_field=None):
        """Saving waits for whoever is publishing, and they for it: what is public must not change meanwhile."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            record.take_turn()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request, obj=None):
        frozen = ["slug"] if obj is not None and self.was_public(obj) else []
        return [*super().get_readonly_fields(request, obj), *frozen]


class Amended(FrozenAddress):
    """`shown` are the fields that the record shows besides the address."""

    shown: tuple[str, ...] = ("name",)

    def amend(self, obj, *, by, note: str) -> list:
        raise NotImplementedError

    def may_amend(self, request, obj) -> bool:
        return obj is None or not self.is_public(obj) or request.user.has_perm("claims.publish_claim")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if self.may_amend(request, obj) else [*fields, *self.shown]

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        with translation.override(settings.LANGUAGE_CODE):  # it is for readers, whatever language the desk speaks
            note = self._note(form, formsets)
        if not (change and note and self.is_public(form.instance)):
            return
        amended = self.amend(form.instance, by=request.user, note=note)
        said = ngettext(
            "%(n)d public claim was amended, with the note: %(note)s",
            "%(n)d public claims were amended, with the note: %(note)s",
            len(amended),
        )
        self.message_user(request, said % {"n": len(amended), "note": note})

    def _note(self, form, formsets) -> str:
        """For readers: what is now shown otherwise."""
        name = form.initial.get("name", form.instance.name)
        changed = [field for field in self.shown if field in form.changed_data]
        sentences = [f"“{name}” is now called “{form.instance.name}”."] if "name" in changed else []
        others = [str(self.opts.get_field(field).verbose_name) for field in changed if field != "name"]
        others += [str(each.model._meta.verbose_name_plural) for each in formsets if each.has_changed()]
        if others:
            sentences.append(f"What is shown of “{form.instance.name}” has changed: {', '.join(others)}.")
        return " ".join(sentences)


class Names(admin.TabularInline):
    extra = 0
    verbose_name = gettext_lazy("other name")
    verbose_name_plural = gettext_lazy("other names")

    def has_add_permission(self, request, obj=None) -> bool:
        return self._may_amend(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may_amend(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self._may_amend(request, obj) and super().has_delete_permission(request, obj)

    def _may_amend(self, request, obj) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).may_amend(request, obj)


class ActorNames(Names):
    model = ActorName


class TopicNames(Names):
    model = TopicName
    verbose_name = gettext_lazy("name in another language")
    verbose_name_plural = gettext_lazy("names in other languages")


@admin.register(Actor)
class ActorAdmin(InTables, Amended, DeskAdmin):
    table = "actors"
    shown = ("name", "kind", "country", "wikidata")
    list_display = ["name", "kind", "country", "wikidata"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "country", "wikidata"]}),
        (gettext_lazy("Desk"), {"fields": ["notes"]}),
    ]
    inlines = [ActorNames]

    def is_public(self, obj) -> bool:
        return PublicActor.objects.filter(slug=obj.slug).exists()

    def amend(self, obj, *, by, note: str) -> list:
        return record.amend_actor(obj, by=by, note=note)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if change and ("name" in form.changed_data or any(formset.has_changed() for formset in formsets)):
            desk.keep_naming(form.instance)


@admin.register(Topic)
class TopicAdmin(Amended, DeskAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "names__name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TopicNames]

    def is_public(self, obj) -> bool:
        return PublicTopic.objects.filter(slug=obj.slug).exists()

    def amend(self, obj, *, by, note: str) -> list:
        return record.amend_topic(obj, by=by, note=note)


class PublishedOutletAdmin(Amended, OutletAdmin):
    def is_public(self, obj) -> bool:
        return PublicSource.objects.filter(outlet_slug=obj.slug).exists()

    def amend(self, obj, *, by, note: str) -> list:
        return record.amend_outlet(obj, by=by, note=note)


class PublishedSourceAdmin(InTables, FrozenAddress, SourceAdmin):
    table = "sources"
    list_filter = [QueueFilter, *SourceAdmin.list_filter]

    def is_public(self, obj) -> bool:
        return PublicSource.objects.filter(slug=obj.slug).exists()

    def get_fieldsets(self, request, obj=None):
        """Under its lineage, where that leads to and what repeats it."""
        fieldsets = super().get_fieldsets(request, obj)
        return [_with_drawing(name, options) for name, options in fieldsets] if obj else fieldsets

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "lineage_drawn"]

    @admin.display(description=gettext_lazy("as saved"))
    def lineage_drawn(self, source):
        drawn = lineage.around(source)
        if len(drawn["rows"]) == 1:
            return _("No source is known that repeats it, and none that it repeats.")
        return render_to_string("admin/sources/drawn.html", {"drawn": drawn})


def _with_drawing(name: str, options: dict) -> tuple[str, dict]:
    fields = options["fields"]
    return name, options | {"fields": [*fields, "lineage_drawn"] if "lineage" in fields else fields}


# `sources` knows nothing of the record; here it does.
for model, model_admin in {Outlet: PublishedOutletAdmin, Source: PublishedSourceAdmin}.items():
    admin.site.unregister(model)
    admin.site.register(model, model_admin)
