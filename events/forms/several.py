"""What is written into several events at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.choices import AccessOffer, Audience, EventLanguage
from events.forms.fields import offer
from events.services.making.moving.several import JointMove
from network.models import Room

AS_IT_IS = ("", gettext_lazy("as it is"))
INSTEAD = gettext_lazy("What is ticked replaces what each event has. Nothing ticked: as it is.")


class ChangeSeveralForm(forms.Form):
    """What is left empty stays as each event has it."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Audience"), choices=[AS_IT_IS, *Audience.choices], required=False
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Held in"),
        choices=EventLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=INSTEAD,
    )
    access_offers = forms.MultipleChoiceField(
        label=gettext_lazy("Access needs met"),
        choices=AccessOffer.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=INSTEAD,
    )
    planned_cost = forms.DecimalField(
        label=gettext_lazy("Planned cost of each"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )

    TOLD = ("audience", "languages", "access_offers")

    @property
    def told(self) -> dict[str, Any]:
        """What goes into the drafts."""
        return {name: self.cleaned_data[name] for name in self.TOLD if self.cleaned_data[name]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(value not in ("", [], None) for value in cleaned.values()):
            raise forms.ValidationError(_("Nothing would change. Fill in at least one field."))
        return cleaned


class MoveSeveralForm(forms.Form):
    """How much later several events begin, and in which room; without one, each keeps its own."""

    MOST_HOURS = 12

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes later"),
        initial=0,
        min_value=-60 * MOST_HOURS,
        max_value=60 * MOST_HOURS,
        help_text=gettext_lazy("Below zero: earlier. 0: at the same time."),
    )
    room = forms.ModelChoiceField(
        label=gettext_lazy("New room"),
        queryset=Room.objects.none(),
        required=False,
        empty_label=AS_IT_IS[1],
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(branch__in=branches).select_related("branch")
        offer(self, "room", rooms.order_by("branch__sort_key", "name_en", "pk"))

    @property
    def move(self) -> JointMove:
        typed = self.cleaned_data
        return JointMove(timedelta(minutes=typed["minutes"]), typed["room"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("minutes") and not cleaned.get("room"):
            raise forms.ValidationError(_("Nothing would move. Give minutes, or a room."))
        return cleaned
