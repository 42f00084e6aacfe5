"""The other languages of a page."""

from django import template

from claims.public.editions import Edition, editions_of

register = template.Library()


@register.simple_tag(takes_context=True)
def editions(context: template.Context) -> list[Edition]:
    """The page in every language; none where it has but one, or where nobody asked for a page."""
    request = context.get("request")
    return editions_of(request) if request else []
