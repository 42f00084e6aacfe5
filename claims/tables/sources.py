"""Sources as a table."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.progress import Advance, nothing
from claims.tables.columns import Choice, Column, Day, Many, One, pieces
from claims.tables.files import Row
from claims.tables.table import Fate, Planned, Table
from sources import lineage
from sources.models import Derivation, Outlet, Source


class DerivedFrom(Many):
    """The slugs of sources: those that are there, and those of the same file."""

    def __init__(self, name: str, help: str) -> None:
        missing = gettext_lazy("There is no source “%s”, here or in the file: write the slug or the address of one.")
        super().__init__(name, Source.objects.all, ["slug", "url"], help, missing=missing)
        self.in_file: dict[str, str] = {}

    def parse(self, text: str) -> list[str]:
        return sorted({self.in_file.get(name) or self.one(name).slug for name in self.names(text)})

    def value(self, obj: Source) -> list[str]:
        return sorted(each.derived_from.slug for each in obj.derivations.all()) if obj.pk else []

    def text(self, value: list[str]) -> str:
        return "; ".join(value)


class Sources(Table):
    name = "sources"
    model = Source
    made_from = {"slug": "title"}
    unique = ("url", "slug")
    read_with = ("outlet", "derivations__derived_from")
    permissions = (
        "sources.add_source", "sources.change_source", "sources.add_derivation", "sources.delete_derivation",
    )  # fmt: skip

    def make_columns(self) -> list[Column]:
        no_outlet = gettext_lazy(
            "There is no outlet “%s”: add it under Outlets first, or write the name it has there."
        )
        return [
            Column("slug", gettext_lazy("Which source this is. Empty for a new one: it is then made from the title.")),
            Column("title", gettext_lazy("As the source calls itself.")),
            One("outlet", Outlet.objects.all, ["slug", "name"], missing=no_outlet,
                help=gettext_lazy("The slug or the name of an outlet that is there already.")),
            Choice("kind", Source.Kind, gettext_lazy("One of: %s.") % ", ".join(Source.Kind.values)),
            Column("url", gettext_lazy("Its whole address; empty where it is not certain.")),
            Column("document_number", gettext_lazy("Such as S/2024/215.")),
            Column("author", gettext_lazy("Who wrote it.")),
            Column("language", gettext_lazy("Such as en or id.")),
            Column("title_language", gettext_lazy("The same of its title; empty where that is in the same language.")),
            Day("published_on", gettext_lazy("Year-month-day.")),
            Choice("lineage", Source.Lineage, gettext_lazy("One of: %s.") % ", ".join(Source.Lineage.values)),
            DerivedFrom("derived_from", gettext_lazy("Slugs or addresses of those it repeats, with semicolons.")),
            Column("no_copy_reason", gettext_lazy("Why no copy is kept.")),
            Column("notes", gettext_lazy("Internal. Never published.")),
        ]  # fmt: skip

    def ready(self, rows: list[Row], lock: bool) -> None:
        super().ready(rows, lock)
        slugs = {row.number: self.slug_of(row.cells) for row in rows}
        named = self.columns["derived_from"].in_file
        named |= {row.cells["url"]: slugs[row.number] for row in rows if row.cells.get("url")}
        named |= {slug: slug for slug in slugs.values() if slug}

    def clean(self, each: Planned, left_out: set[str]) -> None:
        """Source.clean() asks what it repeats now; where the row says what it will repeat, that is what counts."""
        if "derived_from" in each.values:
            each.obj.clean_fields(exclude=left_out)
        else:
            super().clean(each, left_out)

    def check(self, each: Planned) -> None:
        if each.values.get("derived_from") and each.obj.lineage != Source.Lineage.DERIVED:
            each.errors.append(
                ("derived_from", _("Say under “lineage” that it is derived, or leave this cell empty."))
            )

    def look_across(self, planned: list[Planned]) -> None:
        super().look_across(planned)
        parents = self._parents(planned)
        for each in planned:
            if {"derived_from"} & each.changed and (through := _circle(each.obj.slug, parents)):
                error = _("“%s” repeats this source already, directly or through others: two sources cannot repeat "
                          "each other.")  # fmt: skip
                each.errors.append(("derived_from", error % through))

    def _parents(self, planned: list[Planned]) -> dict[str, list[str]]:
        """Every source that could be part of a circle, with those that it would repeat."""
        named = {slug for each in planned for slug in each.values.get("derived_from", [])}
        keys = [key for some in pieces(sorted(named)) for key in self._keys(some)]
        there = lineage.parents_of(keys)
        slugs = {
            source.pk: source.slug for some in pieces(sorted(there)) for source in Source.objects.filter(pk__in=some)
        }
        parents = {slugs[key]: [slugs[parent] for parent in found] for key, found in there.items()}
        return parents | {
            each.obj.slug: each.values["derived_from"] for each in planned if "derived_from" in each.values
        }

    def write(self, planned: list[Planned], advance: Advance = nothing) -> None:
        """Who repeats whom comes last: a source may repeat one of a later row."""
        super().write(planned, advance)
        told = [each for each in planned if each.fate in (Fate.NEW, Fate.CHANGED) and "derived_from" in each.changed]
        wanted = sorted({slug for each in told for slug in each.values["derived_from"]})
        keys = {source.slug: source.pk for some in pieces(wanted) for source in Source.objects.filter(slug__in=some)}
        # All that goes, before anything that comes: or else there could be a circle in between.
        for each in told:
            for gone in each.obj.derivations.exclude(derived_from__slug__in=each.values["derived_from"]):
                self.mine(gone).delete()
        for each in told:
            for slug in set(each.values["derived_from"]) - set(self._held(each)):
                self.mine(Derivation(source=each.obj, derived_from_id=keys[slug])).save()

    def _held(self, each: Planned) -> Iterator[str]:
        return Derivation.objects.filter(source=each.obj.pk).values_list("derived_from__slug", flat=True)


def _circle(slug: str, parents: dict[str, list[str]]) -> str:
    """The source through which this one would come to repeat itself."""
    for parent in parents.get(slug, []):
        waiting, reached = [parent], set()
        while waiting:
            source = waiting.pop()
            if source == slug:
                return parent
            if source not in reached:
                reached.add(source)
                waiting.extend(parents.get(source, []))
    return ""
