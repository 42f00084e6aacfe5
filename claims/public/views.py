"""The pages of claims. Like all public pages they read the record alone, and are pure functions of it and the URL."""

from collections.abc import Collection

import orjson
from django.conf import settings
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims import ageing, naming
from claims.claimreview import claim_review
from claims.filters import ClaimFilter
from claims.models import PublicActor, PublicSource, PublicTopic, PublishedClaim, Rating, Tally
from claims.public import changes, citing, embedding, reading, scale, table
from claims.public.catalogues import topics_with_counts
from claims.public.facets import Facet, facets
from claims.public.lists import active_filters, document_of, filters_of, orders, page_of, published_or_404, total
from claims.public.related import related_to
from claims.public.translating import translated

TOPICS = 12  # on the home page
Status = PublishedClaim.Status
CITATIONS = {
    "bib": (citing.bibtex, "application/x-bibtex"),
    "ris": (citing.ris, "application/x-research-info-systems"),
}


def home(request: HttpRequest) -> HttpResponse:
    context = {
        "claims": translated(PublishedClaim.objects.for_lists()[:10]),
        "topics": topics_with_counts(Tally.objects.most("topic", TOPICS)),
    }
    return TemplateResponse(request, "public/home.html", context)


def claim_list(request: HttpRequest) -> HttpResponse:
    """A wrong filter lists nothing: readers must not take the whole list for their answer."""
    filterset = ClaimFilter(request.GET, PublishedClaim.objects.for_lists())

    def ask() -> tuple[Page, list[Facet]]:
        return page_of(filterset.in_order(), request, total=total(filterset)), facets(filterset)

    page, narrower = filterset.answered(ask) or (None, [])
    context = {
        "form": filterset.form,
        "ratings": list(filterset.form.fields["rating"].choices) if page is None else [],
        "page": page,
        "facets": narrower,
        "search": filterset.search if page is not None else None,
        "order": filterset.order.label if page is not None else "",
        "orders": orders(filterset),
        "active": active_filters(filterset) if page is not None else [],
        "query": filters_of(request),
        "most_rows": table.MOST,
    }
    return TemplateResponse(request, "public/claims.html", context, status=400 if page is None else 200)


def claim(request: HttpRequest, slug: str) -> HttpResponse:
    published = published_or_404(slug)
    document = orjson.loads(published.publication.document)
    if into := document.get("merged_into"):
        return redirect("public:claim", into["slug"], permanent=True)
    if document["status"] == Status.WITHDRAWN:
        context = {"claim": document, "withdrawal": reading.withdrawal(document)}
        return TemplateResponse(request, "public/withdrawn.html", context)
    context = claim_page(document)
    # A page that lacks something for want of time must not be kept for the page.
    headers = {"Cache-Control": "no-store"} if context["related"] is None else None
    return TemplateResponse(request, "public/claim.html", context, headers=headers)


def claim_page(document: dict) -> dict:
    """What the page of a claim that stands knows. The desk previews it with the same."""
    return _whole_claim(document) | {
        "claim_review": claim_review(document),
        # There is one page on which it stands: the one that it names.
        "is_at_its_url": get_language() == settings.LANGUAGE_CODE,
        "expired_on": ageing.expired_on(document["verdict"]["recheck_on"]),
        "related": related_to(document),
    }


def review(request: HttpRequest, slug: str) -> HttpResponse:
    """The ClaimReview of a claim as a file: what its page holds for machines."""
    found = claim_review(orjson.loads(published_or_404(slug).publication.document))
    if found is None:
        raise Http404(_("This claim is withdrawn: there is no verdict to give away."))
    headers = {"Content-Disposition": f'attachment; filename="{slug}.jsonld"', "X-Robots-Tag": "noindex"}
    return HttpResponse(orjson.dumps(found), content_type="application/ld+json", headers=headers)


def revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A claim as it stood; where it stood differently from now, with what has changed since."""
    published = published_or_404(slug)
    newest = orjson.loads(published.publication.document)
    then = document_of(published, number)
    context = {
        "newest": newest,
        "change": reading.history(then)[0],
        "withdrawal": reading.withdrawal(newest) if newest["status"] == Status.WITHDRAWN else None,
        "changed": changes.between(then, newest) if _both_stand(then, newest) else [],
    }
    if then["status"] == Status.WITHDRAWN:
        return TemplateResponse(request, "public/revision_withdrawn.html", context | {"claim": then})
    return TemplateResponse(request, "public/revision.html", context | _whole_claim(then, gone=_gone(then)))


def citation(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """A reference to a revision, as a file for a program that keeps references."""
    document = document_of(published_or_404(slug), number)
    if document["status"] == Status.WITHDRAWN:
        raise Http404(_("This revision is a notice of withdrawal: there is no verdict to cite."))
    write, content_type = CITATIONS[form]
    name = f"{slug}-{number}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        write(document, get_language()), content_type=f"{content_type}; charset=utf-8", headers=headers
    )


def _whole_claim(document: dict, gone: Collection[str] = ()) -> dict:
    language = get_language()
    document = naming.with_names_in(reading.with_addresses(document, gone), language)
    return {
        "claim": document,
        "frame": embedding.frame(document["slug"], reading.headline_in(document, language)),
        "page": reading.read(document, language),
        "scale": scale.steps(Rating.objects.all(), document["verdict"]),
    }


def _gone(document: dict) -> set[str]:
    """The addresses of what this revision names and no public claim names any more."""
    named = {
        PublicActor: ("public:actor", document["actors"]),
        PublicTopic: ("public:topic", [topic["slug"] for topic in document["topics"]]),
        PublicSource: ("public:source", [source["slug"] for source in document["sources"].values()]),
    }
    return {
        reverse(page, args=[slug])
        for model, (page, slugs) in named.items()
        for slug in set(slugs) - model.objects.only("slug").in_bulk(slugs).keys()
    }


def _both_stand(*documents: dict) -> bool:
    return all(document["status"] == Status.PUBLISHED for document in documents)
