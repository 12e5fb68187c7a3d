"""When and where an event happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminTimeInput

from events.choices import OfficialCount
from events.errors import RoomTaken
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField, RoomField, offer
from events.models import Session
from events.registries import Following
from events.services.making.moving.as_told import outlook_of
from events.services.making.moving.desk import DeskProspect, change_session
from events.services.making.rooms import why_taken
from events.services.making.sessions import add_session
from network.models import Branch, Room
from staff.choices import Action
from staff.policy import branches_in_scope


class SessionForm(DeskForm):
    """One meeting; or, for an exhibition, the days it is open and from when to when each day.

    A known one moves with all that goes along with it, `following`, once that was shown.
    """

    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(
        label=gettext_lazy("Ends"),
        help_text=gettext_lazy("For an exhibition: the last day, when it closes."),
    )
    daily_opens_at = forms.TimeField(
        label=gettext_lazy("Opens each day"),
        widget=AdminTimeInput,
        required=False,
        help_text=gettext_lazy("Only for an exhibition or fair of several days."),
    )
    daily_closes_at = forms.TimeField(
        label=gettext_lazy("Closes each day"), widget=AdminTimeInput, required=False
    )
    branch = forms.ModelChoiceField(label=gettext_lazy("Where"), queryset=Branch.objects.none())
    room = RoomField(label=gettext_lazy("Room"), branch_field_id="id_branch", required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Online link"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Reaches only the registered."),
    )
    official_count = forms.ChoiceField(
        label=gettext_lazy("Attendance counts"),
        choices=OfficialCount,
        initial=OfficialCount.BOTH,
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session = session
        self.following = Following()
        kwargs["initial"] = {name: getattr(session, name) for name in self.base_fields} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.fields["digest"] = forms.CharField(required=False, widget=forms.HiddenInput)
        mine = branches_in_scope(self.user, Action.CHANGE)
        branches = mine | Branch.objects.filter(pk__in=[self.event.branch_id, session.branch_id])
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        opens_at, closes_at = cleaned.get("daily_opens_at"), cleaned.get("daily_closes_at")
        if (opens_at is None) != (closes_at is None):
            self.add_error("daily_closes_at", _("Give both times of the day, or none."))
        elif opens_at and closes_at and closes_at <= opens_at:
            self.add_error("daily_closes_at", _("It must close after it opens."))
        branch, room = cleaned.get("branch"), cleaned.get("room")
        if branch and room and room.branch_id != branch.pk:
            self.add_error("room", _("This room is in another library."))
        if self.session.pk and not self.errors:
            self._show_what_goes_along(cleaned)
        return cleaned

    def _show_what_goes_along(self, typed: dict[str, Any]) -> None:
        """Once, and again where it is something else by now."""
        prospect = DeskProspect(self.session, typed)
        outlook = outlook_of(prospect, user=self.user, now=self.now)
        self.following = outlook.following
        if self.following.sentences and typed["digest"] != outlook.digest:
            more = _(
                "More than this meeting would move. See above what goes along with it, "
                "then save once more."
            )
            self.add_error(None, more)
            self.data = {name: self[name].data for name in self.fields} | {"digest": outlook.digest}
        typed["digest"] = outlook.digest

    def save(self) -> None:
        """Of a room that is taken the form says by whom.

        Raises:
            ChangedSince: what goes along is not what was shown.
        """
        typed = {name: self.cleaned_data[name] for name in self.base_fields}
        who = {"user": self.user, "now": self.now}
        try:
            if self.session.pk:
                digest = self.cleaned_data["digest"]
                change_session(session_id=self.session.pk, typed=typed, digest=digest, **who)
            else:
                for name, value in typed.items():
                    setattr(self.session, name, value)
                add_session(self.session, **who)
        except RoomTaken:
            self.add_error("room", why_taken(typed["room"], typed["starts_at"], typed["ends_at"]))
