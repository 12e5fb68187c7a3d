"""What coordinators decide about a volunteer, form by form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from brands.choices import EventLanguage
from core import clock
from network.choices import Weekday
from network.models import Branch
from network.querysets import BranchQuerySet
from staff.policy import own_first
from volunteers.choices import VolunteerState
from volunteers.models import CredentialKind, Role, Volunteer
from volunteers.models.credential import LONGEST_NOTE as LONGEST_PROOF
from volunteers.models.volunteer import LONGEST_NOTE, LONGEST_REASON
from volunteers.permissions import volunteers_in_scope
from volunteers.querysets import VolunteerQuerySet


class DecisionForm(forms.Form):
    """Yes or no, each a button; a no says why."""

    says = forms.CharField(
        label=_("What you say to them"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read it. With a no it is needed."),
    )


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("They read it.")
    )
    last_day = forms.DateField(
        label=_("Until and with"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Empty: until somebody lifts it."),
    )


class InsuranceForm(forms.Form):
    insured_from = forms.DateField(label=_("Insured from"), required=False, widget=AdminDateInput)
    insured_until = forms.DateField(
        label=_("Insured until and with"), required=False, widget=AdminDateInput
    )


class CredentialForm(forms.Form):
    """That the user has seen the proof of something."""

    kind = forms.ModelChoiceField(label=_("Credential"), queryset=CredentialKind.objects.all())
    verified_on = forms.DateField(label=_("Seen on"), widget=AdminDateInput)
    expires_on = forms.DateField(
        label=_("Good until and with"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Empty: as long as this kind holds."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_PROOF,
        required=False,
        help_text=_("What you saw, in a word. No numbers of papers, no health."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["verified_on"].initial = today

    def clean_verified_on(self) -> date:
        verified_on = self.cleaned_data["verified_on"]
        if verified_on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return verified_on


def home_branches(request: HttpRequest) -> BranchQuerySet:
    homes = volunteers_in_scope(request.user).values("home_branch")
    return own_first(Branch.objects.filter(pk__in=homes), request.user)


class VolunteerFilterSet(WagtailFilterSet):
    """What the list of volunteers can be narrowed by."""

    state = ChoiceFilter(label=_("State"), choices=VolunteerState.choices)
    home_branch = ModelChoiceFilter(
        label=_("Home library"), queryset=home_branches, empty_label=_("All libraries")
    )
    interests = ModelChoiceFilter(label=_("Likes to do"), queryset=Role.objects.all())
    language = ChoiceFilter(
        label=_("Speaks"),
        choices=EventLanguage.choices,
        method="speaks",
    )
    weekday = ChoiceFilter(label=_("Has time on"), choices=Weekday.choices, method="has_time_on")
    credential = ModelChoiceFilter(
        label=_("Holds"), queryset=CredentialKind.objects.all(), method="holds"
    )
    is_suspended = BooleanFilter(label=_("Pauses"), method="pauses")

    class Meta:
        model = Volunteer
        fields = ["state", "home_branch", "interests"]

    def speaks(self, volunteers: VolunteerQuerySet, name: str, value: str) -> VolunteerQuerySet:
        return volunteers.filter(languages__contains=[value])

    def has_time_on(
        self, volunteers: VolunteerQuerySet, name: str, value: str
    ) -> VolunteerQuerySet:
        return volunteers.free_on(int(value))

    def holds(
        self, volunteers: VolunteerQuerySet, name: str, value: CredentialKind
    ) -> VolunteerQuerySet:
        return volunteers.holding(value, on=clock.today())

    def pauses(self, volunteers: VolunteerQuerySet, name: str, value: bool) -> VolunteerQuerySet:
        suspended = Volunteer.objects.suspended(now=clock.now())
        if value:
            return volunteers.filter(pk__in=suspended)
        return volunteers.exclude(pk__in=suspended)
