"""What public claims name, and how many name it: part of the projection, which only claims/projection.py writes."""

from collections.abc import Iterable

import orjson
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from claims.naming import Name, name_in, names_besides

LISTED = 1_000  # claims that the pages of a list lead to


class Named(models.Model):
    """What readers see under the name that it has in their language."""

    names = models.TextField(default="[]", help_text="Its other names, as the document has them: JSON text.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.shown.value

    @property
    def shown(self) -> Name:
        return name_in(self._named(), get_language())

    @property
    def names_besides(self) -> list[Name]:
        return names_besides(self._named(), self.shown)

    def _named(self) -> dict:
        return {"name": self.name, "names": orjson.loads(self.names)}


class PublicActor(Named):
    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    country = models.CharField(max_length=2)
    wikidata = models.CharField(max_length=20)

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of actors, by name.
            models.Index(name="public_actor_by_name", fields=["name", "slug"]),
        ]

    def get_absolute_url(self) -> str:
        return reverse("public:actor", args=[self.slug])


class PublicTopic(Named):
    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of topics, by name.
            models.Index(name="public_topic_by_name", fields=["name", "slug"]),
        ]

    def get_absolute_url(self) -> str:
        return reverse("public:topic", args=[self.slug])


class PublicOutlet(models.Model):
    """An outlet as the latest document that names it shows it."""

    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200)
    reliability = models.CharField(max_length=1)

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of outlets, by name.
            models.Index(name="public_outlet_by_name", fields=["name", "slug"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:outlet", args=[self.slug])


class PublicSource(models.Model):
    """A source as the latest document that names it shows it; `document` is that part of it, as JSON text."""

    slug = models.SlugField(max_length=120, primary_key=True)
    title = models.CharField(max_length=300)
    outlet = models.CharField(max_length=200)
    outlet_slug = models.SlugField(max_length=80)
    document = models.TextField()

    class Meta:
        ordering = ["title", "slug"]
        indexes = [
            # The list of sources, and the sources of an outlet, by title.
            models.Index(name="public_source_by_title", fields=["title", "slug"]),
            models.Index(name="public_source_of_outlet", fields=["outlet_slug", "title", "slug"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public:source", args=[self.slug])


class TallyQuerySet(models.QuerySet):
    def by_rating(self, of: str, value: str = "") -> dict[str, int]:
        """How many claims there are of each rating, and of all under ""."""
        return dict(self.filter(of=of, value=value).values_list("rating", "claims"))

    def most(self, of: str, number: int) -> list[tuple[str, int]]:
        """What most claims have in common, with how many."""
        counted = self.filter(of=of, rating="").order_by("-claims", "value")
        return list(counted.values_list("value", "claims")[:number])

    def is_common(self, of: str, value: str) -> bool:
        """Whether to find LISTED of them, it is less to look at one claim after another than to fetch them all."""
        asked = Q(of=of, value=value) | Q(of=Tally.Of.ALL, value="")
        counts = dict(self.filter(asked, rating="").values_list("of", "claims"))
        return counts.get(of, 0) ** 2 > LISTED * counts.get(Tally.Of.ALL, 0)

    def each(self, of: str, values: Iterable[str]) -> dict[str, int]:
        """How many claims each of these has."""
        return dict(self.filter(of=of, value__in=list(values), rating="").values_list("value", "claims"))


class Tally(models.Model):
    """How many verdicts that stand have something in common: kept, because a request could not count a million.

    Of which catalogue or column (`of`) it has the `value`, among the verdicts of one rating, or of all ("").
    """

    class Of(models.TextChoices):
        ALL = "all", "All verdicts"
        LANGUAGE = "language", "Language"
        YEAR = "year", "Year it was first said in"
        TOPIC = "topic", "Topic"
        SOURCE = "source", "Source"
        OUTLET = "outlet", "Outlet"
        ACTOR = "actor", "Actor, in whatever part"
        ACCUSER = "accuser", "Accuser"
        ACCUSED = "accused", "Accused"
        REBUTTER = "rebutter", "Rebutter"
        DENIER = "denier", "Denies it"
        ANSWERER = "answerer", "Answers it otherwise"

    of = models.CharField(max_length=8, choices=Of)
    value = models.CharField(max_length=120, blank=True)
    rating = models.SlugField(max_length=40, blank=True, db_index=False)
    claims = models.PositiveBigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tally_once", fields=["of", "value", "rating"]),
            models.CheckConstraint(name="tally_of_something", condition=Q(claims__gt=0)),
        ]
        indexes = [
            # What most claims have in common: the facets of the list of all claims, and the topics of the home page.
            models.Index(name="tally_by_claims", fields=["of", "rating", "-claims", "value"]),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.value} {self.rating}: {self.claims}"
