from django.db import models

from sources.fields import validate_country, validate_language, validate_wikidata
from sources.history import History


class Actor(models.Model):
    """A state, organisation or person that says, answers or is accused of something."""

    class Kind(models.TextChoices):
        STATE = "state", "State"
        ORGANISATION = "organisation", "Organisation"
        PERSON = "person", "Person"
        UNNAMED = "unnamed", "Unnamed"

    name = models.CharField(max_length=200, unique=True, help_text="The name that readers see.")
    slug = models.SlugField(max_length=80, unique=True, help_text="Its address on the public site.")
    kind = models.CharField(max_length=12, choices=Kind, help_text="Unnamed: such as “analysts”, as reported.")
    country = models.CharField(
        max_length=2, blank=True, validators=[validate_country], help_text="Two capital letters, such as “KP”."
    )
    wikidata = models.CharField(
        "Wikidata item", max_length=20, blank=True, validators=[validate_wikidata], help_text="Such as “Q423”."
    )
    notes = models.TextField(blank=True, help_text="Internal. Never published.")

    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="actor_wikidata_once",
                fields=["wikidata"],
                condition=~models.Q(wikidata=""),
                violation_error_message="An actor with this Wikidata item is already there.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActorName(models.Model):
    """Another name of an actor, in one language."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, validators=[validate_language])

    history = History(found_by="actor")

    class Meta:
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                name="actor_name_once",
                fields=["actor", "language", "name"],
                violation_error_message="This name is already there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
