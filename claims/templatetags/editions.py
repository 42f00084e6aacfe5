"""The languages of a page: the others it is there in, and what no language is known of."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html

from claims.public import words
from claims.public.editions import Edition, editions_of

register = template.Library()


@register.simple_tag(takes_context=True)
def editions(context: template.Context) -> list[Edition]:
    """The page in every language; none where it has but one, or where nobody asked for a page."""
    request = context.get("request")
    return editions_of(request) if request else []


@register.filter
def isolated(text: str) -> str:
    """A text that may be written in either direction, within a sentence that must keep its own."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def number(value: int) -> str:
    """With its thousands apart, as the reader's language writes them: 1,234 or 1.234."""
    return number_format(value, force_grouping=True)


@register.filter
def of_scale(said: str) -> str:
    return words.of_scale(said)
