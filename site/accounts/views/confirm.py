"""Confirming who one is, before something that matters, by a code."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from accounts.adapter import AccountAdapter
from accounts.forms.sign_in import CodeForm
from accounts.models import User

SESSION_KEY = "accounts.code_to_confirm"


class CodeToConfirm(AbstractCodeVerificationProcess):
    """A code sent to the contact of someone who is signed in already."""

    def __init__(self, request: HttpRequest, user: User, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            user=user,
            state=state,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )

    @classmethod
    def begin(cls, request: HttpRequest, user: User) -> None:
        process = cls(
            request,
            user,
            cls.initial_state(user, email=user.email, phone=None if user.email else user.phone),
        )
        process.send()
        process.persist()

    @classmethod
    def resume(cls, request: HttpRequest, user: User) -> CodeToConfirm | None:
        state = request.session.get(SESSION_KEY)
        return cls(request, user, state).abort_if_invalid() if state else None

    @property
    def contact(self) -> str:
        return self.state.get("email") or self.state["phone"]

    def send(self) -> None:
        adapter = AccountAdapter()
        self.state["code"] = code = adapter.generate_login_code()
        if "email" in self.state:
            adapter.send_mail("account/email/login_code", self.state["email"], {"code": code})
        else:
            adapter.send_verification_code_sms(self.user, self.state["phone"], code)

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)


class ConfirmByCodeView(LoginRequiredMixin, BaseReauthenticateView):
    """Sends a code on request and asks for it; then lets the interrupted step go on."""

    form_class = CodeForm
    template_name = "account/reauthenticate_by_code.html"

    @cached_property
    def process(self) -> CodeToConfirm | None:
        return CodeToConfirm.resume(self.request, self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" in request.POST or self.process is None:
            return self._send()
        self.begun = self.process
        return super().post(request, *args, **kwargs)

    def _send(self) -> HttpResponse:
        user = self.request.user
        if ratelimit.consume(
            self.request, action="request_login_code", key=user.email or user.phone
        ):
            CodeToConfirm.begin(self.request, user)
        else:
            messages.error(self.request, AccountAdapter.error_messages["rate_limited"])
        return redirect(self.passthrough_next_url(self.request.path))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"code": self.process.code if self.process else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"process": self.process}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.begun.abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if self.begun.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, AccountAdapter.error_messages["too_many_login_attempts"])
        return redirect(self.passthrough_next_url(self.request.path))
