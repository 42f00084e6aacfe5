import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.claims.admin.browser import fields_of
from tests.factories import make_person


def address(person, page="change"):
    return f"/admin/auth/user/{person.pk}/{page}/"


def opened(client, person):
    return fields_of(client.get(address(person)), "user_form")


def test_chief_editor_gives_a_role(client, chief, charlie):
    client.force_login(chief)
    role = Group.objects.get(name="Reporter")
    client.post(address(charlie), opened(client, charlie) | {"groups": [role.pk]})
    assert list(charlie.groups.all()) == [role]


@pytest.mark.parametrize("whom", ["chief", "charlie"])
def test_chief_editor_makes_nobody_a_superuser(client, request, chief, whom):
    person = request.getfixturevalue(whom)
    client.force_login(chief)
    permission = Permission.objects.get(codename="delete_claim")
    power = {"is_superuser": "on", "user_permissions": [permission.pk], "last_name": "Changed"}
    client.post(address(person), opened(client, person) | power)
    person = User.objects.get(pk=person.pk)
    assert (person.last_name, person.is_superuser, person.user_permissions.count()) == ("Changed", False, 0)


def test_chief_editor_gives_no_other_group(client, chief, charlie):
    other = Group.objects.create(name="Owners")
    client.force_login(chief)
    assert client.post(address(charlie), opened(client, charlie) | {"groups": [other.pk]}).status_code == 200
    assert charlie.groups.count() == 0


@pytest.mark.parametrize("beyond", ["superuser", "permission", "group"])
def test_chief_editor_touches_nobody_with_other_powers(client, chief, beyond):
    person = make_person("pia", is_superuser=beyond == "superuser")
    if beyond == "permission":
        person.user_permissions.add(Permission.objects.get(codename="delete_claim"))
    if beyond == "group":
        person.groups.add(Group.objects.create(name="Owners"))
    client.force_login(chief)
    assert "username" not in opened(client, person)
    assert client.post(address(person), {"username": "mine"}).status_code == 403
    new = {"password1": "taken over by chen", "password2": "taken over by chen"}
    assert client.post(address(person, "password"), new).status_code == 403
    assert User.objects.get(pk=person.pk).check_password("correct horse battery")


def test_superuser_keeps_the_whole_form(client, superuser, charlie):
    client.force_login(superuser)
    client.post(address(charlie), opened(client, charlie) | {"is_superuser": "on"})
    assert User.objects.get(pk=charlie.pk).is_superuser


def test_chief_editor_adds_an_account_without_powers(client, chief):
    client.force_login(chief)
    secret = {"password1": "a long new secret", "password2": "a long new secret", "usable_password": "true"}
    client.post("/admin/auth/user/add/", secret | {"username": "nina", "is_superuser": "on", "is_staff": "on"})
    nina = User.objects.get(username="nina")
    assert (nina.is_superuser, nina.is_staff) == (False, False)


def test_nobody_deletes_an_account(client, superuser, charlie):
    client.force_login(superuser)
    assert client.post(address(charlie, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("who", ["reporter", "editor"])
def test_accounts_are_for_the_chief_editor(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/admin/auth/user/").status_code == 403


def test_account_beyond_the_roles_is_shown_to_a_chief_editor_without_its_password(client, chief, admin_user):
    client.force_login(chief)
    page = client.get(address(admin_user)).content.decode()
    assert ("View user" in page, admin_user.username in page) == (True, True)
    assert ("pbkdf2" in page, "algorithm" in page, "Reset password" in page) == (False, False, False)
    own = client.get(address(chief)).content.decode()
    assert "Reset password" in own
