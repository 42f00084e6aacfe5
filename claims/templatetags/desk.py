"""For the desk's templates."""

from django import template
from django.utils.safestring import SafeString

from claims.differences import marked

register = template.Library()


@register.filter
def differences(old: str, new: str) -> SafeString:
    """Two texts as one, with <del> around what went and <ins> around what came."""
    return marked(old, new)
