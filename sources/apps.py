from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)


def install_triggers(using: str, **kwargs) -> None:
    from sources import triggers

    if "sources_derivation" in connections[using].introspection.table_names():
        triggers.install(connections[using])
