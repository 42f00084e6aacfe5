from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.history import History


class Topic(models.Model):
    name = models.CharField(max_length=100, unique=True, help_text=_("A few words, as readers would look for it."))
    slug = models.SlugField(max_length=80, unique=True, help_text=_("Its address on the public site."))

    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
