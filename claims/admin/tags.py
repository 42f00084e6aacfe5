"""For the desk's templates: {% load desk %}."""

from django import template
from django.utils.safestring import SafeString

from claims.admin.home import my_desk
from claims.admin.subscribers import switched_off
from claims.differences import marked

register = template.Library()
register.inclusion_tag("admin/my_desk.html", takes_context=True)(my_desk)
register.inclusion_tag(
    "admin/claims/subscriber/switched_off.html", name="subscribers_switched_off", takes_context=True
)(switched_off)


@register.filter
def differences(old: str, new: str) -> SafeString:
    """Two texts as one, with <del> around what went and <ins> around what came."""
    return marked(old, new)
