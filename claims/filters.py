"""The filters of public claims: one FilterSet for the pages and the API. A bad value is an error, never ignored."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from typing import TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F, TextChoices
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import (
    PublicActor,
    PublicOutlet,
    PublicSource,
    PublicTopic,
    PublishedClaim,
    PublishedInvolvement,
    Rating,
)
from claims.public.words import of_scale
from claims.search import finding, limit
from claims.search.query import MOST_CHARACTERS, Unsearchable
from sources.fields import validate_language

Answer = TypeVar("Answer")
Role = PublishedInvolvement.Role

# One way to write a day: 06/07/2024 is two days, depending on who reads it.
DAYS = ["%Y-%m-%d"]
YEAR = "^[0-9]{4}$"


class Order(TextChoices):
    """Without one, a list that is searched comes best match first, any other with the latest work first."""

    BEST = "best", _("Best match first")
    UPDATED = "updated", _("Recently published or updated first")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    SAID = "said", _("Most recently said first")


# Whole numbers, and no two claims have the same: a cursor can name a place in every order.
COLUMNS = {
    Order.UPDATED: "verdict_sequence",
    Order.NEWEST: "first_sequence",
    Order.OLDEST: "first_sequence",
    Order.SAID: "said_place",
}


class CatalogueField(forms.SlugField):
    """The slug of something that is public."""

    def __init__(self, *, model, **kwargs) -> None:
        super().__init__(**kwargs)
        self.model = model

    def clean(self, value):
        slug = super().clean(value)
        if slug and not self.model.objects.filter(slug=slug).exists():
            nothing = gettext("There is nothing public under “%(slug)s”.")
            raise ValidationError(nothing % {"slug": slug})
        return slug


class CatalogueFilter(django_filters.CharFilter):
    field_class = CatalogueField


class QueryField(forms.CharField):
    """What to search for; its value is a Search."""

    def clean(self, value):
        typed = super().clean(value)
        try:
            return finding.search(typed) if typed else None
        except Unsearchable as fault:
            raise ValidationError(str(fault)) from fault


class QueryFilter(django_filters.CharFilter):
    field_class = QueryField


def rating_choices() -> list[tuple[str, str]]:
    """In the reader's language."""
    return [(slug, of_scale(label)) for slug, label in Rating.objects.values_list("slug", "label")]


def _not_among(codes: Callable[[], Iterable[str]]) -> str:
    """What a field says of a value that is none of its own."""
    said = gettext("There is no “%(value)s” here. Choose from: %(codes)s.")
    return said % {"value": "%(value)s", "codes": ", ".join(codes())}


not_among = lazy(_not_among, str)


class ListForm(forms.Form):
    def clean_rating(self) -> list[str]:
        """Each once, or else what is kept of a rating would be counted as often as it is named."""
        return list(dict.fromkeys(self.cleaned_data["rating"]))

    def clean(self) -> None:
        is_best = self.cleaned_data.get("ordering") == Order.BEST
        if is_best and not self.cleaned_data.get("q") and not self.has_error("q"):
            said = gettext("Only a search has a best match. Search for something, or choose another order.")
            self.add_error("ordering", said)


class ClaimFilter(django_filters.FilterSet):
    q = QueryFilter(label=_("Words"), method="filter_q", max_length=MOST_CHARACTERS)
    rating = django_filters.MultipleChoiceFilter(
        label=_("Rating"),
        field_name="rating",
        lookup_expr="exact",
        choices=rating_choices,
        error_messages={"invalid_choice": not_among(lambda: Rating.objects.values_list("slug", flat=True))},
        distinct=False,  # it is a column of the claim itself: no row comes twice, and documents need not be compared
    )
    topic = CatalogueFilter(label=_("Topic"), method="filter_topic", model=PublicTopic)
    actor = CatalogueFilter(label=_("Actor"), method="filter_actor", model=PublicActor)
    accuser = CatalogueFilter(label=_("Accuser"), method="filter_accuser", model=PublicActor)
    accused = CatalogueFilter(label=_("Accused"), method="filter_accused", model=PublicActor)
    rebutter = CatalogueFilter(label=_("Rebutter"), method="filter_rebutter", model=PublicActor)
    denier = CatalogueFilter(label=_("Denied by"), method="filter_denier", model=PublicActor)
    source = CatalogueFilter(label=_("Source"), method="filter_source", model=PublicSource)
    outlet = CatalogueFilter(label=_("Outlet"), method="filter_outlet", model=PublicOutlet)
    language = django_filters.CharFilter(
        label=_("Language"), field_name="language", lookup_expr="exact", validators=[validate_language]
    )
    year = django_filters.CharFilter(
        label=_("Year it was first said in"),
        method="filter_year",
        validators=[RegexValidator(YEAR, _("Give a year as four digits: 2024."))],
    )
    said_after = django_filters.DateFilter(
        label=_("First said on or after"), field_name="first_said_on", lookup_expr="gte", input_formats=DAYS
    )
    said_before = django_filters.DateFilter(
        label=_("First said on or before"), field_name="first_said_on", lookup_expr="lte", input_formats=DAYS
    )
    published_after = django_filters.DateFilter(
        label=_("Published on or after"), method="filter_published_after", input_formats=DAYS
    )
    published_before = django_filters.DateFilter(
        label=_("Published on or before"), method="filter_published_before", input_formats=DAYS
    )
    ordering = django_filters.ChoiceFilter(
        label=_("Order"),
        method="filter_nothing",
        choices=Order,
        error_messages={"invalid_choice": not_among(lambda: Order.values)},
    )

    class Meta:
        model = PublishedClaim
        form = ListForm
        fields: list[str] = []

    @property
    def search(self) -> finding.Search | None:
        """What is searched for by a valid form."""
        return self.form.cleaned_data.get("q")

    @property
    def order(self) -> Order:
        """That of a valid form, as it is made: to rank very many hits by how well they match would take too long."""
        chosen = Order(self.form.cleaned_data.get("ordering") or (Order.BEST if self.search else Order.UPDATED))
        return Order.UPDATED if chosen == Order.BEST and not self.search.is_ranked else chosen

    @property
    def by_place(self) -> str:
        """What in_order() goes by, also before the form is known to be valid."""
        return "place" if self.data.get("ordering") == Order.OLDEST else "-place"

    def of_any_rating(self):
        """What a valid form finds, and what it would find with other ratings chosen, or none."""
        claims = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name != "rating":
                claims = self.filters[name].filter(claims, value)
        return claims

    def in_order(self, beside: int | None = None):
        """What is found, by its `place`. Beside the place of a claim listed before, a list goes on as it began."""
        chosen = self.form.cleaned_data.get("ordering")
        if not self.search:
            return self.qs.annotate(place=F(COLUMNS[self.order])).order_by(self.by_place)
        if chosen in ("", Order.BEST):
            return finding.in_order(self.qs, self.search, beside)
        return finding.in_order_of(self.qs, F(COLUMNS[chosen])).order_by(self.by_place)

    def answered(self, ask: Callable[[], Answer]) -> Answer | None:
        """What a list asks of the claims found, within the time that a search may take.

        None where a filter has a mistake, or the search takes too long: the errors of the form then say so.
        """
        try:
            with limit.for_search(self.data):
                return ask() if self.is_valid() else None
        except Unsearchable as fault:
            self.form.add_error("q", str(fault))
            return None

    def filter_q(self, claims, name, value):
        return finding.among(claims, value)

    def filter_actor(self, claims, name, value):
        return claims.involving(value)

    def filter_accuser(self, claims, name, value):
        return claims.involving(value, Role.ACCUSER)

    def filter_accused(self, claims, name, value):
        return claims.involving(value, Role.ACCUSED)

    def filter_rebutter(self, claims, name, value):
        return claims.involving(value, Role.REBUTTER)

    def filter_denier(self, claims, name, value):
        return claims.involving(value, Role.DENIER)

    def filter_topic(self, claims, name, value):
        return claims.on_topic(value)

    def filter_source(self, claims, name, value):
        return claims.resting_on(value)

    def filter_outlet(self, claims, name, value):
        return claims.resting_on_outlet(value)

    def filter_year(self, claims, name, value):
        return claims.said_in(int(value))

    def filter_nothing(self, claims, name, value):
        return claims

    def filter_published_after(self, claims, name, value):
        return claims.filter(published_at__gte=datetime.combine(value, time.min, UTC))

    def filter_published_before(self, claims, name, value):
        return claims.filter(published_at__lte=datetime.combine(value, time.max, UTC))
