"""What every newsroom starts with: the empty record, a verdict scale, and the three roles."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

SCALE = [
    ("true", "True", 5, "The evidence shows that the claim is right, and nothing that matters is missing from it."),
    ("mostly-true", "Mostly true", 4, "The core of the claim is right; it needs clarification or more information."),
    ("partly-true", "Partly true", 3, "Parts of the claim are right, and parts are wrong or cannot be shown."),
    ("mostly-false", "Mostly false", 2, "The core of the claim is wrong, though something in it is right."),
    ("false", "False", 1, "The evidence shows that the claim is wrong."),
    ("unproven", "Unproven", None, "The evidence that can be had neither shows the claim nor refutes it."),
]

REPORTER = {
    "claims": {
        "claim": "add change view research",
        "claimtranslation": "add change delete view",
        "accusation": "add change delete view",
        "rebuttal": "add change delete view",
        "replyrequest": "add change delete view",
        "evidence": "add change delete view",
        "verdict": "add change view",
        "actor": "add change view",
        "actorname": "add change delete view",
        "topic": "add change view",
        "rating": "view",
        "transition": "view",
        "publication": "view",
    },
    "sources": {
        "outlet": "add change view",
        "source": "add change view",
        "derivation": "add change delete view",
        "capture": "add view",
    },
}
EDITOR = {"claims": {"claim": "approve return decline publish revise"}}
CHIEF = {
    "claims": {"claim": "withdraw reinstate", "rating": "add change"},
    "sources": {"outlet": "grade"},
    "auth": {"user": "add change view", "group": "view"},
}
ROLES = {"Reporter": [REPORTER], "Editor": [REPORTER, EDITOR], "Chief editor": [REPORTER, EDITOR, CHIEF]}


def seed(apps, schema_editor):
    apps.get_model("claims", "Head").objects.get_or_create(pk=1)
    rating = apps.get_model("claims", "Rating")
    for position, (slug, label, value, definition) in enumerate(SCALE, start=1):
        rating.objects.create(slug=slug, label=label, value=value, definition=definition, position=position)


def make_roles(apps, schema_editor):
    _make_permissions(apps)
    group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, tables in ROLES.items():
        role, _ = group.objects.get_or_create(name=name)
        for table in tables:
            for app, model, action in _each(table):
                role.permissions.add(permission.objects.get(content_type__app_label=app, codename=f"{action}_{model}"))


def _make_permissions(apps):
    """Django makes permissions after all migrations; the roles need them now."""
    for label in ("auth", "sources", "claims"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None


def _each(table):
    for app, models in table.items():
        for model, actions in models.items():
            for action in actions.split():
                yield app, model, action


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_initial"),
        ("sources", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
