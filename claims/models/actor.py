from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sources.fields import validate_country, validate_language, validate_wikidata
from sources.history import History


class Actor(models.Model):
    """A state, organisation or person that says, answers or is accused of something."""

    class Kind(models.TextChoices):
        STATE = "state", pgettext_lazy("kind of actor", "State")
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")
        UNNAMED = "unnamed", _("Unnamed")

    name = models.CharField(
        max_length=200,
        unique=True,
        help_text=_("The name that readers see, unless it has another name in their language."),
    )
    slug = models.SlugField(max_length=80, unique=True, help_text=_("Its address on the public site."))
    kind = models.CharField(max_length=12, choices=Kind, help_text=_("Unnamed: such as “analysts”, as reported."))
    country = models.CharField(
        max_length=2, blank=True, validators=[validate_country], help_text=_("Two capital letters, such as “KP”.")
    )
    wikidata = models.CharField(
        _("Wikidata item"), max_length=20, blank=True, validators=[validate_wikidata], help_text=_("Such as “Q423”.")
    )
    notes = models.TextField(blank=True, help_text=_("Internal. Never published."))

    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="actor_wikidata_once",
                fields=["wikidata"],
                condition=~models.Q(wikidata=""),
                violation_error_message=_("An actor with this Wikidata item is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActorName(models.Model):
    """Another name of an actor, in one language, whose readers see it in place of the main one."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    name = models.CharField(
        max_length=200,
        help_text=_(
            "As others write it: in another language or script, short or in full. Readers of this language see it in "
            "place of the name above. Claims are found by it, too."
        ),
    )
    language = models.CharField(
        max_length=12, validators=[validate_language], help_text=_("A language code, such as “id” or “zh-Hant”.")
    )
    is_preferred = models.BooleanField(
        _("preferred"),
        default=False,
        help_text=_(
            "Of several names in one language, readers see the preferred one, or else the first by the alphabet."
        ),
    )

    history = History(found_by="actor")

    class Meta:
        # As documents have them: what comes first in a language is what its readers see (see claims/naming.py).
        ordering = ["language", "-is_preferred", "name"]
        constraints = [
            models.UniqueConstraint(
                name="actor_name_once",
                fields=["actor", "language", "name"],
                violation_error_message=_("This name is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
