"""My account: name, language, contacts, and what is held about me."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.account import DeleteAccountForm, ProfileForm, WelcomeForm
from accounts.forms.sign_in import can_sign_in_by_phone
from accounts.services.erasure import erase_account
from accounts.services.export import everything_about
from accounts.services.users import change_profile
from accounts.services.wechat import wechats_of
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.languages import home_url
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: SignedInRequest) -> HttpResponse:
    """Ask newcomers for their name, then let them go where they wanted."""
    form = WelcomeForm(posted(request), initial={"name": request.user.name})
    if form.is_valid():
        change_profile(request.user, name=form.cleaned_data["name"], language=request.user.language)
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("my_page"))
    return form_page(
        request, "accounts/welcome.html", form, next_url=get_next_redirect_url(request)
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """My name and language, and the ways on to everything else."""
    user = request.user
    form = ProfileForm(posted(request), initial={"name": user.name, "language": user.language})
    if form.is_valid():
        change_profile(user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("account")
    factors = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return form_page(
        request,
        "accounts/account.html",
        form,
        can_sign_in_by_phone=can_sign_in_by_phone(),
        passkeys=factors.count(Authenticator.Type.WEBAUTHN),
        has_authenticator_app=Authenticator.Type.TOTP in factors,
        wechat=settings.WECHAT_KIND,
        opens_by_wechat=wechats_of(user).exists(),
    )


@signed_in
@require_safe
@reauthentication_required(app="accounts")
def account_data(request: SignedInRequest) -> HttpResponse:
    """Everything held about me and my family, as a file."""
    response = JsonResponse(
        everything_about(request.user, now=clock.now()),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="accounts")
def account_delete(request: SignedInRequest) -> HttpResponse:
    """Ask once more, then forget the account and everyone in the family."""
    form = DeleteAccountForm(posted(request))
    if form.is_valid():
        try:
            erase_account(user=request.user, now=clock.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Goodbye, and come again."))
            return redirect(home_url(get_language()))
    return form_page(request, "accounts/account_delete.html", form)
