"""How to cite a claim: for people, and for the programs in which they keep their references.

Cited is a revision, by the address at which it stays as it is.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

BIBTEX_ESCAPES = {ord(sign): f"\\{sign}" for sign in "#$%&_{}"} | {
    ord("\\"): "\\textbackslash{}",
    ord("~"): "\\textasciitilde{}",
    ord("^"): "\\textasciicircum{}",
}


def address(document: dict) -> str:
    """Where this revision stays."""
    return settings.SITE_URL + reverse("public:revision", args=[document["slug"], document["revision"]])


def bibtex(document: dict) -> str:
    """An entry for BibTeX or biblatex, in UTF-8."""
    day = _day(document)
    fields = {
        "author": " and ".join(f"{{{_bibtex(name)}}}" for name in document["verdict"]["checked_by"]),
        "title": f"{{{_bibtex(document['headline'])}}}",
        "howpublished": _bibtex(settings.SITE_NAME),
        "year": str(day.year),
        "month": str(day.month),
        "date": day.isoformat(),
        "note": _bibtex(_note(document)),
        "language": document["language"],
        "url": address(document),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{document['slug']}-{document['revision']},", *lines, "}", ""])


def ris(document: dict) -> str:
    """A record in the RIS format, which ends its lines as on Windows."""
    day = _day(document)
    fields = [
        ("TY", "ELEC"),
        *(("AU", name) for name in document["verdict"]["checked_by"]),
        ("TI", document["headline"]),
        ("T2", settings.SITE_NAME),
        ("PY", str(day.year)),
        ("DA", day.strftime("%Y/%m/%d")),
        ("AB", document["verdict"]["summary"]),
        ("N1", _note(document)),
        ("LA", document["language"]),
        ("UR", address(document)),
        ("ER", ""),
    ]
    return _lines(f"{tag}  - {' '.join(value.split())}" for tag, value in fields)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)


def _note(document: dict) -> str:
    return f"Verdict: {document['verdict']['label']}. Revision {document['revision']}."


def _day(document: dict) -> date:
    return datetime.fromisoformat(document["published_at"]).date()


def _bibtex(text: str) -> str:
    return " ".join(text.split()).translate(BIBTEX_ESCAPES)
