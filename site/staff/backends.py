"""Who may enter the admin at all: told by the scopes, so that no groups have to be kept."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from staff.choices import Action
from staff.policy import may_somewhere

ENTER_ADMIN = "wagtailadmin.access_admin"


class StaffScopeBackend(BaseBackend):
    """Opens the admin to everyone with a scope in force that lets them see something there."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {ENTER_ADMIN} if may_somewhere(user_obj, Action.VIEW) else set()
