"""Passkeys and authenticator apps: allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import LONGEST_CODE

LONGEST_NAME = 60


class DigitsField(forms.CharField):
    """The digits that an authenticator app shows."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        super().__init__(max_length=LONGEST_CODE, widget=widget, **kwargs)


class PasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    name = forms.CharField(
        label=_("What you call it"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For example “my phone”, so that you know it again."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, your face or its PIN."),
    )


class PasskeyNameForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("What you call it"), max_length=LONGEST_NAME)


class AuthenticatorAppForm(totp_forms.ActivateTOTPForm):
    """The first code of an authenticator app, which proves that it was set up well."""

    code = DigitsField(label=_("Code that the app shows"))


class SecondFactorForm(base_forms.AuthenticateForm):
    """The code of an authenticator app, or one of the recovery codes."""

    code = DigitsField(label=_("Code from the app, or a recovery code"))


class SecondFactorAgainForm(base_forms.ReauthenticateForm):
    """The same once more, before something that matters."""

    code = DigitsField(label=_("Code from the app, or a recovery code"))
