from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.fields import validate_language
from sources.history import History


class Topic(models.Model):
    name = models.CharField(
        max_length=100,
        unique=True,
        help_text=_("A few words, as readers would look for it. They see it unless it has a name in their language."),
    )
    slug = models.SlugField(max_length=80, unique=True, help_text=_("Its address on the public site."))

    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TopicName(models.Model):
    """What a topic is called in one more language."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="names")
    name = models.CharField(
        max_length=100,
        help_text=_("Readers of this language see it in place of the name above. Claims are found by both."),
    )
    language = models.CharField(
        max_length=12, validators=[validate_language], help_text=_("A language code, such as “id” or “zh-Hant”.")
    )

    history = History(found_by="topic")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                name="topic_name_once",
                fields=["topic", "language"],
                violation_error_message=_("The topic already has a name in this language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
