from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Decision(TextChoices):
    """What a reviewer says; the values are the actions of Wagtail's tasks."""

    APPROVE = "approve", gettext_lazy("Approve")
    REJECT = "reject", gettext_lazy("Ask for changes")


class ReviewForm(forms.Form):
    decision = forms.ChoiceField(choices=Decision)
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The author reads it. Needed when you ask for changes."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Decision.REJECT and not cleaned.get("comment"):
            self.add_error("comment", _("Say what should be changed."))
        return cleaned
