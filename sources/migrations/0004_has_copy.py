"""Which sources have a copy, and which languages there are, told by indexes instead of by going through them all."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def say_which_have_one(apps, schema_editor):
    captures = apps.get_model("sources", "Capture").objects.filter(source=OuterRef("pk"))
    apps.get_model("sources", "Source").objects.filter(Exists(captures)).update(has_copy=True)


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_history")]

    operations = [
        migrations.AddField(
            "source", "has_copy", models.BooleanField(default=False, db_default=False, editable=False)
        ),
        migrations.AddIndex(
            "source",
            models.Index(name="source_lacking_copy", fields=["-id"], condition=Q(has_copy=False, no_copy_reason="")),
        ),
        migrations.AddIndex("source", models.Index(name="source_by_language", fields=["language", "-id"])),
        migrations.RunPython(say_which_have_one, migrations.RunPython.noop),
    ]
