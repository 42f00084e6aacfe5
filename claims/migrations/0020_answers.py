import json
from collections import Counter

from django.db import migrations, models

AT_ONCE = 1_000
ROLES = [("accuser", "Accuser"), ("accused", "Accused"), ("rebutter", "Rebutter")]
ANSWERS = [("denier", "Denies it"), ("answerer", "Answers it otherwise")]


def fill_answers(apps, schema_editor):
    """As claims/tallies.py does: who answers a claim denies it, or does not."""
    alias, published = schema_editor.connection.alias, apps.get_model("claims", "PublishedClaim")
    involvement, tally = apps.get_model("claims", "PublishedInvolvement"), apps.get_model("claims", "Tally")
    rows, counted = [], Counter()
    documents = published.objects.using(alias).filter(status="published", involvements__role="rebutter").distinct()
    for key, text in documents.order_by("pk").values_list("pk", "publication__document").iterator(chunk_size=500):
        body = json.loads(text)
        deniers = {said["actor"] for said in body["rebuttals"] if said["stance"] == "denies"}
        for slug in sorted({said["actor"] for said in body["rebuttals"]}):
            role = "denier" if slug in deniers else "answerer"
            rows.append(involvement(claim_id=key, actor_id=slug, role=role))
            counted.update((role, slug, rating) for rating in ("", body["verdict"]["rating"]))
    involvement.objects.using(alias).bulk_create(rows, AT_ONCE)
    rows = [tally(of=of, value=value, rating=rating, claims=n) for (of, value, rating), n in counted.items()]
    tally.objects.using(alias).bulk_create(rows, AT_ONCE)


def remove_answers(apps, schema_editor):
    alias, answers = schema_editor.connection.alias, [role for role, _ in ANSWERS]
    apps.get_model("claims", "PublishedInvolvement").objects.using(alias).filter(role__in=answers).delete()
    apps.get_model("claims", "Tally").objects.using(alias).filter(of__in=answers).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0019_phrases"),
    ]

    operations = [
        migrations.AlterField("publishedinvolvement", "role", models.CharField(max_length=8, choices=ROLES + ANSWERS)),
        migrations.AlterField(
            "tally",
            "of",
            models.CharField(
                max_length=8,
                choices=[
                    ("all", "All verdicts"),
                    ("language", "Language"),
                    ("year", "Year it was first said in"),
                    ("topic", "Topic"),
                    ("source", "Source"),
                    ("outlet", "Outlet"),
                    ("actor", "Actor, in whatever part"),
                    *ROLES,
                    *ANSWERS,
                ],
            ),
        ),
        migrations.RunPython(fill_answers, remove_answers),
    ]
