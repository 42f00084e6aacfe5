"""Names of topics in other languages, which of several names of an actor readers see, and who may change them."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ("Reporter", "Editor", "Chief editor")
ACTIONS = ("add", "change", "delete", "view")


def extend_roles(apps, schema_editor):
    """Django makes permissions after all migrations; the roles need them now."""
    config = apps.get_app_config("claims")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    names = [f"{action}_topicname" for action in ACTIONS]
    for name in ROLES:
        role, _ = group.objects.get_or_create(name=name)
        role.permissions.add(*permission.objects.filter(content_type__app_label="claims", codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="actorname",
            options={"ordering": ["language", "-is_preferred", "name"]},
        ),
        migrations.AddField(
            model_name="actorname",
            name="is_preferred",
            field=models.BooleanField(
                default=False,
                help_text="Of several names in one language, readers see the preferred one, "
                "or else the first by the alphabet.",
                verbose_name="preferred",
            ),
        ),
        migrations.AddField(
            model_name="historicalactorname",
            name="is_preferred",
            field=models.BooleanField(
                default=False,
                help_text="Of several names in one language, readers see the preferred one, "
                "or else the first by the alphabet.",
                verbose_name="preferred",
            ),
        ),
        migrations.AddField(
            model_name="publictopic",
            name="names",
            field=models.TextField(default="[]", help_text="Its other names, as the document has them: JSON text."),
        ),
        migrations.AlterField(
            model_name="publicactor",
            name="names",
            field=models.TextField(default="[]", help_text="Its other names, as the document has them: JSON text."),
        ),
        migrations.AlterField(
            model_name="actor",
            name="name",
            field=models.CharField(
                help_text="The name that readers see, unless it has another name in their language.",
                max_length=200,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="actorname",
            name="name",
            field=models.CharField(
                help_text="As others write it: in another language or script, short or in full. Readers of this "
                "language see it in place of the name above. Claims are found by it, too.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="historicalactor",
            name="name",
            field=models.CharField(
                help_text="The name that readers see, unless it has another name in their language.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="historicalactorname",
            name="name",
            field=models.CharField(
                help_text="As others write it: in another language or script, short or in full. Readers of this "
                "language see it in place of the name above. Claims are found by it, too.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="historicaltopic",
            name="name",
            field=models.CharField(
                help_text="A few words, as readers would look for it. They see it unless it has a name in "
                "their language.",
                max_length=100,
            ),
        ),
        migrations.AlterField(
            model_name="topic",
            name="name",
            field=models.CharField(
                help_text="A few words, as readers would look for it. They see it unless it has a name in "
                "their language.",
                max_length=100,
                unique=True,
            ),
        ),
        migrations.CreateModel(
            name="HistoricalTopicName",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Readers of this language see it in place of the name above. "
                        "Claims are found by both.",
                        max_length=100,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        help_text="A language code, such as “id” or “zh-Hant”.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                                "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                            )
                        ],
                    ),
                ),
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
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical topic name",
                "verbose_name_plural": "historical topic names",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TopicName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Readers of this language see it in place of the name above. "
                        "Claims are found by both.",
                        max_length=100,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        help_text="A language code, such as “id” or “zh-Hant”.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                                "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                            )
                        ],
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="claims.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "language"),
                        name="topic_name_once",
                        violation_error_message="The topic already has a name in this language.",
                    )
                ],
            },
        ),
        migrations.RunPython(extend_roles, migrations.RunPython.noop, elidable=False),
    ]
