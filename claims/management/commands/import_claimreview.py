import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.claimreviews import archive, external, ratings
from claims.claimreviews.fates import Fate, Told
from claims.claimreviews.files import STANDARD_INPUT
from claims.claimreviews.reading import read
from claims.claimreviews.records import Review, Skipped
from claims.progress import bar, beside_bars
from claims.tables.cells import guarded
from sources.fields import validate_language

Records = Iterator[Review | Skipped]
OWN_ALONE = ("by", "ratings", "language", "site")


def _external(records: Records, options: dict) -> Iterator[Told]:
    if given := [f"--{name}" for name in OWN_ALONE if options[name]]:
        raise CommandError(f"{', '.join(given)}: only with --as own.")
    return external.keep(records)


def _own(records: Records, options: dict) -> Iterator[Told]:
    person = User.objects.filter(username=options["by"]).first()
    if person is None:
        raise CommandError("Say with --by USERNAME who brings the archive in: somebody with an account at the desk.")
    if not person.has_perm(archive.PERMISSION):
        raise CommandError(f"“{person.username}” may not bring in an archive: Chief editors may.")
    language = options["language"] or settings.LANGUAGE_CODE
    try:
        validate_language(language)
        table = ratings.read(options["ratings"]) if options["ratings"] else ratings.Ratings()
    except ValidationError as fault:
        raise CommandError(f"--language: {fault.message}") from fault
    except ratings.Unreadable as fault:
        raise CommandError(f"{options['ratings']}: {fault}") from fault
    return archive.bring_in(_of_site(records, options["site"]), by=person, ratings=table, language=language)


def _of_site(records: Records, host: str | None) -> Records:
    """The same words mean other things to other publishers, and a table of ratings is one publisher's."""
    site = (host or "").lower().removeprefix("www.")
    return (each for each in records if not site or isinstance(each, Skipped) or each.site == site)


# What is made of the records, by what they are brought in as.
IMPORTS = {"external": _external, "own": _own}


class Command(BaseCommand):
    help = (
        "Import ClaimReview: JSON-LD, HTML pages, DataFeed, NDJSON and the dumps of Data Commons, compressed or not. "
        "Every record is kept, or the reason is printed why it is not. To import the same again changes nothing; an "
        "import that was stopped is gone on with by the same command."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="FILE_OR_DIRECTORY_OR_-", help="“-” is standard input")
        parser.add_argument(
            "--as",
            dest="kind",
            choices=IMPORTS,
            required=True,
            help="external: other publishers' checks, which editors are offered and readers never see; own: the "
            "newsroom's archive, which is published as it was",
        )
        own = parser.add_argument_group("with --as own")
        own.add_argument("--by", metavar="USERNAME", help="who brings it in: a chief editor")
        own.add_argument(
            "--ratings",
            type=Path,
            metavar="FILE.csv",
            help="what its ratings mean here: columns text and rating (a slug)",
        )
        own.add_argument("--language", metavar="TAG", help="of records that name none, such as id")
        own.add_argument("--site", metavar="HOST", help="only what is published there: --ratings is for one publisher")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write what became of every record")

    def handle(self, *, paths: list[str], kind: str, report: Path | None, **options) -> None:
        if missing := [path for path in paths if path != STANDARD_INPUT and not Path(path).exists()]:
            raise CommandError(f"There is no such file or directory: {', '.join(missing)}.")
        fates = IMPORTS[kind](read(paths), options)
        with _written(report) as write:
            counts = self._told(fates, write)
        self.stdout.write(", ".join(f"{fate.value}: {counts[fate]}" for fate in Fate))

    def _told(self, fates: Iterable[Told], write: Callable[[Told], object]) -> Counter:
        """Print what was skipped, and why; count the rest."""
        counts = Counter()
        with bar("Records", None) as advance:
            for told in fates:
                counts[told.fate] += 1
                write(told)
                advance(1)
                if told.fate == Fate.SKIPPED:
                    with beside_bars():
                        self.stdout.write(_printable(f"{told.where}: {told.reason}"))
        return counts


@contextmanager
def _written(report: Path | None) -> Iterator[Callable[[Told], object]]:
    """What writes a line of the report, if there is to be one."""
    if report is None:
        yield lambda told: None
        return
    try:
        file = report.open("w", newline="", encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"{report}: {error.strerror or error}.") from error
    with file:
        table = csv.writer(file)
        table.writerow(Told._fields)
        yield lambda told: table.writerow([guarded(str(cell)) for cell in told])


def _printable(line: str) -> str:
    """Without what a terminal would obey."""
    return "".join(each if each.isprintable() else " " for each in line)
