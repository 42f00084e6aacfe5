"""What the interface says, gathered from code and templates, and its translations: factcheck/locale/<language>/."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from sources import naming

ROOMS = ("claims", "factcheck", "sources", "templates")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # else the time would make every version of it another
LOCALE = Path(__file__).parent / "locale"
MARKS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}


def languages() -> list[str]:
    """Those into which the interface is translated from English."""
    return [code for code, _ in settings.LANGUAGES if code != "en"]


def gathered() -> Catalog:
    """All that is marked for translation."""
    catalog = Catalog()
    for source in _sources():
        for _, message, _, context in extract("python", source, MARKS):
            catalog.add(message, context=context)
    for room in filter(apps.is_installed, ROOMS):
        for name in sorted(naming.names(apps.get_app_config(room))):
            catalog.add(name)
    return catalog


def kept(language: str) -> Catalog:
    """The translations as they are now; none where there is no file yet."""
    path = po(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def brought_up_to_date(language: str) -> Catalog:
    """With what is new, not yet translated, and without what nothing says any more."""
    catalog = kept(language)
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """What is not translated, or not in all its numbers."""
    lacking = (message for message in catalog if message.id and (message.fuzzy or not _has_all(message.string)))
    return [message.id if isinstance(message.id, str) else message.id[0] for message in lacking]


def _has_all(string: str | tuple[str, ...]) -> bool:
    return bool(string) and all(string)


def written(catalog: Catalog) -> bytes:
    """As a PO file, in an order and without dates that would make every version of it another."""
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=110, omit_header=True, sort_output=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    plain = pofile.read_po(io.BytesIO(written(catalog)), locale=catalog.locale)
    plain.creation_date = NO_DATE
    mofile.write_mo(out, plain)
    return out.getvalue()


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[io.BytesIO]:
    """Code, and templates as the code that Django makes of what they mark."""
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield io.BytesIO(path.read_bytes())
            elif path.suffix in (".html", ".txt") and room == "templates":
                code = templatize(path.read_text(), origin=str(path))
                # The text between the marks comes as XXX, indented as nobody would indent Python.
                yield io.BytesIO("\n".join(line.strip() for line in code.splitlines()).encode())
