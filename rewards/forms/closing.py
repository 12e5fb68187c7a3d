"""The form that closes a challenge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rewards.models import Challenge, Dispute, HeldRecord
from rewards.models.tally import LONGEST_WHY


class CloseForm(forms.Form):
    """Closing cannot be undone, so it is confirmed. What is undecided needs a reason."""

    decline_because = forms.CharField(
        label=_("Decline what waits for an answer, because"),
        help_text=_("Whoever it is about reads it. Leave it empty to decide one by one first."),
        max_length=LONGEST_WHY,
        required=False,
    )
    is_sure = forms.BooleanField(
        label=_("I have looked at the figures. Nothing can be written or taken back after this."),
        error_messages={"required": _("Tick the box: closing cannot be undone.")},
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = HeldRecord.objects.to_decide().filter(challenge=challenge)
        disputes = Dispute.objects.to_decide().filter(reader__challenge=challenge)
        if not held.exists() and not disputes.exists():
            self.fields["decline_because"].widget = forms.HiddenInput()
