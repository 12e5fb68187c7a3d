"""One way into the admin: the sign-in that everyone uses, with a second factor where demanded."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.views.admin_account import AdminAccountView
from core.addresses import ADMIN, DOOR


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the sign-in page, and from there to where they wanted to go."""
    wanted = request.GET.get("next") or ADMIN
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


def to_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Send the visitor to the one page that resets passwords."""
    return redirect("account_reset_password")


# These come before Wagtail's own addresses, whose sign-in knows neither limits nor second factors.
urlpatterns = [
    path("admin/login/", to_sign_in),
    path("admin/password_reset/", to_password_reset),
    path("admin/password_reset/<path:rest>", to_password_reset),
    path("_util/login/", to_sign_in),
    path("admin/account/", AdminAccountView.as_view()),
]


class StaffSecondFactorMiddleware:
    """Lets nobody work without a second factor while REQUIRE_STAFF_MFA is on.

    Whoever has one was asked for it at sign-in; whoever has none is sent to set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.REQUIRE_STAFF_MFA
            and request.path.startswith((ADMIN, DOOR))
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(
                request,
                _("Set up a passkey or an authenticator app before you go to work."),
            )
            return redirect("mfa_index")
        return self.get_response(request)
