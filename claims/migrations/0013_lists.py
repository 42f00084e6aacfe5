import json
from collections import Counter

from django.db import migrations, models
from django.db.models import ExpressionWrapper, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, ExtractDay, ExtractMonth, ExtractYear

AT_ONCE = 1_000


def fill_columns(apps, schema_editor):
    """In one go: PostgreSQL alters no table in which the same transaction has changed a row twice."""
    claims = apps.get_model("claims", "PublishedClaim").objects.using(schema_editor.connection.alias)
    publications = apps.get_model("claims", "Publication").objects.filter(claim=OuterRef("claim"), revision=1)
    first, big = Subquery(publications.values("sequence")), models.BigIntegerField()
    year, month, day = (Cast(part("first_said_on"), big) for part in (ExtractYear, ExtractMonth, ExtractDay))
    number = Coalesce(year * 10_000 + month * 100 + day, 0, output_field=big)
    claims.update(
        first_sequence=first,
        said_year=ExtractYear("first_said_on"),
        said_place=ExpressionWrapper(number * 10**10 + first, output_field=big),
    )


def fill_outlets_and_tallies(apps, schema_editor):
    """As claims/projection.py does: an outlet is shown as the newest publication shows it."""
    alias, published = schema_editor.connection.alias, apps.get_model("claims", "PublishedClaim")
    outlet_model, tally_model = apps.get_model("claims", "PublicOutlet"), apps.get_model("claims", "Tally")
    actor_model = apps.get_model("claims", "PublicActor")
    outlets, names, links, counted = {}, {}, [], Counter()
    documents = published.objects.using(alias).filter(status="published").order_by("publication_id")
    for key, text in documents.values_list("pk", "publication__document").iterator(chunk_size=500):
        body = json.loads(text)
        if "sources" not in body:
            continue
        named = {each["outlet_slug"]: each for each in body["sources"].values()}
        outlets |= {slug: (each["outlet"], each["reliability"]) for slug, each in named.items()}
        names |= {slug: actor.get("names", []) for slug, actor in body["actors"].items()}
        links += [(key, slug) for slug in named]
        counted.update(_counted(body))
    outlet_model.objects.using(alias).bulk_create(
        [outlet_model(slug=slug, name=name, reliability=grade) for slug, (name, grade) in outlets.items()], AT_ONCE
    )
    for slug, named in names.items():
        if named:
            text = json.dumps(named, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            actor_model.objects.using(alias).filter(slug=slug).update(names=text)
    through = published.outlets.through
    rows = [through(publishedclaim_id=key, publicoutlet_id=slug) for key, slug in links]
    through.objects.using(alias).bulk_create(rows, AT_ONCE)
    rows = [tally_model(of=of, value=value, rating=rating, claims=n) for (of, value, rating), n in counted.items()]
    tally_model.objects.using(alias).bulk_create(rows, AT_ONCE)


def _counted(body):
    named = {("all", ""), ("language", body["language"])}
    named |= {("year", body["first_said_on"][:4])} if body["first_said_on"] else set()
    named |= {("topic", topic["slug"]) for topic in body["topics"]}
    named |= {("source", source["slug"]) for source in body["sources"].values()}
    named |= {("outlet", source["outlet_slug"]) for source in body["sources"].values()}
    named |= {("actor", slug) for slug in body["actors"]}
    parts = {("accuser", said["actor"]) for said in body["accusations"]}
    parts |= {("accused", slug) for slug in body["accused"]}
    parts |= {("rebutter", said["actor"]) for said in body["rebuttals"]}
    parts |= {("accused", slug) for slug in body["actors"].keys() - {slug for _, slug in parts}}
    return {(of, value, rating) for of, value in named | parts for rating in ("", body["verdict"]["rating"])}


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicOutlet",
            fields=[
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("reliability", models.CharField(max_length=1)),
            ],
            options={
                "ordering": ["name", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("all", "All verdicts"),
                            ("language", "Language"),
                            ("year", "Year it was first said in"),
                            ("topic", "Topic"),
                            ("source", "Source"),
                            ("outlet", "Outlet"),
                            ("actor", "Actor, in whatever part"),
                            ("accuser", "Accuser"),
                            ("accused", "Accused"),
                            ("rebutter", "Rebutter"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=120)),
                ("rating", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("claims", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="first_sequence",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="said_place",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="said_year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            "publicactor",
            "names",
            models.TextField(default="[]", help_text="Its other names, as the document has them: JSON text."),
            preserve_default=False,
        ),
        migrations.RunPython(fill_columns, migrations.RunPython.noop),
        migrations.AlterField("publishedclaim", "first_sequence", models.PositiveBigIntegerField(unique=True)),
        migrations.AlterField("publishedclaim", "said_place", models.PositiveBigIntegerField(unique=True)),
        migrations.AddIndex(
            model_name="publicactor",
            index=models.Index(fields=["name", "slug"], name="public_actor_by_name"),
        ),
        migrations.AddIndex(
            model_name="publicsource",
            index=models.Index(fields=["title", "slug"], name="public_source_by_title"),
        ),
        migrations.AddIndex(
            model_name="publicsource",
            index=models.Index(fields=["outlet_slug", "title", "slug"], name="public_source_of_outlet"),
        ),
        migrations.AddIndex(
            model_name="publictopic",
            index=models.Index(fields=["name", "slug"], name="public_topic_by_name"),
        ),
        migrations.AddIndex(
            model_name="publicoutlet",
            index=models.Index(fields=["name", "slug"], name="public_outlet_by_name"),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="outlets",
            field=models.ManyToManyField(related_name="claims", to="claims.publicoutlet"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["said_year", "-verdict_sequence"], name="published_by_year"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["status", "-first_sequence"], name="published_status_first"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["rating", "-first_sequence"], name="published_rating_first"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["language", "-first_sequence"], name="published_language_first"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["said_year", "-first_sequence"], name="published_year_first"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["status", "-said_place"], name="published_status_said"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["rating", "-said_place"], name="published_rating_said"),
        ),
        migrations.AddIndex(
            model_name="publishedclaim",
            index=models.Index(fields=["language", "-said_place"], name="published_language_said"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["of", "rating", "-claims", "value"], name="tally_by_claims"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("of", "value", "rating"), name="tally_once"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(condition=models.Q(("claims__gt", 0)), name="tally_of_something"),
        ),
        migrations.RunPython(fill_outlets_and_tallies, migrations.RunPython.noop),
    ]
