"""Actors as a table."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import record
from claims.matching import desk
from claims.models import Actor, ActorName, PublicActor
from claims.tables.columns import Choice, Column, pieces
from claims.tables.files import Row
from claims.tables.table import Planned, Table

# A semicolon may be part of a name; what begins the next one is its language.
BETWEEN_NAMES = re.compile(r"\s*[;\n]\s*(?=[A-Za-z]{2,3}(?:-[A-Za-z]+)*\s*:)")


class Names(Column):
    """“id: Korea Utara; ko: 북한”, as pairs."""

    def parse(self, text: str) -> list[tuple[str, str]]:
        text = super().parse(text)
        pairs = {self._pair(part) for part in BETWEEN_NAMES.split(text)} if text else set()
        return sorted(pairs)

    def _pair(self, part: str) -> tuple[str, str]:
        language, colon, name = (piece.strip() for piece in part.partition(":"))
        if not (colon and name):
            raise ValidationError(_("Write each name after its language, such as “id: Korea Utara; ko: 북한”."))
        ActorName(language=language, name=name).clean_fields(exclude=["actor"])
        return language, name

    def value(self, obj: Actor) -> list[tuple[str, str]]:
        return sorted((name.language, name.name) for name in obj.names.all()) if obj.pk else []

    def text(self, value: list[tuple[str, str]]) -> str:
        return "; ".join(f"{language}: {name}" for language, name in value)


class Actors(Table):
    name = "actors"
    model = Actor
    made_from = {"slug": "name"}
    unique = ("name", "wikidata", "slug")
    read_with = ("names",)
    permissions = (
        "claims.add_actor", "claims.change_actor", "claims.add_actorname", "claims.change_actorname",
        "claims.delete_actorname",
    )  # fmt: skip
    shown = frozenset({"name", "kind", "country", "wikidata", "names"})

    def make_columns(self) -> list[Column]:
        kinds = ", ".join(Actor.Kind.values)
        return [
            Column("slug", gettext_lazy("Which actor this is. Empty for a new one: it is then made from the name.")),
            Column("name", gettext_lazy("The name that readers see.")),
            Choice("kind", Actor.Kind, gettext_lazy("One of: %s.") % kinds),
            Column("country", gettext_lazy("Two capital letters, such as KP.")),
            Column("wikidata", gettext_lazy("Such as Q423.")),
            Names("names", gettext_lazy("Other names, each after its language: “id: Korea Utara; ko: 북한”.")),
            Column("notes", gettext_lazy("Internal. Never published.")),
        ]

    def hold_still(self) -> None:
        """Nothing is published meanwhile: what is public must not change after it was looked at."""
        record.take_turn()

    def ready(self, rows: list[Row], lock: bool) -> None:
        super().ready(rows, lock)
        shown = (PublicActor.objects.filter(slug__in=some) for some in pieces(sorted(self.there)))
        self.public = {actor.slug for actors in shown for actor in actors}

    def check(self, each: Planned) -> None:
        if each.is_new or each.obj.slug not in self.public:
            return
        refusal = _("Readers see this actor: change this on its page, where what is published is amended with it.")
        each.errors += [(name, refusal) for name in self.columns if name in self.shown & each.changed]

    def insert(self, each: Planned) -> None:
        super().insert(each)
        self._name(each)

    def update(self, each: Planned) -> None:
        super().update(each)
        self._name(each)
        if each.changed & {"name", "names"}:
            desk.keep_naming(each.obj)

    def _name(self, each: Planned) -> None:
        if "names" not in each.changed:
            return
        wanted = set(each.values["names"])
        for held in ActorName.objects.filter(actor=each.obj.pk):
            if (held.language, held.name) in wanted:
                wanted.remove((held.language, held.name))
            else:
                self.mine(held).delete()
        for language, name in sorted(wanted):
            self.mine(ActorName(actor=each.obj, language=language, name=name)).save()
