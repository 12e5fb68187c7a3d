"""Of what an evidence pack is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from brands.models import Brand
from events.models import EvidencePack
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope
from workbench.services.evidence.packs import ask_for_pack


class EvidenceForm(forms.Form):
    """Some days, and a library or a brand in the scope of whoever asks."""

    first_day = forms.DateField(label=_("From"), widget=AdminDateInput)
    last_day = forms.DateField(
        label=_("Until"), widget=AdminDateInput, help_text=_("The last day.")
    )
    branch = forms.ModelChoiceField(
        label=_("Library, with all below it"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("All that you look after"),
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"),
        queryset=Brand.objects.none(),
        required=False,
        empty_label=_("All brands"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        branch: Any = self.fields["branch"]
        branch.queryset = branches_in_scope(user, Action.VIEW)
        brand: Any = self.fields["brand"]
        brand.queryset = brands_in_scope(user, Action.VIEW)
        usual = {
            "first_day": today.replace(day=1),
            "last_day": today,
            "language": get_language(),
        }
        self.initial = {**usual, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        return cleaned

    def save(self, *, now: Any) -> EvidencePack:
        return ask_for_pack(**self.cleaned_data, by=self.user, now=now)
