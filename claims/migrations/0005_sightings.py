"""Where claims were seen, and claims that were merged; who may do either."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

REPORTER = ("add_sighting", "change_sighting", "delete_sighting", "view_sighting")
EDITOR = (*REPORTER, "merge_claim")
ROLES = {"Reporter": REPORTER, "Editor": EDITOR, "Chief editor": EDITOR}


def key_statements(apps, schema_editor):
    """So that statements logged before are found again."""
    from claims.models.claim import statement_key

    claim = apps.get_model("claims", "Claim")
    for pk, statement in claim.objects.values_list("pk", "statement").iterator():
        claim.objects.filter(pk=pk).update(statement_key=statement_key(statement))


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
        ("claims", "0004_desk_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="The address of the post, page or video. Never published.",
                        max_length=2000,
                        verbose_name="link",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Word for word, however it was put there. Never published.",
                        verbose_name="as it was seen",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Of these words.",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                                "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "seen_on",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        help_text="The day it was seen there. The earliest one hints at when it was first said.",
                        verbose_name="seen on",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        help_text="Outlet, platform, group or person: “TikTok, @somebody”. Never published.",
                        max_length=200,
                        verbose_name="where",
                    ),
                ),
                (
                    "notes",
                    models.TextField(
                        blank=True, help_text="Internal: how far it has spread. Never published.", verbose_name="notes"
                    ),
                ),
                ("address_key", models.CharField(blank=True, editable=False, max_length=64)),
                ("text_key", models.CharField(blank=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "sighting",
                "verbose_name_plural": "sightings",
                "ordering": ["seen_on", "pk"],
            },
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
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The claim that this one turned out to be.",
                limit_choices_to=models.Q(
                    ("merged_into", None), models.Q(("state__in", ["declined", "withdrawn"]), _negated=True)
                ),
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="claims.claim",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="statement_key",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["statement_key"], name="claim_by_statement"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(
                        ("state__in", ["declined", "withdrawn"]),
                        models.Q(("merged_into", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claim_merged_is_closed",
                violation_error_message="A claim that was merged into another one stays closed.",
            ),
        ),
        migrations.AddField(
            model_name="sighting",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="sighting",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                condition=models.Q(("address_key", ""), _negated=True),
                fields=["address_key"],
                name="sighting_by_address",
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                condition=models.Q(("text_key", ""), _negated=True), fields=["text_key"], name="sighting_by_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("url", ""), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    models.Q(("where", ""), _negated=True),
                    _connector="OR",
                ),
                name="sighting_says_something",
                violation_error_message="Give the link, the words, or say where it was seen.",
            ),
        ),
        migrations.RunPython(key_statements, migrations.RunPython.noop),
        migrations.RunPython(extend_roles, migrations.RunPython.noop),
    ]
