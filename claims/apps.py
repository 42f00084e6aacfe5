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
    from claims.search import databases

    if connections[using].vendor == "sqlite":
        triggers.remove(connections[using])
        databases.remove_triggers(connections[using])


def install_triggers(using: str, **kwargs) -> None:
    from claims import triggers
    from claims.search import databases, index

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {*triggers.APPEND_ONLY, "claims_head"} <= tables:
        triggers.install(connection)
    if databases.TABLE in tables:
        databases.install(connection)
        index.fill()
