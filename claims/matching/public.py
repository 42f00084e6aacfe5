"""What anybody may ask: a text → the public claims that it may repeat. The desk's index is never asked here."""

from django.utils.translation import gettext as _

from claims.matching.index import PUBLIC
from claims.matching.matching import MOST_CHARACTERS, SHORTLIST, Match, match
from claims.matching.words import words
from claims.search.limit import time_limit
from claims.search.query import Unsearchable

MOST = SHORTLIST  # claims for one text


def related(said: str, most: int) -> list[Match]:
    """Candidates, the likeliest first.

    A claim that shares nothing but “the” is none: where there are few claims, any word is rare. Raises Unsearchable.
    """
    _refuse(said)
    with time_limit():
        found = match(said, PUBLIC, MOST)
    if not found and not words(said):
        raise Unsearchable(_("There are no words in this text, only signs or links. Send what was said, in words."))
    return [each for each in found if each.words][:most]


def resembling(said: str) -> list[Match]:
    """Candidates for a text of this site's own, by its words alone: a page waits for no model. Raises Unsearchable."""
    with time_limit():
        return [each for each in match(said, PUBLIC, MOST, by_words_alone=True) if each.words]


def _refuse(said: str) -> None:
    """Browsers send the end of a line as two characters, and count it as one."""
    length = len(said.replace("\r\n", "\n"))
    if length > MOST_CHARACTERS:
        sizes = {"length": f"{length:,}", "most": f"{MOST_CHARACTERS:,}"}
        raise Unsearchable(
            _("This text has %(length)s characters, and %(most)s can be compared. Send the part with the claim.")
            % sizes
        )
    if not said.strip():
        raise Unsearchable(_("There is no text yet. Send what somebody said or wrote, in their words."))
