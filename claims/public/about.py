"""The pages on the work itself: corrections, methodology, and the record."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.models import Head, Publication, PublishedClaim, Rating
from claims.models.record import CORRECTIONS
from claims.public import table, words
from claims.public.lists import page_of
from claims.public.translating import translated
from claims.states import MOVES, State
from sources.grades import Credibility, Reliability

# A program of its own, shown to readers word for word but for the address, and run by a test.
VERIFIER = Path(__file__).with_name("verify_record.py")


def corrections(request: HttpRequest) -> HttpResponse:
    page = page_of(Publication.objects.corrections(), request)
    kinds = [(words.KINDS[kind], words.KIND_MEANINGS[kind]) for kind in words.KINDS if kind in CORRECTIONS]
    context = {"page": page, "rows": with_claims(page), "kinds": kinds}
    return TemplateResponse(request, "public/corrections.html", context)


def with_claims(publications: Iterable[Publication]) -> list[dict]:
    """Publications with the public claim each belongs to, in the reader's language. The desk's table is not asked."""
    named = [publication.claim_id for publication in publications]
    claims = {claim.pk: claim for claim in translated(PublishedClaim.objects.filter(pk__in=named))}
    return [
        {
            "publication": publication,
            "claim": claims[publication.claim_id],
            "kind": words.KINDS[publication.kind],
        }
        for publication in publications
    ]


def methodology(request: HttpRequest) -> HttpResponse:
    context = {
        "scale": Rating.objects.all(),
        "moves": [
            {**step._asdict(), "from_in_order": [state for state in State if state in step.sources]}
            for step in MOVES.values()
        ],
        "reliability": Reliability,
        "credibility": Credibility,
        "columns": [(name, meaning) for name, (_, meaning) in table.COLUMNS.items()],
        "most_rows": table.MOST,
        "kinds": [(words.KINDS[kind], meaning) for kind, meaning in words.KIND_MEANINGS.items()],
    }
    return TemplateResponse(request, "public/methodology.html", context)


def record(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "public/record.html", {"head": Head.objects.get(), "verifier": verifier()})


def verifier() -> str:
    """The program as readers see it: with this site's address, and without the remarks for our own linter."""
    program = VERIFIER.read_text(encoding="utf-8").replace("https://factcheck.example", settings.SITE_URL)
    return re.sub(r"  # noqa: \w+$", "", program, flags=re.MULTILINE)
