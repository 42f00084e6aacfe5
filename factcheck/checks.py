"""What `manage.py check --database default` and `manage.py migrate` look at besides Django's own checks."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from claims.matching import fusion
from factcheck import demo


@register(Tags.database)
def no_demo_database(databases: list[str] | None = None, **kwargs) -> list[CheckMessage]:
    if settings.DEMO:
        return []
    return [Error(demo.REFUSAL, id="factcheck.E001") for using in databases or [] if demo.is_demo_database(using)]


@register()
def similarity_is_there(app_configs: Sequence[AppConfig] | None = None, **kwargs) -> list[CheckMessage]:
    try:
        fusion.similarity()
    except ImportError as fault:
        told = f"MATCHING_SIMILARITY names “{settings.MATCHING_SIMILARITY}”, which cannot be imported: {fault}"
        return [Error(told, hint="Give the dotted name of a function, or leave it out.", id="factcheck.E002")]
    return []
