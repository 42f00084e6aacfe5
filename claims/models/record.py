"""The record: what the public has seen, and the projection that lists and filters read.

Only claims/record.py writes Publication and Head, and only claims/projection.py the rest. Nothing here joins the
desk's tables except to name the claim.
"""

from django.conf import settings
from django.db import connections, models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from claims import ageing
from claims.models.catalogue import PublicActor, PublicOutlet, PublicSource, PublicTopic, Tally
from claims.models.claim import Claim
from claims.models.verdict import Rating

NO_DIGEST = "0" * 64  # what the first publication follows


class PublicationQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-sequence")

    def latest_until(self, sequence: int):
        """The newest publication of each claim when the record ended here, oldest first."""
        newer = Publication.objects.filter(
            claim=OuterRef("claim"), revision__gt=OuterRef("revision"), sequence__lte=sequence
        )
        return self.filter(~Exists(newer), sequence__lte=sequence).order_by("sequence")

    def corrections(self):
        """What the corrections page and feed list, newest first, without the documents."""
        return self.filter(kind__in=CORRECTIONS).newest().defer("document")


class Publication(models.Model):
    """One revision of one claim as the public saw it, for ever. Append-only, held by the database.

    `document` is canonical JSON (RFC 8785); `digest` covers the header, which holds its digest and the one before.
    """

    class Kind(models.TextChoices):
        FIRST = "first", pgettext_lazy("kind of revision", "First publication")
        CORRECTION = "correction", pgettext_lazy("kind of revision", "Correction")
        CLARIFICATION = "clarification", pgettext_lazy("kind of revision", "Clarification")
        UPDATE = "update", pgettext_lazy("kind of revision", "Update")
        WITHDRAWAL = "withdrawal", pgettext_lazy("kind of revision", "Withdrawal")
        AMENDMENT = "amendment", pgettext_lazy("kind of revision", "Amendment")

    sequence = models.PositiveBigIntegerField(primary_key=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="publications")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=13, choices=Kind)
    note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.TextField()
    document_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(name="publication_revision_once", fields=["claim", "revision"]),
            # Two publications that follow the same one would be a fork.
            models.UniqueConstraint(name="publication_no_fork", fields=["previous_digest"]),
            models.CheckConstraint(name="publication_first_is_first", condition=Q(kind="first", revision=1)
                                   | (~Q(kind="first") & Q(revision__gt=1) & ~Q(note=""))),
        ]  # fmt: skip
        indexes = [
            # The corrections page and feed: what was corrected, newest first.
            models.Index(name="publication_by_kind", fields=["kind", "-sequence"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.get_kind_display()}"


# What a reader of an earlier revision should be told about: the corrections page lists these.
CORRECTIONS = frozenset({Publication.Kind.CORRECTION, Publication.Kind.CLARIFICATION, Publication.Kind.WITHDRAWAL})
# What an editor may choose when publishing again.
KINDS_AGAIN = (Publication.Kind.CORRECTION, Publication.Kind.CLARIFICATION, Publication.Kind.UPDATE)


class HeadManager(models.Manager):
    def version(self) -> str:
        """What the whole public site is a function of, in one query: the end of the record, the verdict scale, and the
        last day on which a verdict that stands has become stale.

        In SQL, because every request asks it first, and to put such a query together takes longer than to answer it.
        """
        record, scale, shown = (model._meta.db_table for model in (Head, Rating, PublishedClaim))
        changed = f"SELECT max(changed_at) FROM {scale}"
        stale = f"SELECT max(recheck_on) FROM {shown} WHERE recheck_on < %s"
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"SELECT sequence, digest, ({changed}), ({stale}) FROM {record}", [ageing.today().isoformat()]
            )
            sequence, digest, changed_at, expired_on = cursor.fetchone()
        return f"{sequence}-{digest[:16]}-{changed_at}-{expired_on}"


class Head(models.Model):
    """The end of the record, in one row: its lock makes publishing sequential, its value is the site's version."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=NO_DIGEST)

    objects = HeadManager()

    class Meta:
        constraints = [models.CheckConstraint(name="head_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"


def said_place(year: int, month: int = 0, day: int = 0, first_sequence: int = 0) -> int:
    return (year * 10_000 + month * 100 + day) * 10**10 + first_sequence


class PublishedClaimQuerySet(models.QuerySet):
    def standing(self):
        """Verdicts that stand: all but the notices of withdrawal."""
        return self.filter(status=PublishedClaim.Status.PUBLISHED)

    def past_recheck(self):
        """Stale: the day to look at the verdict again has passed. A notice of withdrawal has no such day."""
        return self.filter(recheck_on__lt=ageing.today())

    def newest(self):
        return self.order_by("-verdict_sequence")

    def for_lists(self):
        """Verdicts that stand, newest first."""
        return self.standing().newest()

    def for_page(self):
        """With the document, in the same query."""
        return self.select_related("publication")

    def on_topic(self, topic: str):
        return self._linked(self.model.topics.through.objects.filter(publictopic=topic), Tally.Of.TOPIC, topic)

    def resting_on(self, source: str):
        """Those that cite a source, or cite one that traces to it."""
        return self._linked(self.model.sources.through.objects.filter(publicsource=source), Tally.Of.SOURCE, source)

    def resting_on_outlet(self, outlet: str):
        """Those that rest on a source of this outlet."""
        return self._linked(self.model.outlets.through.objects.filter(publicoutlet=outlet), Tally.Of.OUTLET, outlet)

    def said_in(self, year: int):
        """By the year, or by its stretch of said_place: a database takes the one that is in the order asked for."""
        return self.filter(said_year=year, said_place__range=(said_place(year), said_place(year + 1) - 1))

    def involving(self, actor: str, role: str | None = None):
        """Those in which this actor has this part, or any."""
        parts = PublishedInvolvement.objects.filter(actor=actor, **({"role": role} if role else {}))
        return self._linked(parts, role or Tally.Of.ACTOR, actor)

    def _linked(self, links: models.QuerySet, of: str, value: str):
        """Those that some links are of. Common ones are met soon on a walk along the list, so that each is asked for
        its link; rare ones are fetched by their links. Neither takes long, whatever there is of the others.
        """
        claim = "claim" if links.model is PublishedInvolvement else "publishedclaim"
        if Tally.objects.is_common(of, value):
            return self.filter(Exists(links.filter(**{claim: OuterRef("pk")})))
        return self.filter(pk__in=links.values(claim))

    def documents(self):
        """The stored JSON texts, in the order of this queryset."""
        return self.values_list("publication__document", flat=True)


class PublishedClaim(models.Model):
    """The latest revision of a public claim, with the columns that lists filter and sort by."""

    class Status(models.TextChoices):
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="published")
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="+")
    # The last publication that was more than an amendment. Lists go by it: renaming an actor must not shuffle them.
    verdict_sequence = models.PositiveBigIntegerField(unique=True)
    first_sequence = models.PositiveBigIntegerField(unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    status = models.CharField(max_length=10, choices=Status)
    language = models.CharField(max_length=12)
    headline = models.CharField(max_length=200)
    rating = models.SlugField(max_length=40)
    rating_label = models.CharField(max_length=60)
    rating_value = models.PositiveSmallIntegerField(null=True)
    summary = models.TextField()
    first_said_on = models.DateField(null=True)
    said_year = models.PositiveSmallIntegerField(null=True)
    # The day it was first said, then first_sequence: a place of its own. Without a day, below all others.
    said_place = models.PositiveBigIntegerField(unique=True)
    as_of = models.DateField(null=True)
    recheck_on = models.DateField(null=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    topics = models.ManyToManyField(PublicTopic, related_name="claims")
    sources = models.ManyToManyField(PublicSource, related_name="claims")
    outlets = models.ManyToManyField(PublicOutlet, related_name="claims")

    objects = PublishedClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-verdict_sequence"]
        indexes = [
            # Lists of verdicts of one kind, in each order. (A year is a stretch of said_place in the last of them.)
            models.Index(name="published_by_status", fields=["status", "-verdict_sequence"]),
            models.Index(name="published_by_rating", fields=["rating", "-verdict_sequence"]),
            models.Index(name="published_by_language", fields=["language", "-verdict_sequence"]),
            models.Index(name="published_by_year", fields=["said_year", "-verdict_sequence"]),
            models.Index(name="published_status_first", fields=["status", "-first_sequence"]),
            models.Index(name="published_rating_first", fields=["rating", "-first_sequence"]),
            models.Index(name="published_language_first", fields=["language", "-first_sequence"]),
            models.Index(name="published_year_first", fields=["said_year", "-first_sequence"]),
            models.Index(name="published_status_said", fields=["status", "-said_place"]),
            models.Index(name="published_rating_said", fields=["rating", "-said_place"]),
            models.Index(name="published_language_said", fields=["language", "-said_place"]),
            # The filters said_after and said_before, published_after and published_before.
            models.Index(name="published_by_first_said", fields=["first_said_on"]),
            models.Index(name="published_by_time", fields=["published_at"]),
            # Head.version(), and the desk's queue of verdicts to look at again.
            models.Index(name="published_by_recheck", fields=["recheck_on"], condition=Q(recheck_on__isnull=False)),
            # Google's interface: in an order that publishing again does not change.
            models.Index(name="published_by_first", fields=["status", "-first_published_at", "slug"]),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("public:claim", args=[self.slug])

    @property
    def is_stale(self) -> bool:
        return ageing.expired_on(self.recheck_on) is not None


class PublishedInvolvement(models.Model):
    """The part an actor has in a published claim. Who answers is a rebutter, and besides denies it or does not."""

    class Role(models.TextChoices):
        ACCUSER = "accuser", "Accuser"
        ACCUSED = "accused", "Accused"
        REBUTTER = "rebutter", "Rebutter"
        DENIER = "denier", "Denies it"
        ANSWERER = "answerer", "Answers it otherwise"

    claim = models.ForeignKey(PublishedClaim, models.CASCADE, related_name="involvements")
    actor = models.ForeignKey(PublicActor, models.CASCADE, related_name="involvements")
    role = models.CharField(max_length=8, choices=Role)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="involvement_once", fields=["actor", "role", "claim"])]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_role_display()}"
