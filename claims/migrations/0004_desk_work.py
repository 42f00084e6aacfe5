"""Due dates, priorities, and internal notes with mentions, which every role may write."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

ROLES = ("Reporter", "Editor", "Chief editor")


def allow(apps, schema_editor):
    """Django makes permissions after all migrations; the roles need these now."""
    config = apps.get_app_config("claims")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="claims", codename__in=["add_internalnote", "view_internalnote"]
    )
    for role in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        role.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "text",
                    models.TextField(
                        help_text="Never published, and kept as written. Write @ and a name to tell somebody."
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, help_text="When this person opened the claim.", null=True),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="due_on",
            field=models.DateField(
                blank=True,
                help_text="When this should be done. Internal: readers never see it.",
                null=True,
                verbose_name="due on",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")],
                default=2,
                help_text="How soon, beside others. Internal.",
                verbose_name="priority",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                help_text="Its researcher, who counts as one of the verdict’s authors: somebody else reads it second.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assigned_claims",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="notes",
            field=models.TextField(
                blank=True,
                help_text="What everybody who opens this claim should know. Internal. Never published.",
                verbose_name="pinned note",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [1, 2, 3, 4])),
                name="claim_priority_known",
                violation_error_message="A priority is low, normal, high or urgent.",
            ),
        ),
        migrations.AddField(
            model_name="internalnote",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="internalnote",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="internal_notes", to="claims.claim"
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="note",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="claims.internalnote"
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="internalnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="internal_note_says_something",
                violation_error_message="Write something.",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)), fields=["person"], name="mention_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("note", "person"),
                name="mention_once",
                violation_error_message="This person is already told of this note.",
            ),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
