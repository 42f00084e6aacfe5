"""Due dates, priorities, and internal notes with mentions, which every role may write."""

import django.core.validators
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
        ("sources", "0001_initial"),
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
        migrations.AlterField(
            model_name="accusation",
            name="actor",
            field=models.ForeignKey(
                help_text="Who says so: a state, organisation or person.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="claims.actor",
            ),
        ),
        migrations.AlterField(
            model_name="accusation",
            name="said_on",
            field=models.DateField(
                blank=True, help_text="When it was said, which may be before it was reported.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="accusation",
            name="source",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it is on record.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="sources.source",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="first_said_on",
            field=models.DateField(
                blank=True,
                help_text="The first day on which it is known to have been said. Leave empty if not.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="topics",
            field=models.ManyToManyField(
                blank=True,
                help_text="What it is about: readers find claims by these.",
                related_name="claims",
                to="claims.topic",
            ),
        ),
        migrations.AlterField(
            model_name="claimtranslation",
            name="context",
            field=models.TextField(blank=True, help_text="The context, where the claim has one."),
        ),
        migrations.AlterField(
            model_name="claimtranslation",
            name="headline",
            field=models.CharField(help_text="The headline in this language.", max_length=200),
        ),
        migrations.AlterField(
            model_name="claimtranslation",
            name="language",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="claimtranslation",
            name="statement",
            field=models.TextField(help_text="The statement, as close to the original as this language lets it."),
        ),
        migrations.AlterField(
            model_name="rebuttal",
            name="actor",
            field=models.ForeignKey(
                help_text="Who says so: a state, organisation or person.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="claims.actor",
            ),
        ),
        migrations.AlterField(
            model_name="rebuttal",
            name="said_on",
            field=models.DateField(
                blank=True, help_text="When it was said, which may be before it was reported.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="rebuttal",
            name="source",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it is on record.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="sources.source",
            ),
        ),
        migrations.AlterField(
            model_name="rebuttal",
            name="stance",
            field=models.CharField(
                choices=[
                    ("denies", "Denies"),
                    ("partly_confirms", "Partly confirms"),
                    ("confirms", "Confirms"),
                    ("declines_to_comment", "Declines to comment"),
                ],
                help_text="How the actor answers the claim.",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="actor",
            field=models.ForeignKey(
                help_text="Who is asked for an answer.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reply_requests",
                to="claims.actor",
            ),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="asked_on",
            field=models.DateField(blank=True, help_text="The day on which the question went out.", null=True),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="due_on",
            field=models.DateField(
                blank=True,
                help_text="Give time enough to answer. After this day the claim can be reviewed without.",
                null=True,
                verbose_name="answer due on",
            ),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("answered", "Answered"),
                    ("declined", "Declined to answer"),
                    ("no_answer", "No answer"),
                ],
                default="waiting",
                help_text="What came back. An answer in words is also a rebuttal: add it above.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="rating",
            field=models.ForeignKey(
                blank=True,
                help_text="What the evidence shows, on the newsroom’s scale.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.rating",
            ),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
