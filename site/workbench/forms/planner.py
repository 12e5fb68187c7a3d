"""What the planner shows, and where a meeting is moved to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brands.choices import Audience, EventKind
from brands.models import Brand
from core.keys import keys_of
from events.choices import Standing
from events.forms.fields import OF_OUR_TIME, RoomOfBranchField, offer
from events.models import Session
from events.services.making.moving.one import Move
from network.models import Branch, Room
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope
from workbench.choices import PlannerRows

STATES = (
    Standing.DRAFT,
    Standing.IN_REVIEW,
    Standing.PUBLISHED,
    Standing.CHANGED,
    Standing.CANCELLED,
)


class PlannerForm(forms.Form):
    """Whether rows are libraries or brands, and whatever narrows what stands in them."""

    rows = forms.ChoiceField(
        label=gettext_lazy("Rows"), choices=PlannerRows.choices, required=False
    )
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library or service point"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=gettext_lazy("All libraries"),
    )
    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand"),
        queryset=Brand.objects.none(),
        required=False,
        empty_label=gettext_lazy("All brands"),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Audience"),
        choices=[("", gettext_lazy("Everybody")), *Audience.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("All kinds")), *EventKind.choices],
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("", gettext_lazy("All states")),
            *((state.value, state.label) for state in STATES),
        ],
        required=False,
    )
    mine = forms.BooleanField(label=gettext_lazy("Only programmes that I lead"), required=False)

    NARROWING = ("branch", "brand", "audience", "kind", "state", "mine")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"label_suffix": ""})
        offer(self, "branch", branches_in_scope(user, Action.VIEW))
        offer(self, "brand", brands_in_scope(user, Action.VIEW).order_by("name_en", "pk"))

    @property
    def chosen_rows(self) -> PlannerRows:
        return PlannerRows(self.cleaned_data.get("rows") or PlannerRows.BRANCHES)

    @property
    def narrowing(self) -> dict[str, Any]:
        """What was chosen of the fields that narrow, by their names."""
        typed = {name: self.cleaned_data.get(name) for name in self.NARROWING}
        return {name: value for name, value in typed.items() if value}


class MoveForm(forms.Form):
    """The day, time and room that a meeting is moved to."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=OF_OUR_TIME,
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library or service point"),
        queryset=Branch.objects.none(),
        empty_label=None,
    )
    room = RoomOfBranchField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.none(),
        required=False,
        help_text=gettext_lazy("Leave empty if it happens online or outside."),
    )
    takes_rest = forms.BooleanField(
        label=gettext_lazy("The later meetings of this event as well, as far"), required=False
    )

    def __init__(self, *args: Any, session: Session, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        mine = branches_in_scope(user, Action.CHANGE)
        branches = mine | Branch.objects.filter(pk__in=[session.branch_id, session.event.branch_id])
        offer(self, "branch", branches)
        chosen = branches.filter(pk__in=keys_of([self.data.get("branch", "")]))
        offer(self, "room", Room.objects.filter(branch__in=chosen.order_by().values("pk")))
        later = session.event.sessions.planned().filter(starts_at__gt=session.starts_at)
        if not later.exists():
            del self.fields["takes_rest"]

    @classmethod
    def asked(cls, data: Any, *, session: Session, user: Any) -> MoveForm:
        """What an address asks; where it is silent, the meeting stays as it is."""
        start = timezone.localtime(session.starts_at)
        typed = {
            "day": f"{start:%Y-%m-%d}",
            "time": f"{start:%H:%M}",
            "branch": str(session.branch_id),
            "room": str(session.room_id or ""),
        } | {name: data[name] for name in cls.base_fields if name in data}
        is_here = Room.objects.filter(
            pk__in=keys_of([typed["room"]]), branch__in=keys_of([typed["branch"]])
        )
        if not is_here.exists():
            # A room stays behind when its meeting goes to another library.
            typed["room"] = ""
        return cls(typed, session=session, user=user)

    @property
    def move(self) -> Move:
        typed = self.cleaned_data
        return Move(
            starts_at=timezone.make_aware(datetime.combine(typed["day"], typed["time"])),
            branch=typed["branch"],
            room=typed["room"],
            takes_rest=typed.get("takes_rest", False),
        )
