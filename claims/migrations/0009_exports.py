from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_history")]

    operations = [
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["status", "-first_published_at", "slug"], name="published_by_first"),
        ),
    ]
