from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from sources import naming


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")

    def import_models(self) -> None:
        super().import_models()
        naming.translate(self)

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)


def install_triggers(using: str, **kwargs) -> None:
    from sources import history, triggers

    tables = set(connections[using].introspection.table_names())
    if "sources_derivation" in tables:
        triggers.install(connections[using])
    if triggers.HISTORY.keys() <= tables:
        triggers.install_history(connections[using])
        history.begin("sources")
