"""Two revisions of a claim compared word by word, whichever two a reader chooses."""

from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims import comparison
from claims.models import Publication, PublishedClaim
from claims.public import reading
from claims.public.lists import published_or_404

Status = PublishedClaim.Status


def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the form of a claim's history leads: on to the comparison, or back to the form with what is wrong."""
    newest = _newest(slug)
    given = [request.GET.get(name, "").strip() for name in ("from", "to")]
    if not any(given):
        return _form(request, newest)
    if not all(number.isascii() and number.isdecimal() for number in given):
        fault = _("Choose two revisions, each by its number: 1 is the first, %(last)s the newest.")
        return _form(request, newest, given, fault % {"last": newest["revision"]}, HTTPStatus.BAD_REQUEST)
    old, new = (int(number[:9]) for number in given)
    if missing := _missing(newest, old, new):
        return _form(request, newest, given, missing, HTTPStatus.NOT_FOUND)
    return redirect("public:comparison", slug, old, new)


def compare(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """In the order in which they are named: backwards, too."""
    newest = _newest(slug)
    if missing := _missing(newest, old, new):
        return _form(request, newest, [str(old), str(new)], missing, HTTPStatus.NOT_FOUND)
    documents = _documents(newest, old, new)
    one, other = documents[old], documents[new]
    both_stand = all(each["status"] == Status.PUBLISHED for each in (one, other))
    context = _shared(newest) | {
        "withdrawal": reading.withdrawal(newest) if newest["status"] == Status.WITHDRAWN else None,
        "old": one,
        "new": other,
        "compared": [one, other],
        "is_backwards": old > new,
        "notices": [each for each in (one, other) if each["status"] == Status.WITHDRAWN],
        "between": [
            each for each in reversed(reading.history(newest)) if min(old, new) < each["revision"] <= max(old, new)
        ],
        "changes": comparison.compare(one, other) if both_stand else [],
        "chosen": [str(old), str(new)],
    }
    return TemplateResponse(request, "public/comparison.html", context)


def _newest(slug: str) -> dict:
    return orjson.loads(published_or_404(slug).publication.document)


def _shared(newest: dict) -> dict:
    return {
        "newest": newest,
        "headline": reading.headline_in(newest, get_language()),
        "history": reading.history(newest),
    }


def _missing(newest: dict, *numbers: int) -> str:
    """A sentence for a number that no revision has; its history names them all."""
    known = {change["revision"] for change in newest["changes"]}
    for number in numbers:
        if number not in known:
            return _("This claim has no revision %(number)s: the newest is %(last)s.") % {
                "number": number,
                "last": newest["revision"],
            }
    return ""


def _documents(newest: dict, *numbers: int) -> dict[int, dict]:
    stored = Publication.objects.filter(claim__published__slug=newest["slug"], revision__in=numbers)
    return {number: orjson.loads(text) for number, text in stored.values_list("revision", "document")}


def _form(request, newest: dict, chosen: list[str] | None = None, fault: str = "", status: int = 200) -> HttpResponse:
    if chosen is None:
        chosen = [str(change["revision"]) for change in newest["changes"][-2:]]
    context = _shared(newest) | {"chosen": chosen, "fault": fault}
    return TemplateResponse(request, "public/choose_revisions.html", context, status=status)
