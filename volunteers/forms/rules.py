"""The rules for volunteers, each with what follows from it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.models import VolunteerRules

CONSEQUENCES = {
    "hours_per_day": _("Whoever would come to more on one day does not get the shift."),
    "hours_per_week": _("From Monday to Sunday, by the days on which the shifts begin."),
    "hours_per_month": _("By the calendar month. A coordinator may pass over these three."),
    "rest_minutes": _("Whoever helps until late is not on a shift early the next morning."),
    "travel_minutes": _(
        "Two shifts at different libraries have to be so far apart in time that one can get from "
        "one to the other."
    ),
    "release_hours": _(
        "Later one says that one cannot come, and a coordinator decides whether it is excused."
    ),
}


class RulesForm(forms.ModelForm):
    """All of them; what is typed holds from the next question on."""

    class Meta:
        model = VolunteerRules
        fields = [
            "hours_per_day",
            "hours_per_week",
            "hours_per_month",
            "most_open_claims",
            "rest_minutes",
            "travel_kmh",
            "travel_minutes",
            "release_hours",
            "offer_minutes",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in CONSEQUENCES.items():
            self.fields[name].help_text = sentence

    def clean(self) -> dict[str, Any]:
        """A day is not longer than a week, nor a week than a month."""
        rules = super().clean() or {}
        spans = ("hours_per_day", "hours_per_week", "hours_per_month")
        for shorter, longer in pairwise(spans):
            least, most = rules.get(shorter), rules.get(longer)
            if least is not None and most is not None and least > most:
                self.add_error(longer, _("This is less than for the shorter time above."))
        return rules
