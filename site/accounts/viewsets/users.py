"""Users in the admin: by name and contact, without usernames and passwords."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import (
    BooleanColumn,
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
)
from wagtail.users.views.bulk_actions import DeleteBulkAction
from wagtail.users.views.users import DeleteView, IndexView, UserColumn
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.errors import StaffAccountStays
from accounts.forms.admin import UserForm
from accounts.models import User
from accounts.services.erasure import erase_account
from core import clock


class UserIndexView(IndexView):
    """Everyone with an account, found by name, e-mail or phone."""

    search_fields = ("name", "email", "phone")
    default_ordering = "name"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            UserColumn(
                "name",
                accessor="get_full_name",
                label=_("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
            ),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("phone", label=_("Mobile phone"), sort_key="phone"),
            BooleanColumn("is_superuser", label=_("Administrator"), sort_key="is_superuser"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login"),
        ]

    def order_queryset(self, queryset: Any) -> Any:
        return super(IndexView, self).order_queryset(queryset)


class UserDeleteView(DeleteView):
    """Deleting an account forgets its people too: who they were goes, what they attended stays."""

    def delete_action(self) -> None:
        erase_account(user=self.object, now=clock.now())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except StaffAccountStays as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_success_url())


class UserViewSet(WagtailUserViewSet):
    ordering = "name"
    template_prefix = ""
    index_view_class = UserIndexView
    delete_view_class = UserDeleteView

    def get_form_class(self, for_update: bool = False) -> type[UserForm]:
        return UserForm


class DeleteUsersBulkAction(DeleteBulkAction):
    """Deletes accounts as the page of one account does; those with duties stay."""

    models = [User]

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        deleted = 0
        for user in objects:
            try:
                erase_account(user=user, now=clock.now())
            except StaffAccountStays:
                continue
            deleted += 1
        return deleted, 0
