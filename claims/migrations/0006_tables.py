"""Imports of tables, and who may import: Editors and Chief editors."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_editors_import(apps, schema_editor):
    config = apps.get_app_config("claims")
    # Django makes permissions after all migrations; the roles need this one now.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    may_import = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="claims", codename="import_tables"
    )
    for role in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Chief editor"]):
        role.permissions.add(may_import)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_sightings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TableImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(editable=False, help_text="What the rows are.", max_length=20)),
                (
                    "file_name",
                    models.CharField(editable=False, help_text="Of the file, as it was uploaded.", max_length=200),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("ready", "Ready to import"),
                            ("writing", "Being imported"),
                            ("done", "Imported"),
                            ("refused", "Cannot be imported"),
                            ("failed", "Stopped"),
                        ],
                        default="checking",
                        editable=False,
                        help_text="How far it has come.",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, help_text="When the file was uploaded.")),
                (
                    "started_at",
                    models.DateTimeField(auto_now_add=True, help_text="When checking or writing was last asked for."),
                ),
                (
                    "finished_at",
                    models.DateTimeField(editable=False, help_text="When all of it was written.", null=True),
                ),
                (
                    "total",
                    models.PositiveIntegerField(default=0, editable=False, help_text="How many rows there are."),
                ),
                (
                    "done",
                    models.PositiveIntegerField(default=0, editable=False, help_text="How many of them are checked."),
                ),
                (
                    "notes",
                    models.JSONField(default=list, editable=False, help_text="What to know of the file as a whole."),
                ),
                ("fault", models.TextField(blank=True, editable=False, help_text="Why it stopped.")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        help_text="Who imports it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [("import_tables", "Can import tables of claims, sources and actors")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TableImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(
                        editable=False, help_text="As a spreadsheet counts: the headings are row 1."
                    ),
                ),
                ("cells", models.JSONField(editable=False, help_text="What the row holds, by its heading.")),
                (
                    "faults",
                    models.JSONField(
                        default=list, editable=False, help_text="What could not be read: column, and what to do."
                    ),
                ),
                (
                    "fate",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "Error"),
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                        ],
                        editable=False,
                        help_text="What becomes of it; empty until checked.",
                        max_length=10,
                    ),
                ),
                (
                    "label",
                    models.CharField(blank=True, editable=False, help_text="What the row is about.", max_length=300),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=list, editable=False, help_text="Column, what it holds now, what it will."
                    ),
                ),
                ("errors", models.JSONField(default=list, editable=False, help_text="Column, and what to do.")),
                (
                    "table_import",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="claims.tableimport",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="tableimport",
            index=models.Index(fields=["table", "-id"], name="table_import_by_table"),
        ),
        migrations.AddConstraint(
            model_name="tableimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["checking", "ready", "writing", "done", "refused", "failed"])),
                name="table_import_status_known",
                violation_error_message="There is no such status.",
            ),
        ),
        migrations.AddIndex(
            model_name="tableimportrow",
            index=models.Index(fields=["table_import", "fate", "number"], name="table_import_row_by_fate"),
        ),
        migrations.AddConstraint(
            model_name="tableimportrow",
            constraint=models.UniqueConstraint(
                fields=("table_import", "number"),
                name="table_import_row_once",
                violation_error_message="This row is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tableimportrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("fate__in", ["", "error", "new", "changed", "unchanged"])),
                name="table_import_row_fate_known",
                violation_error_message="There is no such fate.",
            ),
        ),
        migrations.RunPython(let_editors_import, migrations.RunPython.noop),
    ]
