"""How many verdicts that stand have something in common, kept with every publication: see models.Tally."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from claims.models import PublishedInvolvement, Tally

Of = Tally.Of
Key = tuple[str, str, str]  # of, value, rating


def of_document(body: dict) -> set[Key]:
    """Where a claim is counted; nowhere once it is withdrawn."""
    if body["status"] != "published":
        return set()
    return {(str(of), value, rating) for of, value in _in(body) for rating in ("", body["verdict"]["rating"])}


def move(before: Iterable[Key], after: Iterable[Key]) -> None:
    """A claim that was counted there is counted here. Only who holds the head of the record may do this.

    For many claims at once, both are Counters.
    """
    change = Counter(after)
    change.subtract(before)
    change = {key: by for key, by in change.items() if by}
    shown = {(row.of, row.value, row.rating): row for row in _among(change)}
    counts = {key: by + (shown[key].claims if key in shown else 0) for key, by in change.items()}
    Tally.objects.filter(pk__in=[shown[key].pk for key, claims in counts.items() if not claims]).delete()
    Tally.objects.bulk_create(
        [_row(key, claims) for key, claims in counts.items() if claims],
        update_conflicts=True,
        unique_fields=["of", "value", "rating"],
        update_fields=["claims"],
    )


def faults(expected: Counter) -> Iterator[str]:
    """Where the tallies differ from what they should be: a sentence about each."""
    shown = {(of, value, rating): claims for of, value, rating, claims in Tally.objects.values_list(*COLUMNS)}
    for key in sorted(shown.keys() | expected.keys()):
        if shown.get(key) != expected.get(key):
            named = " ".join(filter(None, key))
            yield f"the lists count {shown.get(key, 0)} claims for “{named}”, there are {expected.get(key, 0)}"


COLUMNS = ("of", "value", "rating", "claims")


def _row(key: Key, claims: int) -> Tally:
    return Tally(**dict(zip(COLUMNS, (*key, claims), strict=True)))


def _among(keys: Iterable[Key]) -> QuerySet[Tally]:
    """The rows of some keys, and perhaps a few more: a stretch of the index for each thing counted."""
    values, ratings = defaultdict(set), {rating for _, _, rating in keys}
    for of, value, _ in keys:
        values[of].add(value)
    wanted = Q(pk__in=[])
    for of in sorted(values):
        wanted |= Q(of=of, value__in=sorted(values[of]))
    return Tally.objects.filter(wanted, rating__in=sorted(ratings))


def _in(body: dict) -> Iterator[tuple[str, str]]:
    yield Of.ALL, ""
    yield Of.LANGUAGE, body["language"]
    if body["first_said_on"]:
        yield Of.YEAR, body["first_said_on"][:4]
    yield from ((Of.TOPIC, topic["slug"]) for topic in body["topics"])
    for source in body["sources"].values():
        yield Of.SOURCE, source["slug"]
        yield Of.OUTLET, source["outlet_slug"]
    yield from ((Of.ACTOR, slug) for slug in body["actors"])
    yield from ((role, slug) for slug, role in involvements(body))


def involvements(body: dict) -> list[tuple[str, str]]:
    """Each actor with each part it has. One that was only asked for an answer is accused."""
    role = PublishedInvolvement.Role
    parts = [(said["actor"], role.ACCUSER) for said in body.get("accusations", [])]
    parts += [(slug, role.ACCUSED) for slug in body.get("accused", [])]
    parts += [(said["actor"], role.REBUTTER) for said in body.get("rebuttals", [])]
    deniers = {said["actor"] for said in body.get("rebuttals", []) if said["stance"] == "denies"}
    parts += [
        (slug, role.DENIER if slug in deniers else role.ANSWERER) for slug, part in parts if part == role.REBUTTER
    ]
    named = {slug for slug, _ in parts}
    parts += [(slug, role.ACCUSED) for slug in body.get("actors", {}) if slug not in named]
    return list(dict.fromkeys(parts))
