"""One way in: a contact, and the code that is sent to it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.adapter import WECHAT_OPENS, AccountAdapter
from accounts.forms.sign_in import SignInForm
from accounts.models import User
from accounts.services.users import user_with_proved_contact
from core import clock


class CodeSignIn(LoginCodeVerificationProcess):
    """Signs in by a code, whether or not the contact is known.

    allauth sends unknown contacts away to sign up. Here the code that comes back is the sign-up:
    nothing is stored about a contact before, and nobody learns whether it was known.
    """

    @classmethod
    def begin(
        cls,
        request: HttpRequest,
        *,
        user: User | None,
        email: str = "",
        phone: str = "",
        connects_wechat: bool,
    ) -> None:
        """Send a code to this contact and remember what was sent.

        Whoever came by WeChat has it open the account from then on.
        """
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email, phone=phone))
        stage.state["initiated_by_user"] = True
        stage.state["connects_wechat"] = connects_wechat
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage: LoginStage) -> CodeSignIn | None:
        return cls(stage).abort_if_invalid()

    def generate_code(self) -> str:
        self.state["code"] = AccountAdapter().generate_login_code()
        return self.state["code"]

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        code = self.generate_code()
        AccountAdapter().send_mail("account/email/login_code", email, {"code": code})

    def send_by_phone(self, phone: str, skip_enumeration_mails: bool = False) -> None:
        code = self.generate_code()
        AccountAdapter().send_verification_code_sms(self.user, phone, code)

    def resend(self) -> None:
        super().resend()
        self.add_sent_message({"recipient": self.state.get("email") or self.state["phone"]})

    def finish(self, redirect_url: str | None) -> HttpResponse:
        self._user = user_with_proved_contact(
            email=self.state.get("email", ""),
            phone=self.state.get("phone", ""),
            language=get_language(),
            now=clock.now(),
        )
        if self.state.get("connects_wechat"):
            self.request.session[WECHAT_OPENS] = self._user.pk
        return super().finish(redirect_url)


class SignInView(LoginView):
    """Asks for a contact; goes on to the code, or signs in by password at once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"wechat": settings.WECHAT_KIND}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        if form.cleaned_data["password"]:
            return super().form_valid(form)
        CodeSignIn.begin(self.request, user=form.user, connects_wechat=False, **form.contact)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class EnterCodeView(ConfirmLoginCodeView):
    """Asks for the code."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self._process = CodeSignIn.resume(self.stage)
        if self._process is None:
            return HttpResponseRedirect(reverse("account_login"))
        return FormView.dispatch(self, request, *args, **kwargs)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's other ways in all lead to this one."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('account_login')}{'?' if query else ''}{query}")
