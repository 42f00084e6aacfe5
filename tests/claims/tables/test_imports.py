"""An import from upload to end: what is shown is what is written, whatever stops it in between."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims.models import Actor, Claim, TableImport, TableImportRow
from claims.tables import Table, imports
from claims.tables.claims import Claims
from claims.tables.files import Unreadable
from tests.claims.tables.making import as_csv, bring_in, errors_of
from tests.factories import make_actor, make_claim, make_person


def work():
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def looked_at(table, *lines, by):
    """As far as the page on which it can be confirmed."""
    made = imports.start(table, "table.csv", imports.open_file(table, as_csv(*lines)), by=by)
    imports.carry_on(made.pk)
    made.refresh_from_db()
    return made


def confirmed(made):
    assert imports.confirm(made)
    return imports.carry_on(made.pk)


def many(count):
    return [["statement"], *([f"Statement {number}."] for number in range(count))]


def test_preview_shows_every_row_and_writes_nothing_else(editor):
    make_claim("Rain", by=editor, notes="Old.")
    rows = [["slug", "statement", "notes"], ["rain", "Rain, it is said.", "New."], ["", "It snows.", ""]]
    made = looked_at("claims", *rows, by=editor)
    assert (made.status, made.total, made.done, made.by) == ("ready", 2, 2, editor)
    assert list(made.rows.values_list("number", "fate", "label", "changes")) == [
        (2, "changed", "Rain", [["notes", "Old.", "New."]]),
        (
            3,
            "new",
            "It snows.",
            [["statement", "", "It snows."], ["slug", "", "it-snows"], ["headline", "", "It snows."]],
        ),
    ]
    assert list(Claim.objects.values_list("notes", flat=True)) == ["Old."]


def test_confirming_twice_writes_once(editor):
    made = looked_at("claims", *many(3), by=editor)
    confirmed(made)
    assert (imports.confirm(made), Claim.objects.count()) == (False, 3)
    assert imports.carry_on(made.pk).status == "done"
    assert Claim.objects.count() == 3


def test_import_with_errors_cannot_be_confirmed(editor):
    made = looked_at("claims", ["statement", "language"], ["It rains.", "?"], by=editor)
    assert (made.status, imports.confirm(made)) == ("refused", False)


def test_change_after_the_preview_refuses_all_and_names_the_rows(editor):
    claim = make_claim("Rain", by=editor, notes="Old.")
    make_claim("Snow", by=editor)
    rows = [["slug", "notes"], ["snow", "New."], ["rain", "New."]]
    made = looked_at("claims", *rows, by=editor)
    claim.notes = "A colleague's."
    claim.save()
    made = confirmed(made)
    assert made.status == "ready"
    assert made.fault == (
        "Nothing was imported: somebody has changed something since this was shown to you. Look again at row 3."
    )
    assert set(Claim.objects.values_list("notes", flat=True)) == {"", "A colleague's."}
    assert made.rows.get(number=3).changes == [["notes", "A colleague's.", "New."]]
    assert confirmed(made).status == "done"
    assert set(Claim.objects.values_list("notes", flat=True)) == {"New."}


def test_claim_that_was_closed_after_the_preview_refuses_all(editor):
    make_claim("Snow", by=editor)
    claim = make_claim("Rain", by=editor)
    made = looked_at("claims", ["slug", "notes"], ["snow", "New."], ["rain", "New."], by=editor)
    claim.move("decline", by=editor, note="No.")
    made = confirmed(made)
    assert (made.status, errors_of(made)) == (
        "refused",
        [(3, "", "This claim is declined. It can be changed while it is logged or in research.")],
    )
    assert set(Claim.objects.values_list("notes", flat=True)) == {""}


def test_slug_taken_at_the_last_moment_refuses_all(editor, monkeypatch):
    """After all was looked at and before it is written: the database refuses, and that is told."""
    made = looked_at("actors", ["name", "kind"], ["Russia", "state"], ["China", "state"], by=editor)

    def as_somebody_else_writes(self, planned, advance):
        make_actor("China")
        Table.write(self, planned, advance)

    with monkeypatch.context() as patch:
        patch.setattr("claims.tables.actors.Actors.write", as_somebody_else_writes)
        made = confirmed(made)
    # The other one was rolled back with the rest here, for want of a second connection.
    assert (made.status, Actor.objects.count()) == ("ready", 0)
    assert made.fault == (
        "Nothing was imported: somebody has changed something since this was shown to you. Look again."
    )


def test_role_taken_away_after_the_preview_refuses_all(editor):
    made = looked_at("claims", *many(1), by=editor)
    editor.groups.clear()
    made = confirmed(made)
    assert (made.status, made.fault) == ("failed", "Your role does not allow this import any more.")
    assert Claim.objects.count() == 0


def test_fault_in_the_middle_leaves_nothing_and_can_be_tried_again(editor, monkeypatch):
    made = looked_at("claims", *many(5), by=editor)
    insert = Claims.insert

    def fail_at_the_third(self, each):
        if each.number == 4:
            raise RuntimeError("power cut")
        insert(self, each)

    with monkeypatch.context() as patch:
        patch.setattr(Claims, "insert", fail_at_the_third)
        made = confirmed(made)
    assert (made.status, Claim.objects.count()) == ("failed", 0)
    assert made.fault.startswith("It stopped because of a fault in the program, and nothing was written.")
    assert imports.retry(made)
    made = confirmed(imports.carry_on(made.pk))
    assert (made.status, Claim.objects.count()) == ("done", 5)


@pytest.mark.django_db(transaction=True)  # a worker begins with a fresh connection
def test_long_import_waits_for_the_worker_at_both_steps(editor):
    count = imports.SMALL + 1
    made = imports.start("claims", "long.csv", imports.open_file("claims", as_csv(*many(count))), by=editor)
    imports.go_on(made)
    made.refresh_from_db()
    assert (made.status, made.done) == ("checking", 0)
    work()
    made.refresh_from_db()
    assert (made.status, made.done) == ("ready", count)
    assert imports.confirm(made)
    imports.go_on(TableImport.objects.get(pk=made.pk))
    assert Claim.objects.count() == 0
    work()
    made.refresh_from_db()
    assert (made.status, Claim.objects.count()) == ("done", count)
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_progress_of_checking_can_be_seen(editor):
    made = imports.start("claims", "long.csv", imports.open_file("claims", as_csv(*many(250))), by=editor)
    seen = []
    imports.carry_on(made.pk, lambda _count: seen.append(TableImport.objects.get(pk=made.pk).done))
    assert sorted(set(seen)) == [0, 100, 200]


def test_killed_worker_leaves_nothing_and_the_import_can_be_started_again(editor, monkeypatch):
    """A kill gives no warning: what is left is what was committed before, and a status that says it is under way."""
    made = looked_at("claims", *many(5), by=editor)
    assert imports.confirm(made)

    def kill(self, planned, advance):
        Table.write(self, planned, advance)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Claims, "write", kill)
        with pytest.raises(SystemExit):
            imports.carry_on(made.pk)
    made.refresh_from_db()
    assert (made.status, Claim.objects.count(), imports.retry(made)) == ("writing", 0, False)
    made.started_at -= imports.LOST_AFTER + timedelta(seconds=1)
    made.save()
    assert imports.retry(made)
    assert confirmed(imports.carry_on(made.pk)).status == "done"
    assert Claim.objects.count() == 5


def test_unused_imports_of_the_same_person_go_after_a_week(editor, other_editor):
    old = looked_at("claims", *many(1), by=editor)
    others, written = looked_at("claims", *many(1), by=other_editor), bring_in("claims", as_csv(*many(2)), by=editor)
    TableImport.objects.update(created_at=timezone.now() - timedelta(days=8))
    new = looked_at("actors", ["name", "kind"], ["Russia", "state"], by=editor)
    assert set(TableImport.objects.values_list("pk", flat=True)) == {others.pk, written.pk, new.pk}
    assert not TableImportRow.objects.filter(table_import=old.pk).exists()


@pytest.mark.parametrize("status", TableImport.Status)
def test_import_is_thrown_away_while_nothing_comes_of_it(editor, status):
    made = looked_at("claims", *many(1), by=editor)
    TableImport.objects.update(status=status)
    imports.discard(made)
    assert TableImport.objects.exists() == (status in ("checking", "writing", "done"))


def test_import_keeps_who_did_it_in_the_log_of_the_admin(editor):
    actor = make_actor("Russia")
    bring_in("actors", as_csv(["slug", "notes"], ["russia", "x"]), by=editor)
    assert LogEntry.objects.values_list("user", "object_id", "change_message").get() == (
        editor.pk,
        str(actor.pk),
        "Changed by an import.",
    )


@pytest.mark.parametrize("count", [1, 30])
def test_looking_at_many_rows_asks_no_more_than_at_one(editor, django_assert_num_queries, count):
    make_actor("Russia")
    rows = [["statement", "accuser"], *([f"Statement {number}.", "russia"] for number in range(count))]
    sheet = imports.open_file("claims", as_csv(*rows))
    with django_assert_num_queries(3):  # the actor, and who else has such a statement or slug
        Claims(editor).plan(sheet.rows)


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Chief editor", None])
def test_who_may_import_and_export(db, role):
    person = make_person("pat", role)
    may = {name: (table.may_import(person), table.may_export(person)) for name, table in imports.TABLES.items()}
    expected = (role in ("Editor", "Chief editor"), role is not None)
    assert may == dict.fromkeys(("claims", "sources", "actors"), expected)


def test_permission_to_import_is_of_no_use_without_that_to_change(db, editor):
    for table in imports.TABLES.values():
        for permission in table.permissions:
            person = make_person(permission.replace(".", "-"))
            label, codename = permission.split(".")
            mine = editor.groups.get().permissions.exclude(content_type__app_label=label, codename=codename)
            person.user_permissions.set(mine)
            assert not table.may_import(person), permission


def test_limit_of_rows_is_lower_where_writing_keeps_all_others_waiting(db):
    most = 10_000 if connection.vendor == "postgresql" else 2500
    assert imports.most_rows() == most
    with pytest.raises(Unreadable, match=f"There are more than {most:,} rows."):
        imports.open_file("claims", as_csv(*many(most + 1)))
