"""Hooks of the accounts app."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from accounts.viewsets.consent_texts import ConsentTextViewSet
from accounts.viewsets.users import DeleteUsersBulkAction

# After Wagtail's own action of the same name, whose place it takes.
hooks.register("register_bulk_action", DeleteUsersBulkAction, order=1000)


@hooks.register("register_admin_viewset")
def consent_texts() -> ViewSet:
    return ConsentTextViewSet()


@hooks.register("register_account_menu_item")
def second_factors(request: HttpRequest) -> dict[str, str]:
    """From one's account in the admin to what protects it."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Passkeys and authenticator app"),
        "help_text": _("What protects your account."),
    }
