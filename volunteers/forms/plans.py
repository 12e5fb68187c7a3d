"""What is typed about plans of shifts, and for which days shifts are made from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from cms.forms import FormWithRows, RowsFormSet, require_a_name, rows_formset
from core import clock
from events.forms.fields import RoomField, offer
from network.choices import Weekday
from network.models import Room
from staff.choices import Action
from staff.policy import branches_in_scope, may_at, own_branch
from volunteers.forms.filling import periods
from volunteers.models import PlannedNeed, Role, ShiftPlan


class NamedForm(WagtailAdminModelForm):
    """A row that has a name in one language at least."""

    def clean(self) -> dict[str, Any]:
        row = super().clean()
        require_a_name(self, "name")
        return row


class PlannedNeedForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Role.objects.active(on=clock.today())
        offer(self, "role", active | Role.objects.filter(pk=self.instance.role_id))

    def clean(self) -> dict[str, Any]:
        need = super().clean()
        minimum, maximum = need.get("minimum"), need.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("minimum", _("This is more than at most."))
        return need


class PlannedNeeds(RowsFormSet):
    def clean(self) -> None:
        """A plan says how many hands its shifts want: without, they could not be published."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        if not any(form.has_changed() or form.instance.pk for form in kept):
            raise forms.ValidationError(_("Say how many people of which role it takes."))


class ShiftPlanForm(FormWithRows):
    """A plan of a library where the user may plan, with the roles of each of its shifts."""

    rows = {
        "needs": rows_formset(
            ShiftPlan,
            PlannedNeed,
            form=PlannedNeedForm,
            formset=PlannedNeeds,
            fields=["role", "minimum", "maximum"],
        )
    }

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    room = RoomField(label=gettext_lazy("Room"), branch_field_id="id_branch", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = branches_in_scope(self.for_user, Action.ADD)
        offer(self, "branch", branches)
        self.initial["branch"] = self.initial.get("branch") or own_branch(self.for_user)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        plan = super().clean()
        require_a_name(self, "title")
        branch, room = plan.get("branch"), plan.get("room")
        if branch and not may_at(self.for_user, Action.ADD, branch_id=branch.pk, brand_id=None):
            self.add_error("branch", _("You plan no shifts of this library. Choose another one."))
        if room and branch and room.branch_id != branch.pk:
            self.add_error("room", _("This room is elsewhere. Choose one of this library."))
        starts_at, ends_at = plan.get("starts_at"), plan.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end has to be after the start."))
        first_day, last_day = plan.get("first_day"), plan.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", _("The last day comes before the first."))
        return plan


class PlannedDaysForm(forms.Form):
    """For which week or month shifts are made."""

    period = forms.ChoiceField(label=gettext_lazy("For"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{first}/{last}", label) for first, last, label in periods(today)]
        period: Any = self.fields["period"]
        period.choices = choices
        period.initial = self.usual = choices[-2][0]

    def clean_period(self) -> tuple[date, date]:
        first, last = self.cleaned_data["period"].split("/")
        return date.fromisoformat(first), date.fromisoformat(last)
