"""What a list can be narrowed down by, with how many claims it would then hold.

Of all claims, and by rating also of what has one thing in common, the numbers are kept. Of any other list they are
counted among its first claims: the page says so where there are more.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count
from django.http import QueryDict

from claims.filters import ClaimFilter
from claims.models import PublicActor, PublicTopic, PublishedClaim, PublishedInvolvement, Tally
from claims.public.lists import MOST, asked_for, including, without
from claims.public.words import language_name

SHOWN = 8  # values of a facet: those that most claims have
WHOLE = "facet"  # the parameter that names the one of which all values are shown
COLUMNS = {"language": "language", "year": "said_year"}
NAMED = {"topic": PublicTopic, "actor": PublicActor}
# The table of links, and its columns for the claim and for what the claim is linked with.
LINKS = {
    "topic": (PublishedClaim.topics.through, "publishedclaim_id", "publictopic_id"),
    "actor": (PublishedInvolvement, "claim_id", "actor_id"),
}

Counted = list[tuple[str, int | None]]


class Choice(NamedTuple):
    """A value, and the query string of the list with it, or without it where it is chosen already."""

    label: str
    count: int | None
    query: str
    is_chosen: bool


class Facet(NamedTuple):
    """`more` is the query string of the same list with all values of this facet, where these are not all."""

    name: str
    label: str
    choices: list[Choice]
    more: str = ""


def facets(filterset: ClaimFilter) -> list[Facet]:
    """Of a valid form."""
    ratings, others = asked_for(filterset)
    open_ones = [name for name in (*NAMED, *COLUMNS) if name not in others]
    if ratings or others:
        rows = list(filterset.in_order().values("pk", "rating", *COLUMNS.values())[:MOST])
        counted = {name: _among(rows, name) for name in open_ones}
    else:
        rows, counted = [], {name: Tally.objects.most(name, MOST) for name in COLUMNS if name in open_ones}
        counted |= {name: Tally.objects.most(name, SHOWN) for name in NAMED if name in open_ones}
    more = {name for name in open_ones if name in COLUMNS and len(counted[name]) > SHOWN}
    more.discard(filterset.data.get(WHOLE))
    counted |= {name: counted[name][:SHOWN] for name in more}
    counted |= {name: [(value, None)] for name, value in others.items()}
    counted["year"].sort(reverse=True)
    counted["rating"] = _ratings(filterset, rows)
    made = [_facet(filterset, name, counted[name]) for name in ("rating", *NAMED, *COLUMNS)]
    return [
        facet._replace(more=including(filterset.data, WHOLE, facet.name)) if facet.name in more else facet
        for facet in made
        if facet.choices
    ]


def _ratings(filterset: ClaimFilter, rows: list[dict]) -> Counted:
    """In the order of the scale. Without numbers where there are too many claims to count those of other ratings."""
    ratings, others = asked_for(filterset)
    scale = [slug for slug, _ in filterset.form.fields["rating"].choices]
    if len(others) <= 1 and others.keys() <= set(Tally.Of.values):
        of, value = next(iter(others.items()), (Tally.Of.ALL, ""))
        counts = Tally.objects.by_rating(of, value)
    elif ratings:
        found = list(filterset.of_any_rating().order_by().values_list("rating", flat=True)[: MOST + 1])
        if len(found) > MOST:
            return [(slug, None) for slug in scale]
        counts = Counter(found)
    else:
        counts = Counter(row["rating"] for row in rows)
    return [(slug, counts.get(slug, 0)) for slug in scale if slug in counts or slug in ratings]


def _among(rows: list[dict], name: str) -> Counted:
    """What most of these have, with how many."""
    if name in COLUMNS:
        counts = Counter(str(row[COLUMNS[name]]) for row in rows if row[COLUMNS[name]] is not None)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    model, claim, value = LINKS[name]
    links = model.objects.filter(**{f"{claim}__in": [row["pk"] for row in rows]})
    counts = links.order_by().values_list(value).annotate(claims=Count(claim, distinct=True))
    return list(counts.order_by("-claims", value)[:SHOWN])


def _facet(filterset: ClaimFilter, name: str, counted: Counted) -> Facet:
    ratings, others = asked_for(filterset)
    chosen = ratings if name == "rating" else [others.get(name)]
    labels = _labels(filterset, name, [value for value, _ in counted])
    choices = [
        Choice(labels[value], count, _query(filterset.data, name, value, value in chosen), value in chosen)
        for value, count in counted
        if value in labels  # what was counted may have gone since
    ]
    return Facet(name, str(filterset.form.fields[name].label), choices)


def _query(params: QueryDict, name: str, value: str, is_chosen: bool) -> str:
    return without(params, name, value) if is_chosen else including(params, name, value)


def _labels(filterset: ClaimFilter, name: str, values: list[str]) -> dict[str, str]:
    if name in NAMED:
        return {slug: str(named) for slug, named in NAMED[name].objects.in_bulk(values).items()}
    if name == "rating":
        return {slug: str(label) for slug, label in filterset.form.fields["rating"].choices}
    return {value: language_name(value) if name == "language" else value for value in values}
