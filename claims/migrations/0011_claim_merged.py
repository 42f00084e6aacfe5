"""What was merged into a claim is looked up in an index of the few that were, whatever the database thinks of it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_help_texts")]

    operations = [
        migrations.AlterField(
            "claim",
            "merged_into",
            models.ForeignKey(
                "claims.claim",
                django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                editable=False,
                db_index=False,
                related_name="merged",
                limit_choices_to=Q(merged_into=None) & ~Q(state__in=["declined", "withdrawn"]),
                verbose_name="merged into",
                help_text="The claim that this one turned out to be.",
            ),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(name="claim_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
        ),
    ]
