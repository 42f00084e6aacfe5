"""What public claims name, and how many name it: part of the projection, which only claims/projection.py writes."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse


class CatalogueQuerySet(models.QuerySet):
    """Only claims that stand are counted: a notice of withdrawal names no actor, topic or source."""

    def with_claim_counts(self):
        return self.annotate(claim_count=Count("claims")).order_by(*self.model._meta.ordering)


class PublicActorQuerySet(models.QuerySet):
    def with_part_counts(self):
        """In how many public claims each has each part: as_accuser, as_accused, as_rebutter."""
        roles = self.model.involvements.rel.related_model.Role.values
        counts = {f"as_{role}": Count("involvements", filter=Q(involvements__role=role)) for role in roles}
        return self.annotate(**counts).order_by("name", "slug")


class PublicActor(models.Model):
    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    country = models.CharField(max_length=2)
    wikidata = models.CharField(max_length=20)

    objects = PublicActorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of actors, by name.
            models.Index(name="public_actor_by_name", fields=["name", "slug"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:actor", args=[self.slug])


class PublicTopic(models.Model):
    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=100)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of topics, by name.
            models.Index(name="public_topic_by_name", fields=["name", "slug"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:topic", args=[self.slug])


class PublicOutlet(models.Model):
    """An outlet as the latest document that names it shows it."""

    slug = models.SlugField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200)
    reliability = models.CharField(max_length=1)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        indexes = [
            # The list of outlets, by name.
            models.Index(name="public_outlet_by_name", fields=["name", "slug"]),
        ]

    def __str__(self) -> str:
        return self.name


class PublicSource(models.Model):
    """A source as the latest document that names it shows it; `document` is that part of it, as JSON text."""

    slug = models.SlugField(max_length=120, primary_key=True)
    title = models.CharField(max_length=300)
    outlet = models.CharField(max_length=200)
    outlet_slug = models.SlugField(max_length=80)
    document = models.TextField()

    objects = CatalogueQuerySet.as_manager()

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

    of = models.CharField(max_length=8, choices=Of)
    value = models.CharField(max_length=120, blank=True)
    rating = models.SlugField(max_length=40, blank=True, db_index=False)
    claims = models.PositiveBigIntegerField()

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
