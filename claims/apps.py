from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from sources import naming


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = _("Claims")

    def import_models(self) -> None:
        super().import_models()
        naming.translate(self)

    def ready(self) -> None:
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install, sender=self)


def remove_triggers(using: str, **kwargs) -> None:
    """SQLite renames no table that the trigger of another one asks, and renames every table that it alters."""
    from claims import fulltext, triggers

    if connections[using].vendor == "sqlite":
        triggers.remove(connections[using])
        fulltext.remove_triggers(connections[using])


def install(using: str, **kwargs) -> None:
    """What Django has no word for: triggers, full-text indexes. Then what is in no history and no index is put in."""
    from claims import fulltext, projection, triggers
    from claims.matching import desk
    from sources import history

    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {*triggers.APPEND_ONLY, "claims_head"} <= tables:
        triggers.install(connection)
        history.begin("claims")
    if {index.table for index in fulltext.ALL} <= tables:
        fulltext.install(connection)
        projection.index_missing()
        desk.keep_missing()
