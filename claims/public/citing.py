"""How to cite a claim: for people, and for the programs in which they keep their references.

Cited is a revision, by the address at which it stays as it is, in the reader's language as far as it was translated.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.public.reading import texts_in
from claims.public.words import of_scale

BIBTEX_ESCAPES = {ord(sign): f"\\{sign}" for sign in "#$%&_{}"} | {
    ord("\\"): "\\textbackslash{}",
    ord("~"): "\\textasciitilde{}",
    ord("^"): "\\textasciicircum{}",
}


def address(document: dict) -> str:
    """Where this revision stays."""
    return settings.SITE_URL + reverse("public:revision", args=[document["slug"], document["revision"]])


def bibtex(document: dict, language: str) -> str:
    """An entry for BibTeX or biblatex, in UTF-8."""
    day, headline = _day(document), texts_in(document, language)["headline"]
    fields = {
        "author": " and ".join(f"{{{_bibtex(name)}}}" for name in document["verdict"]["checked_by"]),
        "title": f"{{{_bibtex(headline.value)}}}",
        "howpublished": _bibtex(settings.SITE_NAME),
        "year": str(day.year),
        "month": str(day.month),
        "date": day.isoformat(),
        "note": _bibtex(_note(document)),
        "language": headline.language,
        "url": address(document),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{document['slug']}-{document['revision']},", *lines, "}", ""])


def ris(document: dict, language: str) -> str:
    """A record in the RIS format, which ends its lines as on Windows. Its language is that of the title."""
    texts = texts_in(document, language)
    day = _day(document)
    fields = [
        ("TY", "ELEC"),
        *(("AU", name) for name in document["verdict"]["checked_by"]),
        ("TI", texts["headline"].value),
        ("T2", settings.SITE_NAME),
        ("PY", str(day.year)),
        ("DA", day.strftime("%Y/%m/%d")),
        ("AB", texts["summary"].value),
        ("N1", _note(document)),
        ("LA", texts["headline"].language),
        ("UR", address(document)),
        ("ER", ""),
    ]
    return _lines(f"{tag}  - {' '.join(value.split())}" for tag, value in fields)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _note(document: dict) -> str:
    said = {"label": of_scale(document["verdict"]["label"]), "n": document["revision"]}
    return _("Verdict: %(label)s. Revision %(n)s.") % said


def _day(document: dict) -> date:
    return datetime.fromisoformat(document["published_at"]).date()


def _bibtex(text: str) -> str:
    return " ".join(text.split()).translate(BIBTEX_ESCAPES)
