"""What `manage.py check --database default` and `manage.py migrate` look at besides Django's own checks."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from factcheck import demo


@register(Tags.database)
def no_demo_database(databases: list[str] | None = None, **kwargs) -> list[CheckMessage]:
    if settings.DEMO:
        return []
    return [Error(demo.REFUSAL, id="factcheck.E001") for using in databases or [] if demo.is_demo_database(using)]
