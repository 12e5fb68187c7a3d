"""What the admin accepts about users. There are no usernames and no passwords to type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PhoneField
from accounts.models import User
from accounts.services.users import save_as_entered
from core.contacts import normal_email


class UserForm(forms.ModelForm):
    """A user as an administrator enters them; they prove their contacts by signing in."""

    required_css_class = "required"

    phone = PhoneField(required=False)

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "is_active", "is_superuser", "groups"]
        labels = {"is_superuser": _("Administrator"), "groups": _("Roles")}
        help_texts = {
            "email": _("A code sent here signs them in. They need an e-mail or a mobile phone."),
            "is_active": _("Switch this off to close the account without deleting it."),
            "is_superuser": _(
                "May do everything everywhere. What others may do is told by their staff scopes."
            ),
            "groups": _("Rights on pages that belong to no brand."),
        }
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if editing_self:
            # Nobody locks themselves out.
            del self.fields["is_active"]
            del self.fields["is_superuser"]

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"]
        return normal_email(email) if email else None

    def clean_phone(self) -> str | None:
        return self.cleaned_data["phone"] or None

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        contacts = [self.cleaned_data.get("email"), self.cleaned_data.get("phone")]
        if not any(contacts) and not self.errors:
            self.add_error("email", _("Enter an e-mail address or a mobile phone."))
        return self.cleaned_data

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        if commit:
            save_as_entered(user)
            self.save_m2m()
        return user


class OwnForm(forms.ModelForm):
    """One's own name and language, changed in the admin."""

    class Meta:
        model = User
        fields = ["name", "language"]
