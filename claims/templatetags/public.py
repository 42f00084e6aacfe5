"""What the public templates need beyond Django. The two places where text is not escaped are here, with the reason."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims import partial_dates
from claims.models import PublicActor, PublicTopic, PublishedClaim
from claims.phrases import language_of_title, reads_as
from claims.public import countries, reading, words
from claims.public.phrasing import Phrase
from claims.public.timeline import Entry
from claims.public.translating import texts_of
from claims.search import snippets
from claims.search.finding import Search

register = template.Library()

# In a script block these could end it or open a comment; in JSON they mean the same when written so.
JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.filter
def recorded_html(text: str) -> SafeString:
    """Rich text of a public document: sanitised by claims/richtext.py before it was recorded, and immutable since."""
    return mark_safe(text or "")  # noqa: S308


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """A data block for machines. No text in it can end the block, so no text in it can be anything but data."""
    text = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def day(value: str | date | datetime | None) -> str:
    """A date, partial or not, or the day of a moment (UTC), as a reader writes it: 18 June 2024, June 2024."""
    return _day_in(get_language(), value) if value else ""


# A page shows the same few days many times, and there are few days in all.
@lru_cache(maxsize=4096)
def _day_in(language: str, value: str | date | datetime) -> str:
    if isinstance(value, str) and len(value) < partial_dates.DAY:
        return format_html('<time datetime="{}">{}</time>', value, partial_dates.words(value))
    moment = _moment(value)
    shown = date_format(moment)
    return format_html('<time datetime="{}">{}</time>', moment.strftime("%Y-%m-%d"), shown)


@register.filter
def when(entry: Entry) -> str:
    """The date of an entry of the timeline, or the time from one to another."""
    if not entry.until:
        return day(entry.date)
    html = _("%(first)s to %(last)s") % {"first": "{first}", "last": "{last}"}
    return format_html(html, first=day(entry.date), last=day(entry.until))


@register.filter
def minute(value: str | datetime) -> str:
    """A moment, with its time of day in UTC."""
    moment = _moment(value)
    shown = date_format(moment, "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{} UTC</time>', w3c(moment), shown)


@register.filter
def w3c(moment: datetime) -> str:
    """A moment for programs, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(value: str | date | datetime) -> date | datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


@register.simple_tag
def in_language(code: str | None) -> str:
    """The attributes of an element whose text is in this language, if it is known."""
    if not code:
        return mark_safe('dir="auto"')
    direction = "rtl" if words.is_right_to_left(code) else "ltr"
    return format_html('lang="{}" dir="{}"', code, direction)


@register.simple_tag
def foreign(code: str) -> str:
    """After a text: which language it is in, where that is not the reader's."""
    if reads_as(code, get_language()):
        return ""
    said = _("in %(language)s") % {"language": words.language_name(code)}
    return format_html(' <span class="in-language">({})</span>', said)


@register.simple_tag
def phrase(said: Phrase) -> str:
    """A short text in the reader's language, or in its own, which is then named."""
    html = format_html("<span {}>{}</span>", in_language(said.language), said.value)
    return format_html("{}{}", html, foreign(said.language))


@register.filter
def texts(claim: PublishedClaim) -> dict[str, reading.Text]:
    """The headline and the summary of a claim in a list."""
    return texts_of(claim)


@register.filter
def marked_headline(claim: PublishedClaim, search: Search) -> reading.Text:
    """With the words marked that were searched for: the translation or, where only that holds them, its own."""
    shown = texts_of(claim)["headline"]
    marked, own = (
        reading.Text(snippets.marked(said, language, search.query), language)
        for said, language in (shown, (claim.headline, claim.language))
    )
    return own if "<mark>" in own.value and "<mark>" not in marked.value else marked


@register.filter
def snippet(claim: PublishedClaim, search: Search) -> snippets.Snippet | None:
    """Where a claim holds what was searched for, besides in the headline that is shown."""
    headlines = {claim.headline, texts_of(claim)["headline"].value}
    return snippets.snippet(claim.search_entry.passages, search.query, besides=headlines)


@register.filter
def history(document: dict) -> list[dict]:
    """Every change that was published of a claim, newest first (see reading.history)."""
    return reading.history(document)


@register.simple_tag
def heading(section: str, text: str) -> str:
    """The heading of a section of a page, and a link to it that shows itself to whoever points or tabs to it."""
    html = (
        '<div class="heading"><h2 id="{0}-heading">{1}</h2><a class="anchor" href="#{0}">'
        '<span aria-hidden="true">#</span><span class="visually-hidden">{2}</span></a></div>'
    )
    return format_html(html, section, text, _("Link to this section: %(section)s") % {"section": text})


@register.filter
def language_name(code: str) -> str:
    return words.language_name(code)


@register.filter
def country_name(code: str) -> str:
    return countries.country_name(code)


@register.simple_tag
def absolute(path: str) -> str:
    """An address on this site, whatever host it was asked under: answers depend on the record and the URL only."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def word(group: str, code: str) -> str:
    """A code of the document in words: {% word "STANCES" said.stance %}."""
    return getattr(words, group).get(code, code)


@register.simple_tag
def actor_name(actor: dict) -> str:
    """The name of an actor of a document, leading to its page if it still has one.

    See reading.with_addresses and naming.with_names_in.
    """
    return _link(actor["address"], actor["name"], in_language(actor["name_language"]))


@register.filter
def names(people: Iterable[str]) -> str:
    """Each of which may be written in either direction."""
    return format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in people))


@register.simple_tag
def actor_names(actors: Iterable[dict]) -> str:
    return format_html_join(", ", "{}", ((actor_name(actor),) for actor in actors))


@register.simple_tag
def named(found: PublicActor | PublicTopic) -> str:
    """An actor or a topic of a catalogue, leading to its page."""
    name = found.shown
    return _link(found.get_absolute_url(), name.value, in_language(name.language))


@register.simple_tag
def source_title(source: dict) -> str:
    """The title of a source of a document, leading to its page if it still has one."""
    return _link(source["address"], source["title"], in_language(language_of_title(source)))


@register.filter
def title_language(source: dict) -> str:
    return language_of_title(source)


@register.simple_tag
def source_number(source: dict) -> str:
    """What leads from where a source is cited to the list of sources."""
    html = '<a class="number" href="#source-{0}"><span class="visually-hidden">{1} </span>[{0}]</a>'
    return format_html(html, source["number"], _("Source"))


def _link(address: str | None, text: str, attributes: str = "") -> str:
    if address is None:
        return format_html("<span {}>{}</span>", attributes, text)
    return format_html('<a href="{}" {}>{}</a>', address, attributes, text)


@register.filter
def grade(value: str | int | None, group: str) -> str:
    """A grade with its letter or number before its words."""
    if value is None:
        return _("Not graded")
    return f"{value} – {getattr(words, group).get(value, '')}"


@register.filter
def given(data: QueryDict, name: str) -> str:
    """What the address gave for a filter, as it was given."""
    return ", ".join(data.getlist(name))


@register.filter
def given_values(data: QueryDict, name: str) -> list[str]:
    """The same, one by one."""
    return data.getlist(name)
