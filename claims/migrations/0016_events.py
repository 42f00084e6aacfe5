"""What happened, and when; who may say so."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import claims.partial_dates

ROLES = ("Reporter", "Editor", "Chief editor")
MAY = ("add_event", "change_event", "delete_event", "view_event")


def extend_roles(apps, schema_editor):
    """Django makes permissions after all migrations; the roles need them now."""
    config = apps.get_app_config("claims")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name in ROLES:
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.add(*permission.objects.filter(content_type__app_label="claims", codename__in=MAY))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_imports"),
        ("sources", "0005_help_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalEvent",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "happened_on",
                    models.CharField(
                        help_text="As exactly as it is known: 2023-09-13, or the month, 2023-09, or the year, 2023.",
                        max_length=10,
                        validators=[claims.partial_dates.validate],
                    ),
                ),
                (
                    "until",
                    models.CharField(
                        blank=True,
                        help_text="Its last day, month or year, where it went on. Otherwise leave it empty.",
                        max_length=10,
                        validators=[claims.partial_dates.validate],
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What happened, in one sentence in the claim’s language; not who says so.",
                        max_length=500,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        blank=True, help_text="Where in the source: page, paragraph, minute.", max_length=200
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="Internal. Never published.")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Where it is on record.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical event",
                "verbose_name_plural": "historical events",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "happened_on",
                    models.CharField(
                        help_text="As exactly as it is known: 2023-09-13, or the month, 2023-09, or the year, 2023.",
                        max_length=10,
                        validators=[claims.partial_dates.validate],
                    ),
                ),
                (
                    "until",
                    models.CharField(
                        blank=True,
                        help_text="Its last day, month or year, where it went on. Otherwise leave it empty.",
                        max_length=10,
                        validators=[claims.partial_dates.validate],
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="What happened, in one sentence in the claim’s language; not who says so.",
                        max_length=500,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        blank=True, help_text="Where in the source: page, paragraph, minute.", max_length=200
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="Internal. Never published.")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="claims.claim"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it is on record.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_on", "until", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="event_says_something",
                        violation_error_message="Say in one sentence what happened.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", ""), ("until__gt", models.F("happened_on")), _connector="OR"),
                        name="event_until_after",
                        violation_error_message="Give an end that is later than the beginning and as exact, or none.",
                    ),
                ],
            },
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
    ]
