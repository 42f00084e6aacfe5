"""Internal notes: writing one, and finding out who is mentioned in it."""

import re
from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Claim, InternalNote, Mention

# Not in the middle of a word: an e-mail address mentions nobody.
AT = re.compile(r"(?<![\w.+-])@(?=\S)")
WORD = re.compile(r"\S{1,40}")


def readers() -> list[User]:
    """Those who can be told of a note: everybody who may see claims."""
    people = User.objects.with_perm("claims.view_claim", backend="django.contrib.auth.backends.ModelBackend")
    return list(people.filter(is_staff=True).order_by("first_name", "last_name", "username"))


def mentioned_in(text: str, people: Iterable[User]) -> list[User]:
    """Those whom a text names after an @, by username or by full name, each once.

    Raises ValidationError where nobody has that name, or more than one.
    """
    if not (places := [found.end() for found in AT.finditer(text)]):
        return []
    people = list(people)
    full = {person: person.get_full_name().casefold() for person in people}
    known = {name: person for person, name in full.items() if name}
    shared = {name for name, number in Counter(full.values()).items() if number > 1}
    usernames = {person.get_username().casefold(): person for person in people}
    known, shared = known | usernames, shared - usernames.keys()
    found = {}
    for place in places:
        name = _longest(known, text[place:].casefold())
        if name is None:
            raise ValidationError(_unknown(text[place:], people), code="unknown")
        if name in shared:
            again = _("More than one person is called “%(name)s”: write @ and the username.") % {"name": name}
            raise ValidationError(again, code="shared")
        found[known[name].pk] = known[name]
    return list(found.values())


@transaction.atomic
def write(claim: Claim, text: str, *, by: User, tell: Iterable[User]) -> InternalNote:
    """Keep a note, and tell those who are mentioned in it. Nobody is told of their own."""
    note = InternalNote.objects.create(claim=claim, by=by, text=text.strip())
    Mention.objects.bulk_create(Mention(note=note, person=person) for person in tell if person != by)
    return note


def see(notes: Iterable[InternalNote], *, by: User) -> None:
    """Somebody has now seen these notes, of which they were told."""
    Mention.objects.filter(note__in=notes, person=by, seen_at=None).update(seen_at=timezone.now())


def _longest(names: Iterable[str], text: str) -> str | None:
    """The longest name with which this text begins, as whole words: “edith, please” with edith, “editha” not."""
    begun = [name for name in names if text.startswith(name) and not re.match(r"\w", text[len(name) :])]
    return max(begun, key=len, default=None)


def _unknown(text: str, people: list[User]) -> str:
    name = WORD.match(text)[0]
    example = people[0].get_username() if people else "name"
    return _(
        "Nobody at this desk is called “%(name)s”. Write @ and a username or a full name, such as @%(example)s; "
        "or put a space after the @ where nobody is meant."
    ) % {"name": name, "example": example}
