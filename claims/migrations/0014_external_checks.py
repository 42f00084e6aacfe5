"""What other publishers have checked, the index by which editors are offered it, and who may see and map it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

EVERYBODY = ("view_externalcheck", "view_externalpublisher", "view_externalrating")
CHIEF = (*EVERYBODY, "change_externalpublisher", "change_externalrating")
ROLES = {"Reporter": EVERYBODY, "Editor": EVERYBODY, "Chief editor": CHIEF}


def extend_roles(apps, schema_editor):
    """Django makes permissions after all migrations; the roles need them now."""
    config = apps.get_app_config("claims")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.add(*permission.objects.filter(content_type__app_label="claims", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExternalCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=2000, verbose_name="address")),
                (
                    "claim",
                    models.TextField(help_text="What was claimed, as the publisher puts it.", verbose_name="claim"),
                ),
                ("headline", models.TextField(blank=True, verbose_name="headline")),
                ("language", models.CharField(blank=True, max_length=45, verbose_name="language")),
                (
                    "claimants",
                    models.JSONField(default=list, help_text="Names, kinds and addresses.", verbose_name="claimants"),
                ),
                ("claimed_on", models.DateField(null=True, verbose_name="claimed on")),
                ("reviewed_on", models.DateField(null=True, verbose_name="checked on")),
                ("modified_on", models.DateField(null=True, verbose_name="changed on")),
                ("rating_value", models.FloatField(null=True, verbose_name="number of their rating")),
                ("best", models.FloatField(null=True, verbose_name="best number of their scale")),
                ("worst", models.FloatField(null=True, verbose_name="worst number of their scale")),
                ("explanation", models.TextField(blank=True, verbose_name="explanation")),
                (
                    "appearances",
                    models.JSONField(default=list, help_text="Where the claim was made.", verbose_name="appearances"),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(help_text="By its publisher.", null=True, verbose_name="taken back at"),
                ),
                ("address_key", models.CharField(max_length=64)),
                ("statement_key", models.CharField(max_length=64)),
                ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="imported at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last change at")),
            ],
            options={
                "verbose_name": "external check",
                "verbose_name_plural": "external checks",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ExternalMatchTerm",
            fields=[
                ("word", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("claims", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ExternalPublisher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "host",
                    models.CharField(
                        help_text="Of the addresses of its checks, without “www.”.",
                        max_length=253,
                        unique=True,
                        verbose_name="host",
                    ),
                ),
                ("name", models.CharField(help_text="What editors know it by.", max_length=200, verbose_name="name")),
            ],
            options={
                "verbose_name": "external publisher",
                "verbose_name_plural": "external publishers",
                "ordering": ["host"],
            },
        ),
        migrations.CreateModel(
            name="ExternalMatchEntry",
            fields=[
                ("terms", models.TextField(help_text="All by which it can be found, each once, separated by spaces.")),
                (
                    "versions",
                    models.TextField(help_text="A line for each wording: language, headline and statement, as words."),
                ),
                ("names", models.TextField(help_text="Its actors and days, as words.")),
                (
                    "external",
                    models.OneToOneField(
                        db_column="claim_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="match_entry",
                        serialize=False,
                        to="claims.externalcheck",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="externalcheck",
            name="publisher",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="claims.externalpublisher",
                verbose_name="publisher",
            ),
        ),
        migrations.CreateModel(
            name="ExternalRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(help_text="Word for word.", verbose_name="their rating")),
                ("text_key", models.CharField(editable=False, max_length=64)),
                (
                    "publisher",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="claims.externalpublisher",
                        verbose_name="publisher",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it would be called here. Leave empty what our scale has no word for.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.rating",
                        verbose_name="our rating",
                    ),
                ),
            ],
            options={
                "verbose_name": "external rating",
                "verbose_name_plural": "external ratings",
                "ordering": ["publisher_id", "pk"],
            },
        ),
        migrations.AddField(
            model_name="externalcheck",
            name="rating",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="claims.externalrating",
                verbose_name="their rating",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalExternalPublisher",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "host",
                    models.CharField(
                        help_text="Of the addresses of its checks, without “www.”.",
                        max_length=253,
                        verbose_name="host",
                    ),
                ),
                ("name", models.CharField(help_text="What editors know it by.", max_length=200, verbose_name="name")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
            ],
            options={
                "verbose_name": "historical external publisher",
                "verbose_name_plural": "historical external publishers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExternalRating",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("text", models.TextField(help_text="Word for word.", verbose_name="their rating")),
                ("text_key", models.CharField(editable=False, max_length=64)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.externalpublisher",
                        verbose_name="publisher",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="What it would be called here. Leave empty what our scale has no word for.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.rating",
                        verbose_name="our rating",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical external rating",
                "verbose_name_plural": "historical external ratings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="externalrating",
            constraint=models.UniqueConstraint(
                fields=("publisher", "text_key"),
                name="external_rating_once",
                violation_error_message="This publisher’s table already has this rating.",
            ),
        ),
        migrations.AddIndex(
            model_name="externalcheck",
            index=models.Index(fields=["publisher", "-id"], name="external_by_publisher"),
        ),
        migrations.AddIndex(
            model_name="externalcheck",
            index=models.Index(fields=["rating", "-id"], name="external_by_rating"),
        ),
        migrations.AddConstraint(
            model_name="externalcheck",
            constraint=models.UniqueConstraint(
                fields=("address_key", "statement_key"),
                name="external_check_once",
                violation_error_message="This check is already there.",
            ),
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop, elidable=False),
    ]
