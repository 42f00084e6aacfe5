"""An import from upload to end: looked at row by row, shown, then written all together or not at all.

A short one is done at once, a longer one by whoever runs `manage.py work`. Whatever stops it, nothing is half written,
and it can be started again: writing holds the import's row and sees whether it was done already.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from claims.models import TableImport, TableImportRow
from claims.progress import Advance, nothing
from claims.tables import TABLES
from claims.tables.files import MOST_ROWS, Row, Sheet, Unreadable, read
from claims.tables.table import Fate, Planned

Status = TableImport.Status

SMALL = 200  # rows: so many are dealt with while somebody waits
MOST_ON_SQLITE = 2500  # rows
AT_ONCE = 100  # rows between two signs of life
UNUSED_FOR = timedelta(days=7)
LOST_AFTER = timedelta(minutes=5)

logger = logging.getLogger(__name__)


class Otherwise(Exception):
    """What the rows would do is no longer what was shown."""

    def __init__(self, planned: list[Planned]) -> None:
        super().__init__()
        self.planned = planned


def most_rows() -> int:
    """All rows are written at once, and on SQLite nobody else can save meanwhile."""
    return MOST_ROWS if connection.vendor == "postgresql" else MOST_ON_SQLITE


def open_file(table: str, content: bytes) -> Sheet:
    """Raises Unreadable."""
    columns = TABLES[table]().columns
    sheet = read(content, columns, most_rows())
    if not sheet.rows:
        raise Unreadable(_("There are headings, but no rows below them."))
    if ignored := [name for name in sheet.headings if not columns[name].is_read]:
        sheet.notes.append(_("Only for reading, and ignored: %s.") % ", ".join(ignored))
    return sheet


@transaction.atomic
def start(table: str, file_name: str, sheet: Sheet, *, by: User) -> TableImport:
    """Keep the rows, to be looked at next. What this person has left lying for long is thrown away."""
    left = TableImport.objects.filter(by=by, status__in=TableImport.UNUSED)
    left.filter(created_at__lt=timezone.now() - UNUSED_FOR).delete()
    file_name = "".join(filter(str.isprintable, file_name))[-200:]
    made = TableImport.objects.create(
        table=table, file_name=file_name, by=by, total=len(sheet.rows), notes=sheet.notes
    )
    TableImportRow.objects.bulk_create(
        (TableImportRow(table_import=made, **row._asdict()) for row in sheet.rows), batch_size=500
    )
    return made


def go_on(table_import: TableImport) -> None:
    """At once, or in the background."""
    if table_import.total <= SMALL:
        carry_on(table_import.pk)
    else:
        in_background.enqueue(table_import.pk)


@task()
def in_background(pk: int) -> None:
    carry_on(pk)


def carry_on(pk: int, advance: Advance = nothing) -> TableImport:
    """Do the next step of an import, whichever it is."""
    table_import = TableImport.objects.get(pk=pk)
    steps: dict[str, Callable] = {Status.CHECKING: check, Status.WRITING: write}
    try:
        if step := steps.get(table_import.status):
            step(table_import, advance)
    except Exception:
        logger.exception("Import %s stopped", pk)
        fault = _("It stopped because of a fault in the program, and nothing was written. Try again; if it stops "
                  "again, tell whoever runs this site.")  # fmt: skip
        TableImport.objects.filter(pk=pk, status__in=TableImport.UNDER_WAY).update(status=Status.FAILED, fault=fault)
    return TableImport.objects.get(pk=pk)


def confirm(table_import: TableImport) -> bool:
    """Have it written. False where it is not ready, or somebody has confirmed it already."""
    return _restart(table_import, [Status.READY], Status.WRITING)


def retry(table_import: TableImport) -> bool:
    """Look at it again, wherever it stopped. A worker that is at it after all comes to the same end."""
    if not is_lost(table_import):
        return False
    return _restart(table_import, [Status.FAILED, Status.REFUSED, *TableImport.UNDER_WAY], Status.CHECKING)


def is_lost(table_import: TableImport) -> bool:
    """Whether it has stopped, as far as can be seen."""
    if table_import.is_under_way:
        return table_import.started_at < timezone.now() - LOST_AFTER
    return table_import.status in (Status.FAILED, Status.REFUSED)


def discard(table_import: TableImport) -> None:
    """Throw away rows that nothing came of."""
    TableImport.objects.filter(pk=table_import.pk).exclude(status__in=[Status.DONE, *TableImport.UNDER_WAY]).delete()


def _restart(table_import: TableImport, among: Iterable[str], status: str) -> bool:
    waiting = TableImport.objects.filter(pk=table_import.pk, status__in=among)
    return bool(waiting.update(status=status, started_at=timezone.now(), done=0, fault=""))


def check(table_import: TableImport, advance: Advance = nothing) -> None:
    """Find the fate of every row. Nothing but the fates is written."""
    counted = _counting(table_import, advance)
    planned = TABLES[table_import.table](table_import.by).plan(_rows(table_import), advance=counted)
    show(table_import, planned)


def write(table_import: TableImport, advance: Advance = nothing) -> None:
    """Write everything, provided that it would do what was shown."""
    try:
        _write(table_import, advance)
    except Otherwise as now:
        _show_again(table_import, now.planned)
    except IntegrityError:
        # Somebody else took a slug or an address at the same moment: looked at again, that is seen.
        _show_again(table_import, TABLES[table_import.table](table_import.by).plan(_rows(table_import)))


@transaction.atomic
def _write(table_import: TableImport, advance: Advance) -> None:
    table = TABLES[table_import.table](table_import.by)
    table.hold_still()
    held = TableImport.objects.select_for_update(no_key=True).get(pk=table_import.pk)
    if held.status != Status.WRITING:
        return
    if not table.may_import(User.objects.get(pk=held.by_id)):
        held.status, held.fault = Status.FAILED, _("Your role does not allow this import any more.")
        held.save(update_fields=["status", "fault"])
        return
    planned = table.plan(_rows(held), lock=True)
    if _differing(held, planned) or any(each.errors for each in planned):
        raise Otherwise(planned)
    table.write(planned, advance)
    held.status, held.finished_at, held.done = Status.DONE, timezone.now(), held.total
    held.save(update_fields=["status", "finished_at", "done"])


def _rows(table_import: TableImport) -> list[Row]:
    return [Row(row.number, row.cells, row.faults) for row in table_import.rows.all()]


def show(table_import: TableImport, planned: list[Planned], fault: str = "") -> None:
    """Keep the fates for who decides by them."""
    rows = {row.number: row for row in table_import.rows.all()}
    for each in planned:
        row = rows[each.number]
        row.fate, row.label = each.fate, each.label
        row.changes, row.errors = [list(change) for change in each.changes], [list(error) for error in each.errors]
    status = Status.REFUSED if any(each.errors for each in planned) else Status.READY
    with transaction.atomic():
        columns = ["fate", "label", "changes", "errors"]
        TableImportRow.objects.bulk_update(rows.values(), columns, batch_size=100)
        looked_at = TableImport.objects.filter(pk=table_import.pk, status__in=TableImport.UNDER_WAY)
        looked_at.update(status=status, fault=fault, done=len(planned))


def _show_again(table_import: TableImport, planned: list[Planned]) -> None:
    rows = ", ".join(map(str, _differing(table_import, planned)[:20]))
    fault = _("Nothing was imported: somebody has changed something since this was shown to you.")
    again = _("Look again at row %s.") % rows if rows else _("Look again.")
    show(table_import, planned, f"{fault} {again}")


def _differing(table_import: TableImport, planned: list[Planned]) -> list[int]:
    """The rows that would now do something else than was shown."""
    shown = {row.number: (row.fate, row.changes, row.errors) for row in table_import.rows.all()}
    now = {
        each.number: (each.fate, [list(change) for change in each.changes], [list(error) for error in each.errors])
        for each in planned
    }
    return sorted(number for number, fate in now.items() if fate != shown[number])


def _counting(table_import: TableImport, advance: Advance) -> Advance:
    """Let the page that shows this import know how far it is."""
    done = 0

    def counted(count: int) -> None:
        nonlocal done
        done += count
        if done % AT_ONCE == 0:
            TableImport.objects.filter(pk=table_import.pk).update(done=done)
        advance(count)

    return counted


def summary(table_import: TableImport) -> dict[str, int]:
    """How many rows there are of each fate."""
    counted = dict(table_import.rows.order_by().values_list("fate").annotate(models.Count("pk")))
    return {fate: counted.get(fate, 0) for fate in Fate}
