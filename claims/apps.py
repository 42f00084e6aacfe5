from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)


def remove_triggers(using: str, **kwargs) -> None:
    """SQLite renames no table that the trigger of another one asks, and renames every table that it alters."""
    from claims import triggers

    if connections[using].vendor == "sqlite":
        triggers.remove(connections[using])


def install_triggers(using: str, **kwargs) -> None:
    from claims import triggers

    connection = connections[using]
    if {*triggers.APPEND_ONLY, "claims_head"} <= set(connection.introspection.table_names()):
        triggers.install(connection)
