"""Signing in, proving a contact, choosing a password: allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.app_settings import LoginMethod
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.contacts import normal_email, normal_phone

LONGEST_CONTACT = 254
LONGEST_PASSWORD = 128
LONGEST_CODE = 32

GOOD_PASSWORD = _("At least 8 characters that nobody would guess, and not only digits.")


class PhoneField(forms.CharField):
    """A phone number as people type it; cleaned to E.164."""

    default_error_messages = {
        "invalid": _("Enter a mobile number such as 138 0013 8000, or +44 7700 900123 from abroad.")
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        defaults: dict[str, Any] = {"label": _("Mobile phone"), "max_length": 40, "widget": widget}
        super().__init__(**(defaults | kwargs))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        number = normal_phone(text) if text else ""
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


def can_sign_in_by_phone() -> bool:
    """Whether text messages can be sent here."""
    return LoginMethod.PHONE in app_settings.LOGIN_METHODS


class PasswordField(forms.CharField):
    """A password; `new` makes browsers offer a strong one."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        autocomplete = "new-password" if new else "current-password"
        super().__init__(
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
            **kwargs,
        )


class SignInForm(allauth_forms.LoginForm):
    """One contact; with a password that signs in at once, without one by a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_phone = can_sign_in_by_phone()
        self.fields = {
            "login": forms.CharField(
                label=_("E-mail or mobile phone") if by_phone else _("E-mail"),
                max_length=LONGEST_CONTACT,
                widget=forms.TextInput(
                    attrs={"autocomplete": "username", "autocapitalize": "none"}
                    | ({} if by_phone else {"type": "email"})
                ),
            ),
            "password": PasswordField(label=_("Password"), required=False),
        }

    def _setup_password_field(self) -> None:
        """The password stays, though nobody needs one."""

    @property
    def has_password(self) -> bool:
        """Whether a password was typed, so that the part of the page with it stays open."""
        return bool(self.data.get("password"))

    @property
    def contact(self) -> dict[str, str]:
        """The contact that was typed: `email` or `phone`."""
        login = self.cleaned_data["login"]
        return {"email": login} if "@" in login else {"phone": login}

    def clean_login(self) -> str:
        text = self.cleaned_data["login"]
        if "@" in text:
            validate_email(normal_email(text))
            return normal_email(text)
        if not can_sign_in_by_phone():
            raise forms.ValidationError(_("Enter an e-mail address such as lin@example.org."))
        if (phone := normal_phone(text)) is None:
            raise forms.ValidationError(
                _("Enter an e-mail address, or a mobile number such as 138 0013 8000.")
            )
        return phone


class ContactForm(SignInForm):
    """One contact, to which a code goes: a password would not show that it is theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password"]


class CodeInput(forms.Form):
    """The digits that came by message; phones offer to fill them in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CodeForm(CodeInput, allauth_forms.BaseConfirmCodeForm):
    """The code that signs in, or lets one choose a new password."""


class EmailCodeForm(CodeInput, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves a new e-mail address."""


class PhoneCodeForm(CodeInput, allauth_forms.VerifyPhoneForm):
    """The code that proves a new phone number."""


class PasswordAgainForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    password = PasswordField(label=_("Password"))


class NewEmailForm(allauth_forms.AddEmailForm):
    """The address to change to."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=LONGEST_CONTACT,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPhoneForm(allauth_forms.ChangePhoneForm):
    """The number to change to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("New mobile number")


class NewPasswords(forms.Form):
    """A new password, typed twice."""

    password1 = allauth_forms.SetPasswordField(label=_("New password"), max_length=LONGEST_PASSWORD)
    password2 = PasswordField(label=_("New password once more"), new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.help_text = GOOD_PASSWORD
        password.widget.attrs.pop("placeholder", None)


class SetPasswordForm(NewPasswords, allauth_forms.SetPasswordForm):
    """A first password, for whoever wants one."""


class ChangePasswordForm(NewPasswords, allauth_forms.ChangePasswordForm):
    """Another password, for whoever knows the current one."""

    oldpassword = PasswordField(label=_("Current password"))
    field_order = ["oldpassword", "password1", "password2"]


class NewPasswordForm(NewPasswords, allauth_forms.ResetPasswordKeyForm):
    """Another password, for whoever forgot the current one and proved their address."""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Where to send the code that lets one choose a new password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LONGEST_CONTACT,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
