"""What is said about a secret code: what it is worth, where it is told, and how long it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from core import clock
from events.permissions import events_in_scope
from rewards.models import Challenge, SecretCode
from rewards.services.codes import suggested_code
from rewards.services.reading.codes import typed_code
from staff.choices import Action

AROUND_NOW = timedelta(days=7), timedelta(days=90)
HOLDS_FOR = timedelta(days=1)


class SecretCodeForm(WagtailAdminModelForm):
    """A code of one challenge."""

    class Meta:
        model = SecretCode
        fields = ["code", "amount", "event", "valid_from", "valid_until", "most_uses"]
        widgets = {"valid_from": AdminDateTimeInput, "valid_until": AdminDateTimeInput}

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        now = clock.now()
        usual = {
            "code": suggested_code(),
            "amount": 1,
            "valid_from": now,
            "valid_until": now + HOLDS_FOR,
        }
        super().__init__(*args, initial=usual, **kwargs)
        self.instance.challenge = challenge
        before, after = AROUND_NOW
        self.fields["event"].queryset = (
            events_in_scope(self.for_user, Action.VIEW)
            .filter(first_starts_at__range=(now - before, now + after))
            .order_by("first_starts_at", "pk")
        )
        self.fields["code"] = forms.CharField(
            label=pgettext("secret", "Code"),
            max_length=20,
            help_text=_("5 to 8 letters and digits. The one suggested has none that look alike."),
        )
        self.fields["event"].help_text = _("Leave empty for a code that is told elsewhere.")
        self.fields["most_uses"].help_text = _("Leave empty for as many as were there.")

    def clean_code(self) -> str:
        return typed_code(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        code = super().clean()
        first, last = code.get("valid_from"), code.get("valid_until")
        if first and last and last <= first:
            self.add_error("valid_until", _("This is before it begins. Choose a later time."))
        return code
