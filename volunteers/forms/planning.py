"""What coordinators settle about a shift, form by form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from events.forms.fields import MomentField, RoomField, offer
from events.models import Event
from network.models import Branch, Room
from network.querysets import BranchQuerySet
from staff.choices import Action
from staff.policy import branches_in_scope, own_branch
from volunteers.choices import ShiftState
from volunteers.models import Need, Role, Shift, Volunteer
from volunteers.models.claim import LONGEST_REASON
from volunteers.services.eligibility.words import WORDS

MOST_HANDS = 200


class DetailsForm(forms.ModelForm):
    """What volunteers read about the shift."""

    class Meta:
        model = Shift
        fields = ["title_en", "title_zh", "meeting_en", "meeting_zh", "note_en", "note_zh"]
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("note_en", "note_zh")}


class TimesForm(forms.Form):
    """When and where; somewhere the user may plan."""

    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(label=gettext_lazy("Ends"))
    branch = forms.ModelChoiceField(label=gettext_lazy("Where"), queryset=Branch.objects.none())
    room = RoomField(label=gettext_lazy("Room"), branch_field_id="id_branch", required=False)

    def __init__(self, *args: Any, user: Any, shift: Shift, **kwargs: Any) -> None:
        known = {name: getattr(shift, name, None) for name in ("starts_at", "ends_at", "room")}
        known["branch"] = shift.branch_id or own_branch(user)
        kwargs["initial"] = known | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        mine = branches_in_scope(user, Action.ADD)
        branches = mine | Branch.objects.filter(pk=shift.branch_id)
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        room, branch = cleaned.get("room"), cleaned.get("branch")
        if room and branch and room.branch_id != branch.pk:
            self.add_error("room", _("This room is elsewhere. Choose one of this library."))
        return cleaned


class NewShiftForm(TimesForm):
    """A shift of an event, or on its own, with the first role that it needs."""

    title_en = forms.CharField(
        label=gettext_lazy("Title (English)"), max_length=120, required=False
    )
    title_zh = forms.CharField(
        label=gettext_lazy("Title (Chinese)"), max_length=120, required=False
    )
    role = forms.ModelChoiceField(label=gettext_lazy("Role"), queryset=Role.objects.none())
    minimum = forms.IntegerField(
        label=gettext_lazy("At least"), min_value=0, max_value=MOST_HANDS, initial=1
    )
    maximum = forms.IntegerField(
        label=gettext_lazy("At most"), min_value=1, max_value=MOST_HANDS, initial=2
    )

    field_order = ["title_en", "title_zh", "starts_at", "ends_at", "branch", "room", "role"]

    def __init__(self, *args: Any, event: Event | None, today: Any, **kwargs: Any) -> None:
        self.event = event
        super().__init__(*args, **kwargs)
        offer(self, "role", Role.objects.active(on=today))
        if event:
            self.fields["title_en"].help_text = _("Empty: the title of the event.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.event and not cleaned.get("title_en") and not cleaned.get("title_zh"):
            self.add_error("title_en", _("Give it a title, in one language at least."))
        return in_order(self, cleaned)


class NeedForm(forms.Form):
    """How many of a role; a role that is there already is changed."""

    role = forms.ModelChoiceField(label=gettext_lazy("Role"), queryset=Role.objects.none())
    minimum = forms.IntegerField(label=gettext_lazy("At least"), min_value=0, max_value=MOST_HANDS)
    maximum = forms.IntegerField(label=gettext_lazy("At most"), min_value=0, max_value=MOST_HANDS)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", Role.objects.active(on=today))

    def clean(self) -> dict[str, Any]:
        return in_order(self, super().clean() or {})


class VolunteerField(forms.ModelChoiceField):
    """By name, because coordinators know people by it, and by nickname."""

    def label_from_instance(self, volunteer: Volunteer) -> str:
        return f"{volunteer.person} ({volunteer.nickname})"


class PutOnForm(forms.Form):
    """Somebody who takes a place; rules that are passed over are named, with the reason."""

    need = forms.ModelChoiceField(
        label=gettext_lazy("Role"), queryset=Need.objects.none(), empty_label=None
    )
    volunteer = VolunteerField(
        label=pgettext_lazy("person", "Volunteer"), queryset=Volunteer.objects.none()
    )
    pass_over = forms.MultipleChoiceField(
        label=gettext_lazy("Pass over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, words.sentence) for code, words in WORDS.items()],
    )
    reason = forms.CharField(
        label=gettext_lazy("Why a rule is passed over"), max_length=LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, shift: Shift, volunteers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "need", shift.needs.select_related("role"))
        offer(self, "volunteer", volunteers.select_related("person").order_by("person__name", "pk"))


class ReasonForm(forms.Form):
    """Why somebody is taken off, or a shift cancelled; those who are concerned read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("They read it."),
    )


def in_order(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """At least is not more than at most."""
    minimum, maximum = cleaned.get("minimum"), cleaned.get("maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        form.add_error("minimum", _("This is more than at most."))
    return cleaned


def planned_branches(request: HttpRequest) -> BranchQuerySet:
    """The libraries whose shifts the user may see."""
    return branches_in_scope(request.user, Action.VIEW)


class ShiftFilterSet(WagtailFilterSet):
    """What the list of shifts can be narrowed by."""

    state = ChoiceFilter(label=gettext_lazy("State"), choices=ShiftState.choices)
    branch = ModelChoiceFilter(
        label=gettext_lazy("Where"),
        queryset=planned_branches,
        empty_label=gettext_lazy("All libraries"),
    )
    role = ModelChoiceFilter(
        label=gettext_lazy("Role"), field_name="needs__role", queryset=Role.objects.all()
    )

    class Meta:
        model = Shift
        fields = ["state", "branch"]
