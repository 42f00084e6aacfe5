"""What readers would see: the public page as it would be published now, and what would change of it.

Neither writes anything, and neither is shown to somebody from whom the verdict is hidden.
"""

import orjson
from csp.decorators import csp
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from claims import comparison, record
from claims.admin import moves
from claims.admin.blind import is_blind
from claims.models import Claim, Publication
from claims.moves import why_not_from_here
from claims.public.views import claim_page


def preview_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    claim = _shown(model_admin, request, object_id)
    try:
        document = _rehearsed(request, claim)
    except record.Refused as refusal:
        return _refused(model_admin, request, claim, _("Preview"), refusal)
    return _as_readers_see(request, claim, document)


def compare_view(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    claim = _shown(model_admin, request, object_id)
    try:
        standing = _standing(claim)
        changes = comparison.compare(orjson.loads(standing.document), _rehearsed(request, claim))
    except record.Refused as refusal:
        return _refused(model_admin, request, claim, _("What publishing would change"), refusal)
    context = {
        "title": _("What publishing would change"),
        "claim": claim,
        "changes": changes,
        "standing": standing,
        "is_withdrawn": not claim.is_public,
    }
    return moves.desk_page(model_admin, request, "compare", context, 200)


@csp(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
def _as_readers_see(request: HttpRequest, claim: Claim, document: dict) -> HttpResponse:
    """In the readers' language, but for what it tells the editor."""
    context = {"desk_claim": claim, "desk_language": translation.get_language()}
    headers = {"X-Robots-Tag": "noindex", "Content-Language": settings.LANGUAGE_CODE}
    with translation.override(settings.LANGUAGE_CODE):
        page = claim_page(document) | context
        return TemplateResponse(request, "admin/claims/claim/preview.html", page, headers=headers).render()


def _shown(model_admin, request, object_id: str) -> Claim:
    claim = moves.found_or_404(model_admin, request, object_id)
    if not (model_admin.has_view_permission(request) and request.user.has_perm("claims.view_verdict")):
        raise PermissionDenied(_("Your role does not allow you to see verdicts."))
    return claim


def _rehearsed(request, claim: Claim) -> dict:
    if is_blind(request, claim):
        raise record.Refused(
            _("This would show you the verdict, which is hidden so that you can read the claim second.")
        )
    return record.rehearse(claim, note=_("Your public note will stand here."))


def _standing(claim: Claim) -> Publication:
    """The last revision that readers saw with a verdict: the one that is public, or was until it was withdrawn."""
    if claim.merged_into_id:
        raise record.Refused(why_not_from_here(claim, _("What publishing would change")))
    standing = claim.publications.exclude(kind=Publication.Kind.WITHDRAWAL).last()
    if standing is None:
        raise record.Refused(_("Nothing of this claim is public yet, so there is nothing to compare with."))
    return standing


def _refused(model_admin, request, claim, title: str, refusal: record.Refused) -> HttpResponse:
    back = reverse("admin:claims_claim_change", args=[claim.pk])
    context = {"title": title, "reasons": [str(refusal)], "back": back, "claim": claim}
    return moves.desk_page(model_admin, request, "refused", context, 409)
