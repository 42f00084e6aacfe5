from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        post_migrate.connect(install_triggers, sender=self)


def install_triggers(using: str, **kwargs) -> None:
    from claims import triggers

    connection = connections[using]
    if {*triggers.APPEND_ONLY, "claims_head"} <= set(connection.introspection.table_names()):
        triggers.install(connection)
