"""How django-allauth knows our people: their phones, our words, their second factors."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.signup import clear_pending_signup, get_pending_signup
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import CodeNotSent
from accounts.forms.sign_in import PhoneField
from accounts.models import User
from accounts.services.users import set_phone
from accounts.services.wechat import PROVIDER
from core import clock
from core.encryption import cipher_of_site
from notifications.services.sms import send_sms

log = logging.getLogger(__name__)

# In the session: the key of the user whose contact was proved by someone who came by WeChat.
WECHAT_OPENS = "wechat_opens"

# Both ask for what has been shown already: whoever gets that far typed a code that we sent, or
# has a password, which nobody can set before having typed one.
NEEDLESS_STAGES = {
    "allauth.account.stages.EmailVerificationStage",
    "allauth.account.stages.PhoneVerificationStage",
}


def connection_of(request: HttpRequest) -> str:
    """The address from which somebody asks, seen through our own proxies: limits count by it."""
    address: str = get_adapter().get_client_ip(request)
    return address


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by e-mail or phone, in our words, with one rule for confirming once more."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "E-mail and password do not match. "
            "Try again, or leave the password empty and get a code."
        ),
        "phone_password_mismatch": _(
            "Phone number and password do not match. "
            "Try again, or leave the password empty and get a code."
        ),
        "email_taken": _("This address belongs to another account. Sign in with it instead."),
        "phone_taken": _("This number belongs to another account. Sign in with it instead."),
        "duplicate_email": _("This is your address already. Enter another one."),
        "same_as_current": _("This is your number already. Enter another one."),
        "enter_current_password": _("This is not your current password. Try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This is not the code. Check it, or ask for a new one."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then start again."),
        "rate_limited": _("Too many codes at once. Wait a minute, then ask again."),
    }

    # Signing in

    def get_login_stages(self) -> list[str]:
        return [stage for stage in super().get_login_stages() if stage not in NEEDLESS_STAGES]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Ask newcomers for their name before they go where they wanted."""
        let_wechat_open(request, user)
        response = super().post_login(request, user, **kwargs)
        if user.name:
            return response
        query = urlencode({"next": response.headers["Location"]})
        return HttpResponseRedirect(f"{reverse('welcome')}?{query}")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Those who work here go to work, unless they were on their way elsewhere."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return super().get_login_redirect_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether it leads to us; what cannot be read as an address leads nowhere."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in or confirmed a moment ago is not asked again; everyone else is.

        allauth by itself asks only those who have a password or a second factor.
        """
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """A code by message confirms too, but is no match for a second factor."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and not is_mfa_enabled(user):
            methods.append(
                {
                    "id": "reauthenticate_by_code",
                    "description": gettext("Send me a code"),
                    "url": reverse("account_reauthenticate_by_code"),
                }
            )
        return methods

    # Mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once: a code that waits in a queue is a code that comes too late.

        Raises:
            CodeNotSent: the mail server did not take it.
        """
        context = {"site_name": settings.WAGTAIL_SITE_NAME, "site_url": settings.BASE_URL} | context
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.exception("No mail could be sent: %s", template_prefix)
            raise CodeNotSent from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell about a change that has been made; it stays made if the mail cannot be sent."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except CodeNotSent:
            log.warning("Nobody was told about a change to an account.")

    def can_delete_email(self, email_address: Any) -> bool:
        """An address is changed, never only removed: someone would be left outside."""
        return False

    # Phones

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        set_phone(user, phone, verified_at=clock.now() if verified else None)

    def set_phone_verified(self, user: User, phone: str) -> None:
        set_phone(user, phone, verified_at=clock.now())

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(
        self,
        user: User | None,
        phone: str,
        code: str,
        **kwargs: Any,
    ) -> None:
        """Text the code at once, for the reason that mails go at once.

        Raises:
            CodeNotSent: the gateway did not take it.
        """
        text = gettext("%(code)s is your code for %(site_name)s. Do not share it with anyone.") % {
            "code": code,
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        try:
            send_sms(to=phone, text=text)
        except Exception as error:
            log.exception("No text message could be sent.")
            raise CodeNotSent from error


class WeChatAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in by WeChat, set up by the environment alone and never without a proved contact."""

    error_messages: ClassVar = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("This WeChat opens another account here.")
    }

    def list_apps(self, request: HttpRequest, **kwargs: Any) -> list[SocialApp]:
        """Those of the settings: none is ever read from the database."""
        apps = settings.SOCIALACCOUNT_PROVIDERS.get(PROVIDER, {}).get("APPS", [])
        return [SocialApp(provider=PROVIDER, **app) for app in apps]

    def get_app(self, request: HttpRequest, **kwargs: Any) -> SocialApp:
        """Where WeChat is not set up, its addresses do not exist."""
        apps = self.list_apps(request)
        if not apps:
            raise Http404
        return apps[0]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """As empty as before: WeChat tells nothing that we would keep."""
        return sociallogin.user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("account")

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Back to where one came from, with the reason. Who says no to WeChat comes without a code.

        Raises:
            ImmediateHttpResponse: the way back.
        """
        if "code" in request.GET:
            log.warning("WeChat did not sign anyone in: %s", kwargs.get("exception"))
            messages.error(
                request, gettext("WeChat did not work just now. Try again, or let us send a code.")
            )
        else:
            messages.info(request, gettext("You did not sign in by WeChat. Nothing has changed."))
        way_back = "account" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse(way_back)))


def let_wechat_open(request: HttpRequest, user: User) -> None:
    """Connect the WeChat that someone came by to the account whose contact they have proved.

    Both were put down in this session: by the way back from WeChat, and by the code.
    """
    if request.session.pop(WECHAT_OPENS, None) != user.pk:
        return
    wechat = get_pending_signup(request)
    clear_pending_signup(request)
    if wechat is None:
        return
    known = SocialAccount.objects.filter(provider=PROVIDER, uid=wechat.account.uid)
    if not known.exists():
        wechat.connect(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names that people know again, and secrets that a copy of the database does not give away."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Wait for the next one and try again."),
        "unverified_email": _("Confirm your e-mail address first, on the page of your account."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.email or user.phone or str(user)

    def get_public_key_credential_user_entity(self, user: User) -> dict:
        return super().get_public_key_credential_user_entity(user) | {
            "name": self.get_totp_label(user)
        }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return cipher_of_site("second factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher_of_site("second factor").decrypt(encrypted_text.encode()).decode()
