"""What is proposed for a claim that is being logged. Everything can be changed before it is saved."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from claims import languages, text, transliteration
from claims.matching.sentences import sentences
from claims.models import Claim, Topic

LONGEST_STATEMENT = 500  # characters: a post, a short paragraph
LONGEST_HEADLINE = 110
LONGEST_SLUG = 100  # of the 120 that it may have, so that a number fits behind it
MOST_TOPICS = 3
MOST_TOPICS_READ = 2_000


def statement(seen: str) -> str:
    """The words as they were seen, on one line; of long ones as many sentences as make a statement."""
    whole = " ".join(seen.split())
    if len(whole) <= LONGEST_STATEMENT:
        return whole
    found = ""
    for sentence in sentences(seen):
        if found and len(found) + len(sentence) >= LONGEST_STATEMENT:
            break
        found = f"{found} {sentence}".strip()
    return shortened(found or whole, LONGEST_STATEMENT)


def headline(said: str) -> str:
    """The first sentence, without its full stop."""
    first = next(iter(sentences(said)), said)
    return shortened(" ".join(first.split()).rstrip(".。।۔"), LONGEST_HEADLINE)


def shortened(said: str, longest: int) -> str:
    """Cut after a word, where there is one in the latter half."""
    if len(said) <= longest:
        return said
    cut = said[: longest - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > longest / 2 else cut).rstrip(" ,;:–—-") + "…"


def slug(said: str) -> str:
    """An address that no claim has, nor had."""
    wished = transliteration.slug(said, LONGEST_SLUG) or f"claim-{timezone.localdate():%Y-%m-%d}"
    free, number = wished, 1
    while Claim.objects.filter(slug=free).exists():
        number += 1
        free = f"{wished}-{number}"
    return free


def language(said: str, similar: Sequence[Claim]) -> str:
    """As the text tells; where it does not, that of the claim it resembles most, or else the newsroom's."""
    closest = similar[0].language if similar else settings.LANGUAGE_CODE.partition("-")[0]
    return languages.guess(said) or closest


def topics(said: str, similar: Sequence[Claim]) -> list[Topic]:
    """Those named in the text, then those of the claims that it resembles, the most frequent first."""
    words = f" {' '.join(text.words(said))} "
    every = Topic.objects.order_by("pk")[:MOST_TOPICS_READ]
    named = [topic for topic in every if (name := " ".join(text.words(topic.name))) and f" {name} " in words]
    shared = Counter(_topics_of(similar))
    return list(dict.fromkeys([*named, *(topic for topic, _ in shared.most_common())]))[:MOST_TOPICS]


def _topics_of(claims: Sequence[Claim]) -> Iterable[Topic]:
    keys = [claim.pk for claim in claims]
    of_claim = Claim.topics.through.objects.filter(claim__in=keys).select_related("topic").order_by("claim", "topic")
    return [each.topic for each in of_claim]
