"""Who made a claim, as an archive names them → actors of ours, found or made."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import bulk, document, text, transliteration
from claims.claimreviews.records import Claimant
from claims.models import Actor

WIKIDATA = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d{0,17})(?=$|[?#/])")
LONGEST_NAME = 200
LONGEST_SLUG = 70
KINDS = {"person": Actor.Kind.PERSON, "organisation": Actor.Kind.ORGANISATION}
TRIES = 5

Found = tuple[int, str, dict]  # key, slug, entry of the document


class Named(NamedTuple):
    name: str
    kind: str
    wikidata: str


def named(claimant: Claimant) -> Named | None:
    """None for one without a name. Of whom it is not said whether they are a person, nothing is invented."""
    name = " ".join(text.without_controls(claimant.name).split())
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1].rstrip() + "…"
    known = (WIKIDATA.match(address) for address in claimant.same_as)
    wikidata = next((each[1] for each in known if each), "")
    return Named(name, KINDS.get(claimant.kind, Actor.Kind.UNNAMED).value, wikidata) if name else None


def find(wanted: Collection[Named], *, by: User) -> dict[Named, Found]:
    """All of them. Those that nobody knows yet are made, also where somebody else does the same at this moment."""
    for _attempt in range(TRIES):
        known = _known(wanted)
        missing = [each for each in wanted if each not in known]
        if not missing:
            break
        with suppress(IntegrityError):
            _make(missing, by)
    return {each: (known[each].pk, known[each].slug, document.actor_entry(known[each])) for each in wanted}


def _known(wanted: Collection[Named]) -> dict[Named, Actor]:
    """By Wikidata item, by name, by a name that no two have, or by a slug of the same words."""
    names = {name for each in wanted for name in _names(each)}
    slugs = {slug for each in wanted for slug in _slugs(each)}
    actors: dict[int, Actor] = {}
    for lookup, values in {
        "wikidata__in": {each.wikidata for each in wanted} - {""},
        "name__in": names,
        "slug__in": slugs,
        "names__name__in": names,
    }.items():
        actors |= {each.pk: each for each in Actor.objects.filter(**{lookup: values}).prefetch_related("names")}
    of_wikidata = {each.wikidata: each for each in actors.values() if each.wikidata}
    of_name, of_other_name = {each.name: each for each in actors.values()}, defaultdict(set)
    of_words = {text.gist(each.name): each for each in actors.values() if each.slug in slugs}
    for actor in actors.values():
        for other in actor.names.all():
            of_other_name[other.name].add(actor)
    found = {}
    for each in wanted:
        others = of_other_name.get(each.name, set())
        candidates = [of_wikidata.get(each.wikidata), *(of_name.get(name) for name in _names(each))]
        candidates += [*others] if len(others) == 1 else []
        candidates.append(of_words.get(text.gist(each.name)))
        if actor := next((one for one in candidates if one and _may_be(each, one)), None):
            found[each] = actor
    return found


def _may_be(each: Named, actor: Actor) -> bool:
    """Two of one name with different items are two."""
    return not (each.wikidata and actor.wikidata) or each.wikidata == actor.wikidata


def _names(each: Named) -> list[str]:
    """What it may be called here: names are unique, people’s are not."""
    return [each.name, f"{each.name[: LONGEST_NAME - 25]} ({each.wikidata})"] if each.wikidata else [each.name]


def _slugs(each: Named) -> list[str]:
    made = transliteration.slug(each.name, LONGEST_SLUG) or "actor"
    return [made, f"{made}-{hashlib.sha256(repr(each).encode(errors='replace')).hexdigest()[:8]}"]


@transaction.atomic
def _make(missing: list[Named], by: User) -> None:
    wanted_names, wanted_slugs = [], []
    for each in missing:
        wanted_names += _names(each)
        wanted_slugs += _slugs(each)
    names = set(Actor.objects.filter(name__in=wanted_names).values_list("name", flat=True))
    slugs = set(Actor.objects.filter(slug__in=wanted_slugs).values_list("slug", flat=True))
    rows, items = [], {""}
    for each in missing:
        name = next((name for name in _names(each) if name not in names), None)
        slug = next((slug for slug in _slugs(each) if slug not in slugs), None)
        if name is None or slug is None or each.wikidata in items - {""}:
            continue  # another one in this list has just taken it: next time it is known
        names.add(name)
        slugs.add(slug)
        items.add(each.wikidata)
        rows.append({"name": name, "slug": slug, "kind": each.kind, "wikidata": each.wikidata})
    for key, row in zip(bulk.keys(Actor, len(rows)), rows, strict=True):
        row["id"] = key
    bulk.insert_with_history(Actor, rows, by=by, at=timezone.now())
