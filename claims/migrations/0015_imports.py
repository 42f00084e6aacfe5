"""Claims that came with the newsroom's archive, and who may bring it in: Chief editors."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_chief_editors_import(apps, schema_editor):
    config = apps.get_app_config("claims")
    # Django makes permissions after all migrations; the role needs this one now.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    may_import = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="claims", codename="import_archive"
    )
    for role in apps.get_model("auth", "Group").objects.filter(name="Chief editor"):
        role.permissions.add(may_import)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_external_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimImport",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="imported",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        help_text="Of the check, where it was first published.",
                        max_length=1000,
                        verbose_name="address",
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, help_text="Of the check, as it was published there.", max_length=300),
                ),
                (
                    "publisher",
                    models.CharField(blank=True, help_text="Who it names as its publisher.", max_length=200),
                ),
                (
                    "publisher_url",
                    models.CharField(blank=True, help_text="The publisher’s address, as given.", max_length=1000),
                ),
                (
                    "rating",
                    models.CharField(
                        help_text="Word for word. The rating on our scale is the verdict’s.",
                        max_length=500,
                        verbose_name="original rating",
                    ),
                ),
                (
                    "rating_value",
                    models.CharField(blank=True, help_text="The original number, as given.", max_length=30),
                ),
                (
                    "rating_best",
                    models.CharField(blank=True, help_text="The best number of that scale, as given.", max_length=30),
                ),
                (
                    "rating_worst",
                    models.CharField(blank=True, help_text="The worst number of it, as given.", max_length=30),
                ),
                (
                    "published_on",
                    models.DateField(help_text="The day on which it was first published there.", null=True),
                ),
                ("modified_on", models.DateField(help_text="The day on which it was last changed there.", null=True)),
                (
                    "appearances",
                    models.JSONField(default=list, help_text="Addresses at which the claim was seen, as given there."),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Equal for the same claim of the same page.", max_length=64, unique=True
                    ),
                ),
                ("address_key", models.CharField(help_text="Equal for the same page.", max_length=64)),
                (
                    "digest",
                    models.CharField(help_text="Of all that was read, to see what has changed since.", max_length=64),
                ),
            ],
        ),
        migrations.AlterModelOptions(
            name="claim",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("research_claim", "Can take up claims and submit them for review"),
                    ("approve_claim", "Can read second and approve"),
                    ("return_claim", "Can return claims to research"),
                    ("decline_claim", "Can decline and reopen claims"),
                    ("publish_claim", "Can publish claims"),
                    ("revise_claim", "Can revise published claims"),
                    ("withdraw_claim", "Can withdraw published claims"),
                    ("reinstate_claim", "Can reinstate withdrawn claims"),
                    ("merge_claim", "Can merge claims that turn out to be one"),
                    ("import_archive", "Can bring in the newsroom's archive as published claims"),
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalverdict",
            name="is_imported",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="It came with the archive: nobody here proposed or confirmed it.",
                verbose_name="imported",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="is_imported",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="It came with the archive: nobody here proposed or confirmed it.",
                verbose_name="imported",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_imported", False),
                    models.Q(("confirmed_by__isnull", True), ("reading_by__isnull", True)),
                    _connector="OR",
                ),
                name="verdict_imported_as_it_was",
                violation_error_message="A verdict that came with the archive is neither read second nor confirmed.",
            ),
        ),
        migrations.AddIndex(
            model_name="claimimport",
            index=models.Index(fields=["address_key"], name="claim_import_by_address"),
        ),
        migrations.RunPython(let_chief_editors_import, migrations.RunPython.noop),
    ]
