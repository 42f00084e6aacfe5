"""Short texts of claims in other languages; who may translate them."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ("Reporter", "Editor", "Chief editor")
MAY = ("add_phrasetranslation", "change_phrasetranslation", "delete_phrasetranslation", "view_phrasetranslation")


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
        ("claims", "0018_webhook_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPhraseTranslation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        help_text="The language translated into, such as “en”.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                                "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                            )
                        ],
                    ),
                ),
                ("original", models.TextField(help_text="The text as the claim has it.")),
                ("translation", models.TextField(help_text="As close to the original as this language lets it.")),
                ("text_key", models.CharField(editable=False, max_length=64)),
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
            ],
            options={
                "verbose_name": "historical translation of a short text",
                "verbose_name_plural": "historical translations of short texts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PhraseTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        help_text="The language translated into, such as “en”.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                                "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                            )
                        ],
                    ),
                ),
                ("original", models.TextField(help_text="The text as the claim has it.")),
                ("translation", models.TextField(help_text="As close to the original as this language lets it.")),
                ("text_key", models.CharField(editable=False, max_length=64)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phrases", to="claims.claim"
                    ),
                ),
            ],
            options={
                "verbose_name": "translation of a short text",
                "verbose_name_plural": "translations of short texts",
                "ordering": ["language", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "language", "text_key"),
                        name="phrase_translation_once",
                        violation_error_message="This text already has a translation into that language.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("translation", ""), _negated=True),
                        name="phrase_translation_says_something",
                        violation_error_message="Write the translation.",
                    ),
                ],
            },
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
    ]
