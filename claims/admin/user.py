"""Accounts. A chief editor keeps them, but gives no power beyond the three roles, and touches nobody who has any."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User

ROLES = ("Reporter", "Editor", "Chief editor")


class DeskUserAdmin(UserAdmin):
    actions = None
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active"]

    def has_delete_permission(self, request, obj=None) -> bool:
        """History names people: an account is closed by unticking “active”."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or obj is None or not _is_beyond_roles(obj))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        if not self.has_change_permission(request, obj):
            fieldsets = [
                (name, options | {"fields": _without_password(options["fields"])}) for name, options in fieldsets
            ]
        return [(name, options | {"fields": _within_roles(options["fields"])}) for name, options in fieldsets]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _is_beyond_roles(person: User) -> bool:
    """Whether this account may do what no role gives."""
    others = person.groups.exclude(name__in=ROLES)
    return person.is_superuser or person.user_permissions.exists() or others.exists()


def _within_roles(fields) -> list[str]:
    return [field for field in fields if field not in ("is_superuser", "user_permissions")]


def _without_password(fields) -> list[str]:
    """Who may not change an account need not see that part of it, nor its button."""
    return [field for field in fields if field != "password"]


admin.site.unregister(User)
admin.site.register(User, DeskUserAdmin)
