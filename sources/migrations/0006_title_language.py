"""A title may be in another language than its source."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0005_help_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalsource",
            name="title_language",
            field=models.CharField(
                blank=True,
                help_text="Where the title is yours, in another language than the source. Otherwise leave it empty.",
                max_length=12,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                        "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="title_language",
            field=models.CharField(
                blank=True,
                help_text="Where the title is yours, in another language than the source. Otherwise leave it empty.",
                max_length=12,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
                        "Give a language as a BCP 47 tag, such as “id”, “en” or “zh-Hant”.",
                    )
                ],
            ),
        ),
    ]
