"""The roles. Migrations make them; nobody removes one, which would take it from everybody who has it."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest


class RoleAdmin(GroupAdmin):
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False


admin.site.unregister(Group)
admin.site.register(Group, RoleAdmin)
