"""What coordinators say about hours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.models.presence import LONGEST_WHY, MOST_PEOPLE_SERVED

MINUTES_A_DAY = 24 * 60


class WordsForm(forms.Form):
    """A word why, or an answer; whether it is needed, the service knows."""

    reason = forms.CharField(required=False, max_length=LONGEST_WHY)


class MinutesForm(WordsForm):
    """How many minutes count."""

    minutes = forms.IntegerField(
        min_value=0,
        max_value=MINUTES_A_DAY,
        error_messages={"required": _("Say how many minutes count.")},
    )


class PeopleForm(forms.Form):
    """For how many people a shift was."""

    people = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE_SERVED)


class CameForm(forms.Form):
    """How many of a group came."""

    came = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE_SERVED)
