"""What `manage.py check --database default` and `manage.py migrate` look at besides Django's own checks."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register

from claims.matching import fusion
from claims.public.picture import faces
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


@register(deploy=True)
def pictures_can_be_shaped(app_configs: Sequence[AppConfig] | None = None, **kwargs) -> list[CheckMessage]:
    if faces.CAN_SHAPE:
        return []
    told = "Pictures of claims leave out Arabic, Hebrew and Indic letters: there is no library FriBiDi."
    hint = "On Debian: apt-get install libfribidi0. Then start again."
    return [CheckMessage(WARNING, told, hint=hint, id="factcheck.W001")]
