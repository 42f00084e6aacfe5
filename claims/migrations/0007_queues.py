"""What the desk's queues and its list need, and the day on which a public verdict becomes stale."""

import orjson
from django.db import migrations, models
from django.db.models import Q

AT_ONCE = 500


def take_from_documents(apps, schema_editor):
    """The documents have always said it; now lists know it too."""
    claims = apps.get_model("claims", "PublishedClaim").objects
    reached = 0
    while some := list(claims.filter(pk__gt=reached).select_related("publication").order_by("pk")[:AT_ONCE]):
        for claim in some:
            verdict = orjson.loads(claim.publication.document).get("verdict") or {}
            claim.recheck_on = verdict.get("recheck_on")
        claims.bulk_update(some, ["recheck_on"])
        reached = some[-1].pk


def forget_desk_index(apps, schema_editor):
    """It now holds notes too, to look claims up by: whatever is in no index is put in after all migrations."""
    for name in ("DeskMatchEntry", "DeskMatchTerm"):
        apps.get_model("claims", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_tables")]

    operations = [
        migrations.AddField("publishedclaim", "recheck_on", models.DateField(null=True)),
        migrations.AddIndex(
            "publishedclaim",
            models.Index(name="published_by_recheck", fields=["recheck_on"], condition=Q(recheck_on__isnull=False)),
        ),
        migrations.AddIndex("claim", models.Index(name="claim_newest", fields=["-created_at", "-id"])),
        migrations.AddIndex("claim", models.Index(name="claim_last_changed", fields=["-updated_at", "-id"])),
        migrations.AddIndex(
            "claim", models.Index(name="claim_of_person", fields=["assigned_to", "state", "-created_at"])
        ),
        migrations.AddIndex("claim", models.Index(name="claim_by_language", fields=["language", "-created_at"])),
        migrations.AddIndex("replyrequest", models.Index(name="reply_request_due", fields=["outcome", "due_on"])),
        migrations.RunPython(take_from_documents, migrations.RunPython.noop),
        migrations.RunPython(forget_desk_index, migrations.RunPython.noop),
    ]
