"""Claims as a table: one row a claim, with who said it first, when and where."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.matching import desk
from claims.models import Accusation, Actor, Claim, Topic
from claims.progress import Advance, nothing
from claims.tables.columns import Column, Day, ForReading, Many, One, pieces
from claims.tables.table import Fate, Planned, Table
from sources.models import Source

ACCUSATION = ("accuser", "quote", "said_on", "said_in")
# What the columns of an accusation are called there.
FIELDS = {"accuser": "actor", "quote": "quote", "said_on": "said_on", "said_in": "source"}
LONGEST_HEADLINE = 120  # where it is made from the statement
ACTOR_KEYS = ["slug", "name", "names__name"]


def first(claim: Claim) -> Accusation | None:
    """The accusation that was entered first."""
    return min(claim.accusations.all(), key=lambda each: each.pk, default=None) if claim.pk else None


class OfAccusation:
    def value(self, obj: Claim) -> Any:
        said = first(obj)
        return getattr(said, self.field) if said else None


class Quote(OfAccusation, Column):
    pass


class SaidOn(OfAccusation, Day):
    pass


class SaidBy(OfAccusation, One):
    pass


class State(ForReading):
    def value(self, obj: Claim) -> str:
        return str(obj.state)


class SavedAt(ForReading):
    """By which it is seen that somebody else has saved the claim since the table went out."""

    is_read = True

    def parse(self, text: str) -> Any:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if text and (moment is None or timezone.is_naive(moment)):
            raise ValidationError(_("Leave this cell as it was exported, or empty it."))
        return moment

    def text(self, value: Any) -> str:
        return value.isoformat() if value else ""


def researchers() -> QuerySet[User]:
    return User.objects.with_perm("claims.research_claim", backend="django.contrib.auth.backends.ModelBackend")


class Claims(Table):
    name = "claims"
    model = Claim
    made_from = {"slug": "headline", "headline": "statement"}
    unique = ("statement", "slug")
    read_with = ("topics", "accused", "assigned_to", "accusations__actor", "accusations__source")
    permissions = ("claims.add_claim", "claims.change_claim", "claims.add_accusation")

    def make_columns(self) -> list[Column]:
        no_topic = gettext_lazy("There is no topic “%s”: add it under Topics first, or correct the name.")
        no_actor = gettext_lazy(
            "There is no actor “%s”: import actors first, add it under Actors, or correct the name."
        )
        no_source = gettext_lazy("There is no source “%s”: import sources first, or add it under Sources.")
        nobody = gettext_lazy("There is nobody called “%s” who may research claims: write a user name.")
        actors, sources = Actor.objects.all, Source.objects.all
        return [
            Column("slug", gettext_lazy("Which claim this is. Empty for a new one: it is made from the headline.")),
            Column("headline", gettext_lazy("The claim in a few words. Empty: the beginning of the statement.")),
            Column("statement", gettext_lazy("What is claimed, as one statement that can be checked.")),
            Column("context", gettext_lazy("What a reader needs to know to understand it.")),
            Column("language", gettext_lazy("Of these texts, such as en or id.")),
            Day("first_said_on", gettext_lazy("Year-month-day.")),
            SaidBy("accuser", actors, ACTOR_KEYS, gettext_lazy("Who said it: the slug or a name of an actor."),
                   missing=no_actor, field="actor"),
            Quote("quote", gettext_lazy("Word for word. Empty: the statement stands for it.")),
            SaidOn("said_on", gettext_lazy("When they said it: year-month-day.")),
            SaidBy("said_in", sources, ["slug", "url"], gettext_lazy("Where: the address or the slug of a source."),
                   missing=no_source, field="source"),
            Many("topics", Topic.objects.all, ["slug", "name"],
                 gettext_lazy("Slugs or names, with semicolons between them."), missing=no_topic),
            Many("accused", actors, ACTOR_KEYS,
                 gettext_lazy("Who would have done it: slugs or names, with semicolons."), missing=no_actor),
            One("assigned_to", researchers, ["username"], gettext_lazy("A user name."), missing=nobody),
            Column("notes", gettext_lazy("Internal. Never published.")),
            State("state", gettext_lazy("Only for reading: what an import writes here is ignored.")),
            SavedAt("updated_at", gettext_lazy("Leave it as exported: so an import does not undo what others saved.")),
        ]  # fmt: skip

    def fill_in(self, each: Planned) -> None:
        statement = each.values.get("statement", "")
        if not each.values.get("headline"):
            each.values["headline"] = Truncator(" ".join(statement.split())).chars(LONGEST_HEADLINE)
        each.values["slug"] = each.values["slug"] or self.slug_of({"headline": each.values["headline"]})

    def _take_over(self, each: Planned) -> None:
        seen = each.values.pop("updated_at", None)
        super()._take_over(each)
        if seen and not each.is_new and each.changes and seen != each.obj.updated_at:
            error = _("Somebody has saved this claim since the table was exported: export it again, and change that.")
            each.errors.append(("updated_at", error))

    def check(self, each: Planned) -> None:
        if each.changes and not each.is_new and not each.obj.is_open_for_editing:
            state = each.obj.get_state_display().lower()
            error = _("This claim is %s. It can be changed while it is logged or in research.") % state
            each.errors.append(("", error))
        if each.changed & set(ACCUSATION):
            self._check_accusation(each)

    def _check_accusation(self, each: Planned) -> None:
        """A row holds the first accusation. Where there is one, it belongs to the claim's page."""
        held = list(each.obj.accusations.all()) if each.obj.pk else []
        given = {FIELDS[name]: each.values[name] or None for name in ACCUSATION if name in each.values}
        is_held = any(all((getattr(said, name) or None) == value for name, value in given.items()) for said in held)
        if is_held or not any(given.values()):
            each.changes = [change for change in each.changes if change[0] not in ACCUSATION]
        elif held:
            error = _("This claim has an accusation already: change that, or add another one, on the claim's page.")
            each.errors.append((next(name for name in ACCUSATION if name in each.changed), error))
        elif not each.values.get("accuser") and "accuser" not in {name for name, _error in each.errors}:
            each.errors.append(("accuser", _("Say who said it, or empty the other cells about it.")))

    def insert(self, each: Planned) -> None:
        each.obj.created_by = self.by
        super().insert(each)
        self._accuse(each)

    def update(self, each: Planned) -> None:
        former = Claim.objects.values_list("assigned_to", flat=True).get(pk=each.obj.pk)
        super().update(each)
        self._accuse(each)
        each.obj.save(update_fields=["updated_at"])
        if "assigned_to" in each.changed and former and (verdict := each.obj.verdict):
            # Who was its researcher has had the verdict in hand, and must not read it second.
            verdict.authors.add(former)

    def write(self, planned: list[Planned], advance: Advance = nothing) -> None:
        super().write(planned, advance)
        written: list[Model] = [each.obj for each in planned if each.fate in (Fate.NEW, Fate.CHANGED)]
        for some in pieces(written):
            desk.keep(some)

    def _accuse(self, each: Planned) -> None:
        if each.changed.isdisjoint(ACCUSATION):
            return
        given = {FIELDS[name]: each.values[name] for name in ACCUSATION if each.values.get(name)}
        words = {"language": each.obj.language} if given.get("quote") else {"paraphrase": each.obj.statement}
        self.mine(Accusation(claim=each.obj, **given, **words)).save(force_insert=True)
