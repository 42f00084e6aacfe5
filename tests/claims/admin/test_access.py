"""Staff without a role get nowhere, and nobody without an account gets as far."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from claims.admin.user import ROLES
from claims.models import Actor, Delivery, Rating
from tests.claims.admin.browser import claim_url
from tests.factories import (
    add_evidence,
    add_reply_request,
    make_actor,
    make_claim,
    make_external_check,
    make_subscriber,
    make_topic,
)

OURS = [model for model in admin.site._registry if model._meta.app_label in ("claims", "sources", "auth")]


@pytest.fixture
def addresses(reporter):
    claim = make_claim(by=reporter)
    source = add_evidence(claim).source
    objects = {"claim": claim, "topic": make_topic(), "source": source, "outlet": source.outlet, "user": reporter}
    objects |= {"actor": Actor.objects.create(name="A", slug="a", kind="state"), "rating": Rating.objects.first()}
    objects["subscriber"] = make_subscriber(by=reporter)
    objects["delivery"] = Delivery.objects.create(subscriber=objects["subscriber"], message_id="test_1")
    check = make_external_check()
    objects |= {"externalcheck": check, "externalpublisher": check.publisher, "externalrating": check.rating}
    asked = add_reply_request(claim, make_actor())
    found = [claim_url(claim, page) for page in ("reading", "desk", "preview", "compare")]
    found += [claim_url(claim, "move", "take_up"), "/admin/claims/", "/admin/sources/"]
    found.append(claim_url(claim, "reply", str(asked.pk)))
    for model in OURS:
        info, obj = (model._meta.app_label, model._meta.model_name), objects.get(model._meta.model_name)
        for pattern in admin.site.get_model_admin(model).urls:
            if pattern.name is None or any(word in pattern.name for word in ("password", "move", "reply")):
                continue
            pk = obj.pk if obj else reporter.groups.get().pk
            try:
                found.append(reverse(f"admin:{pattern.name}"))
            except NoReverseMatch:
                found.append(reverse(f"admin:{pattern.name}", args=[pk]))
        assert reverse("admin:{}_{}_changelist".format(*info)) in found
    return found


def test_addresses_are_many_and_open_to_those_who_may(client, superuser, addresses):
    assert len(addresses) > 35
    client.force_login(superuser)
    opened = [address for address in addresses if client.get(address).status_code == 200]
    assert len(opened) > 20


def test_person_without_a_role_gets_nowhere(client, charlie, addresses):
    client.force_login(charlie)
    for address in addresses:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (403, 404), address


def test_person_without_a_role_sees_an_empty_index(client, charlie):
    client.force_login(charlie)
    response = client.get("/admin/")
    assert (response.status_code, response.context["app_list"]) == (200, [])
    assert "Ask a chief editor to give it one." in response.content.decode()


def test_anonymous_is_sent_to_log_in(client, addresses):
    for address in addresses:
        assert client.get(address).url.startswith("/admin/login/"), address


def test_roles_are_those_of_the_migration(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_desk_bears_the_name_of_the_site(client, reporter, settings):
    client.force_login(reporter)
    assert f"{settings.SITE_NAME} desk" in client.get("/admin/").content.decode()


def test_pages_have_no_inline_script_or_style(client, superuser, addresses):
    """The content security policy would refuse them."""
    client.force_login(superuser)
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|javascript:")
    for address in addresses:
        assert inline.findall(client.get(address).content.decode(errors="ignore")) == [], address
