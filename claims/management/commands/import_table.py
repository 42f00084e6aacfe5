from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.models import TableImport
from claims.progress import bar
from claims.tables import TABLES, imports
from claims.tables.files import LARGEST, Sheet, Unreadable
from claims.tables.table import Fate, Planned

Status = TableImport.Status


class Command(BaseCommand):
    help = (
        "Import claims, sources or actors from a CSV or XLSX file: all of it, or nothing where any row has an error, "
        "with exit code 1. --dry-run looks at it and writes nothing at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", choices=TABLES)
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8, or XLSX")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who imports it, and may")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of every row")

    def handle(self, *, table: str, file: Path, by: str, **options) -> None:
        person = self._person(table, by)
        sheet = self._sheet(table, file)
        planned = self._look(table, sheet, person)
        if options["dry_run"]:
            self.stdout.write("Nothing was written.")
            return
        made = imports.start(table, file.name, sheet, by=person)
        imports.show(made, planned)
        imports.confirm(made)
        with bar("Writing", made.total) as advance:
            made = imports.carry_on(made.pk, advance)
        if made.status != Status.DONE:
            raise CommandError(made.fault or "Nothing was written: something has changed meanwhile. Try again.")
        self.stdout.write("All of it was imported.")

    def _person(self, table: str, username: str) -> User:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is nobody with the user name “{username}”.")
        if not TABLES[table].may_import(person):
            raise CommandError(f"“{username}” may not import {table}: Editors and Chief editors may.")
        return person

    def _sheet(self, table: str, file: Path) -> Sheet:
        try:
            with file.open("rb") as opened:
                sheet = imports.open_file(table, opened.read(LARGEST + 1))
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}.") from fault
        except Unreadable as fault:
            raise CommandError(f"{file}: {fault}") from fault
        for note in sheet.notes:
            self.stderr.write(note)
        return sheet

    def _look(self, table: str, sheet: Sheet, person: User) -> list[Planned]:
        """Print the fate of every row that has one; stop where there are errors."""
        with bar("Checking", len(sheet.rows)) as advance:
            planned = TABLES[table](person).plan(sheet.rows, advance=advance)
        counts = dict.fromkeys(Fate, 0)
        for each in planned:
            counts[each.fate] += 1
            for column, error in each.errors:
                self.stderr.write(f"Row {each.number}{column and f', {column}'}: {error}")
            if each.fate in (Fate.NEW, Fate.CHANGED):
                changed = f" ({', '.join(sorted(each.changed))})" if each.fate == Fate.CHANGED else ""
                self.stdout.write(f"Row {each.number}: {each.fate.label.lower()}{changed}: {each.label}")
        self.stdout.write(", ".join(f"{fate.label.lower()}: {count}" for fate, count in counts.items()))
        if counts[Fate.ERROR]:
            raise CommandError("Nothing was written: correct these errors first.")
        return planned
