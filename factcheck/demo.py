"""Telling a demonstration's database from a newsroom's. Demo accounts share a printed password."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from claims.demo import GROUP

REFUSAL = (
    "This is the database of a demonstration: its accounts share a printed password. "
    "Give another DATABASE_URL, or set DEMO=1."
)


def is_demo_database(using: str = "default") -> bool:
    """Whether the accounts of the demonstration are in it; a database without tables has none."""
    from django.contrib.auth.models import Group

    if Group._meta.db_table not in connections[using].introspection.table_names():
        return False
    return Group.objects.using(using).filter(name=GROUP).exists()


def refuse_demo_database() -> None:
    """Stop the start of a server that would let anybody in who has seen a demonstration."""
    if not settings.DEMO and is_demo_database():
        raise ImproperlyConfigured(REFUSAL)
