from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction

from claims.bench.archive import reviews
from claims.bench.meter import Spent
from claims.claimreviews.archive import PROCESSES, bring_in
from claims.claimreviews.fates import Fate
from claims.claimreviews.ratings import Ratings
from claims.matching.bench.desk import throwaway_database
from claims.models import Publication, PublicMatchEntry, PublishedClaim, SearchEntry
from claims.progress import bar

# The publications, what lists read of them, and the two text indexes.
RECORD = (Publication, PublishedClaim, SearchEntry, PublicMatchEntry)


class Command(BaseCommand):
    help = (
        "Measure how fast an archive is brought in on PostgreSQL, beside a plain COPY of the very rows that this "
        "writes, into empty tables with the same indexes. Works in databases of its own, which are thrown away."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", type=int, default=20_000, help="how many claims")
        parser.add_argument(
            "--processes", type=int, default=PROCESSES, help="how many prepare them, besides the one that writes"
        )

    def handle(self, *, size: int, processes: int, **options) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no COPY to compare with: name a PostgreSQL in DATABASE_URL.")
        with TemporaryDirectory(prefix="factcheck-") as folder:
            with throwaway_database():
                imported = self._import(size, processes)
                tables = _keep(Path(folder))
            with throwaway_database():
                copied = _copy(tables, Path(folder))
        of_record = [copied[model._meta.db_table] for model in RECORD]
        self.stdout.write(f"{connection.vendor}: {size:,} claims, prepared by {processes} other processes")
        for what, spent in (
            ("imported", [imported]),
            ("COPY of every row that this writes", [*copied.values()]),
            ("COPY of the publications and of what is found and matched alone", of_record),
        ):
            seconds = sum(each.clock for each in spent)
            told = f"  {what:66}{seconds:8.1f} s{size / seconds:9,.0f} a second"
            self.stdout.write(
                told + ("" if what == "imported" else f"   the import reaches {seconds / imported.clock:.2f} of it")
            )
            self.stdout.write(f"    {Spent.total(spent).processors}", self.style.NOTICE)
        for table, spent in sorted(copied.items(), key=lambda each: -each[1].clock):
            self.stdout.write(f"    {table:40}{spent.clock:8.1f} s", self.style.NOTICE)

    def _import(self, size: int, processes: int) -> Spent:
        by = User.objects.create_user("bench", first_name="Bench")
        by.groups.add(Group.objects.get(name="Chief editor"))
        archive = list(reviews(size))
        begun = Spent.now()
        with bar("Importing", size) as advance:
            for outcome in bring_in(archive, by=by, ratings=Ratings(), processes=processes):
                if outcome.fate != Fate.CREATED:
                    raise CommandError(f"{outcome.where}: {outcome.reason}")
                advance(1)
        return Spent.now().since(begun)


def _tables() -> list[type[models.Model]]:
    """Those that bringing in an archive writes to, in an order in which they can be filled."""
    from claims.models import (
        Accusation,
        Actor,
        Claim,
        ClaimImport,
        DeskMatchEntry,
        DeskMatchTerm,
        PublicActor,
        PublicMatchTerm,
        PublishedInvolvement,
        SearchWord,
        Transition,
        Verdict,
    )

    desk = [Actor, Claim, Verdict, Accusation]
    history = [model.history.model for model in desk]
    record = [Publication, PublishedClaim, PublicActor, PublishedInvolvement]
    found = [SearchEntry, SearchWord, PublicMatchEntry, PublicMatchTerm, DeskMatchEntry, DeskMatchTerm]
    return [*desk, *history, ClaimImport, Transition, *record, *found]


def _keep(folder: Path) -> list[tuple[str, str]]:
    """The rows as COPY writes them, a file for each table; returns tables and their columns."""
    kept = []
    with connection.cursor() as cursor:
        for model in _tables():
            table = model._meta.db_table
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy, (folder / table).open("wb") as file:
                for piece in copy:
                    file.write(piece)
            kept.append((table, columns))
    return kept


def _copy(tables: list[tuple[str, str]], folder: Path) -> dict[str, Spent]:
    """What each table takes, with what its foreign keys need at the end."""
    taken = {}
    User.objects.create_user("bench")
    with connection.cursor() as cursor:
        for table, columns in tables:
            begun = Spent.now()
            statement = f"COPY {table} ({columns}) FROM STDIN"
            with (folder / table).open("rb") as file, transaction.atomic(), cursor.copy(statement) as copy:
                while piece := file.read(2**20):
                    copy.write(piece)
            taken[table] = Spent.now().since(begun)
    return taken
