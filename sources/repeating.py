"""“This repeats that”: the one door through which somebody says so from the other side, or from a claim."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sources.models import Derivation, Source


@transaction.atomic
def repeat(source: Source, of: Source, *, by: User, notes: str = "") -> Derivation:
    """Note that `source` repeats `of`; a source not traced yet then counts as one that repeats others.

    Raises PermissionDenied, or ValidationError with what to do instead, having changed nothing. Where two people each
    add half of a ring at the same moment, the database refuses the second with an IntegrityError.
    """
    if not may_repeat(by):
        raise PermissionDenied(_("Your role does not allow you to say which source repeats which."))
    held = Source.objects.select_for_update(no_key=True).in_bulk([source.pk, of.pk])
    source, of = held[source.pk], held[of.pk]
    derivation = Derivation(source=source, derived_from=of, notes=notes)
    let_repeat(source)
    derivation.full_clean()
    source.save(update_fields=["lineage"])
    derivation.save()
    return derivation


def may_repeat(user: User) -> bool:
    """It changes what is said of the lineage of a source, too."""
    return user.has_perms(["sources.add_derivation", "sources.change_source"])


def let_repeat(source: Source) -> None:
    """Say of a source, unsaved, that it repeats others. Raises ValidationError where it is marked first-hand."""
    if source.lineage == Source.Lineage.ORIGINAL:
        refusal = _(
            "“%(source)s” is marked first-hand, and such a source repeats none. If that is wrong, open it and change "
            "its lineage to “Repeats other sources” first."
        )
        raise ValidationError(refusal % {"source": source})
    source.lineage = Source.Lineage.DERIVED
